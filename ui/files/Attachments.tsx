import {
  DeleteOutlined,
  DownOutlined,
  FileImageOutlined,
  FileOutlined,
  FilePdfOutlined,
  FileTextOutlined,
  InboxOutlined,
} from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Dropdown, Popconfirm, Progress, Tag, Tooltip, Upload } from 'antd'
import dayjs from 'dayjs'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { formatAgo, formatBytes, formatInstant, shanghaiDay } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { Loading, Nothing } from '#ui/core/Page.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { PartFailure } from '#ui/fields/PartFailure.tsx'
import { useText } from '#ui/fields/text.ts'
import { asRefs, type FileValue } from '#ui/fields/values.ts'
import { previewKind } from './FilePreview.tsx'
import { openFile } from './openFile.ts'
import { upload } from './upload.ts'

interface Attachment extends Row {
  file: FileValue | FileValue[] | null
  title?: string | null
  expiresOn?: string | null
  fileVersion?: number | null
  createdBy?: Ref | null
}

const ICONS = { image: FileImageOutlined, pdf: FilePdfOutlined, text: FileTextOutlined }

interface Sending {
  uid: string
  name: string
  percent: number
}

/** Sends files to the row, and tells how far each is. */
function useSending(object: ObjectMeta, row: Row, onSent: () => void) {
  const { failed } = useFeedback()
  const [sending, setSending] = useState<Sending[]>([])
  const send = async (file: File, uid: string) => {
    const put = (percent: number) =>
      setSending((s) => [...s.filter((x) => x.uid !== uid), { uid, name: file.name, percent }])
    put(0)
    try {
      const made = await upload(file, { fields: { object: object.name, record: row.id }, onProgress: put }).done
      await api.create('attachments', { file: [made.id], object: object.name, record: row.id, title: file.name })
      onSent()
    } catch (error) {
      failed(error)
    } finally {
      setSending((s) => s.filter((x) => x.uid !== uid))
    }
  }
  return { sending, send }
}

function useAttachments(object: ObjectMeta, row: Row) {
  // Earlier versions of a paper are behind its version mark.
  const versioned = useObject('attachment')?.fields.some((f) => f.name === 'latest') ?? false
  return useQuery({
    queryKey: [...keys.object('attachment'), object.name, row.id],
    queryFn: ({ signal }) =>
      api.list<Attachment>(
        'attachments',
        {
          where: {
            object: { eq: object.name },
            record: { eq: row.id },
            ...(versioned ? { latest: { eq: true } } : {}),
          },
          sort: '-createdAt',
          limit: 200,
        },
        signal,
      ),
  })
}

/** Attachments of one row: drag files in, look at them, give them an expiry; the same name again is its next version. */
export function Attachments({ object, row }: { object: ObjectMeta; row: Row }) {
  const { say } = useText()
  const { failed } = useFeedback()
  const client = useQueryClient()
  const query = useAttachments(object, row)
  const refresh = () => client.invalidateQueries({ queryKey: keys.object('attachment') })
  const { sending, send } = useSending(object, row, refresh)
  const mayAdd = row._can?.update ?? false
  const act = async (work: () => Promise<unknown>) => {
    try {
      await work()
      refresh()
    } catch (error) {
      failed(error)
    }
  }
  return (
    <div>
      {mayAdd && <Drop onFile={send} />}
      {sending.map((s) => (
        <div key={s.uid} className="xl-attachment">
          <FileOutlined className="xl-file-icon" />
          <span className="xl-attachment-main">
            <span className="xl-ellipsis">{s.name}</span>
            <Progress percent={s.percent} size="small" />
          </span>
        </div>
      ))}
      {query.isPending && <Loading rows={3} />}
      {query.isError && <PartFailure error={query.error} onRetry={() => query.refetch()} />}
      {query.data?.data.map((a) => (
        <Line
          key={a.id}
          attachment={a}
          mayChange={mayAdd}
          onExpiry={(day) => act(() => api.update('attachments', a.id, a.version, { expiresOn: day }))}
          onRemove={() => act(() => api.remove('attachments', a.id, a.version))}
        />
      ))}
      {query.data?.data.length === 0 && sending.length === 0 && (
        <Nothing what={say('还没有附件', 'No attachments yet')} />
      )}
    </div>
  )
}

function Drop({ onFile }: { onFile: (file: File, uid: string) => void }) {
  const { say } = useText()
  return (
    <Upload.Dragger
      multiple
      showUploadList={false}
      style={{ marginBottom: 12 }}
      beforeUpload={(file) => {
        onFile(file, file.uid)
        return Upload.LIST_IGNORE
      }}
    >
      <InboxOutlined style={{ fontSize: 24, color: 'var(--xl-primary)' }} />
      <div>{say('拖到这里，或点击选择文件', 'Drop files here, or click')}</div>
    </Upload.Dragger>
  )
}

interface LineProps {
  attachment: Attachment
  mayChange: boolean
  onExpiry: (day: string | null) => void
  onRemove: () => void
}

function Line({ attachment: a, mayChange, onExpiry, onRemove }: LineProps) {
  const { say, locale } = useText()
  const file: FileValue | undefined = asRefs(a.file)[0]
  const kind = file ? previewKind(file) : null
  const Icon = kind ? ICONS[kind] : FileOutlined
  const name = a.title || file?.label || ''
  return (
    <div className="xl-attachment">
      <Icon className="xl-file-icon" />
      <div className="xl-attachment-main">
        <Button
          type="link"
          style={{ padding: 0, height: 'auto', maxWidth: '100%', whiteSpace: 'normal', textAlign: 'left' }}
          onClick={() => file && openFile({ ...file, label: name })}
        >
          <span style={{ overflowWrap: 'anywhere' }}>{name}</span>
        </Button>
        <div className="xl-hint">
          {[file?.size ? formatBytes(file.size) : '', a.createdBy?.label, formatAgo(a.createdAt, locale)]
            .filter(Boolean)
            .join(' · ')}
        </div>
      </div>
      {(a.fileVersion ?? 1) > 1 && <Versions attachment={a} />}
      <Expiry day={a.expiresOn ?? null} onChange={mayChange ? onExpiry : undefined} />
      {mayChange && (
        <Popconfirm title={say('删除这个附件？', 'Delete this attachment?')} onConfirm={onRemove}>
          <Button type="text" icon={<DeleteOutlined />} aria-label={say(`删除${name}`, `Delete ${name}`)} />
        </Popconfirm>
      )}
    </div>
  )
}

/** The version mark; a click shows the versions before. */
function Versions({ attachment: a }: { attachment: Attachment }) {
  const { say } = useText()
  const [open, setOpen] = useState(false)
  const query = useQuery({
    queryKey: [...keys.object('attachment'), 'versions', a.id],
    queryFn: ({ signal }) =>
      api.list<Attachment>(
        'attachments',
        { where: { record: { eq: a.record }, title: { eq: a.title } }, sort: '-createdAt', limit: 50 },
        signal,
      ),
    enabled: open,
  })
  const items = (query.data?.data ?? []).map((v) => ({
    key: v.id,
    label: `V${v.fileVersion ?? 1} · ${formatInstant(v.createdAt)} · ${v.createdBy?.label ?? v.owner?.label ?? ''}`,
    onClick: () => {
      const file = asRefs(v.file)[0]
      if (file) openFile({ ...file, label: v.title ?? file.label })
    },
  }))
  return (
    <Dropdown trigger={['click']} open={open} onOpenChange={setOpen} menu={{ items }}>
      <Button size="small" type="text" title={say('历史版本', 'Earlier versions')}>
        V{a.fileVersion} <DownOutlined />
      </Button>
    </Dropdown>
  )
}

const SOON_DAYS = 30

function Expiry({ day, onChange }: { day: string | null; onChange?: (day: string | null) => void }) {
  const { say } = useText()
  const today = shanghaiDay()
  const color = !day ? undefined : day < today ? 'red' : day < shanghaiDay(new Date(), SOON_DAYS) ? 'orange' : undefined
  if (!onChange) return day ? <Tag color={color}>{say(`${day} 到期`, `until ${day}`)}</Tag> : null
  return (
    <Tooltip title={say('到期日', 'Expires on')}>
      <DatePicker
        size="small"
        variant="filled"
        style={{ width: 132 }}
        status={color === 'red' ? 'error' : color === 'orange' ? 'warning' : undefined}
        placeholder={say('到期日', 'Expiry')}
        value={day ? dayjs(day) : null}
        onChange={(d) => onChange(d ? d.format('YYYY-MM-DD') : null)}
      />
    </Tooltip>
  )
}
