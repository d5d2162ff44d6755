import { useQuery } from '@tanstack/react-query'
import type { FieldMeta, Label, ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import type { Ref, Row } from '#ui/core/types.ts'
import type { Mode } from '../types.ui.ts'

export interface Approver {
  by: 'role' | 'employee' | 'superior' | 'departmentHead' | 'field' | 'submitter'
  role?: string
  employees?: string[]
  level?: number
  field?: string
}

export type OnTimeout = 'remind' | 'escalate' | 'approve' | 'reject'

export interface FlowNode {
  key: string
  name: Label
  kind: 'approve' | 'cc'
  mode: Mode
  approvers: Approver[]
  condition?: string
  timeoutHours?: number
  onTimeout?: OnTimeout
  allowTransfer: boolean
  allowAddSign: boolean
  sign?: boolean
  emptyApprovers: 'skip' | 'admin'
}

export interface Flow extends Row {
  name: string
  object: string
  command: string
  condition?: string | null
  priority?: number | null
  definition: { nodes: FlowNode[]; ignore?: string[] }
  revision?: number | null
  /** The first revision; absent on that one itself. */
  origin?: Ref | null
  state: 'draft' | 'active' | 'retired'
}

export const FLOW_STATES: Record<Flow['state'], { label: Label; color: string }> = {
  draft: { label: { zh: '草稿', en: 'Draft' }, color: 'default' },
  active: { label: { zh: '启用中', en: 'Active' }, color: 'green' },
  retired: { label: { zh: '已停用', en: 'Retired' }, color: 'orange' },
}

export const BY: Record<Approver['by'], Label> = {
  superior: { zh: '发起人的上级', en: "Submitter's superior" },
  departmentHead: { zh: '部门负责人', en: 'Head of the department' },
  role: { zh: '指定角色', en: 'A role' },
  employee: { zh: '指定人员', en: 'Named people' },
  field: { zh: '单据上的人员', en: 'Somebody named on the document' },
  submitter: { zh: '发起人自己', en: 'The submitter' },
}

export const ON_TIMEOUT: Record<OnTimeout, Label> = {
  remind: { zh: '提醒审批人', en: 'Remind the approver' },
  escalate: { zh: '转给其上级', en: 'Pass on to the superior' },
  approve: { zh: '自动同意', en: 'Approve by itself' },
  reject: { zh: '自动驳回', en: 'Reject by itself' },
}

/** A key that no node of the flow has yet. */
function freshKey(nodes: FlowNode[]): string {
  const taken = new Set(nodes.map((n) => n.key))
  let n = nodes.length + 1
  while (taken.has(`n${n}`)) n++
  return `n${n}`
}

/** What a new node starts with: the submitter's superior decides. */
export function newNode(nodes: FlowNode[], kind: FlowNode['kind']): FlowNode {
  const approves = kind === 'approve'
  return {
    key: freshKey(nodes),
    name: approves ? { zh: '主管审批', en: 'Manager approves' } : { zh: '抄送', en: 'Copy' },
    kind,
    mode: approves ? 'any' : 'all',
    approvers: approves ? [{ by: 'superior', level: 1 }] : [],
    allowTransfer: approves,
    allowAddSign: approves,
    emptyApprovers: approves ? 'admin' : 'skip',
  }
}

/** What keeps a flow from being published, per node key; empty when it is complete. */
export function problemsOf(nodes: FlowNode[]): Map<string, Label> {
  const found = new Map<string, Label>()
  for (const node of nodes) {
    if (!node.name.zh.trim()) found.set(node.key, { zh: '缺少节点名称', en: 'has no name' })
    else if (!node.approvers.length)
      found.set(
        node.key,
        node.kind === 'cc'
          ? { zh: '还没有选择抄送人', en: 'nobody to copy to' }
          : { zh: '还没有选择审批人', en: 'nobody to approve' },
      )
    else if (node.approvers.some(isIncomplete))
      found.set(node.key, { zh: '审批人没有选完整', en: 'approvers are not complete' })
  }
  return found
}

const isIncomplete = (a: Approver): boolean =>
  (a.by === 'role' && !a.role) || (a.by === 'employee' && !a.employees?.length) || (a.by === 'field' && !a.field)

const OWNER: FieldMeta = {
  name: 'owner',
  type: 'ref',
  to: 'employee',
  label: { zh: '负责人', en: 'Owner' },
  right: 'read',
}

/** Fields of a document that hold a person: the owner first. */
export const peopleFields = (object: ObjectMeta | undefined): FieldMeta[] => [
  ...(object?.owned ? [OWNER] : []),
  ...(object?.fields ?? []).filter((f) => f.type === 'ref' && f.to === 'employee'),
]

/** Names as they are stored: what has no English name keeps its Chinese one. */
export const tidied = (nodes: FlowNode[]): FlowNode[] =>
  nodes.map((n) => ({ ...n, name: { zh: n.name.zh.trim(), en: n.name.en.trim() || n.name.zh.trim() } }))

export type ActKind = 'create' | 'update' | 'delete' | 'command' | 'collection'

/** What a flow can stand before. */
export interface Act {
  name: string
  label: Label
  kind: ActKind
  /** What it asks for, beside the document's own fields. */
  input: FieldMeta[]
}

const WRITES: Act[] = [
  { name: 'create', kind: 'create', label: { zh: '新建', en: 'Create' }, input: [] },
  { name: 'update', kind: 'update', label: { zh: '修改', en: 'Change' }, input: [] },
  { name: 'delete', kind: 'delete', label: { zh: '删除', en: 'Delete' }, input: [] },
]

/** Everything that a flow can stand before on an object: writes, commands of one document, commands of none. */
export function actsOf(object: ObjectMeta | undefined): Act[] {
  if (!object) return []
  const writes = object.readOnly ? [] : WRITES.filter((w) => object.verbs.includes(w.name))
  const commands = object.commands.map(
    ({ name, label, input, collection }): Act => ({
      ...{ name, label, input },
      kind: collection ? 'collection' : 'command',
    }),
  )
  return [...writes, ...commands]
}

/** Those that are offered: what people know by a button. */
export const offered = (object: ObjectMeta | undefined): Act[] => {
  const hidden = new Set(object?.commands.filter((c) => c.hidden).map((c) => c.name))
  return actsOf(object).filter((a) => !hidden.has(a.name))
}

/** One of them by its name; what is gone keeps its name. */
export const actOf = (object: ObjectMeta | undefined, name: string): Act =>
  actsOf(object).find((a) => a.name === name) ?? { name, label: { zh: name, en: name }, kind: 'command', input: [] }

export interface RoleRow extends Row {
  name: string
  labelZh: string
  labelEn?: string | null
}

/** Roles by name. */
export function useRoleLabels() {
  const query = { limit: 200, sort: 'labelZh' }
  return useQuery({
    queryKey: keys.list('role', query),
    queryFn: ({ signal }) => api.list<RoleRow>('roles', query, signal),
    select: (page) =>
      new Map(page.data.map((r): [string, Label] => [r.name, { zh: r.labelZh, en: r.labelEn || r.labelZh }])),
    staleTime: 60_000,
  }).data
}

/** Names of the people a flow names by id. */
export function usePeopleNames(nodes: FlowNode[]): Map<string, string> {
  const ids = [...new Set(nodes.flatMap((n) => n.approvers.flatMap((a) => a.employees ?? [])))].sort()
  const query = { where: { id: { in: ids } }, fields: ['name'], limit: 200 }
  const found = useQuery({
    queryKey: keys.list('employee', query),
    queryFn: ({ signal }) => api.list('employees', query, signal),
    enabled: ids.length > 0,
    staleTime: 60_000,
  })
  return new Map((found.data?.data ?? []).map((e) => [e.id, String(e.name ?? '')]))
}

export function useFlows() {
  const query = { limit: 200, sort: '-updatedAt' }
  return useQuery({
    queryKey: keys.list('approvalFlow', query),
    queryFn: ({ signal }) => api.list<Flow>('approval-flows', query, signal),
    select: (page) => page.data,
  })
}
