import type { Label } from '#kernel/declare/label.ts'
import { Problem } from '#kernel/errors.ts'

/** A login matter turned down. `retryAfter`: seconds until another try makes sense (Retry-After of a 429). */
export class AuthRefusal extends Problem {
  override name = 'AuthRefusal'

  constructor(status: number, code: string, label: Label, more: { field?: string; retryAfter?: number } = {}) {
    const { field, retryAfter } = more
    super(status, code, label, {
      fields: field ? [{ field, code, message: label }] : [],
      extra: retryAfter === undefined ? {} : { retryAfter },
    })
  }
}
