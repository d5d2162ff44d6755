import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Select, Switch, TimePicker } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { Failure, Loading, Page, Panel } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { type KindRow, PACES, type Pace, paceOf, useKinds } from './kindRows.tsx'
import './messages.css'

interface Choice {
  inApp?: boolean
  mail?: Pace
}

interface Preference extends Row {
  kinds: Record<string, Choice> | null
  quietFrom: string | null
  quietTo: string | null
  digestHour: number | null
}

const QUERY = { limit: 1 }

/** How I want to be told: which messages, by which way, and when not. */
export default function MyMessages() {
  const own = useQuery({
    queryKey: keys.list('notificationPreference', QUERY),
    queryFn: ({ signal }) => api.list<Preference>('notification-preferences', QUERY, signal),
  })
  const kinds = useKinds()
  const failed = own.error ?? kinds.failed
  if (failed) return <Failure error={failed} onRetry={() => own.refetch()} />
  if (!own.data || kinds.pending) return <Loading />
  const row = own.data.data[0]
  return <Editor key={row?.version ?? 0} row={row} kinds={kinds.rows} />
}

function Editor({ row, kinds }: { row: Preference | undefined; kinds: KindRow[] }) {
  const { t, say } = useText()
  const client = useQueryClient()
  const { done, failed } = useFeedback()
  const [choices, setChoices] = useState<Record<string, Choice>>(row?.kinds ?? {})
  const [quiet, setQuiet] = useState<[string | null, string | null]>([row?.quietFrom ?? null, row?.quietTo ?? null])
  const [hour, setHour] = useState(row?.digestHour ?? 9)
  const [saving, setSaving] = useState(false)
  const choose = (kind: string, choice: Choice) =>
    setChoices((now) => ({ ...now, [kind]: { ...now[kind], ...choice } }))
  const save = async () => {
    setSaving(true)
    const values = { kinds: choices, quietFrom: quiet[0], quietTo: quiet[1], digestHour: hour }
    try {
      if (row) await api.update('notification-preferences', row.id, row.version, values)
      else await api.create('notification-preferences', values)
      await client.invalidateQueries({ queryKey: keys.object('notificationPreference') })
      done(t('saved'))
    } catch (error) {
      failed(error)
    } finally {
      setSaving(false)
    }
  }
  return (
    <Page
      title={say('消息设置', 'Messages')}
      sub={say('选择哪些消息通过站内和邮件通知您。', 'Choose which messages reach you in the product and by mail.')}
      actions={
        <Button type="primary" loading={saving} onClick={save}>
          {t('save')}
        </Button>
      }
    >
      <Panel title={say('邮件时间', 'When mails come')}>
        <div className="xl-msg-times">
          <label htmlFor="quiet">{say('免打扰时段', 'Quiet hours')}</label>
          <TimePicker.RangePicker
            id={{ start: 'quiet', end: 'quiet-end' }}
            format="HH:mm"
            minuteStep={15}
            order={false}
            needConfirm={false}
            allowClear
            value={[
              quiet[0] ? dayjs(`2000-01-01T${quiet[0]}`) : null,
              quiet[1] ? dayjs(`2000-01-01T${quiet[1]}`) : null,
            ]}
            onChange={(range) => setQuiet([range?.[0]?.format('HH:mm') ?? null, range?.[1]?.format('HH:mm') ?? null])}
          />
          <span className="xl-hint">
            {say(
              '期间的邮件在结束时发出；站内消息不受影响。',
              'Mails wait until they end; messages in the product do not.',
            )}
          </span>
          <label htmlFor="digest">{say('每日汇总', 'Daily mail')}</label>
          <Select
            id="digest"
            value={hour}
            onChange={setHour}
            options={Array.from({ length: 24 }, (_, h) => ({ value: h, label: `${String(h).padStart(2, '0')}:00` }))}
          />
          <span className="xl-hint">
            {say('北京时间，汇总的消息合为一封邮件。', 'Shanghai time; gathered messages are one mail.')}
          </span>
        </div>
      </Panel>
      <Panel title={say('各类消息', 'Kinds of messages')} flush>
        {kinds.length ? (
          <ul className="xl-msg-kinds">
            {kinds.map((k) => (
              <Kind key={k.kind} row={k} choice={choices[k.kind] ?? {}} onChoice={(c) => choose(k.kind, c)} />
            ))}
          </ul>
        ) : (
          <Alert type="info" title={say('还没有可设置的消息', 'There are no messages to set yet')} />
        )}
      </Panel>
    </Page>
  )
}

function Kind({ row, choice, onChoice }: { row: KindRow; choice: Choice; onChoice: (c: Choice) => void }) {
  const { t, say } = useText()
  const off = !row.enabled
  const mail = choice.mail ?? paceOf(row)
  return (
    <li>
      <b>{t(row.label)}</b>
      {off ? (
        <span className="xl-hint">{say('公司已停用', 'Switched off by the company')}</span>
      ) : (
        <>
          <span className="xl-msg-inapp">
            <Switch
              size="small"
              disabled={!row.inApp}
              checked={row.inApp && choice.inApp !== false}
              onChange={(inApp) => onChoice({ inApp })}
              aria-label={`${t(row.label)} ${say('站内', 'in the product')}`}
            />
            {say('站内', 'In product')}
          </span>
          <Select<Pace>
            size="small"
            className="xl-msg-pace"
            disabled={!row.mail}
            value={row.mail ? mail : 'off'}
            onChange={(value) => onChoice({ mail: value })}
            options={PACES.map((p) => ({ value: p.value, label: t(p.label) }))}
            aria-label={`${t(row.label)} ${say('邮件', 'mail')}`}
          />
        </>
      )}
    </li>
  )
}
