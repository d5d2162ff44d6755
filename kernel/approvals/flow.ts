import type { Label } from '../declare/index.ts'
import { sql } from '../store/sql.ts'
import { at, type Tenant } from '../tenant.ts'

/** Names of the objects in which approvals are kept; declared by the collaboration module. */
export const FLOW = 'approvalFlow'
export const REQUEST = 'approvalRequest'
export const TASK = 'approvalTask'

export type Approvers =
  | { by: 'role'; role: string }
  | { by: 'employee'; employees: string[] }
  /** The submitter's superior, `level` steps up. */
  | { by: 'superior'; level: number }
  | { by: 'departmentHead' }
  /** An employee named by a field of the document (or its `owner`). */
  | { by: 'field'; field: string }
  /** Copies only. */
  | { by: 'submitter' }

/** One step of a flow. `all` = 会签, `any` = 或签, `sequence` = 依次. */
export interface FlowNode {
  key: string
  name: Label
  kind: 'approve' | 'cc'
  mode: 'all' | 'any' | 'sequence'
  approvers: Approvers[]
  /** Skipped when false. */
  condition?: string
  timeoutHours?: number
  onTimeout?: 'remind' | 'escalate' | 'approve' | 'reject'
  allowTransfer: boolean
  allowAddSign: boolean
  /** The password is asked again and the signature kept. */
  sign?: boolean
  /** When the rules name nobody: pass over the step, or let an administrator decide. */
  emptyApprovers: 'skip' | 'admin'
}

export interface Definition {
  nodes: FlowNode[]
  /** Fields whose change does not void a running approval (figures that the system keeps). */
  ignore?: string[]
}

/** A published flow as commands meet it. */
export interface ActiveFlow {
  id: string
  name: string
  revision: number
  condition: string | null
  definition: Definition
}

/** What the cached model knows of approvals: commands and rows that no flow concerns cost nothing. */
export interface FlowModel {
  /** Command key (`salesOrder.submit`) → flows in the order in which they are asked. */
  flows: Map<string, ActiveFlow[]>
  /** Objects whose rows may be under approval: those of flows that are or once were in force. */
  guarded: Set<string>
}

interface FlowRow {
  id: string
  name: string
  object: string
  command: string
  condition: string | null
  definition: Definition
  revision: number
  state: string
}

/** Reads the flows of a tenant; part of its model, so that it happens once an epoch. */
export async function loadFlows(tenant: Tenant): Promise<FlowModel> {
  const model: FlowModel = { flows: new Map(), guarded: new Set() }
  if (!tenant.registry.objects.has(FLOW)) return model
  const rows =
    await tenant.db.fresh<FlowRow>(sql`select id, name, object, command, condition, definition, revision, state
    from ${at(tenant, 'approval_flow')} where state <> 'draft' and deleted_at is null order by priority, created_at, id`)
  for (const { object, command, state, ...flow } of rows) {
    model.guarded.add(object)
    if (state !== 'active') continue
    const key = `${object}.${command}`
    model.flows.set(key, [...(model.flows.get(key) ?? []), flow])
  }
  return model
}
