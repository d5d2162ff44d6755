import { type CommandContext, command } from '#kernel/commands/context.ts'
import { Refusal } from '#kernel/errors.ts'
import { applyChange } from '#kernel/records/change.ts'
import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { compare, normalize } from '#kernel/values/decimal.ts'
import { addDays } from '../days.ts'
import { otherEyes } from '../fourEyes.ts'
import { holdRow } from '../holdRow.sql.ts'
import { scopeKeyOf } from './derive.ts'
import { type Overlapping, overlapping, type PriceKey } from './overlap.sql.ts'
import { priceListItem } from './priceListItem.object.ts'

const period = (p: Pick<Overlapping, 'validFrom' | 'validTo'>, lang: 'zh' | 'en'): string =>
  `${p.validFrom} – ${p.validTo ?? (lang === 'zh' ? '长期' : 'no end')}`

const keyOf = (row: Values): PriceKey => row as unknown as PriceKey

function overlapRefusal(other: Overlapping, next: { zh: string; en: string }): Refusal {
  return new Refusal(
    'price.overlap',
    {
      zh: `有效期与价格 ${other.number}（${normalize(other.unitPrice)} 元，${period(other, 'zh')}）重叠；${next.zh}`,
      en: `The period overlaps price ${other.number} (${normalize(other.unitPrice)} yuan, ${period(other, 'en')}); ${next.en}`,
    },
    { other: other.id, number: other.number },
  )
}

/** Approved prices wait for their day; the nightly job and these lines say the same. */
export const standingState = (validFrom: string, today: string): 'approved' | 'effective' =>
  validFrom <= today ? 'effective' : 'approved'

async function sign(ctx: CommandContext, row: Values): Promise<void> {
  await ctx.change(row as { id: string }, {
    state: standingState(row.validFrom as string, ctx.today),
    approvedBy: ctx.caller.actor.system ? null : ctx.caller.actor.id,
    approvedAt: ctx.now.toISOString(),
  })
}

function refuseFree(row: Values): void {
  if (compare(row.unitPrice as string, '0') > 0) return
  throw new Refusal('price.zero', {
    zh: '单价为 0 的价格不能批准；请填写单价',
    en: 'A price of 0 cannot be approved; fill in the price',
  })
}

/** 批准: by finance, not by whoever wrote it; names the price it would overlap. */
export const approve = command(
  priceListItem,
  { name: 'approve', label: { zh: '批准', en: 'Approve' }, from: 'draft', batch: 500, icon: 'check-circle' },
  async (ctx, row) => {
    otherEyes(ctx, [(row as { createdBy?: unknown }).createdBy])
    refuseFree(row)
    const [other] = await overlapping(ctx.unit, keyOf(row))
    if (other)
      throw overlapRefusal(other, {
        zh: '请改用“替换生效”，或调整有效期',
        en: 'use “Supersede”, or change the period',
      })
    await sign(ctx, row)
  },
)

/** Ends standing prices of a key on the day before another begins. Refuses where one begins on that day or later. */
async function endOlder(unit: Unit, key: PriceKey): Promise<number> {
  const others = await overlapping(unit, key)
  const until = addDays(key.validFrom, -1)
  for (const other of others) {
    if (other.validFrom >= key.validFrom)
      throw overlapRefusal(other, {
        zh: `它不早于 ${key.validFrom} 开始，不能被替换；请调整有效期`,
        en: `it does not begin before ${key.validFrom} and cannot be superseded; change the period`,
      })
    const held = await holdRow(unit, priceListItem.name, other.id)
    // Not changeRow: an approved price is fixed, and its end is the one thing that superseding changes.
    const state = until < unit.today ? 'superseded' : held.state
    await applyChange(unit, priceListItem.name, held, { ...held, validTo: until, state }, 'supersede')
  }
  return others.length
}

/** 替换生效: the price that stands ends on the day before this one begins. */
export const supersede = command(
  priceListItem,
  { name: 'supersede', label: { zh: '替换生效', en: 'Supersede' }, from: 'draft', batch: 500, icon: 'swap' },
  async (ctx, row) => {
    otherEyes(ctx, [(row as { createdBy?: unknown }).createdBy])
    refuseFree(row)
    const ended = await endOlder(ctx.unit, keyOf(row))
    await sign(ctx, row)
    return { ended }
  },
)

export interface NewPrice {
  package: string
  priceType: 'tender' | 'supply' | 'floor' | 'settlement' | 'retail'
  scopeType: 'contract' | 'authorization' | 'tender' | 'region' | 'national'
  regionCode?: string | null
  contract?: string | null
  authorization?: string | null
  tender?: string | null
  unitPrice: string
  taxIncluded?: boolean
  minQty?: string
  validFrom: string
  validTo?: string | null
  note?: string | null
}

/**
 * Prices that another signed document has settled (a tender won, an authorisation activated): they stand at once, and
 * end the older ones of their key. The command that calls this is the right to do so.
 */
export async function settlePrices(unit: Unit, prices: NewPrice[]): Promise<string[]> {
  const ids: string[] = []
  for (const price of prices) {
    const values: Values = { minQty: '0', validTo: null, ...price }
    await endOlder(unit, keyOf({ ...values, scopeKey: scopeKeyOf(values) }))
    const row = await create(
      unit,
      priceListItem.name,
      { ...values, state: standingState(price.validFrom, unit.today), approvedAt: unit.stamp },
      { trusted: true },
    )
    ids.push(row.id as string)
  }
  return ids
}

export const priceVerbs = [approve, supersede]
