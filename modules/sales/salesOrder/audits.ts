import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { actorOf, homeOf, plant } from './planting.ts'

export type Step = 'submit' | 'business' | 'finance' | 'pick' | 'check' | 'ship' | 'receive' | 'invoice' | 'other'
export type Decision = 'done' | 'rejected' | 'held' | 'withdrawn'

/** Notes who decided what about which content of an order; never changed. */
export async function sign(
  unit: Unit,
  order: Values,
  step: Step,
  decision: Decision = 'done',
  comment?: string | null,
): Promise<void> {
  const values = {
    order: order.id,
    revision: order.revision,
    step,
    decision,
    employee: actorOf(unit),
    contentHash: order.contentHash,
    comment: comment ?? null,
  }
  // The order's own audit entry and event tell of it already.
  await plant(unit, 'orderAudit', homeOf(order), [{ values }], { silent: true })
}

/** Whoever made a thing does not approve it. */
export function notMaker(unit: Unit, ...makers: unknown[]): void {
  if (unit.caller.actor.system || !makers.includes(unit.caller.actor.id)) return
  throw new Refusal('order.maker', {
    zh: '制单人或提交人不能审核自己的单据，请由同部门另一位同事审核',
    en: 'Who made or submitted it cannot approve it; ask another colleague of the department',
  })
}

/** Nobody signs two steps in a row. */
export function notAdjacent(unit: Unit, before: unknown, code = 'order.adjacent'): void {
  if (unit.caller.actor.system || !before || before !== unit.caller.actor.id) return
  throw new Refusal(code, {
    zh: '相邻两个环节不能由同一人办理，请由另一位同事处理',
    en: 'The same person cannot do two adjacent steps; ask another colleague',
  })
}
