import { ArrowDownOutlined, ArrowUpOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Select, Space, Switch, Table, type TableColumnsType, Tag } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { useT } from '#ui/core/i18n.tsx'
import { useMeta } from '#ui/core/meta.ts'
import { useQueryState } from '#ui/core/nav.tsx'
import { Failure, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { SaveDialog } from '#ui/form/SaveDialog.tsx'

interface Item extends Row {
  dictionary: string
  value: string
  labelZh: string
  labelEn: string | null
  color: string | null
  position: number | null
  retired: boolean | null
}

const COLORS = ['', 'green', 'cyan', 'blue', 'geekblue', 'purple', 'magenta', 'red', 'volcano', 'orange', 'gold']

function useItems(dictionary: string) {
  const query = { where: { dictionary: { eq: dictionary } }, sort: 'position', limit: 200 }
  return useQuery({
    queryKey: keys.list('dictionaryItem', query),
    queryFn: ({ signal }) => api.list<Item>('dictionary-items', query, signal),
    select: (page) => page.data,
    enabled: dictionary !== '',
  })
}

/** Words that appear in selects everywhere: renamed, ordered, coloured and retired here. */
export default function Dictionaries() {
  const t = useT()
  const meta = useMeta()
  const [query, setQuery] = useQueryState()
  const names = Object.keys(meta.dictionaries)
  const current = query.get('d') ?? names[0] ?? ''
  return (
    <Page
      title={t({ zh: '数据字典', en: 'Dictionaries' })}
      sub={t({
        zh: '停用的项不再出现在选择框中，已有记录照常显示。',
        en: 'A retired item is offered no more; records that have it still show it.',
      })}
    >
      <div className="xl-org">
        <Panel title={t({ zh: '字典', en: 'Dictionary' })} flush>
          {!names.length && <Nothing />}
          <ul className="xl-choices">
            {names.map((name) => (
              <li key={name}>
                <button type="button" aria-pressed={name === current} onClick={() => setQuery({ d: name })}>
                  <span className="xl-ellipsis">{t(meta.dictionaries[name]?.label ?? { zh: name, en: name })}</span>
                  <small>{meta.dictionaries[name]?.items.length}</small>
                </button>
              </li>
            ))}
          </ul>
        </Panel>
        {current && <Items key={current} dictionary={current} />}
      </div>
    </Page>
  )
}

function useRefresh(): () => Promise<unknown> {
  const client = useQueryClient()
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.object('dictionaryItem') }),
      client.invalidateQueries({ queryKey: keys.meta }),
    ])
}

function useChange(): (run: () => Promise<unknown>) => Promise<void> {
  const refresh = useRefresh()
  const { failed } = useFeedback()
  return async (run) => {
    try {
      await run()
      await refresh()
    } catch (error) {
      failed(error)
    }
  }
}

const patch = (row: Item, values: object): Promise<unknown> =>
  api.update('dictionary-items', row.id, row.version, values)

function Items({ dictionary }: { dictionary: string }) {
  const t = useT()
  const meta = useMeta()
  const items = useItems(dictionary)
  const [editing, setEditing] = useState<Item | 'new' | null>(null)
  const rows = items.data ?? []
  const columns = useItemColumns(rows, setEditing)
  if (items.isError) return <Failure error={items.error} onRetry={items.refetch} />
  return (
    <Panel
      flush
      title={t(meta.dictionaries[dictionary]?.label ?? { zh: dictionary, en: dictionary })}
      extra={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
          {t({ zh: '新增项', en: 'New item' })}
        </Button>
      }
    >
      <Table<Item>
        size="middle"
        rowKey="id"
        loading={items.isPending}
        dataSource={rows}
        pagination={false}
        columns={columns}
      />
      {editing && (
        <ItemDialog
          dictionary={dictionary}
          {...(editing === 'new' ? {} : { row: editing })}
          position={rows.length}
          onClose={() => setEditing(null)}
        />
      )}
    </Panel>
  )
}

function useItemColumns(rows: Item[], onEdit: (row: Item) => void): TableColumnsType<Item> {
  const t = useT()
  const phone = usePhone()
  const change = useChange()
  /** Positions are dealt anew for the rows that change, so that gaps and equal positions heal. */
  const move = (index: number, by: number): Promise<void> => {
    const order = [...rows]
    const [row] = order.splice(index, 1)
    if (row) order.splice(index + by, 0, row)
    return change(async () => {
      for (const [position, r] of order.entries()) if (r.position !== position) await patch(r, { position })
    })
  }
  return [
    {
      title: t('name'),
      render: (_, row) => (
        <button type="button" className="xl-plain" onClick={() => onEdit(row)}>
          <Tag {...(row.color ? { color: row.color } : {})}>{row.labelZh}</Tag>
          {row.labelEn && <small className="xl-hint">{row.labelEn}</small>}
        </button>
      ),
    },
    ...(phone ? [] : [{ title: t({ zh: '值', en: 'Value' }), dataIndex: 'value', className: 'xl-mono' }]),
    {
      title: t({ zh: '启用', en: 'In use' }),
      width: 80,
      render: (_, row) => (
        <Switch
          size="small"
          checked={!row.retired}
          aria-label={`${row.labelZh} ${t({ zh: '启用', en: 'in use' })}`}
          onChange={(on) => change(() => patch(row, { retired: !on }))}
        />
      ),
    },
    {
      title: t({ zh: '顺序', en: 'Order' }),
      width: 96,
      render: (_, row, i) => (
        <Steps name={row.labelZh} first={i === 0} last={i === rows.length - 1} onMove={(by) => move(i, by)} />
      ),
    },
  ]
}

interface StepsProps {
  name: string
  first: boolean
  last: boolean
  onMove: (by: 1 | -1) => void
}

function Steps({ name, first, last, onMove }: StepsProps) {
  return (
    <Space size={0}>
      <Button
        type="text"
        size="small"
        icon={<ArrowUpOutlined />}
        disabled={first}
        aria-label={`${name} ↑`}
        onClick={() => onMove(-1)}
      />
      <Button
        type="text"
        size="small"
        icon={<ArrowDownOutlined />}
        disabled={last}
        aria-label={`${name} ↓`}
        onClick={() => onMove(1)}
      />
    </Space>
  )
}

interface Values {
  labelZh: string
  labelEn?: string
  value: string
  color?: string
}

function ItemDialog(props: { dictionary: string; row?: Item; position: number; onClose: () => void }) {
  const { dictionary, row, position, onClose } = props
  const t = useT()
  const refresh = useRefresh()
  const save = async ({ value, color, ...labels }: Values): Promise<void> => {
    const values = { ...labels, labelEn: labels.labelEn || null, color: color || null }
    if (row) await api.update('dictionary-items', row.id, row.version, values)
    else await api.create('dictionary-items', { ...values, dictionary, value, position })
    await refresh()
    onClose()
  }
  return (
    <SaveDialog<Values>
      title={row ? t('edit') : t({ zh: '新增项', en: 'New item' })}
      initial={{ ...row, color: row?.color ?? '' }}
      onSave={save}
      onClose={onClose}
    >
      <Form.Item name="labelZh" label={t({ zh: '中文', en: 'Chinese' })} rules={[{ required: true, whitespace: true }]}>
        <Input autoFocus maxLength={60} />
      </Form.Item>
      <Form.Item name="labelEn" label={t({ zh: '英文', en: 'English' })}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name="value"
        label={t({ zh: '值', en: 'Value' })}
        extra={t({ zh: '保存在记录里，建立后不再更改', en: 'Stored in records; fixed once made' })}
        rules={[{ required: true, pattern: /^[A-Za-z][A-Za-z0-9_-]{0,39}$/ }]}
      >
        <Input disabled={row !== undefined} spellCheck={false} />
      </Form.Item>
      <Form.Item name="color" label={t({ zh: '颜色', en: 'Colour' })}>
        {colorSelect(t({ zh: '无', en: 'none' }))}
      </Form.Item>
    </SaveDialog>
  )
}

function colorSelect(none: string) {
  return (
    <Select
      options={COLORS.map((c) => ({ value: c, label: c || none }))}
      optionRender={(o) => (o.value ? <Tag color={String(o.value)}>{o.value}</Tag> : none)}
      labelRender={(o) => (o.value ? <Tag color={String(o.value)}>{o.value}</Tag> : none)}
    />
  )
}
