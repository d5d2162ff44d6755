import { useQuery } from '@tanstack/react-query'
import type { Label } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import type { Ref } from '#ui/core/types.ts'
import { rowsOf } from '#ui/fields/rows.ts'

export type Mode = 'skip' | 'update' | 'create'

/** One import as the server tells it: what was uploaded, how its columns are mapped, how far it has come. */
export interface ImportJob {
  id: string
  object: string
  name?: string | null
  file?: Ref | null
  columns?: string[]
  sample?: (string | null)[][]
  mapping?: Record<string, number>
  /** Values of new rows where the file says nothing. */
  defaults?: Record<string, unknown>
  mode?: Mode
  encoding?: string | null
  sheet?: string | null
  sheets?: string[]
  /** Rows below the header. */
  rows?: number | null
  state: string
  total?: number | null
  done?: number
  created?: number
  updated?: number
  skipped?: number
  failed?: number
  undone?: number
  kept?: number
  error?: { code: string; message: Label } | null
  createdAt?: string
  createdBy?: Ref | null
}

export interface CheckResult {
  total?: number
  /** False when only the first rows of a large file were looked at. */
  complete?: boolean
  valid?: number
  failed?: number
  duplicates?: number
  errors?: { row: number; field?: string; column?: string; value?: unknown; message: Label }[]
}

const MOVING = new Set(['running', 'undoing'])
const POLL_MS = 1000

export const isMoving = (job: ImportJob): boolean => MOVING.has(job.state)
/** Nothing was written yet: mapping and mode may still change. */
export const isOpen = (job: ImportJob): boolean => job.state === 'draft'

export const STATES: Record<string, Label & { color?: string }> = {
  running: { zh: '导入中', en: 'Running', color: 'blue' },
  paused: { zh: '已暂停', en: 'Paused', color: 'gold' },
  done: { zh: '已完成', en: 'Done', color: 'green' },
  failed: { zh: '失败', en: 'Failed', color: 'red' },
  cancelled: { zh: '已取消', en: 'Cancelled' },
  undoing: { zh: '撤销中', en: 'Undoing', color: 'blue' },
  undone: { zh: '已撤销', en: 'Undone' },
}

export const jobName = (job: ImportJob): string => job.name ?? job.file?.label ?? job.id.slice(0, 8)

/** One import, followed while it moves. */
export function useImport(id: string) {
  return useQuery({
    queryKey: keys.one('import', id),
    queryFn: ({ signal }) => api.get<ImportJob>(`/imports/${id}`, undefined, signal),
    refetchInterval: (query) => (query.state.data && isMoving(query.state.data) ? POLL_MS : false),
  })
}

/** Imports of this reader, newest first. */
export function useImports() {
  return useQuery({
    queryKey: keys.list('import'),
    queryFn: ({ signal }) => api.get<ImportJob[] | { data: ImportJob[] }>('/imports', undefined, signal),
    refetchInterval: (query) => (rowsOf(query.state.data).some(isMoving) ? 2 * POLL_MS : false),
  })
}
