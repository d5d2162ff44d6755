import { DownOutlined, UpOutlined } from '@ant-design/icons'
import { Alert, Button, Input } from 'antd'
import { useId, useState } from 'react'
import type { FieldMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { may, useMeta, useObject } from '#ui/core/meta.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { FieldEditor } from '#ui/fields/FieldEditor.tsx'
import { nearOf } from '#ui/fields/near.ts'
import { useText } from '#ui/fields/text.ts'
import { useObjectForm } from '#ui/form/useObjectForm.ts'
import type { ComposerProps } from '#ui/timeline/items.ts'
import './contactRecord.css'

/** Always in sight, in this order; the rest is behind one click. */
const QUICK = ['method', 'businessStatus', 'nextContactAt', 'contact']
const MORE = ['followedAt', 'mentions', 'solution', 'files']

/** Writes a contact record without leaving the customer's page. What is typed survives a reload. */
export function Composer(props: ComposerProps) {
  const record = useObject('contactRecord')
  const [round, setRound] = useState(0)
  if (!record || !may(record, 'create')) return null
  return <Box key={round} record={record} {...props} onSaved={() => setRound((n) => n + 1)} />
}

function Box({ record, row, onSaved }: ComposerProps & { record: ObjectMeta; onSaved: () => void }) {
  const { t, say } = useText()
  const { done } = useFeedback()
  const phone = usePhone()
  const { byName } = useMeta()
  const scope = useId()
  const account = { id: row.id, label: String(row.name ?? '') }
  const form = useObjectForm(record, undefined, { account, followedAt: new Date().toISOString() }, { place: row.id })
  form.onAwaiting.current = onSaved
  const [open, setOpen] = useState(form.restored !== null)
  const [more, setMore] = useState(false)
  const fields = new Map(record.fields.map((f) => [f.name, f]))
  const shown = [...QUICK, ...(more ? MORE : [])].flatMap((n) => fields.get(n) ?? [])
  const save = async () => {
    if (!(await form.submit())) return
    done(say('联系记录已保存', 'Contact record saved'))
    onSaved()
  }
  const editor = (field: FieldMeta) => {
    const id = `${scope}-${field.name}`
    const error = form.errors[field.name]
    return (
      <div
        key={field.name}
        style={field.type === 'longText' || field.type === 'files' ? { gridColumn: '1 / -1' } : undefined}
      >
        <label htmlFor={id}>{t(field.label)}</label>
        <FieldEditor
          id={id}
          field={field}
          near={nearOf(field, record.fields, form.values, byName)}
          value={form.values[field.name]}
          onChange={(v) => form.set(field.name, v)}
          status={error ? 'error' : ''}
        />
        {error && <div className="xl-compose-error">{error}</div>}
      </div>
    )
  }
  const text = typeof form.values.description === 'string' ? form.values.description : ''
  return (
    <section className="xl-compose" aria-label={say('写联系记录', 'New contact record')}>
      <Input.TextArea
        aria-label={t(fields.get('description')?.label ?? { zh: '沟通内容', en: 'What was said' })}
        variant={open ? 'outlined' : 'borderless'}
        autoSize={{ minRows: open ? 3 : 1, maxRows: 10 }}
        placeholder={say('写下这次沟通的情况…（Ctrl+Enter 保存）', 'What was said… (Ctrl+Enter saves)')}
        maxLength={fields.get('description')?.max}
        value={text}
        status={form.errors.description ? 'error' : undefined}
        onFocus={() => setOpen(true)}
        onChange={(e) => form.set('description', e.target.value)}
        onKeyDown={(e) => e.key === 'Enter' && (e.ctrlKey || e.metaKey) && save()}
      />
      {form.errors.description && <div className="xl-compose-error">{form.errors.description}</div>}
      {open && (
        <>
          <div className="xl-compose-row">{shown.map(editor)}</div>
          {form.problem && <Alert type="error" showIcon title={form.problem} style={{ marginTop: 10 }} />}
          <div className="xl-compose-foot">
            <Button
              type="text"
              size={phone ? 'middle' : 'small'}
              icon={more ? <UpOutlined /> : <DownOutlined />}
              onClick={() => setMore(!more)}
              style={{ marginRight: 'auto' }}
            >
              {more ? say('收起', 'Less') : say('更多：时间、提醒、方案、附件', 'More')}
            </Button>
            <Button
              onClick={() => {
                form.discard()
                setOpen(false)
              }}
            >
              {t('cancel')}
            </Button>
            <Button type="primary" loading={form.busy} onClick={save}>
              {say('保存记录', 'Save')}
            </Button>
          </div>
        </>
      )}
    </section>
  )
}
