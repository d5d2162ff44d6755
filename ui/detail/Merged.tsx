import { MergeCellsOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { type ReactNode, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { formatInstant } from '#ui/core/format.ts'
import type { Ref, Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { useUnmerge } from './useUnmerge.ts'

interface Merge {
  id: string
  at: string
  actor: Ref | null
  loser: Ref
  moved: number
  undoneAt: string | null
}

const FIRST = 2

/** What was merged into this record, and the way back; nothing where it was never merged. */
export function Merged({ object, row }: { object: ObjectMeta; row: Row }) {
  const { say } = useText()
  const [all, setAll] = useState(false)
  const query = useQuery({
    queryKey: keys.part(object.name, row.id, 'merges'),
    queryFn: ({ signal }) => api.get<{ data: Merge[] }>(`/merges/${object.name}/${row.id}`, undefined, signal),
    staleTime: 60_000,
  })
  const merges = query.data?.data ?? []
  if (merges.length === 0) return null
  const may = !row.deletedAt && (row._can?.commands.includes('unmerge') ?? false)
  const shown = all ? merges : merges.slice(0, FIRST)
  return (
    <div className="xl-merged">
      {shown.map((m) => (
        <Line key={m.id} merge={m}>
          {m.undoneAt ? (
            <Tag variant="filled">{say('已撤销', 'taken back')}</Tag>
          ) : (
            may && <Undo object={object} row={row} merge={m} />
          )}
        </Line>
      ))}
      {merges.length > FIRST && (
        <Button type="link" size="small" onClick={() => setAll(!all)}>
          {all ? say('收起', 'Less') : say(`共 ${merges.length} 次合并，展开`, `All ${merges.length} merges`)}
        </Button>
      )}
    </div>
  )
}

function Line({ merge, children }: { merge: Merge; children: ReactNode }) {
  const { t, say } = useText()
  return (
    <div className="xl-merged-row">
      <MergeCellsOutlined />
      <span>
        {say('已并入', 'Merged in:')} <b>{merge.loser.label ?? t('hiddenRecord')}</b>
      </span>
      <span className="xl-hint xl-number">{formatInstant(merge.at)}</span>
      <span className="xl-hint">{merge.actor?.label}</span>
      {merge.moved > 0 && (
        <span className="xl-hint">{say(`转入 ${merge.moved} 条资料`, `${merge.moved} rows moved`)}</span>
      )}
      {children}
    </div>
  )
}

function Undo({ object, row, merge }: { object: ObjectMeta; row: Row; merge: Merge }) {
  const { t, say } = useText()
  const { ask } = useFeedback()
  const unmerge = useUnmerge(object, row)
  const [busy, setBusy] = useState(false)
  const undo = async () => {
    const name = merge.loser.label ?? t('hiddenRecord')
    const what = t(object.label)
    const sure = await ask({
      title: say(`撤销与“${name}”的合并？`, `Take the merge with “${name}” back?`),
      content: say(
        `“${name}”将恢复为独立的${what}，合并时随它转入的 ${merge.moved} 条资料中，之后未再转走的都会回到它名下；合并后的修改予以保留。`,
        `“${name}” becomes a record of its own again. Of the ${merge.moved} rows that came with it, those not moved on since go back; what was changed after the merge stays.`,
      ),
      danger: true,
      okText: say('撤销合并', 'Take it back'),
    })
    if (!sure) return
    setBusy(true)
    await unmerge(merge.id)
    setBusy(false)
  }
  return (
    <Button type="link" size="small" danger loading={busy} onClick={undo}>
      {say('撤销合并', 'Take back')}
    </Button>
  )
}
