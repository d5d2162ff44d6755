import { useQueryClient } from '@tanstack/react-query'
import { Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import type { FieldType } from '#kernel/declare/fields.ts'
import type { FieldMeta, ObjectMeta } from '#kernel/declare/meta.ts'
import { api } from '#ui/core/api.ts'
import { useT } from '#ui/core/i18n.tsx'
import { fieldOf, optionsOf, useMeta, useObject } from '#ui/core/meta.ts'
import { FieldEditor } from '#ui/fields/FieldEditor.tsx'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { SaveDialog } from '#ui/form/SaveDialog.tsx'
import type { CustomField } from './CustomFields.tsx'

interface Values {
  labelZh: string
  labelEn?: string
  name: string
  type: FieldType
  dictionary?: string
  target?: string
  required?: boolean
  filterable?: boolean
  max?: number
  scale?: number
}

const CHOICES = ['select', 'multiSelect']

/** What the server takes for a field of this type: settings of other types are not sent. */
function bodyOf(values: Values): Record<string, unknown> {
  const { type, dictionary, target, max, scale, labelEn, ...rest } = values
  return {
    ...rest,
    labelEn: labelEn || null,
    ...(CHOICES.includes(type) ? { dictionary } : {}),
    ...(type === 'ref' ? { target } : {}),
    ...(type === 'text' || type === 'longText' ? { max: max ?? null } : {}),
    ...(type === 'decimal' || type === 'money' ? { scale: scale ?? null } : {}),
  }
}

export function CustomFieldDialog(props: {
  object: ObjectMeta
  row?: CustomField
  position: number
  onClose: () => void
}) {
  const { object, row, position, onClose } = props
  const t = useT()
  const client = useQueryClient()
  const [form] = Form.useForm<Values>()
  const draft = (Form.useWatch([], form) ?? {}) as Partial<Values>
  const save = async (values: Values): Promise<void> => {
    if (row) {
      const { name: _name, target: _target, ...changes } = bodyOf(values)
      await api.update('custom-fields', row.id, row.version, changes)
    } else {
      const name = `x_${values.name}`
      await api.create('custom-fields', { ...bodyOf(values), type: values.type, name, object: object.name, position })
    }
    await client.invalidateQueries()
    onClose()
  }
  return (
    <SaveDialog<Values>
      title={row ? t({ zh: '编辑字段', en: 'Edit the field' }) : t({ zh: '新增字段', en: 'New field' })}
      form={form}
      initial={{ type: 'text', ...row, name: row?.name.replace(/^x_/, '') }}
      onSave={save}
      said={t('saved')}
      onClose={onClose}
      width={760}
      className="xl-field-dialog"
      aside={<Preview draft={draft} />}
    >
      <Settings row={row} draft={draft} />
    </SaveDialog>
  )
}

function Settings({ row, draft }: { row: CustomField | undefined; draft: Partial<Values> }) {
  const t = useT()
  const meta = useMeta()
  const self = useObject('customField')
  const typeField = self && fieldOf(self, 'type')
  const must = [{ required: true, whitespace: true }]
  return (
    <>
      <Form.Item name="labelZh" label={t({ zh: '名称', en: 'Name in Chinese' })} rules={must}>
        <Input autoFocus maxLength={40} />
      </Form.Item>
      <Form.Item name="labelEn" label={t({ zh: '英文名称', en: 'Name in English' })}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name="name"
        label={t({ zh: '标识', en: 'Identifier' })}
        extra={
          row ? undefined : t({ zh: '供接口和导入使用，建立后不再更改', en: 'Used by API and import; fixed once made' })
        }
        rules={[{ required: true, pattern: /^[a-z][A-Za-z0-9]{0,36}$/ }]}
      >
        <Input prefix="x_" disabled={row !== undefined} spellCheck={false} />
      </Form.Item>
      <Form.Item name="type" label={t('type')} rules={[{ required: true }]}>
        <Select
          disabled={row !== undefined}
          options={(typeField ? optionsOf(typeField, meta) : []).map((o) => ({ value: o.value, label: t(o.label) }))}
        />
      </Form.Item>
      {CHOICES.includes(draft.type ?? '') && (
        <Form.Item name="dictionary" label={t({ zh: '字典', en: 'Dictionary' })} rules={[{ required: true }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={Object.entries(meta.dictionaries).map(([value, d]) => ({ value, label: t(d.label) }))}
          />
        </Form.Item>
      )}
      {draft.type === 'ref' && (
        <Form.Item name="target" label={t({ zh: '关联对象', en: 'Refers to' })} rules={[{ required: true }]}>
          <Select
            disabled={row !== undefined}
            showSearch={{ optionFilterProp: 'label' }}
            options={meta.objects.map((o) => ({ value: o.name, label: t(o.label) }))}
          />
        </Form.Item>
      )}
      {(draft.type === 'text' || draft.type === 'longText') && (
        <Form.Item name="max" label={t({ zh: '最多字数', en: 'Longest' })}>
          <InputNumber min={1} max={10_000} precision={0} />
        </Form.Item>
      )}
      {(draft.type === 'decimal' || draft.type === 'money') && (
        <Form.Item name="scale" label={t({ zh: '小数位数', en: 'Digits after the point' })}>
          <InputNumber min={0} max={8} precision={0} />
        </Form.Item>
      )}
      <Form.Item name="required" valuePropName="checked" noStyle>
        <Checkbox>{t({ zh: '必填', en: 'Required' })}</Checkbox>
      </Form.Item>
      <Form.Item name="filterable" valuePropName="checked" noStyle>
        <Checkbox>{t({ zh: '建立索引（常用于筛选）', en: 'Indexed (often filtered by)' })}</Checkbox>
      </Form.Item>
    </>
  )
}

/** The field as its users will meet it: in the form, and as it reads afterwards. */
function Preview({ draft }: { draft: Partial<Values> }) {
  const t = useT()
  const [value, setValue] = useState<unknown>(null)
  const [of, setOf] = useState(draft.type)
  if (of !== draft.type) {
    setOf(draft.type)
    setValue(null)
  }
  const zh = draft.labelZh || t({ zh: '字段名称', en: 'Field name' })
  const field: FieldMeta = {
    name: 'x_preview',
    type: draft.type ?? 'text',
    label: { zh, en: draft.labelEn || zh },
    right: 'edit',
    required: draft.required ?? false,
    custom: true,
    ...(draft.dictionary ? { dictionary: draft.dictionary } : {}),
    ...(draft.target ? { to: draft.target } : {}),
    ...(draft.max ? { max: draft.max } : {}),
    ...(typeof draft.scale === 'number' ? { scale: draft.scale } : {}),
  }
  const ready = (!CHOICES.includes(field.type) || field.dictionary) && (field.type !== 'ref' || field.to)
  return (
    <aside className="xl-field-preview" aria-label={t({ zh: '预览', en: 'Preview' })}>
      <h3>{t({ zh: '预览', en: 'Preview' })}</h3>
      <Form layout="vertical" component="div">
        <Form.Item label={t(field.label)} required={field.required ?? false}>
          {ready ? (
            <FieldEditor field={field} value={value} onChange={setValue} />
          ) : (
            <span className="xl-hint">
              {t({ zh: '请先选择字典或对象', en: 'Choose the dictionary or object first' })}
            </span>
          )}
        </Form.Item>
      </Form>
      {ready && (
        <>
          <span className="xl-hint">{t({ zh: '填写后显示为', en: 'Reads as' })}</span>
          <div className="xl-field-preview-value">
            <FieldView field={field} value={value} />
          </div>
        </>
      )}
    </aside>
  )
}
