import { ReloadOutlined, SendOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import {
  Alert,
  Button,
  Form,
  Input,
  InputNumber,
  Segmented,
  Select,
  Switch,
  Table,
  type TableColumnsType,
  Tag,
} from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { api, keys } from '#ui/core/api.ts'
import { problemsOf, useFeedback } from '#ui/core/feedback.ts'
import { formatInstant } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { AppLink } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import './messages.css'

interface Settings {
  source: 'server' | 'stored' | 'none'
  enabled?: boolean
  host?: string
  port?: number
  security?: string
  user?: string
  from?: string
  fromName?: string
  hasPassword: boolean
}

const KEY = ['mail-settings']

/** The company's mail server, and what became of the mails. */
export default function Mail() {
  const { say } = useText()
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.get<Settings>('/mail-settings', undefined, signal),
  })
  return (
    <Page title={say('邮件', 'Mail')} sub={say('发信服务器与投递记录。', 'The mail server, and what became of mails.')}>
      <Panel title={say('发信服务器', 'Mail server')}>
        {query.isPending && <Loading rows={3} />}
        {query.isError && <Failure error={query.error} onRetry={query.refetch} />}
        {query.isSuccess && <ServerForm key={query.dataUpdatedAt} settings={query.data} />}
      </Panel>
      <Deliveries />
    </Page>
  )
}

function ServerForm({ settings }: { settings: Settings }) {
  const { t, say } = useText()
  const client = useQueryClient()
  const { done, failed } = useFeedback()
  const [form] = Form.useForm()
  const [busy, setBusy] = useState<'save' | 'test' | null>(null)
  const fixed = settings.source === 'server'
  const run = async (what: 'save' | 'test', work: () => Promise<unknown>, said: string) => {
    setBusy(what)
    try {
      await work()
      done(said)
      if (what === 'save') await client.invalidateQueries({ queryKey: KEY })
    } catch (error) {
      form.setFields(problemsOf(error))
      failed(error)
    } finally {
      setBusy(null)
    }
  }
  const save = (values: Record<string, unknown>) => {
    const { password, ...rest } = values
    const body = { ...rest, ...(password ? { password } : {}) }
    return run('save', () => api.put('/mail-settings', body), t('saved'))
  }
  const test = () =>
    run(
      'test',
      () => api.post('/mail-settings/test'),
      say('测试邮件已发到您的邮箱', 'A test mail is on its way to you'),
    )
  return (
    <Form
      form={form}
      layout="vertical"
      disabled={fixed}
      onFinish={save}
      initialValues={{ enabled: true, port: 465, security: 'tls', ...settings }}
    >
      {fixed && (
        <Alert
          className="xl-gap-bottom"
          type="info"
          showIcon
          title={say(
            '由服务器环境变量 XINGLIN_SMTP_URL 设置，此处只读',
            'Set by XINGLIN_SMTP_URL on the server; read only here',
          )}
        />
      )}
      <ServerFields hasPassword={settings.hasPassword} />
      <Button type="primary" htmlType="submit" loading={busy === 'save'}>
        {t('save')}
      </Button>{' '}
      <Button icon={<SendOutlined />} disabled={settings.source === 'none'} loading={busy === 'test'} onClick={test}>
        {say('给自己发测试邮件', 'Send me a test mail')}
      </Button>
    </Form>
  )
}

function ServerFields({ hasPassword }: { hasPassword: boolean }) {
  const { say } = useText()
  return (
    <div className="xl-mail-form">
      <Form.Item name="host" label={say('服务器地址', 'Server')} rules={[{ required: true }]}>
        <Input placeholder="smtp.example.cn" autoComplete="off" />
      </Form.Item>
      <Form.Item name="port" label={say('端口', 'Port')} rules={[{ required: true }]}>
        <InputNumber min={1} max={65535} precision={0} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="security" label={say('加密', 'Encryption')}>
        <Select
          options={[
            { value: 'tls', label: say('SSL/TLS（通常 465）', 'SSL/TLS (usually 465)') },
            { value: 'starttls', label: say('STARTTLS（通常 587）', 'STARTTLS (usually 587)') },
            { value: 'none', label: say('不加密（仅限内网中继）', 'None (relays inside the house only)') },
          ]}
        />
      </Form.Item>
      <Form.Item name="user" label={say('账号', 'Login')}>
        <Input autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="password"
        label={say('密码或授权码', 'Password')}
        extra={
          hasPassword
            ? say(
                '已保存；不填则不变。更换服务器或账号时需重填。',
                'Stored. Leave empty to keep it; needed again for another server or login.',
              )
            : say('加密保存，不会再显示。', 'Stored encrypted, never shown again.')
        }
      >
        <Input.Password autoComplete="new-password" visibilityToggle={false} />
      </Form.Item>
      <Form.Item name="from" label={say('发件邮箱', 'Sender address')} rules={[{ required: true }]}>
        <Input placeholder="crm@example.cn" />
      </Form.Item>
      <Form.Item name="fromName" label={say('发件人名称', 'Sender name')}>
        <Input placeholder="杏林 CRM" maxLength={60} />
      </Form.Item>
      <Form.Item name="enabled" label={say('启用邮件', 'Send mail')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </div>
  )
}

interface Delivery extends Row {
  to: Ref | null
  address?: string | null
  subject: string | null
  attempts: number | null
  dueAt: string | null
  sentAt: string | null
  lastError: string | null
}

function Deliveries() {
  const { t, say } = useText()
  const phone = usePhone()
  const object = useObject('mailDelivery')
  const [state, setState] = useState('all')
  const asked = { limit: 50, sort: '-createdAt', ...(state === 'all' ? {} : { where: { state: { eq: state } } }) }
  const list = useQuery({
    queryKey: keys.list('mailDelivery', asked),
    queryFn: ({ signal }) => api.list<Delivery>('mail-deliveries', asked, signal),
    refetchInterval: 30_000,
  })
  const cells = useCells(object)
  const states = Object.entries(object?.states ?? {})
  return (
    <Panel
      flush
      title={say('投递记录', 'Deliveries')}
      extra={<AppLink href="/o/mail-deliveries">{say('全部与筛选', 'All, with filters')}</AppLink>}
    >
      <div className="xl-toolbar" style={{ overflowX: 'auto' }}>
        <Segmented
          value={state}
          onChange={setState}
          options={[
            { value: 'all', label: say('全部', 'All') },
            ...states.map(([value, s]) => ({ value, label: t(s.label) })),
          ]}
        />
      </div>
      {list.isError ? (
        <Failure error={list.error} onRetry={list.refetch} />
      ) : (
        <Table<Delivery>
          rowKey="id"
          size="middle"
          loading={list.isPending}
          dataSource={list.data?.data ?? []}
          pagination={false}
          locale={{ emptyText: <Nothing what={say('没有邮件', 'No mails')} /> }}
          columns={phone ? narrow(say, cells) : wide(say, cells)}
        />
      )}
    </Panel>
  )
}

/** What is shown of a delivery, and its button, on either width. */
function useCells(object: ObjectMeta | undefined) {
  const { t, say } = useText()
  const client = useQueryClient()
  const { done, failed } = useFeedback()
  const again = async (row: Delivery) => {
    try {
      await api.command('mail-deliveries', row.id, 'retry')
      await client.invalidateQueries({ queryKey: keys.object('mailDelivery') })
      done(say('将在一分钟内重新发送', 'It is sent again within a minute'))
    } catch (error) {
      failed(error)
    }
  }
  return {
    tag: (row: Delivery) => {
      const s = object?.states?.[row.state ?? '']
      return s ? <Tag color={s.color}>{t(s.label)}</Tag> : null
    },
    button: (row: Delivery) =>
      ['failed', 'dead', 'suppressed'].includes(row.state ?? '') && (
        <Button size="small" icon={<ReloadOutlined />} onClick={() => again(row)}>
          {say('重新发送', 'Send again')}
        </Button>
      ),
    when: (row: Delivery) => formatInstant(row.sentAt ?? row.dueAt ?? row.createdAt),
  }
}

type Say = ReturnType<typeof useText>['say']
type Cells = ReturnType<typeof useCells>

const narrow = (say: Say, { tag, button, when }: Cells): TableColumnsType<Delivery> => [
  {
    title: say('邮件', 'Mail'),
    render: (_, row) => (
      <>
        <b>{row.subject}</b>
        <div className="xl-hint">
          {row.to?.label} · {when(row)}
        </div>
        {tag(row)} {button(row)}
        {row.lastError && <div className="xl-hint">{row.lastError}</div>}
      </>
    ),
  },
]

const wide = (say: Say, { tag, button, when }: Cells): TableColumnsType<Delivery> => [
  { title: say('时间', 'Time'), width: 150, className: 'xl-number', render: (_, row) => when(row) },
  {
    title: say('收件人', 'To'),
    width: 180,
    render: (_, row) => (
      <>
        {row.to?.label}
        {row.address && <div className="xl-hint">{row.address}</div>}
      </>
    ),
  },
  { title: say('主题', 'Subject'), dataIndex: 'subject', ellipsis: true },
  {
    title: say('状态', 'State'),
    width: 220,
    render: (_, row) => (
      <>
        {tag(row)}
        {row.lastError && <div className="xl-hint">{row.lastError}</div>}
      </>
    ),
  },
  { title: say('次数', 'Tries'), dataIndex: 'attempts', width: 64, align: 'right' },
  { width: 120, render: (_, row) => button(row) },
]
