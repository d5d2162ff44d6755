import { FileOutlined } from '@ant-design/icons'
import { Space, Typography } from 'antd'
import { formatBytes } from '#ui/core/format.ts'
import { useText } from '#ui/fields/text.ts'
import type { FileValue } from '#ui/fields/values.ts'
import { openFile } from './openFile.ts'
import { useNamed } from './useNamed.ts'

/** Files by their names, each opening in the preview. `dense`: only how many. */
export function FileLinks({ files, dense }: { files: FileValue[]; dense?: boolean | undefined }) {
  const { say } = useText()
  if (dense) return <span>{say(`${files.length} 个文件`, `${files.length} files`)}</span>
  return <Links files={files} />
}

function Links({ files }: { files: FileValue[] }) {
  return (
    <Space size={[8, 4]} wrap>
      {useNamed(files).map((f) => (
        <Typography.Link
          key={f.id}
          disabled={Boolean(f.gone)}
          onClick={() => openFile(f)}
          ellipsis
          style={{ maxWidth: 280 }}
        >
          <FileOutlined /> {f.label ?? f.id} {f.size ? <small>{formatBytes(f.size)}</small> : null}
        </Typography.Link>
      ))}
    </Space>
  )
}
