import { DownloadOutlined, InboxOutlined } from '@ant-design/icons'
import { Alert, Button, Progress, Select, Upload } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { may, useMeta } from '#ui/core/meta.ts'
import { problemText } from '#ui/fields/problem.ts'
import { useText } from '#ui/fields/text.ts'
import { upload } from '#ui/files/upload.ts'
import type { ImportJob } from './importApi.ts'

export interface UploadStepProps {
  object: ObjectMeta | undefined
  onObject: (name: string) => void
  onUploaded: (job: ImportJob) => void
}

/** What to import into, and the file. */
export function UploadStep({ object, onObject, onUploaded }: UploadStepProps) {
  const { t, say } = useText()
  const { failed } = useFeedback()
  const meta = useMeta()
  const [percent, setPercent] = useState<number | null>(null)
  const [problem, setProblem] = useState('')
  const send = async (file: File) => {
    if (!object || percent !== null) return
    setPercent(0)
    setProblem('')
    try {
      onUploaded(
        await upload<ImportJob>(file, { path: '/imports', fields: { object: object.name }, onProgress: setPercent })
          .done,
      )
    } catch (error) {
      setProblem(problemText(error))
    } finally {
      setPercent(null)
    }
  }
  const template = () =>
    object && api.download(`/${object.path}/import-template`, undefined, `${t(object.label)}.xlsx`).catch(failed)
  return (
    <div>
      <div style={{ display: 'flex', gap: 12, marginBottom: 16, flexWrap: 'wrap', alignItems: 'center' }}>
        <span>{say('导入到', 'Import into')}</span>
        <Select
          style={{ width: 220 }}
          value={object?.name}
          placeholder={say('选择对象', 'Choose')}
          onChange={onObject}
          showSearch={{ optionFilterProp: 'label' }}
          options={meta.objects.filter((o) => may(o, 'import')).map((o) => ({ value: o.name, label: t(o.label) }))}
        />
        <Button type="link" icon={<DownloadOutlined />} disabled={!object} onClick={template}>
          {say('下载模板', 'Template')}
        </Button>
      </div>
      {problem && <Alert type="error" showIcon title={problem} style={{ marginBottom: 16 }} />}
      <Upload.Dragger
        accept=".xlsx,.csv,.txt"
        showUploadList={false}
        disabled={!object || percent !== null}
        beforeUpload={(file) => {
          send(file)
          return Upload.LIST_IGNORE
        }}
      >
        <div style={{ padding: '24px 0' }}>
          <InboxOutlined style={{ fontSize: 36, color: 'var(--xl-primary)' }} />
          <p style={{ fontSize: 16, margin: '8px 0 4px' }}>
            {say('把文件拖到这里，或点击选择', 'Drop a file here, or click')}
          </p>
          <p className="xl-hint">
            {say(
              '支持 Excel（.xlsx）与 CSV（UTF-8 / GB18030），第一行为表头',
              'Excel or CSV (UTF-8 or GB18030), headers in the first row',
            )}
          </p>
          {percent !== null && <Progress percent={percent} style={{ maxWidth: 360 }} />}
        </div>
      </Upload.Dragger>
    </div>
  )
}
