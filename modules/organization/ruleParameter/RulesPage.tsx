import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, DatePicker, Input, Modal, Tag } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { Label } from '#kernel/declare/index.ts'
import { ApiError, api, keys } from '#ui/core/api.ts'
import { shanghaiDay } from '#ui/core/format.ts'
import { useMeta, useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading, Page, Panel } from '#ui/core/Page.tsx'
import { useText } from '#ui/fields/text.ts'
import type { CurrentRule } from './current.ts'
import { Figure, RuleValueInput } from './RuleValueInput.tsx'
import './rules.css'

/** Where the codes in a rule's value have their names. */
const NAMED: [object: string, field: string][] = [
  ['account', 'accountRoles'],
  ['account', 'ownership'],
  ['license', 'licenseType'],
  ['license', 'scopeCodes'],
  ['product', 'controlClass'],
  ['product', 'storage'],
]

/** Codes of a rule as people call them; a code without a name stands as it is. */
function useNames(): (code: string) => string {
  const { t, say } = useText()
  const meta = useMeta()
  const names = new Map<string, Label>()
  for (const [object, field] of NAMED)
    for (const o of meta.byName.get(object)?.fields.find((f) => f.name === field)?.options ?? [])
      if (!names.has(o.value)) names.set(o.value, o.label)
  return (code) => {
    if (/^[A-Z]$/.test(code)) return say(`国药准字${code}`, `Approval letter ${code}`)
    if (code === 'unknown') return say('未填写', 'Not recorded')
    if (code === 'maker') return say('持有人与生产企业', 'Holder and manufacturer')
    if (code === 'controlClass') return say('特殊管理类别', 'Control class')
    if (code === 'product') return say('品种', 'Product')
    const label = names.get(code)
    return label ? t(label) : code
  }
}

/** A value as people read it, one line for each name of a table. */
function Shown({ rule }: { rule: CurrentRule }) {
  const { t, say } = useText()
  const name = useNames()
  const { value, input } = rule
  if (input.kind === 'number' || input.kind === 'numbers') return <Figure value={value} input={input} />
  if (input.kind === 'periods')
    return <span className="xl-number">{(value as string[][]).map((p) => p.join('–')).join(say('，', ', '))}</span>
  if (input.kind === 'dayLists')
    return (
      <dl className="xl-rule-table">
        {input.lists.map(({ name: list, label }) => (
          <div key={list}>
            <dt>{t(label)}</dt>
            <dd className="xl-number">
              {(value as Record<string, string[]>)[list]?.join(say('、', ', ')) || say('无', 'none')}
            </dd>
          </div>
        ))}
      </dl>
    )
  if (typeof value === 'boolean') return value ? say('是', 'Yes') : say('否', 'No')
  if (typeof value !== 'object' || value === null) return <span className="xl-number">{String(value)}</span>
  return (
    <dl className="xl-rule-table">
      {Object.entries(value).map(([key, list]) => (
        <div key={key}>
          <dt>{name(key)}</dt>
          <dd>{(list as string[]).map(name).join(say('、', ', ')) || say('无', 'none')}</dd>
        </div>
      ))}
    </dl>
  )
}

/** 规则参数: every rule in force today; who may sets another value from a day on. */
export default function RulesPage() {
  const { t, say } = useText()
  const object = useObject('ruleParameter')
  const [editing, setEditing] = useState<CurrentRule>()
  const maySet = object?.commands.some((c) => c.name === 'set')
  const rules = useQuery({
    queryKey: [...keys.object('ruleParameter'), 'current'],
    queryFn: ({ signal }) => api.get<{ data: CurrentRule[] }>('/rules/current', undefined, signal),
  })
  return (
    <Page
      title={say('规则参数', 'Rules')}
      sub={say('法规与经营规则按生效日期设定，历史不改写', 'Rules hold from a day on; the past is never rewritten')}
      actions={object && <AppLink href={href.list(object.path)}>{say('全部变更', 'All changes')}</AppLink>}
    >
      {rules.isPending ? (
        <Loading />
      ) : rules.isError ? (
        <Failure error={rules.error} onRetry={() => void rules.refetch()} />
      ) : (
        [...Map.groupBy(rules.data.data, (rule) => t(rule.area))].map(([area, list]) => (
          <Panel key={area} title={area}>
            {list.map((rule) => (
              <RuleRow key={rule.name} rule={rule} onSet={maySet ? () => setEditing(rule) : undefined} />
            ))}
          </Panel>
        ))
      )}
      {editing && <SetRule rule={editing} onClose={() => setEditing(undefined)} />}
    </Page>
  )
}

function RuleRow({ rule, onSet }: { rule: CurrentRule; onSet: (() => void) | undefined }) {
  const { t, say } = useText()
  return (
    <div className="xl-rule">
      <div>
        {t(rule.label)}
        {JSON.stringify(rule.value) !== JSON.stringify(rule.shipped) && (
          <Tag color="orange" style={{ marginInlineStart: 8 }}>
            {say('已改', 'changed')}
          </Tag>
        )}
        <div className="xl-hint">{rule.name}</div>
      </div>
      <div>
        <Shown rule={rule} />
      </div>
      {onSet ? (
        <Button size="small" onClick={onSet}>
          {say('设定', 'Set')}
        </Button>
      ) : (
        <span />
      )}
    </div>
  )
}

function SetRule({ rule, onClose }: { rule: CurrentRule; onClose: () => void }) {
  const { t, say } = useText()
  const client = useQueryClient()
  const [value, setValue] = useState<unknown>(rule.value)
  const [from, setFrom] = useState(shanghaiDay())
  const [note, setNote] = useState('')
  const save = useMutation({
    mutationFn: () => api.collection('rule-parameters', 'set', { name: rule.name, value, validFrom: from, note }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.object('ruleParameter') })
      onClose()
    },
  })
  const error = save.error instanceof ApiError ? save.error.text : save.error ? String(save.error) : undefined
  return (
    <Modal
      open
      title={t(rule.label)}
      onCancel={onClose}
      onOk={() => save.mutate()}
      okButtonProps={{ disabled: value === undefined || !note.trim(), loading: save.isPending }}
      okText={say('设定', 'Set')}
    >
      <label htmlFor="rule-value">{say('取值', 'Value')}</label>
      <RuleValueInput id="rule-value" input={rule.input} value={rule.value} onChange={setValue} />
      <label htmlFor="rule-from" style={{ display: 'block', marginTop: 12 }}>
        {say('生效日期', 'Valid from')}
      </label>
      <DatePicker
        id="rule-from"
        allowClear={false}
        minDate={dayjs(shanghaiDay())}
        value={dayjs(from)}
        onChange={(d) => d && setFrom(d.format('YYYY-MM-DD'))}
      />
      <label htmlFor="rule-note" style={{ display: 'block', marginTop: 12 }}>
        {say('依据（法规、通知文号）', 'Why (regulation, notice)')}
      </label>
      <Input id="rule-note" value={note} maxLength={300} onChange={(e) => setNote(e.target.value)} />
      {error && <Alert style={{ marginTop: 12 }} type="error" showIcon title={error} />}
    </Modal>
  )
}
