import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Select, Switch, Table, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { Failure, Page, Panel } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import { type KindRow, PACES, type Pace, paceOf, useKinds } from './kindRows.tsx'
import './messages.css'

interface Role extends Row {
  labelZh: string
  labelEn: string | null
}

const ROLES = { limit: 200, sort: 'labelZh' }

function useRoles() {
  const { locale } = useText()
  const query = useQuery({
    queryKey: keys.list('role', ROLES),
    queryFn: ({ signal }) => api.list<Role>('roles', ROLES, signal),
  })
  return (query.data?.data ?? []).map((r) => ({
    value: r.id,
    label: locale === 'en' ? r.labelEn || r.labelZh : r.labelZh,
  }))
}

/** What an administrator changes of a kind; the first change makes it a rule of the company's own. */
function useChange(): { busy: string | null; change: (row: KindRow, values: object) => Promise<void> } {
  const client = useQueryClient()
  const { failed } = useFeedback()
  const [busy, setBusy] = useState<string | null>(null)
  const change = async (row: KindRow, values: object) => {
    setBusy(row.kind)
    try {
      if (row.rule) await api.update('notification-rules', row.rule.id, row.rule.version, values)
      else {
        const { kind, enabled, inApp, mail, digest } = row
        await api.create('notification-rules', { kind, enabled, inApp, mail, digest, ...values })
      }
      await client.invalidateQueries({ queryKey: keys.object('notificationRule') })
    } catch (error) {
      failed(error)
    } finally {
      setBusy(null)
    }
  }
  return { busy, change }
}

/** Which messages the company sends, by which way, and to whom besides those concerned. */
export default function Rules() {
  const { say } = useText()
  const { rows, pending, failed, again } = useKinds()
  const phone = usePhone()
  const cells = useCells()
  if (failed) return <Failure error={failed} onRetry={again} />
  return (
    <Page
      title={say('消息规则', 'Message rules')}
      sub={say(
        '公司层面的默认方式。员工可在“消息设置”中减少接收，不能增加。看不到记录的人不会收到有关消息。',
        'How the company sends. People may take away from this for themselves. Nobody is told of a record he may not see.',
      )}
    >
      <Panel flush>
        <Table<KindRow>
          rowKey="kind"
          size="middle"
          loading={pending}
          dataSource={rows}
          pagination={false}
          scroll={phone ? {} : { x: 820 }}
          columns={phone ? narrow(cells) : wide(cells)}
        />
      </Panel>
    </Page>
  )
}

/** What can be changed of a kind, on either width. */
function useCells() {
  const { t, say } = useText()
  const roles = useRoles()
  const { busy, change } = useChange()
  const paces = PACES.map((p) => ({ value: p.value, label: t(p.label) }))
  const mailOf = (pace: Pace) => (pace === 'off' ? { mail: false } : { mail: true, digest: pace })
  return {
    t,
    say,
    pick: (row: KindRow) => (
      <Select<Pace>
        size="small"
        className="xl-msg-pace"
        disabled={!row.enabled}
        value={paceOf(row)}
        options={paces}
        onChange={(pace) => change(row, mailOf(pace))}
        aria-label={`${t(row.label)} ${say('邮件', 'mail')}`}
      />
    ),
    also: (row: KindRow) => (
      <Select
        size="small"
        mode="multiple"
        className="xl-rule-roles"
        maxTagCount={2}
        disabled={!row.enabled}
        placeholder={say('仅相关人员', 'Those concerned only')}
        value={row.extraRoles.map((r) => r.id)}
        options={roles}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={(extraRoles) => change(row, { extraRoles })}
        aria-label={`${t(row.label)} ${say('另外通知', 'also told')}`}
      />
    ),
    toggle: (row: KindRow, name: 'enabled' | 'inApp') => (
      <Switch
        size="small"
        loading={busy === row.kind}
        disabled={name === 'inApp' && !row.enabled}
        checked={row[name]}
        onChange={(on) => change(row, { [name]: on })}
        aria-label={`${t(row.label)} ${name === 'enabled' ? say('启用', 'enabled') : say('站内', 'in the product')}`}
      />
    ),
  }
}

type Cells = ReturnType<typeof useCells>

const narrow = ({ t, say, toggle, pick, also }: Cells): TableColumnsType<KindRow> => [
  {
    title: say('消息', 'Message'),
    render: (_, row) => (
      <>
        <b>{t(row.label)}</b>
        <div className="xl-rule-phone">
          <span>
            {toggle(row, 'enabled')} {say('启用', 'Enabled')}
          </span>
          <span>
            {toggle(row, 'inApp')} {say('站内', 'In product')}
          </span>
          {pick(row)}
        </div>
        {also(row)}
      </>
    ),
  },
]

const wide = ({ t, say, toggle, pick, also }: Cells): TableColumnsType<KindRow> => [
  { title: say('消息', 'Message'), render: (_, row) => t(row.label) },
  { title: say('启用', 'Enabled'), width: 80, render: (_, row) => toggle(row, 'enabled') },
  { title: say('站内', 'In product'), width: 100, render: (_, row) => toggle(row, 'inApp') },
  { title: say('邮件', 'Mail'), width: 150, render: (_, row) => pick(row) },
  { title: say('另外通知的角色', 'Also told: roles'), width: 280, render: (_, row) => also(row) },
]
