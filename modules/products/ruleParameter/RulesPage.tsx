import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, DatePicker, Input, Modal, Tag } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { ApiError, api, keys } from '#ui/core/api.ts'
import { shanghaiDay } from '#ui/core/format.ts'
import { may, useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading, Page, Panel } from '#ui/core/Page.tsx'
import { useText } from '#ui/fields/text.ts'
import type { CurrentRule } from './current.ts'
import '../products.css'

/** A value on as few lines as it can be read on. */
const shown = (value: unknown): string =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
        .map(([k, v]) => `${k}: ${JSON.stringify(v)}`)
        .join('\n')
    : JSON.stringify(value)

/** 规则参数: every rule in force today; who may sets another value from a day on. */
export default function RulesPage() {
  const { t, say } = useText()
  const object = useObject('ruleParameter')
  const [editing, setEditing] = useState<CurrentRule>()
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
      <Panel>
        {rules.isPending ? (
          <Loading />
        ) : rules.isError ? (
          <Failure error={rules.error} onRetry={() => void rules.refetch()} />
        ) : (
          rules.data.data.map((rule) => (
            <div className="xl-rule" key={rule.name}>
              <div>
                {t(rule.label)}
                {JSON.stringify(rule.value) !== JSON.stringify(rule.shipped) && (
                  <Tag color="orange" style={{ marginInlineStart: 8 }}>
                    {say('已改', 'changed')}
                  </Tag>
                )}
                <div className="xl-hint">{rule.name}</div>
              </div>
              <pre>{shown(rule.value)}</pre>
              {may(object, 'set') ? (
                <Button size="small" onClick={() => setEditing(rule)}>
                  {say('设定', 'Set')}
                </Button>
              ) : (
                <span />
              )}
            </div>
          ))
        )}
      </Panel>
      {editing && <SetRule rule={editing} onClose={() => setEditing(undefined)} />}
    </Page>
  )
}

const parsed = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

function SetRule({ rule, onClose }: { rule: CurrentRule; onClose: () => void }) {
  const { t, say } = useText()
  const client = useQueryClient()
  const [text, setText] = useState(JSON.stringify(rule.value, null, 2))
  const [from, setFrom] = useState(shanghaiDay())
  const [note, setNote] = useState('')
  const json = parsed(text)
  const save = useMutation({
    mutationFn: () =>
      api.collection('rule-parameters', 'set', { name: rule.name, value: json?.value, validFrom: from, note }),
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
      okButtonProps={{ disabled: !json || !note.trim(), loading: save.isPending }}
      okText={say('设定', 'Set')}
    >
      <label htmlFor="rule-value">{say('取值（JSON）', 'Value (JSON)')}</label>
      <Input.TextArea
        id="rule-value"
        rows={8}
        value={text}
        status={json ? '' : 'error'}
        onChange={(e) => setText(e.target.value)}
        style={{ fontFamily: 'var(--xl-mono, monospace)' }}
      />
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
