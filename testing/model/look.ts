import type { Caller } from '#kernel/access/actor.ts'
import { callerFor, withCaller } from '#kernel/access/caller.ts'
import { Problem } from '#kernel/errors.ts'
import type { Tenant } from '#kernel/tenant.ts'
import type { Chart, Employee, ModelRow } from './chart.ts'
import type { ModelWorld } from './load.ts'

/** The kernel showed or allowed what the oracle does not, or the other way round. */
export class Mismatch extends Error {
  readonly kind: 'leak' | 'hidden' | 'wrong'
  constructor(kind: Mismatch['kind'], where: string, detail: unknown) {
    super(`${kind}: ${where}: ${JSON.stringify(detail)?.slice(0, 1200)}`)
    this.kind = kind
  }
}

/** One person of a chart, looking. */
export class Look {
  readonly m: ModelWorld
  readonly chart: Chart
  readonly me: Employee
  /** How many answers were compared. */
  compared = 0

  constructor(m: ModelWorld, chart: Chart, me: Employee) {
    this.m = m
    this.chart = chart
    this.me = me
  }

  as<T>(work: (caller: Caller) => Promise<T>, tenant: Tenant = this.m.world.tenant): Promise<T> {
    return withCaller(() => callerFor(tenant, { employeeId: this.me.id }), work)
  }

  rows(object: string): ModelRow[] {
    return this.chart.rows.filter((r) => r.object === object)
  }

  row(id: string): ModelRow | undefined {
    return this.chart.rows.find((r) => r.id === id)
  }

  /** Compares a set of ids with what the oracle expects. */
  sameIds(where: string, got: string[], expected: string[]): void {
    this.compared++
    const wanted = new Set(expected)
    const seen = new Set(got)
    const leaked = got.filter((id) => !wanted.has(id))
    if (leaked.length) throw new Mismatch('leak', where, { me: this.me.id, leaked })
    const hidden = expected.filter((id) => !seen.has(id))
    if (hidden.length) throw new Mismatch('hidden', where, { me: this.me.id, hidden })
    if (got.length !== seen.size) throw new Mismatch('wrong', `${where}: a row twice`, got)
  }

  /** Compares one answer: `more` is the answer that shows or allows more than it should. */
  same(where: string, got: unknown, expected: unknown, kind: Mismatch['kind'] = 'wrong'): void {
    this.compared++
    if (JSON.stringify(got) !== JSON.stringify(expected))
      throw new Mismatch(kind, where, { me: this.me.id, got, expected })
  }
}

/** What became of something that may be refused: `ok`, or status and code. */
export async function outcome(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'ok'
  } catch (error) {
    if (error instanceof Problem) return `${error.status} ${error.code}`
    throw error
  }
}

/** The refusal of an unknown name and of a hidden one must be the same, the name itself apart. */
export async function refusal(name: string, work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'ok'
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    const { status, code, label, extra, fields } = error
    const said = JSON.stringify({ status, code, label, extra, fields })
    return said.replaceAll(`“${name}”`, '“?”').replaceAll(`: ${name}"`, ': ?"').replaceAll(`:"${name}"`, ':"?"')
  }
}
