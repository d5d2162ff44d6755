import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Modal, Tag } from 'antd'
import { Fragment, useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys, unlessAwaiting } from '#ui/core/api.ts'
import { formatCount } from '#ui/core/format.ts'
import { useMeta } from '#ui/core/meta.ts'
import { Loading } from '#ui/core/Page.tsx'
import type { Row } from '#ui/core/types.ts'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { problemText } from '#ui/fields/problem.ts'
import { RefPicker } from '#ui/fields/RefPicker.tsx'
import { rowsOf } from '#ui/fields/rows.ts'
import { useText } from '#ui/fields/text.ts'
import type { RefValue } from '#ui/fields/values.ts'
import { isEmpty, sameValue, toWire } from '#ui/form/values.ts'
import { titleOf } from '#ui/list/Cell.tsx'

interface Related {
  object: string
  field: string
  count: { value: number; exact: boolean }
}

export interface MergeDialogProps {
  object: ObjectMeta
  row: Row
  /** With the id by which the merge can be undone. */
  onMerged: (merge: string) => void
  onClose: () => void
}

/** Which value of each field stays: the chosen one, or else the only one there is. */
function useChoice(object: ObjectMeta, row: Row, loser: Row | undefined) {
  const [theirs, setTheirs] = useState<Set<string>>(new Set())
  const fields = object.fields.filter((f) => f.right === 'edit' && !f.readOnly && f.type !== 'json')
  return {
    differing: loser ? fields.filter((f) => !sameValue(f.type, row[f.name], loser[f.name])) : [],
    isTheirs: (name: string): boolean =>
      theirs.has(name) || (!theirs.has(`!${name}`) && isEmpty(row[name]) && !isEmpty(loser?.[name])),
    choose: (name: string, take: boolean): void => {
      const next = new Set([...theirs].filter((n) => n !== name && n !== `!${name}`))
      next.add(take ? name : `!${name}`)
      setTheirs(next)
    },
  }
}

type Choice = ReturnType<typeof useChoice>

/** Merges, and then takes over the chosen values. Answers the id by which it can be undone. */
async function merge(object: ObjectMeta, id: string, loser: Row, { differing, isTheirs }: Choice): Promise<string> {
  const { result } = await api.command<{ merge: string }>(object.path, id, 'merge', { loser: loser.id })
  const now = await api.one<Row>(object.path, id)
  // Only now: while both live, the chosen values of one would be refused as doubles of the other.
  const chosen = differing.filter((f) => isTheirs(f.name) && !sameValue(f.type, now[f.name], loser[f.name]))
  const values = Object.fromEntries(chosen.map((f) => [f.name, toWire(f.type, loser[f.name])]))
  if (chosen.length > 0)
    await api
      .update(object.path, id, now.version, values, { headers: { 'X-Accept-Duplicates': 'true' } })
      // The merge is done; the chosen values may have to be approved, and the frame says so.
      .catch(unlessAwaiting)
  return result.merge
}

/** Merges another row into this one: which values stay, and what moves over. */
export function MergeDialog({ object, row, onMerged, onClose }: MergeDialogProps) {
  const { t, say } = useText()
  const client = useQueryClient()
  const [other, setOther] = useState<RefValue[]>([])
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const id = other[0]?.id
  const loser = useQuery({
    queryKey: keys.one(object.name, id ?? ''),
    queryFn: ({ signal }) => api.one<Row>(object.path, id ?? '', signal),
    enabled: Boolean(id),
  })
  const choice = useChoice(object, row, loser.data)
  const run = async () => {
    if (!loser.data) return
    setBusy(true)
    setProblem('')
    try {
      const merged = await merge(object, row.id, loser.data, choice)
      client.invalidateQueries({ queryKey: ['o'] })
      onMerged(merged)
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
      width={860}
      title={say(`把重复的${t(object.label)}合并到「${titleOf(object, row)}」`, `Merge into "${titleOf(object, row)}"`)}
      okText={say('合并', 'Merge')}
      okButtonProps={{ disabled: !loser.data, loading: busy, danger: true }}
      onOk={run}
      onCancel={onClose}
    >
      <RefPicker
        object={object.name}
        creatable={false}
        where={{ id: { ne: row.id } }}
        value={other}
        onChange={setOther}
        placeholder={say('选择要合并进来的重复记录', 'Choose the double')}
      />
      {problem && <Alert type="error" showIcon title={problem} style={{ marginTop: 12 }} />}
      {id && loser.isPending && <Loading rows={4} />}
      {loser.isError && <Alert type="error" showIcon title={problemText(loser.error)} style={{ marginTop: 12 }} />}
      {loser.data && <Compare object={object} row={row} loser={loser.data} choice={choice} />}
    </Modal>
  )
}

interface CompareProps {
  object: ObjectMeta
  row: Row
  loser: Row
  choice: Choice
}

/** The two rows side by side where they differ. */
function Compare({ object, row, loser, choice: { differing, isTheirs, choose } }: CompareProps) {
  const { t, say } = useText()
  return (
    <>
      <p style={{ margin: '16px 0 8px', color: 'var(--xl-ink-2)' }}>
        {differing.length === 0
          ? say('两条记录的字段完全相同。', 'All fields are the same.')
          : say('点击选择保留哪个值：', 'Click the value to keep:')}
      </p>
      <div className="xl-merge">
        {differing.length > 0 && (
          <>
            <span />
            <strong>
              {say('保留', 'Kept')}：{titleOf(object, row)}
            </strong>
            <strong>
              {say('并入', 'Merged away')}：{titleOf(object, loser)}
            </strong>
          </>
        )}
        {differing.map((field) => (
          <Fragment key={field.name}>
            <span className="xl-merge-label">{t(field.label)}</span>
            {[false, true].map((take) => (
              <button
                key={String(take)}
                type="button"
                className="xl-merge-side"
                aria-pressed={isTheirs(field.name) === take}
                onClick={() => choose(field.name, take)}
              >
                <FieldView field={field} value={(take ? loser : row)[field.name]} dense />
              </button>
            ))}
          </Fragment>
        ))}
      </div>
      <Moves object={object} loser={loser} />
    </>
  )
}

function Moves({ object, loser }: { object: ObjectMeta; loser: Row }) {
  const { t, say } = useText()
  const meta = useMeta()
  const query = useQuery({
    queryKey: keys.part(object.name, loser.id, 'related'),
    queryFn: ({ signal }) =>
      api.get<Related[] | { data: Related[] }>(`/${object.path}/${loser.id}/related`, undefined, signal),
  })
  const list = rowsOf(query.data).filter((r) => (r.count?.value ?? 0) > 0)
  return (
    <div style={{ marginTop: 16 }}>
      <span style={{ color: 'var(--xl-ink-2)' }}>{say('随之转移：', 'Moves along: ')}</span>
      {list.map((r) => (
        <Tag key={`${r.object}.${r.field}`} variant="filled">
          {t(meta.byName.get(r.object)?.label ?? { zh: r.object, en: r.object })} {formatCount(r.count)}
        </Tag>
      ))}
      {list.length === 0 && <span className="xl-hint">{query.isPending ? '…' : say('没有关联记录', 'nothing')}</span>}
      <p className="xl-hint" style={{ marginTop: 8 }}>
        {say(
          '原名称会保留为别名，仍可搜索到；合并后可以撤销。',
          'The old name stays searchable as an alias. The merge can be undone.',
        )}
      </p>
    </div>
  )
}
