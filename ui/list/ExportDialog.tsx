import { Alert, Checkbox, Modal, Radio, Space } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api } from '#ui/core/api.ts'
import { problemText } from '#ui/fields/problem.ts'
import { allFields } from '#ui/fields/system.ts'
import { useText } from '#ui/fields/text.ts'
import type { Where } from '#ui/fields/where.ts'

export interface ExportDialogProps {
  object: ObjectMeta
  where?: Where
  q?: string
  sort?: string
  columns: string[]
  /** What will be exported, in words. */
  about: string
  onClose: () => void
}

/** Which fields, in which format. The file holds what the list shows to this reader, and the export is logged. */
export function ExportDialog({ object, where, q, sort, columns, about, onClose }: ExportDialogProps) {
  const { t, say } = useText()
  const fields = [...allFields(object).values()].filter((f) => f.type !== 'json')
  const [chosen, setChosen] = useState<string[]>(columns)
  const [format, setFormat] = useState<'xlsx' | 'csv'>('xlsx')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const run = async () => {
    setBusy(true)
    setProblem('')
    try {
      const ordered = fields.map((f) => f.name).filter((n) => chosen.includes(n))
      await api.download(
        `/${object.path}/export`,
        { format, where, q, sort, fields: ordered },
        `${t(object.label)}.${format}`,
      )
      onClose()
    } catch (error) {
      setProblem(problemText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      width={640}
      title={say(`导出${t(object.label)}`, `Export ${t(object.label)}`)}
      okText={say('导出', 'Export')}
      okButtonProps={{ loading: busy, disabled: chosen.length === 0 }}
      onOk={run}
      onCancel={onClose}
    >
      <p style={{ color: 'var(--xl-ink-2)', margin: '0 0 12px' }}>{about}</p>
      {problem && <Alert type="error" showIcon title={problem} style={{ marginBottom: 12 }} />}
      <Space size={16} style={{ marginBottom: 12 }}>
        <Radio.Group
          value={format}
          onChange={(e) => setFormat(e.target.value)}
          options={[
            { value: 'xlsx', label: 'Excel (.xlsx)' },
            { value: 'csv', label: 'CSV (UTF-8)' },
          ]}
        />
        <Checkbox
          checked={chosen.length === fields.length}
          indeterminate={chosen.length > 0 && chosen.length < fields.length}
          onChange={(e) => setChosen(e.target.checked ? fields.map((f) => f.name) : [])}
        >
          {say('全选', 'All fields')}
        </Checkbox>
      </Space>
      <Checkbox.Group
        className="xl-export-fields"
        value={chosen}
        onChange={(v) => setChosen(v)}
        options={fields.map((f) => ({ value: f.name, label: t(f.label) }))}
      />
    </Modal>
  )
}
