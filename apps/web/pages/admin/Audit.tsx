import { useInfiniteQuery } from '@tanstack/react-query'
import { Button, DatePicker, Select, Table } from 'antd'
import type { Dayjs } from 'dayjs'
import { useState } from 'react'
import type { Label } from '#kernel/declare/label.ts'
import { api } from '#ui/core/api.ts'
import { formatInstant } from '#ui/core/format.ts'
import { useT } from '#ui/core/i18n.tsx'
import { useMeta } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import type { AuditEntry, Where } from '#ui/core/types.ts'
import { Changes } from '#ui/detail/Changes.tsx'
import '#ui/detail/detail.css'
import { PersonSelect } from './org/PersonSelect.tsx'
import { VERBS } from './roles/scopes.ts'

const MORE_VERBS: Record<string, Label> = {
  ...VERBS,
  restore: { zh: '恢复', en: 'Restore' },
  grants: { zh: '修改权限', en: 'Set grants' },
  unmerge: { zh: '撤销合并', en: 'Unmerge' },
  addMember: { zh: '添加成员', en: 'Add member' },
  removeMember: { zh: '移除成员', en: 'Remove member' },
  signIn: { zh: '登录', en: 'Sign in' },
  signInRefused: { zh: '登录失败', en: 'Sign-in refused' },
  signOut: { zh: '退出', en: 'Sign out' },
}

interface Filter {
  object?: string
  verb?: string
  actor?: string
  span?: [Dayjs | null, Dayjs | null] | null
}

function whereOf({ object, verb, actor, span }: Filter): Where {
  const [from, to] = span ?? []
  const day = (d: Dayjs, time: string): string => new Date(`${d.format('YYYY-MM-DD')}T${time}+08:00`).toISOString()
  return {
    ...(object ? { object: { eq: object } } : {}),
    ...(verb ? { verb: { eq: verb } } : {}),
    ...(actor ? { actor: { eq: actor } } : {}),
    ...(from && to ? { at: { between: [day(from, '00:00:00'), day(to, '23:59:59.999')] } } : {}),
  }
}

/** Who did what, when, to which record, with the values before and after. */
export default function Audit() {
  const t = useT()
  const meta = useMeta()
  const [filter, setFilter] = useState<Filter>({})
  const where = whereOf(filter)
  const log = useInfiniteQuery({
    queryKey: ['audit', where],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      api.get<{ data: AuditEntry[]; nextCursor: string | null }>(
        '/audit',
        { where, cursor: pageParam, limit: 50 },
        signal,
      ),
    getNextPageParam: (page) => page.nextCursor,
  })
  const rows = log.data?.pages.flatMap((p) => p.data) ?? []
  const set = (change: Filter): void => setFilter((f) => ({ ...f, ...change }))
  return (
    <Page
      title={t('audit')}
      sub={t({
        zh: '每一次新建、修改、删除、导出和查看隐藏值都有记录，任何人不能更改。',
        en: 'Every change, export and look at hidden values is on record; nobody can alter it.',
      })}
    >
      <Panel flush>
        <div className="xl-toolbar">
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            placeholder={t({ zh: '对象', en: 'Object' })}
            aria-label={t({ zh: '对象', en: 'Object' })}
            options={meta.objects.map((o) => ({ value: o.name, label: t(o.label) }))}
            onChange={(object) => set({ object })}
          />
          <Select
            allowClear
            placeholder={t('actions')}
            aria-label={t('actions')}
            options={Object.entries(MORE_VERBS).map(([value, label]) => ({ value, label: t(label) }))}
            onChange={(verb) => set({ verb })}
          />
          <PersonSelect
            {...(filter.actor ? { value: filter.actor } : {})}
            onChange={(actor) => setFilter(({ actor: _before, ...rest }) => (actor ? { ...rest, actor } : rest))}
          />
          <DatePicker.RangePicker onChange={(span) => set({ span })} />
        </div>
        {log.isError ? (
          <Failure error={log.error} onRetry={log.refetch} />
        ) : (
          <Table<AuditEntry>
            size="middle"
            rowKey={(e) => `${e.at}${e.requestId ?? ''}${e.verb}${recordOf(e)?.id ?? ''}`}
            loading={log.isPending}
            dataSource={rows}
            pagination={false}
            scroll={{ x: 860 }}
            locale={{ emptyText: <Nothing /> }}
            columns={[
              {
                title: t({ zh: '时间', en: 'When' }),
                width: 170,
                className: 'xl-num',
                render: (_, e) => formatInstant(e.at, true),
              },
              { title: t({ zh: '操作人', en: 'Who' }), width: 140, render: (_, e) => <Who entry={e} /> },
              {
                title: t('actions'),
                width: 110,
                render: (_, e) => t(MORE_VERBS[e.verb] ?? commandLabel(meta, e) ?? { zh: e.verb, en: e.verb }),
              },
              { title: t({ zh: '记录', en: 'Record' }), width: 240, render: (_, e) => <What entry={e} /> },
              { title: t({ zh: '变更', en: 'Changes' }), render: (_, e) => <Changed entry={e} /> },
            ]}
          />
        )}
        {log.hasNextPage && (
          <div className="xl-pager">
            <Button onClick={() => log.fetchNextPage()} loading={log.isFetchingNextPage}>
              {t('more')}
            </Button>
          </div>
        )}
      </Panel>
    </Page>
  )
}

function recordOf(entry: AuditEntry): { id: string; label: string | null } | null {
  return typeof entry.record === 'string' ? { id: entry.record, label: null } : (entry.record ?? null)
}

function commandLabel(meta: ReturnType<typeof useMeta>, entry: AuditEntry): Label | undefined {
  return meta.byName.get(entry.object ?? '')?.commands.find((c) => c.name === entry.verb)?.label
}

function Who({ entry }: { entry: AuditEntry }) {
  const t = useT()
  return (
    <>
      {entry.actor?.label ?? t({ zh: '系统', en: 'System' })}
      {entry.onBehalfOf && (
        <small className="xl-hint">
          {' '}
          {t({ zh: '代 {name}', en: 'for {name}' }, { name: entry.onBehalfOf.label ?? '' })}
        </small>
      )}
    </>
  )
}

function What({ entry }: { entry: AuditEntry }) {
  const t = useT()
  const object = useMeta().byName.get(entry.object ?? '')
  const record = recordOf(entry)
  const label = object ? t(object.label) : entry.object
  if (!record || !object) return <>{label}</>
  return (
    <>
      <span className="xl-hint">{label}</span>{' '}
      <AppLink href={href.record(object.path, record.id)}>{record.label ?? record.id.slice(0, 8)}</AppLink>
    </>
  )
}

const SHOWN = 3

function Changed({ entry }: { entry: AuditEntry }) {
  const t = useT()
  const object = useMeta().byName.get(entry.object ?? '')
  const [all, setAll] = useState(false)
  if (!object) return null
  return (
    <>
      <Changes object={object} changes={all ? entry.changes : entry.changes.slice(0, SHOWN)} />
      {entry.changes.length > SHOWN && (
        <button type="button" className="xl-plain xl-link" onClick={() => setAll(!all)}>
          {all ? t({ zh: '收起', en: 'Less' }) : t({ zh: '共 {n} 项', en: 'All {n}' }, { n: entry.changes.length })}
        </button>
      )}
    </>
  )
}
