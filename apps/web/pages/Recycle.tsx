import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select, Table } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { formatInstant } from '#ui/core/format.ts'
import { useT } from '#ui/core/i18n.tsx'
import { useMeta } from '#ui/core/meta.ts'
import { useQueryState } from '#ui/core/nav.tsx'
import { Failure, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'

/** Deleted rows of one object at a time, newest first, with the way back. */
export default function Recycle() {
  const t = useT()
  const meta = useMeta()
  const [query, setQuery] = useQueryState()
  const objects = meta.objects.filter((o) => o.verbs.includes('delete'))
  const object = objects.find((o) => o.name === query.get('object')) ?? objects.find((o) => o.menu) ?? objects[0]
  return (
    <Page
      title={t('recycle')}
      sub={t({
        zh: '删除的记录先放在这里，可以恢复；附属的记录一并恢复。',
        en: 'Deleted records wait here and can be restored with all that belongs to them.',
      })}
      actions={
        object && (
          <Select
            className="xl-recycle-object"
            aria-label={t({ zh: '对象', en: 'Object' })}
            value={object.name}
            onChange={(name) => setQuery({ object: name })}
            options={objects.map((o) => ({ value: o.name, label: t(o.label) }))}
          />
        )
      }
    >
      {object ? <Deleted key={object.name} object={object} /> : <Nothing />}
    </Page>
  )
}

function Deleted({ object }: { object: ObjectMeta }) {
  const t = useT()
  const phone = usePhone()
  const client = useQueryClient()
  const { done, failed } = useFeedback()
  const [chosen, setChosen] = useState<string[]>([])
  const [busy, setBusy] = useState(false)
  const query = { deleted: true, sort: '-updatedAt', limit: 50 }
  const list = useInfiniteQuery({
    queryKey: keys.list(object.name, query),
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => api.list(object.path, { ...query, cursor: pageParam }, signal),
    getNextPageParam: (page) => page.nextCursor,
  })
  const rows = list.data?.pages.flatMap((p) => p.data) ?? []
  const restore = async (ids: string[]): Promise<void> => {
    setBusy(true)
    let restored = 0
    try {
      for (const id of ids) {
        await api.command(object.path, id, 'restore')
        restored++
      }
      done(t({ zh: '已恢复 {n} 条', en: '{n} restored' }, { n: restored }))
    } catch (error) {
      failed(error)
    } finally {
      setChosen([])
      setBusy(false)
      await client.invalidateQueries({ queryKey: keys.object(object.name) })
    }
  }
  if (list.isError) return <Failure error={list.error} onRetry={list.refetch} />
  return (
    <Panel flush>
      {chosen.length > 0 && (
        <div className="xl-toolbar">
          <Button type="primary" loading={busy} onClick={() => restore(chosen)}>
            {t({ zh: '恢复所选 {n} 条', en: 'Restore {n}' }, { n: chosen.length })}
          </Button>
        </div>
      )}
      <Table<Row>
        size="middle"
        rowKey="id"
        loading={list.isPending}
        dataSource={rows}
        pagination={false}
        rowSelection={{ selectedRowKeys: chosen, onChange: (ids) => setChosen(ids as string[]) }}
        locale={{ emptyText: <Nothing what={t({ zh: '回收站是空的', en: 'The bin is empty' })} /> }}
        columns={[
          {
            title: t(object.label),
            ellipsis: true,
            render: (_, row) => String(row[object.title] ?? row.number ?? row.id),
          },
          ...(phone || !object.owned
            ? []
            : [{ title: t('owner'), width: 140, render: (_: unknown, row: Row) => row.owner?.label }]),
          {
            title: t({ zh: '删除时间', en: 'Deleted' }),
            width: phone ? 104 : 170,
            className: 'xl-num',
            render: (_, row) => formatInstant((row.deletedAt as string | undefined) ?? row.updatedAt),
          },
          {
            width: 80,
            align: 'right',
            render: (_, row) => (
              <Button type="link" size="small" disabled={busy} onClick={() => restore([row.id])}>
                {t('restore')}
              </Button>
            ),
          },
        ]}
      />
      {list.hasNextPage && (
        <div className="xl-pager">
          <Button onClick={() => list.fetchNextPage()} loading={list.isFetchingNextPage}>
            {t('more')}
          </Button>
        </div>
      )}
    </Panel>
  )
}
