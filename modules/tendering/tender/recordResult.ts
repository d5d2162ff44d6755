import { type CommandContext, command } from '#kernel/commands/context.ts'
import { date, json, type Label, longText } from '#kernel/declare/index.ts'
import { type FieldProblem, invalid, invalidField, Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { compare, parseDecimal } from '#kernel/values/decimal.ts'
import { type Linked, linkedPrices, standingPrices } from './guards.sql.ts'
import { tender } from './tender.object.ts'

/** The result of one line, as the page sends it. */
export interface LineResult {
  id: string
  result: 'won' | 'lost'
  /** Yuan per base unit, up to 4 decimals. */
  winPrice?: string | null
  /** Base units over the whole cycle. */
  agreedVolume?: string | null
  rank?: number | null
}

type Add = (at: string, code: string, zh: string, en: string) => void

function figure(add: Add, at: string, value: unknown, scale: number, label: Label): string | null {
  if (value === null || value === undefined || value === '') return null
  const parsed = parseDecimal(String(value), { precision: 20, scale })
  if (parsed.ok && compare(parsed.value, '0') >= 0) return parsed.value
  add(at, 'field.type', `${label.zh}应为不小于 0 的数字`, `${label.en} must be a number, not below zero`)
  return null
}

function readResult(add: Add, at: string, given: Partial<LineResult>): Values {
  const won = given.result === 'won'
  if (!won && given.result !== 'lost')
    add(`${at}.result`, 'field.option', '请选择中标或落标', 'Say whether it was won or lost')
  const price = { zh: '中标价', en: 'The win price' }
  const winPrice = won ? figure(add, `${at}.winPrice`, given.winPrice, 4, price) : null
  if (won && (winPrice === null || compare(winPrice, '0') === 0))
    add(`${at}.winPrice`, 'field.required', '中标品规须填写中标价', 'A won package needs its win price')
  const volume = { zh: '约定采购量', en: 'The agreed volume' }
  const agreedVolume = won ? figure(add, `${at}.agreedVolume`, given.agreedVolume, 0, volume) : null
  const rank = Number.isInteger(given.rank) && (given.rank as number) > 0 ? given.rank : null
  return { result: given.result, winPrice, agreedVolume, rank }
}

/** Lays the results over the lines: each line exactly once, nothing else. */
function readResults(given: unknown, lines: Values[]): Values[] {
  const problems: FieldProblem[] = []
  const add: Add = (field, code, zh, en) => problems.push({ field, code, message: { zh, en } })
  const sent = Array.isArray(given) ? (given as Partial<LineResult>[]) : []
  const known = new Set(lines.map((l) => l.id))
  const byId = new Map(sent.map((r) => [r?.id, r]))
  if (sent.length !== lines.length || byId.size !== lines.length || sent.some((r) => !known.has(r?.id)))
    throw invalidField(
      'lines',
      'tender.everyLine',
      '请为每个投标品规登记一个结果',
      'Record one result for each package of the bid',
    )
  const next = lines.map((line, i) => ({ ...line, ...readResult(add, `lines.${i}`, byId.get(line.id as string)!) }))
  if (problems.length) throw invalid(problems)
  return next
}

function requireCycle(from: unknown, to: unknown): asserts from is string {
  if (from && to && String(to) >= String(from)) return
  throw invalidField(
    from ? 'cycleTo' : 'cycleFrom',
    'field.required',
    '中标须填写采购周期起止（价格按周期锁定），且止不早于起',
    'A win needs the cycle, from and to in order: prices are locked for it',
  )
}

/** 锁价: the win price stands for the province and the cycle; the database lets no second one stand beside it. */
async function lockPrices(
  ctx: CommandContext,
  row: Values,
  won: Values[],
  from: string,
  to: string,
): Promise<string[]> {
  const province = String(row.province)
  const standing = await standingPrices(
    ctx.unit,
    province,
    won.map((l) => String(l.package)),
    from,
    to,
  )
  if (standing.length) {
    const said = standing.map((s) => `${s.number} ${s.package} (${s.valid_from} – ${s.valid_to ?? '…'})`)
    throw new Refusal(
      'tender.priceStands',
      {
        zh: `该省在此周期内已有中标价：${said.join('、')}。请财务先将其替换失效，或更正采购周期`,
        en: `Tender prices of the province already stand in this cycle: ${said.join(', ')}. Have finance supersede them first, or correct the cycle`,
      },
      { standing },
    )
  }
  const numbers: string[] = []
  for (const line of won) {
    const item = await ctx.create(
      'priceListItem',
      {
        package: line.package,
        priceType: 'tender',
        scopeType: 'tender',
        regionCode: province,
        tender: row.id,
        unitPrice: line.winPrice,
        taxIncluded: true,
        minQty: '0',
        validFrom: from,
        validTo: to,
        scopeKey: `tender:${province}`,
        note: `${row.number} 中标锁价`,
        state: from <= ctx.today ? 'effective' : 'approved',
      },
      { trusted: true },
    )
    numbers.push(String(item.number))
  }
  return numbers
}

/** 登记结果: won or lost line by line. A win locks its prices at once and shows where other provinces pay more. */
export const recordResult = command(
  tender,
  {
    name: 'recordResult',
    label: { zh: '登记结果', en: 'Record result' },
    from: 'opened',
    icon: 'trophy',
    hidden: true,
    input: {
      lines: json({ zh: '各品规结果', en: 'Results' }, { required: true }),
      cycleFrom: date({ zh: '采购周期起', en: 'Cycle from' }),
      cycleTo: date({ zh: '采购周期止', en: 'Cycle to' }),
      reason: longText({ zh: '结果说明', en: 'Why won or lost' }, { max: 1000 }),
    },
  },
  async (ctx, row, input) => {
    const stored = await ctx.lines(row)
    const lines = readResults(input.lines, stored.lines ?? [])
    const won = lines.filter((l) => l.result === 'won')
    const cycleFrom = input.cycleFrom ?? row.cycleFrom
    const cycleTo = input.cycleTo ?? row.cycleTo
    let prices: string[] = []
    let linked: Linked[] = []
    if (won.length) {
      requireCycle(cycleFrom, cycleTo)
      linked = await linkedPrices(
        ctx.unit,
        String(row.province),
        won.map((l) => ({ package: String(l.package), price: String(l.winPrice) })),
      )
      prices = await lockPrices(ctx, row, won, cycleFrom, String(cycleTo))
    }
    const state = won.length ? 'won' : 'lost'
    await ctx.changeLines(
      row,
      { lines },
      { state, cycleFrom, cycleTo, resultReason: input.reason, resultAt: ctx.now.toISOString() },
    )
    ctx.emit(`tender.${state}`, { prices, linked })
    return { prices, linked }
  },
)
