import { MergeCellsOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Tag } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { formatInstant } from '#ui/core/format.ts'
import type { Ref, Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'

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
  const { t, say } = useText()
  const { ask, done, failed } = useFeedback()
  const client = useQueryClient()
  const [all, setAll] = useState(false)
  const [busy, setBusy] = useState('')
  const query = useQuery({
    queryKey: keys.part(object.name, row.id, 'merges'),
    queryFn: ({ signal }) => api.get<{ data: Merge[] }>(`/merges/${object.name}/${row.id}`, undefined, signal),
    staleTime: 60_000,
  })
  const merges = query.data?.data ?? []
  if (merges.length === 0) return null
  const may = !row.deletedAt && (row._can?.commands.includes('unmerge') ?? false)
  const nameOf = (m: Merge) => m.loser.label ?? t('hiddenRecord')
  const undo = async (m: Merge) => {
    const what = t(object.label)
    const sure = await ask({
      title: say(`撤销与“${nameOf(m)}”的合并？`, `Take the merge with “${nameOf(m)}” back?`),
      content: say(
        `“${nameOf(m)}”将恢复为独立的${what}，合并时随它转入的 ${m.moved} 条资料中，之后未再转走的都会回到它名下；合并后的修改予以保留。`,
        `“${nameOf(m)}” becomes a record of its own again. Of the ${m.moved} rows that came with it, those not moved on since go back; what was changed after the merge stays.`,
      ),
      danger: true,
      okText: say('撤销合并', 'Take it back'),
    })
    if (!sure) return
    setBusy(m.id)
    try {
      await api.command(object.path, row.id, 'unmerge', { merge: m.id })
      client.invalidateQueries({ queryKey: ['o'] })
      done(say('已撤销合并', 'Merge undone'))
    } catch (error) {
      failed(error)
    } finally {
      setBusy('')
    }
  }
  const shown = all ? merges : merges.slice(0, FIRST)
  return (
    <div className="xl-merged">
      {shown.map((m) => (
        <div key={m.id} className="xl-merged-row">
          <MergeCellsOutlined />
          <span>
            {say('已并入', 'Merged in:')} <b>{nameOf(m)}</b>
          </span>
          <span className="xl-hint xl-number">{formatInstant(m.at)}</span>
          <span className="xl-hint">{m.actor?.label}</span>
          {m.moved > 0 && <span className="xl-hint">{say(`转入 ${m.moved} 条资料`, `${m.moved} rows moved`)}</span>}
          {m.undoneAt ? (
            <Tag variant="filled">{say('已撤销', 'taken back')}</Tag>
          ) : (
            may && (
              <Button type="link" size="small" danger loading={busy === m.id} onClick={() => undo(m)}>
                {say('撤销合并', 'Take back')}
              </Button>
            )
          )}
        </div>
      ))}
      {merges.length > FIRST && (
        <Button type="link" size="small" onClick={() => setAll(!all)}>
          {all ? say('收起', 'Less') : say(`共 ${merges.length} 次合并，展开`, `All ${merges.length} merges`)}
        </Button>
      )}
    </div>
  )
}
