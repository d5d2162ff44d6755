import { formatDecimal, formatInstant, formatMoney, formatQuantity } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { regionText, useRegions } from '#ui/fields/regions.ts'
import { useText } from '#ui/fields/text.ts'
import { FileLinks } from '#ui/files/FileLinks.tsx'
import type { RequestDetail, RequestHead, SummaryItem, SummaryLines } from './types.ui.ts'
import { useWords } from './words.ui.ts'

type Name = ReturnType<typeof useWords>

/** A value of a summary as a person reads it. */
export function factText(value: unknown, name: Name): string {
  if (value === null || value === undefined || value === '') return '—'
  if (Array.isArray(value)) return value.map((v) => factText(v, name)).join('、')
  if (typeof value === 'object' && 'zh' in value) return name(value as { zh: string; en: string })
  if (typeof value === 'object') return String((value as { label?: unknown }).label ?? '')
  // Amounts come as their digits; thousands are easier to read apart.
  return /^-?\d{4,}\.\d+$/.test(String(value)) ? formatDecimal(String(value)) : String(value)
}

const isGiven = (item: SummaryItem): boolean => item.field?.startsWith('input.') || item.old !== undefined

/** The facts of a request: what was given with the command first, because that is what is asked. */
export function factsOf(request: RequestHead): SummaryItem[] {
  const { summary } = request
  const items = Array.isArray(summary) ? summary : (summary?.items ?? [])
  return [...items.filter(isGiven), ...items.filter((i) => !isGiven(i))]
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/
const DIVISION = /^\d{6}$/

/** One value: divisions by their names, instants in China's time, amounts with their thousands, else as written down. */
export function Fact({ object: name, item }: { object: string; item: SummaryItem }) {
  const words = useWords()
  const { locale } = useText()
  const regions = useRegions()
  const field = useObject(name)?.fields.find((f) => f.name === item.field)
  if (item.files) return <FileLinks files={item.files.map((id) => ({ id }))} />
  const text = factText(item.value, words)
  if (INSTANT.test(text)) return <>{formatInstant(text)}</>
  // Whoever decides need not know of the object itself; the name of the field tells then.
  const region = field ? field.type === 'region' : /region/i.test(item.field ?? '')
  if (region && DIVISION.test(text)) return <>{regionText(regions, text, locale)}</>
  return <>{field?.type === 'money' ? formatMoney(text, field.scale) : text}</>
}

/** A value, or what becomes of it. */
function Change({ object, item }: { object: string; item: SummaryItem }) {
  if (item.old === undefined) return <Fact object={object} item={item} />
  return (
    <span className="xl-appr-edit">
      <span className="xl-old">
        <Fact object={object} item={{ ...item, value: item.old, files: undefined }} />
      </span>
      <span>
        → <Fact object={object} item={item} />
      </span>
    </span>
  )
}

/** The document in few words, as it was when it was handed in. */
export function Summary({ request }: { request: RequestHead }) {
  const name = useWords()
  const items = factsOf(request)
  const lines = Array.isArray(request.summary) ? [] : (request.summary?.lines ?? [])
  return (
    <>
      {items.length > 0 && (
        <dl className="xl-appr-facts">
          {items.map((item) => (
            <div key={item.field ?? name(item.label)} className={isGiven(item) ? 'is-given' : ''}>
              <dt>{name(item.label)}</dt>
              <dd>
                <Change object={request.object} item={item} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {lines.map((l) => (
        <Lines key={l.name} object={request.object} lines={l} />
      ))}
    </>
  )
}

const NUMBER = /^-?\d+(\.\d+)?$/

function Lines({ object, lines }: { object: string; lines: SummaryLines }) {
  const name = useWords()
  const fields = useObject(object)?.lines.find((l) => l.name === lines.name)?.fields
  const typeOf = (column: string) => fields?.find((f) => f.name === column)?.type
  const isNumber = (column: string) => ['money', 'decimal', 'integer'].includes(typeOf(column) ?? '')
  const said = (value: unknown, column: string): string => {
    const text = factText(value, name)
    if (!isNumber(column) || !NUMBER.test(String(value))) return text
    return typeOf(column) === 'money' ? formatMoney(String(value)) : formatQuantity(String(value))
  }
  return (
    <div className="xl-lines xl-appr-lines">
      <table>
        <caption className="xl-appr-caption">{name(lines.label)}</caption>
        <thead>
          <tr>
            {lines.columns.map((c) => (
              <th key={c.field} className={isNumber(c.field) ? 'xl-lines-right' : ''}>
                {name(c.label)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a stored table, which never reorders
            <tr key={at}>
              {row.map((value, i) => {
                const column = lines.columns[i]?.field ?? String(i)
                return (
                  <td key={column} className={isNumber(column) ? 'xl-lines-right xl-num' : ''}>
                    {said(value, column)}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What reads otherwise than the last time it was handed in: old → new. */
export function RequestChanges({ detail }: { detail: RequestDetail }) {
  const { say } = useText()
  const name = useWords()
  if (!detail.changes?.length) return null
  return (
    <div className="xl-appr-changes">
      <h4>{say('与上次提交相比', 'Changed since it was handed in before')}</h4>
      {detail.changes.map((c) => (
        <div key={c.field} className="xl-change">
          <span>{name(c.label)}</span>
          <span>
            {c.old && <span className="xl-old">{factText(c.old, name)}</span>} {c.old && '→ '}
            {factText(c.new, name)}
          </span>
        </div>
      ))}
    </div>
  )
}
