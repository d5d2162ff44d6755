import { EnvironmentOutlined } from '@ant-design/icons'
import { Alert, Tag } from 'antd'
import type { ReactNode } from 'react'
import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { formatAgo, formatCount, shanghaiDay } from '#ui/core/format.ts'
import { useMeta } from '#ui/core/meta.ts'
import type { Row } from '#ui/core/types.ts'
import { useRelated } from '#ui/detail/useRelated.ts'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { regionText, useRegions } from '#ui/fields/regions.ts'
import { useText } from '#ui/fields/text.ts'
import { asStrings } from '#ui/fields/values.ts'

const FACTS = ['accountRoles', 'class', 'lifecycleStage', 'hcoLevel', 'phone', 'parent']

/** The facts of a customer that one wants before reading on: what it is, where, when to call, who is there. */
export function AccountHeader({ object, row }: { object: ObjectMeta; row: Row }) {
  const { say } = useText()
  const fields = new Map(object.fields.map((f) => [f.name, f]))
  const facts = FACTS.flatMap((n) => fields.get(n) ?? []).filter(
    (f) => row[f.name] !== null && row[f.name] !== undefined,
  )
  const aliases = asStrings(row.aliases)
  return (
    <>
      {row.state === 'frozen' && (
        <Alert
          type="error"
          showIcon
          style={{ marginTop: 12 }}
          title={say('客户已冻结', 'This account is frozen')}
          description={row.freezeReason ? String(row.freezeReason) : undefined}
        />
      )}
      {aliases.length > 0 && (
        <div className="xl-detail-sub">
          {say('又名', 'Also known as')}
          {aliases.map((a) => (
            <Tag key={a} variant="filled" style={{ marginInlineEnd: 0 }}>
              {a}
            </Tag>
          ))}
        </div>
      )}
      <dl className="xl-facts">
        {facts.map((f) => (
          <FieldFact key={f.name} object={object} row={row} field={f} />
        ))}
        <Contacted row={row} />
        <Place row={row} />
        <Counts object={object} row={row} />
      </dl>
    </>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function FieldFact({ object, row, field }: { object: ObjectMeta; row: Row; field: FieldMeta }) {
  const { t } = useText()
  return (
    <Fact label={t(field.label)}>
      <FieldView field={field} value={row[field.name]} object={object.name} id={row.id} />
    </Fact>
  )
}

/** When one spoke last and when one wanted to speak next, red once that day has passed. */
function Contacted({ row }: { row: Row }) {
  const { say, locale } = useText()
  const next = typeof row.nextContactAt === 'string' ? row.nextContactAt : ''
  const last = typeof row.lastContactAt === 'string' ? row.lastContactAt : ''
  const today = shanghaiDay()
  const color = next && next < today ? 'var(--xl-danger)' : next === today ? 'var(--xl-accent-text)' : undefined
  return (
    <>
      <Fact label={say('下次联系', 'Next contact')}>
        {next ? (
          <span className="xl-number" style={{ color, fontWeight: color ? 500 : undefined }}>
            {next}
            {next < today && say('（已逾期）', ' (overdue)')}
            {next === today && say('（今天）', ' (today)')}
          </span>
        ) : (
          <span className="xl-hint">{say('未安排', 'not planned')}</span>
        )}
      </Fact>
      <Fact label={say('最近联系', 'Last contact')}>
        {last ? formatAgo(last, locale) : <span className="xl-hint">{say('还没有联系过', 'never')}</span>}
      </Fact>
    </>
  )
}

function Place({ row }: { row: Row }) {
  const { say, locale } = useText()
  const region = regionText(useRegions(), row.regionCode, locale).replaceAll(' / ', '')
  const address = typeof row.address === 'string' ? row.address : ''
  // Many addresses begin with their division already.
  const place = address.startsWith(region.slice(0, 3)) && region ? address : [region, address].filter(Boolean).join(' ')
  if (!place) return null
  return (
    <div style={{ gridColumn: 'span 2' }}>
      <dt>{say('地址', 'Address')}</dt>
      <dd>
        <EnvironmentOutlined style={{ color: row.addressVerified ? 'var(--xl-success)' : 'var(--xl-ink-3)' }} /> {place}
        {row.addressVerified === true && <span className="xl-hint"> {say('已核实', 'verified')}</span>}
      </dd>
    </div>
  )
}

/** The roll-up: how many stores or hospitals belong to it, how many people are known there, how much was said. */
function Counts({ object, row }: { object: ObjectMeta; row: Row }) {
  const { t, say } = useText()
  const meta = useMeta()
  const related = useRelated(object, row.id)
  const count = (name: string, field: string) => related.find((r) => r.object === name && r.field === field)?.count
  const shown: [string, ReturnType<typeof count>][] = [
    [say('下级客户', 'Children'), count('account', 'parent')],
    ...['contact', 'hcoDepartment', 'contactRecord'].map((n): [string, ReturnType<typeof count>] => [
      t(meta.byName.get(n)?.label ?? { zh: n, en: n }),
      count(n, 'account'),
    ]),
  ]
  return shown
    .filter(([, c]) => c && c.value > 0)
    .map(([label, c]) => (
      <Fact key={label} label={label}>
        <strong className="xl-number">{c ? formatCount(c) : ''}</strong>
      </Fact>
    ))
}
