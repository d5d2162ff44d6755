import { Alert, Button, Form, type GetRef, Input, Segmented, Select, Spin, TreeSelect } from 'antd'
import { useRef, useState } from 'react'
import type { FieldMeta } from '#kernel/declare/meta.ts'
import { api } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { type MetaIndex, useMeta } from '#ui/core/meta.ts'
import { Page, Panel } from '#ui/core/Page.tsx'
import { useText } from '#ui/fields/text.ts'
import { FilesPicker } from '#ui/files/FilesPicker.tsx'
import type { Draft } from './Templates.tsx'
import { usePreview } from './usePreview.tsx'

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

/** Writes one printed form, with a look at it as it will be. */
export default function Editor({
  draft,
  onClose,
  onSaved,
}: {
  draft: Draft
  onClose: () => void
  onSaved: () => void
}) {
  const { t, say } = useText()
  const meta = useMeta()
  const { done, failed } = useFeedback()
  const [object, setObject] = useState(draft.object)
  const [name, setName] = useState(draft.name)
  const [kind, setKind] = useState(draft.row?.kind ?? 'blocks')
  const [language, setLanguage] = useState(draft.row?.language ?? 'zh')
  const [layout, setLayout] = useState(draft.layout)
  const [file, setFile] = useState<unknown>(draft.row?.file ?? null)
  const [saving, setSaving] = useState(false)
  const area = useRef<GetRef<typeof Input.TextArea>>(null)
  const preview = usePreview(object, layout, language, kind === 'blocks')
  const tree = useFieldTree(object)
  const insert = (text: string) => {
    const box = area.current?.resizableTextArea?.textArea
    const at = box?.selectionStart ?? layout.length
    setLayout(layout.slice(0, at) + text + layout.slice(box?.selectionEnd ?? at))
    requestAnimationFrame(() => {
      box?.focus()
      box?.setSelectionRange(at + text.length, at + text.length)
    })
  }
  const save = async () => {
    setSaving(true)
    const body =
      kind === 'word' ? { file: [file].flat().flatMap((f) => (f as { id?: string } | null)?.id ?? []) } : { layout }
    const values = { name, kind, language, ...body }
    try {
      if (draft.row) await api.update('print-templates', draft.row.id, draft.row.version, values)
      else await api.create('print-templates', { ...values, object, ...(draft.code ? { code: draft.code } : {}) })
      done(t('saved'))
      onSaved()
    } catch (error) {
      failed(error)
    } finally {
      setSaving(false)
    }
  }
  const printable = meta.objects.filter((o) => o.numbered || o.owned)
  return (
    <Page
      title={name || say('新建打印模板', 'New print template')}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="primary" loading={saving} disabled={!name.trim()} onClick={save}>
            {t('save')}
          </Button>
        </>
      }
    >
      <Panel>
        <Form layout="vertical" className="xl-print-facts">
          <Form.Item label={say('名称', 'Name')} required>
            <Input value={name} maxLength={60} onChange={(e) => setName(e.target.value)} />
          </Form.Item>
          <Form.Item label={say('用于', 'For')} required>
            <Select
              value={object}
              disabled={Boolean(draft.row ?? draft.code)}
              showSearch={{ optionFilterProp: 'label' }}
              onChange={setObject}
              options={printable.map((o) => ({ value: o.name, label: t(o.label) }))}
            />
          </Form.Item>
          <Form.Item label={say('方式', 'Kind')}>
            <Segmented
              value={kind}
              onChange={(v) => setKind(v as 'blocks' | 'word')}
              options={[
                { value: 'blocks', label: say('在线版式', 'Written here') },
                { value: 'word', label: say('Word 模板', 'Word file') },
              ]}
            />
          </Form.Item>
          <Form.Item label={say('语言', 'Language')}>
            <Segmented
              value={language}
              onChange={(v) => setLanguage(v as 'zh' | 'en')}
              options={[
                { value: 'zh', label: '中文' },
                { value: 'en', label: 'English' },
              ]}
            />
          </Form.Item>
        </Form>
      </Panel>
      {kind === 'word' ? (
        <Panel title={say('Word 文件', 'Word file')}>
          <p className="xl-hint xl-gap-bottom">
            {say(
              '在 Word 中排版，用 {{soldTo.name}} 写占位符，用 {{#lines}}…{{/lines}} 包住要重复的表格行；只能输出 Word。',
              'Lay it out in Word. Write {{soldTo.name}} for a value and put {{#lines}}…{{/lines}} around a row to be repeated. It prints as Word only.',
            )}
          </p>
          <FilesPicker single value={file} onChange={setFile} accept=".docx" />
        </Panel>
      ) : (
        <div className="xl-print-editor">
          <Panel
            title={say('版式', 'Layout')}
            extra={
              <TreeSelect
                className="xl-print-fields"
                showSearch={{ treeNodeFilterProp: 'title' }}
                treeData={tree}
                value={null}
                placeholder={say('插入字段…', 'Insert a field …')}
                onChange={(value: string | null) => {
                  if (value && value !== 'general' && !value.startsWith('lines:'))
                    insert(`{{${value.split('>').at(-1)}}}`)
                }}
              />
            }
          >
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
              onChange={(e) => setLayout(e.target.value)}
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
            {preview.url && <iframe className="xl-print-frame" title={say('预览', 'Preview')} src={preview.url} />}
          </Panel>
        </div>
      )}
    </Page>
  )
}
