import { UploadOutlined } from '@ant-design/icons'
import { App, Button, Upload, type UploadFile } from 'antd'
import { useRef, useState } from 'react'
import { problemText } from '#ui/fields/problem.ts'
import { useText } from '#ui/fields/text.ts'
import { asRefs, type FileValue } from '#ui/fields/values.ts'
import { openFile } from './openFile.ts'
import { upload } from './upload.ts'

export interface FilesPickerProps {
  value: unknown
  onChange: (value: FileValue[]) => void
  id?: string
  disabled?: boolean
  /** Pictures only, and on a phone straight from the camera. */
  accept?: string
}

/** Files of a field: drag or choose, see the progress, take one away again. */
export function FilesPicker({ value, onChange, id, disabled, accept }: FilesPickerProps) {
  const { say } = useText()
  const { message } = App.useApp()
  const files = asRefs(value) as FileValue[]
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
        latest.current = [...latest.current, { id: made.id, label: made.name, size: made.size, mime: made.mime }]
        tell.current(latest.current)
      })
      .catch((error: unknown) => {
        put({ uid, name: file.name, status: 'error', response: problemText(error) })
        message.error(`${file.name}：${problemText(error)}`)
      })
  }
  const list: UploadFile[] = [
    ...files.map((f): UploadFile => ({ uid: f.id, name: f.label ?? f.id, status: 'done' })),
    ...pending,
  ]
  return (
    <Upload
      id={id}
      multiple
      accept={accept}
      disabled={disabled}
      fileList={list}
      beforeUpload={(file) => {
        send(file, file.uid)
        return Upload.LIST_IGNORE
      }}
      onPreview={(f) => {
        const file = files.find((x) => x.id === f.uid)
        if (file) openFile(file)
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
