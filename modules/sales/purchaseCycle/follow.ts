import { command } from '#kernel/commands/context.ts'
import { ref } from '#kernel/declare/index.ts'
import { follow } from '#kernel/events/follow.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { purchaseCycle } from './purchaseCycle.object.ts'
import { buyersAfter, followSetCycle, pairsOf, recomputeCycles } from './recompute.sql.ts'

const again = (name: string, topic: string) =>
  follow({ name, topic }, async (unit, { object, recordId }) => {
    const pairs = object && recordId ? await pairsOf(unit, object, recordId) : undefined
    if (pairs?.packages?.length) await recomputeCycles(unit, [pairs.account], pairs.packages)
  })

/** Cycles follow shipments, returns, merges of accounts and what is set on the account. */
export const cycleFollows = [
  again('purchaseCycle.shipped', 'shipment.ship'),
  again('purchaseCycle.returned', 'returnOrder.*'),
  follow({ name: 'purchaseCycle.merged', topic: 'account.*merged' }, async (unit, { recordId, payload }) => {
    const { loser } = payload as { loser?: string }
    await recomputeCycles(
      unit,
      [recordId, loser].filter((id): id is string => Boolean(id)),
    )
  }),
  follow({ name: 'purchaseCycle.set', topic: 'account.update' }, async (unit, { recordId, payload }) => {
    const { fields } = payload as { fields?: string[] }
    if (recordId && fields?.includes('purchaseCycleDays')) await followSetCycle(unit, recordId)
  }),
]

const AT_ONCE = 200

/** Works the cycles of all who ever ordered out anew; says how many there are. */
export async function recalculateCycles(unit: Unit): Promise<number> {
  let pairs = 0
  for (let after: string | null = null; ; ) {
    const buyers: string[] = await buyersAfter(unit, after, AT_ONCE)
    if (!buyers.length) return pairs
    pairs += await recomputeCycles(unit, buyers)
    after = buyers.at(-1)!
  }
}

/** 重算购买周期: of one customer, or of all (after an import of old orders). */
export const recalculate = command(
  purchaseCycle,
  {
    name: 'recalculate',
    label: { zh: '重算购买周期', en: 'Recalculate' },
    collection: true,
    icon: 'history',
    input: { account: ref('account', { zh: '客户', en: 'Account' }, { help: { zh: '空则全部', en: 'Empty: all' } }) },
  },
  async ({ unit }, _row, input) => ({
    pairs: input.account ? await recomputeCycles(unit, [input.account]) : await recalculateCycles(unit),
  }),
)
