import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import type { Field, Label } from '../declare/index.ts'
import type { FieldProblem } from '../errors.ts'
import { isUuid } from '../store/ids.ts'
import { type Act, actOf, inputFields } from './act.ts'
import { checkExpression } from './expression.ts'
import { type Approvers, type Definition, FLOW, type FlowNode, REQUEST, TASK } from './flow.ts'

const MODES = ['all', 'any', 'sequence']
const TIMEOUTS = ['remind', 'escalate', 'approve', 'reject']
const KEY = /^[a-z][A-Za-z0-9]{0,39}$/
const MAX_NODES = 30
const MAX_HOURS = 24 * 90

type Say = (at: string, zh: string, en: string) => void

function checkApprovers(live: LiveObject, node: FlowNode, rule: Approvers, at: string, say: Say): void {
  switch (rule?.by) {
    case 'role':
      if (typeof rule.role !== 'string' || !rule.role) say(at, '请选择角色', 'Choose a role')
      return
    case 'employee':
      if (!Array.isArray(rule.employees) || !rule.employees.length || !rule.employees.every(isUuid))
        say(at, '请选择人员', 'Choose people')
      return
    case 'superior':
      if (!Number.isInteger(rule.level) || rule.level < 1 || rule.level > 10)
        say(at, '上级层级应为 1–10', 'The level of the superior is 1 to 10')
      return
    case 'departmentHead':
      return
    case 'field': {
      const field = Object.hasOwn(live.fields, rule.field ?? '') ? live.fields[rule.field] : undefined
      const people = (field?.type === 'ref' || field?.type === 'refs') && field.to === 'employee'
      if (!people && !(rule.field === 'owner' && live.def.spec.owned))
        say(at, '请选择一个指向员工的字段', 'Choose a field that names an employee')
      return
    }
    case 'submitter':
      if (node.kind !== 'cc') say(at, '提交人不能审批自己的申请', 'Nobody approves what he submitted')
      return
    default:
      say(at, '审批人规则无效', 'Not a rule for approvers')
  }
}

function checkTimeout(node: FlowNode, at: string, say: Say): void {
  const { timeoutHours: hours, onTimeout } = node
  if (hours === undefined || hours === null) return
  if (typeof hours !== 'number' || !(hours > 0) || hours > MAX_HOURS)
    say(at, '时限应为 90 天以内的小时数', 'The time limit is a number of hours up to 90 days')
  if (!TIMEOUTS.includes(onTimeout ?? '')) say(at, '请选择超时后的处理', 'Say what happens when the time is over')
  if (node.sign && onTimeout === 'approve')
    say(at, '需要电子签名的节点不能超时自动同意', 'What must be signed cannot be approved by a time-out')
}

type Inputs = Record<string, Field>

/** A condition that can be asked; without a document there is nothing to ask of one. */
function checkCondition(live: LiveObject, inputs: Inputs, act: Act, text: string, at: string, say: Say): void {
  const { error, fields } = checkExpression(text, live, inputs)
  if (error) say(at, error.zh, error.en)
  else if (act.spec.collection && inputs !== live.fields && fields.some((f) => f.startsWith('row.')))
    say(at, '该操作没有单据，条件只能用 input、submitter', 'There is no document: ask about input and submitter')
}

function checkNode(live: LiveObject, inputs: Inputs, act: Act, node: FlowNode, at: string, say: Say): void {
  if (!KEY.test(String(node.key ?? ''))) say(at, '节点标识应为小写字母开头的英文', 'A node key is letters and digits')
  if (!node.name?.zh?.trim() || !node.name.en?.trim())
    say(at, '请填写节点名称（中英文）', 'Name the node in both languages')
  if (node.kind !== 'approve' && node.kind !== 'cc') say(at, '节点类型无效', 'Not a kind of node')
  if (node.kind === 'approve' && !MODES.includes(node.mode))
    say(at, '请选择会签、或签或依次', 'Choose all, any or in turn')
  if (node.kind === 'approve' && node.emptyApprovers !== 'skip' && node.emptyApprovers !== 'admin')
    say(at, '请选择审批人为空时的处理', 'Say what happens when nobody is found')
  if (!Array.isArray(node.approvers) || !node.approvers.length || node.approvers.length > 20)
    say(at, '请设置审批人', 'Say who approves')
  else for (const [i, rule] of node.approvers.entries()) checkApprovers(live, node, rule, `${at}.approvers.${i}`, say)
  if (node.condition?.trim()) checkCondition(live, inputs, act, node.condition, `${at}.condition`, say)
  checkTimeout(node, at, say)
}

export interface FlowDraft {
  object: string
  command: string
  condition: string | null
  definition: unknown
}

/** What a flow would stand before, if it can. */
export function approvable(caller: Caller, object: string, command: string): Act | undefined {
  const closed = [FLOW, REQUEST, TASK].includes(object) || caller.model.objects.get(object)?.def.spec.personal
  return closed ? undefined : actOf(caller, object, command)
}

/** Everything that keeps a flow from being published, all at once. */
export function flowProblems(caller: Caller, flow: FlowDraft): FieldProblem[] {
  const problems: FieldProblem[] = []
  const say: Say = (field, zh, en) =>
    problems.push({ field, code: 'flow.invalid', message: { zh, en } satisfies Label })
  const live = caller.model.objects.get(flow.object)
  const act = approvable(caller, flow.object, flow.command)
  if (!live || !act) {
    say('command', '没有这个对象或操作，或该操作不能设审批', 'No such object or command, or it cannot be approved')
    return problems
  }
  const inputs = inputFields(live, act)
  if (flow.condition?.trim()) checkCondition(live, inputs, act, flow.condition, 'condition', say)
  const { nodes, ignore = [] } = (flow.definition ?? {}) as Partial<Definition>
  if (!Array.isArray(nodes) || !nodes.some((n) => n?.kind === 'approve') || nodes.length > MAX_NODES) {
    say(
      'definition',
      `请至少设置一个审批节点（最多 ${MAX_NODES} 个）`,
      `At least one approval node, at most ${MAX_NODES}`,
    )
    return problems
  }
  for (const [i, node] of nodes.entries()) checkNode(live, inputs, act, node, `definition.nodes.${i}`, say)
  if (new Set(nodes.map((n) => n?.key)).size !== nodes.length)
    say('definition', '节点标识重复', 'Two nodes share a key')
  if (!Array.isArray(ignore) || ignore.some((name) => !Object.hasOwn(live.fields, String(name))))
    say('definition.ignore', '忽略的字段不存在', 'An ignored field does not exist')
  return problems
}
