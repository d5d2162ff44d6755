import { Refusal } from '#kernel/errors.ts'
import { compare, normalize } from '#kernel/values/decimal.ts'
import type { PricedLine } from './effective.sql.ts'

/** A line as it is to be charged, beside what the price list says of it. */
export interface ChargedLine extends Pick<PricedLine, 'packageId' | 'floorPrice' | 'tenderPrice'> {
  /** For the message. */
  packageName: string
  /** Per base unit, tax included, after discounts. */
  charged: string
}

const MEDICAL = new Set(['hospital', 'clinic', 'cdc', 'vaccinationUnit'])

/** Who pays at most the tender price. */
export const paysTenderPrice = (accountRoles: readonly string[]): boolean => accountRoles.some((r) => MEDICAL.has(r))

/** Is the line charged below its floor? */
export const isBelowFloor = (line: Pick<ChargedLine, 'charged' | 'floorPrice'>): boolean =>
  line.floorPrice !== null && compare(line.charged, line.floorPrice) < 0

/** Is a medical institution charged more than the tender price of its province? */
export const isAboveTender = (line: Pick<ChargedLine, 'charged' | 'tenderPrice'>): boolean =>
  line.tenderPrice !== null && compare(line.charged, line.tenderPrice) > 0

/**
 * Price below floor: refused until somebody who may signs the exception. One refusal a line, code `price.belowFloor`;
 * the floor itself is not told, it is not everybody's business.
 */
export const floorBreaches = (lines: ChargedLine[]): Refusal[] =>
  lines.filter(isBelowFloor).map(
    (l) =>
      new Refusal(
        'price.belowFloor',
        {
          zh: `${l.packageName}单价 ${normalize(l.charged)} 低于底价；请提高单价，或提交低价特批并经签字后再提交`,
          en: `${l.packageName} at ${normalize(l.charged)} is below the floor price; raise the price or have a price exception signed first`,
        },
        { packageId: l.packageId, charged: l.charged },
      ),
  )

/** Hospital price above the tender price: refused outright, code `price.aboveTender`. */
export const tenderBreaches = (lines: ChargedLine[], accountRoles: readonly string[]): Refusal[] =>
  !paysTenderPrice(accountRoles)
    ? []
    : lines.filter(isAboveTender).map(
        (l) =>
          new Refusal(
            'price.aboveTender',
            {
              zh: `${l.packageName}单价 ${normalize(l.charged)} 高于本省中标价 ${normalize(l.tenderPrice!)}；请按不高于中标价的价格供货`,
              en: `${l.packageName} at ${normalize(l.charged)} is above the province’s tender price ${normalize(l.tenderPrice!)}; charge no more than that`,
            },
            { packageId: l.packageId, charged: l.charged, tenderPrice: l.tenderPrice },
          ),
      )
