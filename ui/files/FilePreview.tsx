import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { api } from '#ui/core/api.ts'
import { Loading, Nothing } from '#ui/core/Page.tsx'
import { PartFailure } from '#ui/fields/PartFailure.tsx'
import { useText } from '#ui/fields/text.ts'
import type { FileValue } from '#ui/fields/values.ts'
import { openFile, useOpenFile } from './openFile.ts'

/** Drawers and dialogs lie at 1000. */
const ABOVE = 1050

type Kind = 'image' | 'pdf' | 'text' | null

/** How a file can be shown without downloading it. */
export function previewKind(file: FileValue): Kind {
  const mime = file.mime ?? ''
  const name = (file.label ?? '').toLowerCase()
  if (/^image\/(png|jpeg|gif|webp)$/.test(mime) || /\.(png|jpe?g|gif|webp)$/.test(name)) return 'image'
  if (mime === 'application/pdf' || name.endsWith('.pdf')) return 'pdf'
  if (/^text\/(plain|csv|markdown)/.test(mime) || /\.(txt|csv|md|log)$/.test(name)) return 'text'
  return null
}

function TextBody({ url }: { url: string }) {
  const query = useQuery({
    queryKey: ['preview', url],
    queryFn: async ({ signal }) => {
      const response = await fetch(url, { signal, credentials: 'same-origin' })
      if (!response.ok) throw new Error(String(response.status))
      return response.text()
    },
  })
  if (query.isPending) return <Loading />
  if (query.isError) return <PartFailure error={query.error} onRetry={() => query.refetch()} />
  return <pre style={{ maxHeight: '70vh', overflow: 'auto', whiteSpace: 'pre-wrap', margin: 0 }}>{query.data}</pre>
}

/** The preview window. The frame has the only one; `openFile` shows a file in it, over whatever form is open. */
export function FilePreview() {
  const { say, t } = useText()
  const file = useOpenFile()
  const kind = file ? previewKind(file) : null
  const url = file ? `/api/v1/files/${file.id}/preview` : ''
  return (
    <Modal
      open={file !== null}
      zIndex={ABOVE}
      width={kind ? 'min(1000px, 94vw)' : 480}
      title={<span style={{ overflowWrap: 'anywhere' }}>{file?.label ?? ''}</span>}
      onCancel={() => openFile(null)}
      destroyOnHidden
      footer={
        <Button
          icon={<DownloadOutlined />}
          type="primary"
          onClick={() => file && api.download(`/files/${file.id}/content`, undefined, file.label ?? 'file')}
        >
          {t('download')}
        </Button>
      }
    >
      {kind === 'image' && (
        <img
          src={url}
          alt={file?.label ?? ''}
          style={{ maxWidth: '100%', maxHeight: '72vh', display: 'block', margin: '0 auto' }}
        />
      )}
      {kind === 'pdf' && (
        <iframe title={file?.label ?? 'PDF'} src={url} style={{ width: '100%', height: '72vh', border: 0 }} />
      )}
      {kind === 'text' && <TextBody url={url} />}
      {!kind && <Nothing what={say('这种文件不能预览，请下载查看', 'No preview for this kind of file; download it')} />}
    </Modal>
  )
}
