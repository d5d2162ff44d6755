import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Switch, Table, Tag } from 'antd'
import { lazy, Suspense, useState } from 'react'
import type { Label } from '#kernel/declare/label.ts'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { formatInstant } from '#ui/core/format.ts'
import { useMeta } from '#ui/core/meta.ts'
import { Failure, Loading, Page, Panel } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import './print.css'

const Editor = lazy(() => import('./Editor.tsx'))

export interface Template extends Row {
  object: string
  name: string
  code: string | null
  kind: 'blocks' | 'word'
  layout?: string | null
  file?: { id: string; label: string }[] | { id: string; label: string } | null
  language: 'zh' | 'en'
  enabled: boolean | null
}

interface Shipped {
  name: string
  object: string
  label: Label
  layout: string
}

/** A form as it stands in the table: one that ships, an administrator's own, or his in the place of one that ships. */
interface Line {
  key: string
  object: string
  name: string
  shipped?: Shipped
  own?: Template
}

const QUERY = { limit: 200, sort: 'name' }

function useLines() {
  const { t } = useText()
  const own = useQuery({
    queryKey: keys.list('printTemplate', QUERY),
    queryFn: ({ signal }) => api.list<Template>('print-templates', QUERY, signal),
  })
  const shipped = useQuery({
    queryKey: ['prints-shipped'],
    queryFn: ({ signal }) => api.get<{ data: Shipped[] }>('/prints/shipped', undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const rows = own.data?.data ?? []
  const lines: Line[] = (shipped.data?.data ?? []).map((s) => {
    const replaced = rows.find((r) => r.object === s.object && r.code === s.name)
    return {
      key: `${s.object} ${s.name}`,
      object: s.object,
      name: replaced?.name ?? t(s.label),
      shipped: s,
      ...(replaced ? { own: replaced } : {}),
    }
  })
  const codes = new Set(lines.flatMap((l) => (l.own ? [l.own.id] : [])))
  for (const row of rows)
    if (!codes.has(row.id)) lines.push({ key: row.id, object: row.object, name: row.name, own: row })
  return { lines, pending: own.isPending || shipped.isPending, failed: own.error ?? shipped.error, again: own.refetch }
}

/** What the editor begins with. */
export interface Draft {
  row?: Template
  object: string
  name: string
  code?: string
  layout: string
}

function draftOf(line: Line): Draft {
  const { own, shipped } = line
  return {
    ...(own ? { row: own } : {}),
    object: line.object,
    name: line.name,
    ...(shipped ? { code: shipped.name } : {}),
    layout: own?.layout ?? shipped?.layout ?? '',
  }
}

/** The printed forms of the company: those that ship, changed or not, and its own. */
export default function Templates() {
  const { t, say } = useText()
  const { lines, pending, failed: broken, again } = useLines()
  const client = useQueryClient()
  const { ask, done, failed } = useFeedback()
  const [draft, setDraft] = useState<Draft | null>(null)
  const refresh = () => client.invalidateQueries({ queryKey: keys.object('printTemplate') })
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work()
      await refresh()
      done(t('saved'))
    } catch (error) {
      failed(error)
    }
  }
  const remove = async (line: Line) => {
    const row = line.own!
    const title = line.shipped
      ? say('恢复为出厂模板？', 'Return to the shipped form?')
      : say('删除此模板？', 'Delete this form?')
    if (await ask({ title, danger: true })) await act(() => api.remove('print-templates', row.id, row.version))
  }
  if (broken) return <Failure error={broken} onRetry={again} />
  if (draft)
    return (
      <Suspense fallback={<Loading />}>
        <Editor
          draft={draft}
          onClose={() => setDraft(null)}
          onSaved={() => {
            setDraft(null)
            refresh()
          }}
        />
      </Suspense>
    )
  return (
    <Page
      title={say('打印模板', 'Print templates')}
      sub={say(
        '报价单、合同、订单、随货同行单、对账单等纸面版式；修改后立即生效，可随时恢复出厂。',
        'How quotations, contracts, orders, delivery notes and statements look on paper. Changes count at once and can be taken back.',
      )}
      actions={
        <Button
          type="primary"
          icon={<PlusOutlined />}
          onClick={() => setDraft({ object: 'salesOrder', name: '', layout: '# 标题\n' })}
        >
          {say('新建模板', 'New form')}
        </Button>
      }
    >
      <Panel flush>
        <Forms
          lines={lines}
          pending={pending}
          onEdit={(line) => setDraft(draftOf(line))}
          onRemove={remove}
          onEnable={(row, enabled) => act(() => api.update('print-templates', row.id, row.version, { enabled }))}
        />
      </Panel>
    </Page>
  )
}

interface FormsProps {
  lines: Line[]
  pending: boolean
  onEdit: (line: Line) => void
  onRemove: (line: Line) => void
  onEnable: (row: NonNullable<Line['own']>, enabled: boolean) => void
}

/** The forms in a table: where each comes from, what it is for, whether it is in use. */
function Forms({ lines, pending, onEdit, onRemove, onEnable }: FormsProps) {
  const { t, say } = useText()
  const meta = useMeta()
  const phone = usePhone()
  const objectLabel = (name: string) => t(meta.byName.get(name)?.label ?? { zh: name, en: name })
  const badge = ({ own, shipped }: Line) =>
    shipped && own ? (
      <Tag color="blue">{say('已修改', 'Changed')}</Tag>
    ) : shipped ? (
      <Tag>{say('出厂', 'Shipped')}</Tag>
    ) : (
      <Tag color="green">{own?.kind === 'word' ? 'Word' : say('自建', 'Own')}</Tag>
    )
  const buttons = (line: Line) => (
    <>
      {line.own && (
        <Button type="link" danger size="small" onClick={() => onRemove(line)}>
          {line.shipped ? say('恢复出厂', 'Reset') : t('delete')}
        </Button>
      )}
      <Button type="link" size="small" onClick={() => onEdit(line)}>
        {t('edit')}
      </Button>
    </>
  )
  return (
    <Table<Line>
      rowKey="key"
      size="middle"
      loading={pending}
      dataSource={lines}
      pagination={false}
      columns={[
        {
          title: say('模板', 'Form'),
          render: (_, line) => (
            <>
              <button type="button" className="xl-plain" onClick={() => onEdit(line)}>
                <b>{line.name}</b>
              </button>{' '}
              {badge(line)}
              {phone && <div className="xl-hint">{objectLabel(line.object)}</div>}
            </>
          ),
        },
        ...(phone
          ? []
          : [
              { title: say('用于', 'For'), width: 160, render: (_: unknown, l: Line) => objectLabel(l.object) },
              {
                title: say('启用', 'Enabled'),
                width: 90,
                render: (_: unknown, { own }: Line) => (
                  <Switch
                    size="small"
                    disabled={!own}
                    checked={own?.enabled ?? true}
                    aria-label={say('启用', 'Enabled')}
                    onChange={(enabled) => own && onEnable(own, enabled)}
                  />
                ),
              },
              {
                title: say('修改时间', 'Changed'),
                width: 160,
                className: 'xl-number',
                render: (_: unknown, { own }: Line) => (own?.updatedAt ? formatInstant(own.updatedAt) : '—'),
              },
            ]),
        { width: phone ? 110 : 180, align: 'right', render: (_, line) => buttons(line) },
      ]}
    />
  )
}
