import type { Label } from '#kernel/declare/index.ts'
import type { Ref } from '#ui/core/types.ts'

/** What the server may name in both languages or as people typed it. */
export type Words = Label | string

export type RequestState =
  | 'running'
  | 'approved'
  | 'executed'
  | 'executionFailed'
  | 'rejected'
  | 'withdrawn'
  | 'voided'
  | 'returned'

export type TaskState =
  | 'pending'
  | 'waiting'
  | 'approved'
  | 'rejected'
  | 'returned'
  | 'transferred'
  | 'skipped'
  | 'expired'
  | 'read'

export type Mode = 'all' | 'any' | 'sequence'

/** One fact of the document as it was when it was handed in; what was given with the command is named `input.…`. */
export interface SummaryItem {
  field?: string
  label: Words
  value: unknown
  /** Of a change: what stands there until it is approved. */
  old?: unknown
  /** Of papers: their ids. */
  files?: string[]
}

/** Its lines, in the order of the columns. */
export interface SummaryLines {
  name: string
  label: Words
  columns: { field: string; label: Words }[]
  rows: unknown[][]
}

export interface Summary {
  items: SummaryItem[]
  lines?: SummaryLines[]
}

/** What a request is about, as inbox and document show it. */
export interface RequestHead {
  id: string
  number?: string | null
  title: string
  object: string
  objectLabel: Words
  /** Null until what is to be created is there. */
  record: string | null
  recordLabel?: string | null
  command: string
  commandLabel: Words
  state: RequestState
  /** The step at which it is; in lists only. */
  nodeName?: Words | null
  submitter: Ref
  createdAt: string
  summary?: Summary | SummaryItem[] | null
}

export interface InboxTask {
  id: string
  kind: 'approve' | 'cc' | 'addSign'
  node: string
  nodeName: Words
  state: TaskState
  dueAt?: string | null
  decidedAt?: string | null
  comment?: string | null
  sign?: boolean
  onBehalfOf?: Ref | null
}

export interface InboxItem {
  task: InboxTask | null
  request: RequestHead
}

export type InboxTab = 'pending' | 'decided' | 'started' | 'cc'

export interface InboxPage {
  data: InboxItem[]
  nextCursor: string | null
  counts: Partial<Record<InboxTab, number>>
}

export interface NodeTask {
  id: string
  assignee: Ref
  onBehalfOf?: Ref | null
  kind: 'approve' | 'cc' | 'addSign'
  state: TaskState
  comment?: string | null
  decidedAt?: string | null
  dueAt?: string | null
  /** Since when it has lain before him. */
  givenAt?: string | null
  /** Which round; sent back and handed in again, a request begins another. */
  pass?: number
  decidedBy?: Ref | null
  /** E-signature: who, when, and what it stands for (`approved`, `rejected`). */
  signed?: { name: string; at: string; meaning: string } | null
}

export interface NodeView {
  key: string
  name: Words
  kind?: 'approve' | 'cc'
  mode?: Mode
  state: 'done' | 'current' | 'waiting' | 'skipped'
  tasks: NodeTask[]
  /** Whom it would come to next; null where the step would be passed over. */
  next?: Ref[] | null
}

export interface Can {
  approve?: boolean
  reject?: boolean
  return?: boolean
  transfer?: boolean
  addSign?: boolean
  withdraw?: boolean
  urge?: boolean
  resubmit?: boolean
  retry?: boolean
  cc?: boolean
  sign?: boolean
  returnTo?: { key: string; name: Words }[]
}

export interface RequestDetail extends RequestHead {
  /** What reads otherwise than when it was handed in before. */
  changes?: { field: string; label: Label; old: string; new: string }[] | null
  /** Why it could not be carried out. */
  failure?: { code: string; message: Label } | null
  pass?: number
  urgedAt?: string | null
  /** What the reader himself filled in. */
  input?: Record<string, unknown> | null
  nodes: NodeView[]
  _can: Can
  /** My open task, if one waits for me. */
  mine: string | null
  /** My copy, while I have not read it. */
  unread?: string | null
}
