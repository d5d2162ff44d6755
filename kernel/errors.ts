import type { Label } from './declare/label.ts'

export interface FieldProblem {
  field: string
  code: string
  message: Label
}

/**
 * Every refusal that a caller may see: a stable code, a status, both languages. What is not a Problem is a fault of
 * ours and reaches the caller only as `internal` with a request id.
 */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly label: Label
  readonly fields: FieldProblem[]
  readonly extra: Record<string, unknown>

  constructor(
    status: number,
    code: string,
    label: Label,
    more: { fields?: FieldProblem[]; extra?: Record<string, unknown> } = {},
  ) {
    super(`${code}: ${label.en}`)
    this.status = status
    this.code = code
    this.label = label
    this.fields = more.fields ?? []
    this.extra = more.extra ?? {}
  }
}

/** A business rule says no: 422 with a code that names the rule. */
export class Refusal extends Problem {
  constructor(code: string, label: Label, extra: Record<string, unknown> = {}) {
    super(422, code, label, { extra })
  }
}

export const notFound = (): Problem =>
  new Problem(404, 'record.notFound', { zh: '记录不存在或您无权查看', en: 'No such record, or you may not see it' })

export const denied = (verb: string): Problem =>
  new Problem(403, 'access.denied', { zh: `您没有“${verb}”权限`, en: `You may not ${verb} this` }, { extra: { verb } })

export const unauthenticated = (): Problem =>
  new Problem(401, 'auth.required', { zh: '请先登录', en: 'Please sign in' })

export const badRequest = (code: string, label: Label, extra: Record<string, unknown> = {}): Problem =>
  new Problem(400, code, label, { extra })

export function invalid(fields: FieldProblem[]): Problem {
  const first = fields[0]
  return new Problem(
    422,
    'input.invalid',
    { zh: `填写有误：${first?.message.zh ?? ''}`, en: `Please correct: ${first?.message.en ?? ''}` },
    { fields },
  )
}

/** {@link invalid} for one field. */
export const invalidField = (field: string, code: string, zh: string, en: string): Problem =>
  invalid([{ field, code, message: { zh, en } }])

export function stale(current: unknown, yours: unknown): Problem {
  return new Problem(
    409,
    'version.stale',
    { zh: '记录已被他人修改，请核对后再保存', en: 'Somebody changed this record meanwhile; compare and save again' },
    { extra: { current, yours } },
  )
}
