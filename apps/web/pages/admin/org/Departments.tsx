import { MoreOutlined, PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Dropdown, Form, Input, Tree, TreeSelect } from 'antd'
import { useState } from 'react'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { useT } from '#ui/core/i18n.tsx'
import { Nothing, Panel } from '#ui/core/Page.tsx'
import { SaveDialog } from '#ui/form/SaveDialog.tsx'
import type { Department, DepartmentNode } from './tree.ts'
import { withBelow } from './tree.ts'

interface Props {
  rows: Department[]
  tree: DepartmentNode[]
  chosen: string | null
  onChoose: (id: string | null) => void
}

type Editing = { kind: 'create'; parent: string | null } | { kind: 'rename' | 'move'; row: Department }

export function Departments({ rows, tree, chosen, onChoose }: Props) {
  const t = useT()
  const [editing, setEditing] = useState<Editing | null>(null)
  const remove = useRemove(() => onChoose(null))
  const actions = (row: Department) => [
    { key: 'create', label: t({ zh: '新建下级部门', en: 'New department below' }) },
    { key: 'rename', label: t({ zh: '重命名', en: 'Rename' }) },
    { key: 'move', label: t({ zh: '移动到…', en: 'Move to…' }) },
    { type: 'divider' as const },
    { key: 'remove', label: t('delete'), danger: true, disabled: rows.some((r) => r.parent?.id === row.id) },
  ]
  const act = (row: Department, key: string): void => {
    if (key === 'create') setEditing({ kind: 'create', parent: row.id })
    else if (key === 'remove') remove(row)
    else setEditing({ kind: key as 'rename' | 'move', row })
  }
  const add = (
    <Button
      type="text"
      size="small"
      icon={<PlusOutlined />}
      aria-label={t({ zh: '新建部门', en: 'New department' })}
      onClick={() => setEditing({ kind: 'create', parent: chosen ?? tree[0]?.key ?? null })}
    />
  )
  return (
    <Panel title={t('department')} extra={add}>
      {!rows.length && <Nothing />}
      <Tree<DepartmentNode>
        blockNode
        defaultExpandAll={rows.length < 60}
        defaultExpandedKeys={tree.map((n) => n.key)}
        treeData={tree}
        selectedKeys={chosen ? [chosen] : []}
        onSelect={(picked) => onChoose((picked[0] as string | undefined) ?? null)}
        titleRender={(node) => (
          <span className="xl-tree-node">
            <span className="xl-ellipsis">{node.title}</span>
            <Dropdown
              trigger={['click']}
              menu={{
                items: actions(node.row),
                onClick: ({ key, domEvent }) => {
                  domEvent.stopPropagation()
                  act(node.row, key)
                },
              }}
            >
              <Button
                type="text"
                size="small"
                icon={<MoreOutlined />}
                aria-label={`${node.title} ${t('actions')}`}
                onClick={(event) => event.stopPropagation()}
              />
            </Dropdown>
          </span>
        )}
      />
      {editing && <DepartmentDialog editing={editing} tree={tree} onClose={() => setEditing(null)} />}
    </Panel>
  )
}

function useRemove(after: () => void): (row: Department) => Promise<void> {
  const t = useT()
  const client = useQueryClient()
  const { ask, done, failed } = useFeedback()
  return async (row) => {
    const title = t({ zh: '删除部门“{name}”？', en: 'Delete department “{name}”?' }, { name: row.name })
    if (!(await ask({ title, danger: true, okText: t('delete') }))) return
    try {
      await api.remove('departments', row.id, row.version)
      await client.invalidateQueries({ queryKey: keys.object('department') })
      done(t('deleted'))
      after()
    } catch (error) {
      failed(error)
    }
  }
}

interface DepartmentValues {
  name: string
  parent: string | null
}

function DepartmentDialog({
  editing,
  tree,
  onClose,
}: {
  editing: Editing
  tree: DepartmentNode[]
  onClose: () => void
}) {
  const t = useT()
  const client = useQueryClient()
  const [form] = Form.useForm<DepartmentValues>()
  const row = editing.kind === 'create' ? null : editing.row
  const titles = {
    create: t({ zh: '新建部门', en: 'New department' }),
    rename: t({ zh: '重命名部门', en: 'Rename the department' }),
    move: t({ zh: '移动部门', en: 'Move the department' }),
  }
  const save = async (values: DepartmentValues): Promise<void> => {
    if (!row) await api.create('departments', { name: values.name, parent: values.parent ?? null })
    else if (editing.kind === 'rename') await api.update('departments', row.id, row.version, { name: values.name })
    else await api.update('departments', row.id, row.version, { parent: values.parent ?? null })
    // people carry their department's name, and what they may see has changed with it
    await client.invalidateQueries()
    onClose()
  }
  return (
    <SaveDialog<DepartmentValues>
      title={titles[editing.kind]}
      form={form}
      initial={{
        name: row?.name ?? '',
        parent: row ? row.parent?.id : editing.kind === 'create' ? editing.parent : null,
      }}
      onSave={save}
      said={t('saved')}
      onClose={onClose}
    >
      {editing.kind !== 'move' && (
        <Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, max: 100 }]}>
          <Input autoFocus maxLength={100} />
        </Form.Item>
      )}
      {editing.kind !== 'rename' && (
        <Form.Item name="parent" label={t({ zh: '上级部门', en: 'Parent department' })}>
          <TreeSelect
            treeData={tree}
            fieldNames={{ value: 'key', label: 'title' }}
            treeDefaultExpandAll
            allowClear
            showSearch={{ treeNodeFilterProp: 'title' }}
            disabled={false}
            onSelect={(value: string) => {
              // a department cannot be moved under itself; the server refuses too
              if (row && withBelow(tree, row.id).includes(value)) form.setFieldValue('parent', row.parent?.id ?? null)
            }}
          />
        </Form.Item>
      )}
    </SaveDialog>
  )
}
