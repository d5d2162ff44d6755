import { useQuery } from '@tanstack/react-query'
import { Alert } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { api } from '#ui/core/api.ts'
import { formatMoney } from '#ui/core/format.ts'
import type { SlotProps } from '#ui/core/slots.ts'
import { useText } from '#ui/fields/text.ts'
import { LinesEditor } from '#ui/form/LinesEditor.tsx'
import type { Values } from '#ui/form/values.ts'

interface PricedLine {
  package: string
  price: string | null
  source: string | null
  listPrice: string | null
  taxRate: string | null
  amount: string | null
  taxAmount: string | null
}

interface Answer {
  lines: PricedLine[]
  totals: {
    goodsAmount: string
    discountAmount: string
    amount: string
    taxAmount: string
    amountInWords: string
  } | null
}

/** Set on a line while its price is the one that was filled in for the user rather than his own. Never sent. */
const FILLED = '_filled'
const PAUSE_MS = 250

const idOf = (value: unknown): string | null =>
  typeof value === 'string' ? value : ((value as { id?: string } | null | undefined)?.id ?? null)
const asLines = (value: unknown): Values[] => (Array.isArray(value) ? (value as Values[]) : [])
const isBlank = (value: unknown): boolean => value === null || value === undefined || value === ''

function useDebounced<T>(value: T): T {
  const [held, setHeld] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setHeld(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return held
}

/** The question that the form asks: who buys, under what, which lines. A price filled in earlier is asked for anew. */
function questionOf(values: Values, lines: Values[]): string | null {
  const asked = lines.filter((l) => idOf(l.package))
  if (!asked.length) return null
  return JSON.stringify({
    account: idOf(values.soldTo ?? values.account),
    contract: idOf(values.contract),
    authorization: idOf(values.authorization),
    tender: idOf(values.tender),
    discountAmount: values.discountAmount ?? null,
    lines: asked.map((l) => ({
      package: idOf(l.package),
      qty: l.qty ?? null,
      unitPrice: l[FILLED] ? null : (l.unitPrice ?? null),
      discountAmount: l.discountAmount ?? null,
    })),
  })
}

export type PricedLinesProps = SlotProps['form.lines'] & {
  /** Fields in the row; the others are one click below. */
  columns?: string[]
}

/** Columns that an order, a quotation or a contract show in the row, where they have them. */
const COLUMNS = ['package', 'qty', 'listPrice', 'unitPrice', 'priceSource', 'discountAmount', 'amount']

/**
 * Lines of an order, quotation or contract: choosing a package fills its price in, amounts and totals are worked out by
 * the server as one types (the arithmetic is in one place), Enter goes from field to field and adds lines.
 */
export function PricedLines({ lines: meta, values, onChange, errors, columns = COLUMNS }: PricedLinesProps) {
  const { say } = useText()
  const lines = asLines(values[meta.name])
  const asking = questionOf(values, lines)
  const question = useDebounced(asking)
  const answer = useQuery({
    queryKey: ['price-lines', question],
    queryFn: ({ signal }) => api.post<Answer>('/sales/price-lines', JSON.parse(question ?? '{}'), { signal }),
    enabled: question !== null,
    placeholderData: (before) => before,
    staleTime: 30_000,
    retry: false,
  })
  const fresh = question === asking && !answer.isPlaceholderData ? answer.data : undefined
  const shown = question === null ? undefined : answer.data
  useFill(meta.name, values, fresh, onChange)
  const computed = useMemo(() => overlay(lines, shown), [lines, shown])
  const unpriced =
    fresh?.lines.filter((p, i) => p.price === null && isBlank(withPackage(lines)[i]?.unitPrice)).length ?? 0
  return (
    <LinesEditor
      lines={meta}
      value={lines}
      onChange={(next) => onChange(next.map((line, i) => ownPrice(line, lines, i)))}
      errors={errors}
      columns={columns.filter((c) => meta.fields.some((f) => f.name === c))}
      computed={computed}
      footer={
        <>
          {unpriced > 0 && !isBlank(idOf(values.soldTo ?? values.account)) && (
            <Alert
              type="warning"
              showIcon
              style={{ marginTop: 8 }}
              title={say(
                `${unpriced} 个品规没有适用的价格，请联系价格管理维护价格表`,
                `${unpriced} packages have no applicable price; ask pricing to add one`,
              )}
            />
          )}
          <Totals totals={shown?.totals} />
        </>
      }
    />
  )
}

const withPackage = (lines: Values[]): Values[] => lines.filter((l) => idOf(l.package))

/** A price that the user typed is his own from then on; with another package, the price is asked for again. */
function ownPrice(line: Values, before: Values[], at: number): Values {
  const was = before[at]
  if (!was || before.length === 0) return line
  if (idOf(line.package) !== idOf(was.package)) return { ...line, unitPrice: null, [FILLED]: true }
  if (line.unitPrice !== was.unitPrice) return { ...line, [FILLED]: isBlank(line.unitPrice) }
  return line
}

/** Puts found prices into lines that have none of their own. */
function useFill(name: string, values: Values, fresh: Answer | undefined, onChange: (v: Values[]) => void): void {
  useEffect(() => {
    if (!fresh) return
    const lines = asLines(values[name])
    let n = 0
    const next = lines.map((line) => {
      if (!idOf(line.package)) return line
      const price = fresh.lines[n++]?.price ?? null
      const mine = !line[FILLED] && !isBlank(line.unitPrice)
      return mine || price === null || price === line.unitPrice ? line : { ...line, unitPrice: price, [FILLED]: true }
    })
    if (next.some((line, i) => line !== lines[i])) onChange(next)
  }, [fresh, name, values, onChange])
}

/** What the server worked out, laid over the lines for show. */
function overlay(lines: Values[], answer: Answer | undefined): (Values | undefined)[] {
  let n = 0
  return lines.map((line) => {
    if (!idOf(line.package)) return undefined
    const priced = answer?.lines[n++]
    if (!priced || priced.package !== idOf(line.package)) return undefined
    const own = !line[FILLED] && !isBlank(line.unitPrice) && Number(line.unitPrice) !== Number(priced.price)
    return {
      amount: priced.amount,
      taxAmount: priced.taxAmount,
      taxRate: priced.taxRate,
      listPrice: priced.listPrice,
      priceSource: own ? null : priced.source,
    }
  })
}

function Totals({ totals }: { totals: Answer['totals'] | undefined }) {
  const { say } = useText()
  if (!totals) return null
  return (
    <div className="xl-lines-total" aria-live="polite">
      {Number(totals.discountAmount) > 0 && (
        <span>
          {say('货款', 'Goods')} {formatMoney(totals.goodsAmount)}
          {say('，优惠 ', ', discount ')}
          {formatMoney(totals.discountAmount)}
        </span>
      )}
      <span>
        {say('其中税额', 'of which tax')} {formatMoney(totals.taxAmount)}
      </span>
      <span>
        {say('价税合计', 'Total incl. tax')} <strong className="xl-number">{formatMoney(totals.amount)}</strong>
      </span>
      <span className="xl-lines-words">
        {say('大写：', 'In words: ')}
        {totals.amountInWords}
      </span>
    </div>
  )
}
