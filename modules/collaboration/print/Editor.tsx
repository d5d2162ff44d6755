import { Alert, Button, Form, type GetRef, Input, Segmented, Select, Spin, TreeSelect } from 'antd'
import { useRef, useState } from 'react'
import type { FieldMeta } from '#kernel/declare/meta.ts'
import { api } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { type MetaIndex, useMeta } from '#ui/core/meta.ts'
import { Loading, Page, Panel } from '#ui/core/Page.tsx'
import { useText } from '#ui/fields/text.ts'
import { FilesPicker } from '#ui/files/FilesPicker.tsx'
import type { Draft, Template } from './Templates.tsx'
import { type Preview as Drawn, usePreview } from './usePreview.tsx'

interface Node {
  value: string
  title: string
  children?: Node[]
}

type Say = ReturnType<typeof useText>['t']

/** Fields that a placeholder may name, and those of what they refer to. */
function nodes(meta: MetaIndex, fields: FieldMeta[], t: Say, at: string, depth: number): Node[] {
  return fields
    .filter((f) => f.type !== 'json')
    .map((f) => {
      const target = f.type === 'ref' && f.to && depth > 0 ? meta.byName.get(f.to) : undefined
      const value = at + f.name
      return {
        value,
        title: t(f.label),
        ...(target ? { children: nodes(meta, target.fields, t, `${value}.`, depth - 1) } : {}),
      }
    })
}

function useFieldTree(object: string): Node[] {
  const { t, say } = useText()
  const meta = useMeta()
  const found = meta.byName.get(object)
  if (!found) return []
  const own: Node[] = [
    ...(found.numbered ? [{ value: 'number', title: say('编号', 'Number') }] : []),
    ...(found.states ? [{ value: 'state', title: say('状态', 'State') }] : []),
    ...(found.owned ? [{ value: 'owner', title: say('负责人', 'Owner') }] : []),
    { value: 'createdAt', title: say('创建日期', 'Created') },
  ]
  const lines = found.lines.map((l) => ({
    value: `lines:${l.name}`,
    title: say(`${l.label.zh}（表格列内）`, `${l.label.en} (in a table)`),
    children: nodes(meta, l.fields, t, `${l.name}>`, 2),
  }))
  const general: Node = {
    value: 'general',
    title: say('通用', 'General'),
    children: [
      { value: 'company', title: say('本公司', 'Our company') },
      { value: 'today', title: say('今天', 'Today') },
      { value: 'reader', title: say('打印人', 'Who prints') },
    ],
  }
  return [...own, ...nodes(meta, found.fields, t, '', 2), ...lines, general]
}

/** Pieces of a layout to begin with. */
const SNIPPETS = [
  { zh: '信息栏', en: 'Facts', text: '\n[grid 2]\n名称 = {{name}}\n编号 = {{number}}\n[/grid]\n' },
  {
    zh: '明细表',
    en: 'Table',
    text: '\n[table lines]\n序号 | 6% | center = {{#}}\n品规 = {{package}}\n数量 | 12% | right | sum = {{qty}}\n金额 | 16% | right | sum = {{amount}}\n[/table]\n',
  },
  {
    zh: '合计与大写',
    en: 'Totals',
    text: '\n[totals]\n合计（小写） = ¥{{amount}}\n合计（大写） = {{amount|upper}}\n[/totals]\n',
  },
  { zh: '签章', en: 'Signatures', text: '\n[sign]\n甲方（盖章） = \n乙方（盖章） = {{company}}\n[/sign]\n' },
  {
    zh: '页眉页脚',
    en: 'Header, footer',
    text: '\n@header {{company}} | | {{number}}\n@footer | | 第 {page} 页 共 {pages} 页\n',
  },
]

/** The form as it stands in the editor. */
interface Written {
  object: string
  name: string
  kind: Template['kind']
  language: Template['language']
  layout: string
  file: unknown
}

interface PartProps {
  form: Written
  onChange: (change: Partial<Written>) => void
}

function save(draft: Draft, { object, name, kind, language, layout, file }: Written): Promise<unknown> {
  const body =
    kind === 'word' ? { file: [file].flat().flatMap((f) => (f as { id?: string } | null)?.id ?? []) } : { layout }
  const values = { name, kind, language, ...body }
  if (draft.row) return api.update('print-templates', draft.row.id, draft.row.version, values)
  return api.create('print-templates', { ...values, object, ...(draft.code ? { code: draft.code } : {}) })
}

interface EditorProps {
  draft: Draft
  onClose: () => void
  onSaved: () => void
}

/** Writes one printed form, with a look at it as it will be. */
export default function Editor({ draft, onClose, onSaved }: EditorProps) {
  const { t, say } = useText()
  const { done, failed } = useFeedback()
  const [form, setForm] = useState<Written>({
    object: draft.object,
    name: draft.name,
    kind: draft.row?.kind ?? 'blocks',
    language: draft.row?.language ?? 'zh',
    layout: draft.layout,
    file: draft.row?.file ?? null,
  })
  const [saving, setSaving] = useState(false)
  const preview = usePreview(form.object, form.layout, form.language, form.kind === 'blocks')
  const change = (next: Partial<Written>) => setForm((f) => ({ ...f, ...next }))
  const submit = async () => {
    setSaving(true)
    try {
      await save(draft, form)
      done(t('saved'))
      onSaved()
    } catch (error) {
      failed(error)
    } finally {
      setSaving(false)
    }
  }
  return (
    <Page
      title={form.name || say('新建打印模板', 'New print template')}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="primary" loading={saving} disabled={!form.name.trim()} onClick={submit}>
            {t('save')}
          </Button>
        </>
      }
    >
      <Facts form={form} onChange={change} fixed={Boolean(draft.row ?? draft.code)} />
      {form.kind === 'word' ? (
        <WordFile form={form} onChange={change} />
      ) : (
        <div className="xl-print-editor">
          <Layout form={form} onChange={change} />
          <Preview preview={preview} />
        </div>
      )}
    </Page>
  )
}

/** What the form is called, what it is for, how it is written; `fixed` where its object cannot change. */
function Facts({ form, onChange, fixed }: PartProps & { fixed: boolean }) {
  const { t, say } = useText()
  const meta = useMeta()
  const printable = meta.objects.filter((o) => o.numbered || o.owned)
  return (
    <Panel>
      <Form layout="vertical" className="xl-print-facts">
        <Form.Item label={say('名称', 'Name')} required>
          <Input value={form.name} maxLength={60} onChange={(e) => onChange({ name: e.target.value })} />
        </Form.Item>
        <Form.Item label={say('用于', 'For')} required>
          <Select
            value={form.object}
            disabled={fixed}
            showSearch={{ optionFilterProp: 'label' }}
            onChange={(object) => onChange({ object })}
            options={printable.map((o) => ({ value: o.name, label: t(o.label) }))}
          />
        </Form.Item>
        <Form.Item label={say('方式', 'Kind')}>
          <Segmented<Written['kind']>
            value={form.kind}
            onChange={(kind) => onChange({ kind })}
            options={[
              { value: 'blocks', label: say('在线版式', 'Written here') },
              { value: 'word', label: say('Word 模板', 'Word file') },
            ]}
          />
        </Form.Item>
        <Form.Item label={say('语言', 'Language')}>
          <Segmented<Written['language']>
            value={form.language}
            onChange={(language) => onChange({ language })}
            options={[
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </Form.Item>
      </Form>
    </Panel>
  )
}

function WordFile({ form, onChange }: PartProps) {
  const { say } = useText()
  return (
    <Panel title={say('Word 文件', 'Word file')}>
      <p className="xl-hint xl-gap-bottom">
        {say(
          '在 Word 中排版，用 {{soldTo.name}} 写占位符，用 {{#lines}}…{{/lines}} 包住要重复的表格行；只能输出 Word。',
          'Lay it out in Word. Write {{soldTo.name}} for a value and put {{#lines}}…{{/lines}} around a row to be repeated. It prints as Word only.',
        )}
      </p>
      <FilesPicker single value={form.file} onChange={(file) => onChange({ file })} accept=".docx" />
    </Panel>
  )
}

/** The text of the layout, with what can be put in where the cursor stands. */
function Layout({ form: { object, layout }, onChange }: PartProps) {
  const { t, say } = useText()
  const area = useRef<GetRef<typeof Input.TextArea>>(null)
  const insert = (text: string) => {
    const box = area.current?.resizableTextArea?.textArea
    const at = box?.selectionStart ?? layout.length
    onChange({ layout: layout.slice(0, at) + text + layout.slice(box?.selectionEnd ?? at) })
    requestAnimationFrame(() => {
      box?.focus()
      box?.setSelectionRange(at + text.length, at + text.length)
    })
  }
  return (
    <Panel title={say('版式', 'Layout')} extra={<FieldInsert object={object} onInsert={insert} />}>
      <div className="xl-print-snippets">
        {SNIPPETS.map((s) => (
          <Button key={s.en} size="small" onClick={() => insert(s.text)}>
            {t(s)}
          </Button>
        ))}
      </div>
      <Input.TextArea
        ref={area}
        className="xl-mono xl-print-text"
        value={layout}
        onChange={(e) => onChange({ layout: e.target.value })}
        autoSize={{ minRows: 18, maxRows: 34 }}
        maxLength={20_000}
        spellCheck={false}
        aria-label={say('版式', 'Layout')}
      />
      <p className="xl-hint">
        {say(
          '过滤器：|upper 金额大写、|dateCn 中文日期、|money 两位小数、|percent 百分比、|sum 合计、|before 期初、|until 期末。行首加 ? 表示为空则不印。',
          'Filters: |upper amount in capitals, |dateCn, |money, |percent, |sum, |before (the period), |until (its end). A line that begins with ? is left out when empty.',
        )}
      </p>
    </Panel>
  )
}

function FieldInsert({ object, onInsert }: { object: string; onInsert: (text: string) => void }) {
  const { say } = useText()
  const tree = useFieldTree(object)
  return (
    <TreeSelect
      className="xl-print-fields"
      showSearch={{ treeNodeFilterProp: 'title' }}
      treeData={tree}
      value={null}
      placeholder={say('插入字段…', 'Insert a field …')}
      onChange={(value: string | null) => {
        if (value && value !== 'general' && !value.startsWith('lines:')) onInsert(`{{${value.split('>').at(-1)}}}`)
      }}
    />
  )
}

function Preview({ preview }: { preview: Drawn }) {
  const { t, say } = useText()
  return (
    <Panel
      title={say('预览（最近一条记录）', 'Preview (newest record)')}
      extra={
        <>
          {preview.busy && <Spin size="small" />}
          {preview.url && (
            <a href={preview.url} target="_blank" rel="noreferrer">
              {say('新窗口打开', 'Open in a window')}
            </a>
          )}
        </>
      }
    >
      {preview.problem && <Alert className="xl-gap-bottom" type="warning" showIcon title={t(preview.problem)} />}
      {!preview.url && !preview.problem && <Loading rows={8} />}
      {preview.url && (
        <iframe
          className={`xl-print-frame${preview.problem ? ' is-stale' : ''}`}
          title={say('预览', 'Preview')}
          src={preview.url}
        />
      )}
    </Panel>
  )
}
