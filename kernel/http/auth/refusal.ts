import type { Label } from '#kernel/declare/label.ts'
import { Problem } from '#kernel/errors.ts'

/** A login matter turned down for a reason the person may know. `status` is the HTTP status. */
export class AuthRefusal extends Problem {
  override name = 'AuthRefusal'
  /** Seconds until another try makes sense: the Retry-After header of a 429. */
  readonly retryAfter: number | undefined

  constructor(status: number, code: string, label: Label, more: { field?: string; retryAfter?: number } = {}) {
    const { field, retryAfter } = more
    super(status, code, label, {
      fields: field ? [{ field, code, message: label }] : [],
      extra: retryAfter === undefined ? {} : { retryAfter },
    })
    this.retryAfter = retryAfter
  }
}
