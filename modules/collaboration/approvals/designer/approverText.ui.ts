import type { ObjectMeta } from '#kernel/declare/index.ts'
import { useText } from '#ui/fields/text.ts'
import { type Approver, BY, type FlowNode, peopleFields, usePeopleNames, useRoleLabels } from './flow.ui.ts'

/** `const say = useApproverText(object, nodes)`, then `say(node)`: who decides at a node, in one line. */
export function useApproverText(object: ObjectMeta | undefined, nodes: FlowNode[]): (node: FlowNode) => string {
  const { t, say } = useText()
  const roles = useRoleLabels()
  const names = usePeopleNames(nodes)
  const fields = peopleFields(object)
  const one = (a: Approver): string => {
    if (a.by === 'role')
      return a.role ? t(roles?.get(a.role) ?? { zh: a.role, en: a.role }) : say('未选择角色', 'no role')
    if (a.by === 'employee')
      return (a.employees ?? []).map((id) => names.get(id) ?? '…').join('、') || say('未选择人员', 'nobody')
    if (a.by === 'superior') {
      const level = a.level ?? 1
      return level === 1 ? say('直接上级', 'direct superior') : say(`第 ${level} 级上级`, `superior, level ${level}`)
    }
    if (a.by === 'field') {
      const field = fields.find((f) => f.name === a.field)
      return field ? say(`单据的${field.label.zh}`, `the document's ${field.label.en}`) : say('未选择字段', 'no field')
    }
    return t(BY[a.by])
  }
  return (node) => node.approvers.map(one).join(say('、', ', '))
}
