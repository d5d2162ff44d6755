import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select, Table, Tag } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { useT } from '#ui/core/i18n.tsx'
import { fieldOf, optionsOf, useMeta, useObject } from '#ui/core/meta.ts'
import { useQueryState } from '#ui/core/nav.tsx'
import { Failure, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { CustomFieldDialog } from './CustomFieldDialog.tsx'

export interface CustomField extends Row {
  object: string
  name: string
  labelZh: string
  labelEn?: string | null
  type: string
  dictionary?: string | null
  target?: string | null
  required?: boolean | null
  filterable?: boolean | null
  max?: number | null
  scale?: number | null
  position?: number | null
}

function useCustomFields(object: string) {
  const query = { where: { object: { eq: object } }, sort: 'position', limit: 200 }
  return useQuery({
    queryKey: keys.list('customField', query),
    queryFn: ({ signal }) => api.list<CustomField>('custom-fields', query, signal),
    select: (page) => page.data,
    enabled: object !== '',
  })
}

type IndexState = 'waiting' | 'building' | 'ready' | 'failed'
const INDEX_ASK_MS = 4000

/** How far the indexes of marked fields are; asked again while one of them is on its way. */
function useIndexes(marked: boolean): Map<string, IndexState> {
  const query = useQuery({
    queryKey: [...keys.object('customField'), 'indexes'],
    queryFn: ({ signal }) =>
      api.get<{ data: { id: string; state: IndexState }[] }>('/custom-fields/indexes', undefined, signal),
    enabled: marked,
    refetchInterval: (q) => (q.state.data?.data.some((i) => i.state !== 'ready') ? INDEX_ASK_MS : false),
  })
  return new Map(query.data?.data.map((i) => [i.id, i.state]))
}

function IndexTag({ state }: { state: IndexState | undefined }) {
  const t = useT()
  if (state === 'building') return <Tag color="processing">{t({ zh: '索引建立中', en: 'index being built' })}</Tag>
  if (state === 'ready') return <Tag color="green">{t({ zh: '索引已就绪', en: 'index ready' })}</Tag>
  if (state === 'failed')
    return <Tag color="red">{t({ zh: '索引建立失败，稍后重试', en: 'index failed, tried again' })}</Tag>
  return <Tag>{t({ zh: '索引排队中', en: 'index waits' })}</Tag>
}

/** Fields that this company adds to an object. A new one is in list, form, filter, import and export at once. */
export default function CustomFields() {
  const t = useT()
  const meta = useMeta()
  const [query, setQuery] = useQueryState()
  const objects = meta.objects.filter((o) => o.customizable)
  const object = objects.find((o) => o.name === query.get('object')) ?? objects.find((o) => o.owned) ?? objects[0]
  const [editing, setEditing] = useState<CustomField | 'new' | null>(null)
  const list = useCustomFields(object?.name ?? '')
  const refresh = (): void => setEditing(null)
  if (!object) return <Nothing />
  return (
    <Page
      title={t({ zh: '自定义字段', en: 'Custom fields' })}
      sub={t({
        zh: '新增的字段无需重启，立即出现在列表、表单、筛选、导入导出和接口中。',
        en: 'A new field is in list, form, filter, import, export and API at once, without a restart.',
      })}
      actions={
        <>
          <Select
            className="xl-recycle-object"
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={t({ zh: '对象', en: 'Object' })}
            value={object.name}
            onChange={(name) => setQuery({ object: name })}
            options={objects.map((o) => ({ value: o.name, label: t(o.label) }))}
          />
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
            {t({ zh: '新增字段', en: 'New field' })}
          </Button>
        </>
      }
    >
      <Panel
        flush
        title={t({ zh: '{object}的自定义字段', en: 'Custom fields of {object}' }, { object: t(object.label) })}
      >
        {list.isError ? (
          <Failure error={list.error} onRetry={list.refetch} />
        ) : (
          <FieldTable rows={list.data ?? []} loading={list.isPending} onEdit={setEditing} />
        )}
      </Panel>
      {editing && (
        <CustomFieldDialog
          object={object}
          {...(editing === 'new' ? {} : { row: editing })}
          position={list.data?.length ?? 0}
          onClose={refresh}
        />
      )}
    </Page>
  )
}

function useRemove(): (row: CustomField) => Promise<void> {
  const t = useT()
  const client = useQueryClient()
  const { ask, done, failed } = useFeedback()
  return async (row) => {
    const title = t({ zh: '删除字段“{name}”？', en: 'Delete the field “{name}”?' }, { name: row.labelZh })
    const content = t({
      zh: '字段会从所有页面消失；已填写的内容保留在库中，从回收站恢复字段后仍可见。',
      en: 'It disappears from all pages. What was filled in stays stored and returns with the field.',
    })
    if (!(await ask({ title, content, danger: true, okText: t('delete') }))) return
    try {
      await api.remove('custom-fields', row.id, row.version)
      await client.invalidateQueries()
      done(t('deleted'))
    } catch (error) {
      failed(error)
    }
  }
}

function FieldTable(props: { rows: CustomField[]; loading: boolean; onEdit: (row: CustomField) => void }) {
  const t = useT()
  const phone = usePhone()
  const meta = useMeta()
  const type = useObject('customField')
  const remove = useRemove()
  const indexes = useIndexes(props.rows.some((r) => r.filterable))
  const typeField = type && fieldOf(type, 'type')
  const types = typeField ? optionsOf(typeField, meta, true) : []
  const typeLabel = (value: string): string =>
    t(types.find((o) => o.value === value)?.label ?? { zh: value, en: value })
  return (
    <Table<CustomField>
      size="middle"
      rowKey="id"
      loading={props.loading}
      dataSource={props.rows}
      pagination={false}
      locale={{
        emptyText: (
          <Nothing
            what={t({ zh: '还没有自定义字段', en: 'No custom fields yet' })}
            hint={t({
              zh: '例如：床位数、药事会时间、是否带量采购医院',
              en: 'For example: beds, committee date, VBP hospital',
            })}
          />
        ),
      }}
      columns={[
        {
          title: t('name'),
          render: (_, row) => (
            <button type="button" className="xl-plain" onClick={() => props.onEdit(row)}>
              <b>{row.labelZh}</b> <small className="xl-hint">{row.labelEn}</small>
            </button>
          ),
        },
        { title: t('type'), width: 120, render: (_, row) => typeLabel(row.type) },
        ...(phone
          ? []
          : [
              { title: t({ zh: '标识', en: 'Identifier' }), dataIndex: 'name', className: 'xl-mono' },
              {
                title: t({ zh: '属性', en: 'Properties' }),
                render: (_: unknown, row: CustomField) => (
                  <>
                    {row.required && <Tag color="orange">{t({ zh: '必填', en: 'required' })}</Tag>}
                    {row.filterable && <IndexTag state={indexes.get(row.id)} />}
                  </>
                ),
              },
            ]),
        {
          width: 80,
          align: 'right',
          render: (_, row) => (
            <Button type="link" danger size="small" onClick={() => remove(row)}>
              {t('delete')}
            </Button>
          ),
        },
      ]}
    />
  )
}
