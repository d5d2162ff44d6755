import { UploadOutlined } from '@ant-design/icons'
import { App, Button, Upload, type UploadFile } from 'antd'
import { useRef, useState } from 'react'
import { formatBytes } from '#ui/core/format.ts'
import { problemText } from '#ui/fields/problem.ts'
import { useText } from '#ui/fields/text.ts'
import { asRefs, type FileValue } from '#ui/fields/values.ts'
import { openFile } from './openFile.ts'
import { upload } from './upload.ts'
import { useNamed } from './useNamed.ts'

export interface FilesPickerProps {
  value: unknown
  onChange: (value: FileValue[]) => void
  id?: string
  disabled?: boolean
  /** The field holds one file: another takes its place. */
  single?: boolean | undefined
  /** Pictures only, and on a phone straight from the camera. */
  accept?: string
}

/** Files of a field: drag or choose, see the progress, take one away again. */
export function FilesPicker({ value, onChange, id, disabled, single, accept }: FilesPickerProps) {
  const { say } = useText()
  const { message } = App.useApp()
  const files = asRefs(value) as FileValue[]
  const named = useNamed(files)
  // Several uploads end at different times: each must add to the newest list, not to the one it started from.
  const latest = useRef(files)
  latest.current = files
  // Nor must what was written elsewhere in the form meanwhile be lost: the newest listener is told.
  const tell = useRef(onChange)
  tell.current = onChange
  const [pending, setPending] = useState<UploadFile[]>([])
  const put = (file: UploadFile) => setPending((list) => [...list.filter((f) => f.uid !== file.uid), file])
  const drop = (uid: string) => setPending((list) => list.filter((f) => f.uid !== uid))

  const send = (file: File, uid: string): void => {
    const entry = (percent: number): UploadFile => ({ uid, name: file.name, status: 'uploading', percent })
    put(entry(0))
    upload(file, { onProgress: (p) => put(entry(p)) })
      .done.then((made) => {
        drop(uid)
        const kept = single ? [] : latest.current
        latest.current = [...kept, { id: made.id, label: made.name, size: made.size, mime: made.mime }]
        tell.current(latest.current)
      })
      .catch((error: unknown) => {
        put({ uid, name: file.name, status: 'error', response: problemText(error) })
        message.error(`${file.name}：${problemText(error)}`)
      })
  }
  const list: UploadFile[] = [
    ...named.map(
      (f): UploadFile => ({ uid: f.id, name: f.label ?? f.id, size: f.size, status: f.gone ? 'error' : 'done' }),
    ),
    ...pending,
  ]
  return (
    <Upload
      id={id}
      multiple={!single}
      accept={accept}
      disabled={disabled}
      fileList={list}
      showUploadList={{
        extra: ({ size }) =>
          size !== undefined && (
            <small style={{ marginInlineStart: 8, color: 'var(--xl-ink-3)' }}>{formatBytes(size)}</small>
          ),
      }}
      beforeUpload={(file) => {
        send(file, file.uid)
        return Upload.LIST_IGNORE
      }}
      onPreview={(f) => {
        const file = named.find((x) => x.id === f.uid)
        if (file && !file.gone) openFile(file)
      }}
      onRemove={(f) => {
        drop(f.uid)
        if (files.some((x) => x.id === f.uid)) onChange(files.filter((x) => x.id !== f.uid))
        return false
      }}
    >
      <Button icon={<UploadOutlined />} disabled={disabled}>
        {say('上传文件', 'Upload')}
      </Button>
    </Upload>
  )
}
