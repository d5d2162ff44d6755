import type { Label } from '#kernel/declare/label.ts'

/** A request that is turned down for a reason the person may know. `status` is the HTTP status. */
export class AuthRefusal extends Error {
  override name = 'AuthRefusal'
  readonly status: number
  readonly code: string
  readonly label: Label
  readonly field: string | undefined
  /** Seconds until another try makes sense (429). */
  readonly retryAfter: number | undefined

  constructor(status: number, code: string, label: Label, more: { field?: string; retryAfter?: number } = {}) {
    super(label.en)
    this.status = status
    this.code = code
    this.label = label
    this.field = more.field
    this.retryAfter = more.retryAfter
  }
}
