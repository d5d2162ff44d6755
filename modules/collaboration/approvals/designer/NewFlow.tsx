import { useQueryClient } from '@tanstack/react-query'
import { Form, Input, Select } from 'antd'
import type { Label } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { useMeta } from '#ui/core/meta.ts'
import { useGo } from '#ui/core/nav.tsx'
import { useText } from '#ui/fields/text.ts'
import { SaveDialog } from '#ui/form/SaveDialog.tsx'
import { type ActKind, actsOf, newNode, offered } from './flow.ui.ts'

interface Values {
  object: string
  command: string
  name: string
}

const GROUPS: { label: Label; kinds: ActKind[] }[] = [
  { label: { zh: '单据本身', en: 'The document itself' }, kinds: ['create', 'update', 'delete'] },
  { label: { zh: '单据上的操作', en: 'Its commands' }, kinds: ['command'] },
  { label: { zh: '不针对某张单据的操作', en: 'Commands of no one document' }, kinds: ['collection'] },
]

/** Which document, which command, what it is called; the rest is drawn. */
export function NewFlow({ onClose }: { onClose: () => void }) {
  const { t, say } = useText()
  const meta = useMeta()
  const go = useGo()
  const client = useQueryClient()
  const [form] = Form.useForm<Values>()
  const name = Form.useWatch('object', form)
  const object = meta.byName.get(name ?? '')
  const objects = meta.objects.filter((o) => offered(o).length > 0 && !o.name.startsWith('approval'))
  const suggest = (command: string): void => {
    const label = actsOf(object).find((c) => c.name === command)?.label
    if (object && label && !form.isFieldTouched('name'))
      form.setFieldValue('name', say(`${object.label.zh}${label.zh}审批`, `${object.label.en}: ${label.en}`))
  }
  const save = async (values: Values): Promise<void> => {
    const definition = { nodes: [newNode([], 'approve')] }
    const made = await api.create('approval-flows', { ...values, priority: 100, definition })
    await client.invalidateQueries({ queryKey: keys.object('approvalFlow') })
    go(`/admin/approvals?flow=${made.id}`)
  }
  return (
    <SaveDialog<Values>
      title={say('新建审批流', 'New approval flow')}
      form={form}
      onSave={save}
      onClose={onClose}
      okText={say('开始设计', 'Design it')}
      width={460}
    >
      <Form.Item name="object" label={say('单据', 'Document')} rules={[{ required: true }]}>
        <Select
          autoFocus
          showSearch={{ optionFilterProp: 'words' }}
          placeholder={say('选择单据', 'Choose a document')}
          options={objects.map((o) => ({
            value: o.name,
            label: t(o.label),
            words: `${o.label.zh} ${o.label.en} ${o.name}`,
          }))}
          onChange={() => form.resetFields(['command', 'name'])}
        />
      </Form.Item>
      <Form.Item name="command" label={say('需要审批的操作', 'Command to approve')} rules={[{ required: true }]}>
        <Select
          disabled={!object}
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={say('选择操作', 'Choose a command')}
          options={GROUPS.map((g) => ({
            label: t(g.label),
            options: offered(object)
              .filter((a) => g.kinds.includes(a.kind))
              .map((a) => ({ value: a.name, label: t(a.label) })),
          })).filter((g) => g.options.length > 0)}
          onChange={suggest}
        />
      </Form.Item>
      <Form.Item name="name" label={say('流程名称', 'Name of the flow')} rules={[{ required: true }]}>
        <Input maxLength={100} />
      </Form.Item>
    </SaveDialog>
  )
}
