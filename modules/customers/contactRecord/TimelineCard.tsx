import { CommentOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api } from '#ui/core/api.ts'
import { formatInstant } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import type { Ref, Row } from '#ui/core/types.ts'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { useText } from '#ui/fields/text.ts'
import { CommandModal } from '#ui/form/CommandModal.tsx'
import type { TimelineItemProps } from '#ui/timeline/items.ts'
import './contactRecord.css'

const FACTS = ['method', 'businessStatus', 'contact', 'nextContactAt']
const TEXTS = ['solution', 'mentions', 'files']

/** A contact record in the stream of its customer, with what the manager wrote under it. */
export function TimelineCard({ entry }: TimelineItemProps) {
  const object = useObject('contactRecord')
  const row = entry.row
  if (!object || !row) return <div className="xl-timeline-text">{entry.text}</div>
  return (
    <div className="xl-timeline-card">
      <Facts object={object} row={row} names={FACTS} />
      <div className="xl-timeline-text">{String(row.description ?? entry.text ?? '')}</div>
      <div style={{ marginTop: 6 }}>
        <Facts object={object} row={row} names={TEXTS} />
      </div>
      <Comment object={object} row={row} />
    </div>
  )
}

function Facts({ object, row, names }: { object: ObjectMeta; row: Row; names: string[] }) {
  const { t } = useText()
  const fields = names.flatMap((n) => object.fields.find((f) => f.name === n) ?? [])
  const filled = fields.filter((f) => {
    const value = row[f.name]
    return value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)
  })
  if (filled.length === 0) return null
  return (
    <div className="xl-record-facts">
      {filled.map((f) => (
        <span key={f.name}>
          {f.name !== 'method' && `${t(f.label)} `}
          <FieldView field={f} value={row[f.name]} object={object.name} id={row.id} />
        </span>
      ))}
    </div>
  )
}

function Comment({ object, row }: { object: ObjectMeta; row: Row }) {
  const { t, say } = useText()
  const [writing, setWriting] = useState(false)
  const command = object.commands.find((c) => c.name === 'comment')
  const may = command && (row._can ? row._can.commands.includes('comment') : true)
  const by = row.commentedBy as Ref | null | undefined
  return (
    <>
      {Boolean(row.managerComment) && (
        <div className="xl-record-comment">
          <div className="xl-hint">
            {by?.label ?? ''} {say('批注于', 'commented')} {formatInstant(row.commentedAt as string | null)}
          </div>
          {String(row.managerComment)}
        </div>
      )}
      {may && (
        <Button
          type="link"
          size="small"
          icon={<CommentOutlined />}
          style={{ paddingInline: 0, marginTop: 4 }}
          onClick={() => setWriting(true)}
        >
          {row.managerComment ? say('修改批注', 'Change comment') : t(command.label)}
        </Button>
      )}
      {writing && command && (
        <CommandModal
          object={object}
          command={command}
          initial={{ [command.input[0]?.name ?? 'comment']: row.managerComment ?? undefined }}
          run={async (input, key) => {
            await api.command(object.path, row.id, command.name, input, { key })
          }}
          onClose={() => setWriting(false)}
        />
      )}
    </>
  )
}
