import { EditOutlined, MoreOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown } from 'antd'
import { lazy, Suspense, useState } from 'react'
import type { CommandMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { api, isSubmitted, request } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { may, useMeta } from '#ui/core/meta.ts'
import { href, useGo } from '#ui/core/nav.tsx'
import { filled } from '#ui/core/slots.ts'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { CommandModal } from '#ui/form/CommandModal.tsx'
import { ASSIGN, DELETE, isRoot, ownCommands, RESTORE } from '#ui/form/commands.ts'
import type { Values } from '#ui/form/values.ts'
import { titleOf } from '#ui/list/Cell.tsx'
import { MergeDialog } from './MergeDialog.tsx'

const FormModal = lazy(() => import('../form/FormModal.tsx'))
const SHOWN = 2

export interface ActionsProps {
  object: ObjectMeta
  row: Row
  /** The row left the page (deleted, merged away, handed to somebody else). */
  onGone: () => void
}

function commandsFor(object: ObjectMeta, row: Row): CommandMeta[] {
  const can = new Set(row._can?.commands ?? [])
  const inState = (c: CommandMeta) => !c.from || c.from.includes(row.state ?? '')
  const now = ownCommands(object).filter((c) => can.has(c.name) && inState(c) && (!row.deletedAt || c.onDeleted))
  // what destroys is never the first thing to hand
  return [...now.filter((c) => !c.danger), ...now.filter((c) => c.danger)]
}

/** A verb that made another record names it: that is where one goes on. */
type Opens = { open?: { object: string; id: string } } | null

/** The buttons of a row: its own verbs first, then edit; what is rare or dangerous is under 更多. */
export function Actions({ object, row, onGone }: ActionsProps) {
  const { t, say } = useText()
  const { done, failed } = useFeedback()
  const { notification } = App.useApp()
  const client = useQueryClient()
  const meta = useMeta()
  const go = useGo()
  const [running, setRunning] = useState<CommandMeta | null>(null)
  const [editing, setEditing] = useState(false)
  const [merging, setMerging] = useState(false)
  const can = row._can
  const deleted = Boolean(row.deletedAt)
  const commands = commandsFor(object, row)
  const base = (name: string): boolean =>
    (can?.commands.includes(name) ?? false) || (can as Record<string, unknown> | undefined)?.[name] === true
  const rare: { key: string; label: string; danger?: boolean; run: () => void }[] = [
    ...commands
      .slice(SHOWN)
      .map((c) => ({ key: c.name, label: t(c.label), danger: c.danger, run: () => setRunning(c) })),
    ...(!deleted && isRoot(object) && base('assign')
      ? [{ key: 'assign', label: t(ASSIGN.label), run: () => setRunning(ASSIGN) }]
      : []),
    ...(!deleted && base('merge')
      ? [{ key: 'merge', label: say('合并重复', 'Merge duplicates'), run: () => setMerging(true) }]
      : []),
    ...(!deleted && can?.delete
      ? [{ key: 'delete', label: t(DELETE.label), danger: true, run: () => setRunning(DELETE) }]
      : []),
  ]
  const run = async (command: CommandMeta, input: Values, key: string) => {
    const reply =
      command.name === 'delete'
        ? await request('DELETE', `/${object.path}/${row.id}`, { version: row.version, key })
        : await api.command<Opens>(object.path, row.id, command.name, input, { version: row.version, key })
    // Handed in for approval: the frame says so, nothing is done yet.
    if (isSubmitted(reply)) return
    done(say(`${t(command.label)}成功`, `${t(command.label)}: done`))
    if (command.name === 'delete') return onGone()
    const made = (reply as { result?: Opens } | undefined)?.result?.open
    const path = made && meta.byName.get(made.object)?.path
    if (path) go(href.record(path, made.id))
  }
  const undo = async (merge: string) => {
    try {
      await api.command(object.path, row.id, 'unmerge', { merge })
      client.invalidateQueries({ queryKey: ['o'] })
      notification.destroy(merge)
      done(say('已撤销合并', 'Merge undone'))
    } catch (error) {
      failed(error)
    }
  }
  const offerUndo = (merge: string) =>
    notification.success({
      key: merge,
      duration: 0,
      title: say('合并完成', 'Merged'),
      description: say('如果合错了，可以立即撤销。', 'If that was wrong, take it back now.'),
      actions: (
        <Button size="small" onClick={() => undo(merge)}>
          {say('撤销合并', 'Undo')}
        </Button>
      ),
    })
  return (
    <div className="xl-detail-actions">
      {deleted && (base('restore') || may(object, 'delete')) && (
        <Button type="primary" onClick={() => setRunning(RESTORE)}>
          {t(RESTORE.label)}
        </Button>
      )}
      {commands.slice(0, SHOWN).map((c, i) => (
        <Button
          key={c.name}
          type={i === 0 && !c.danger ? 'primary' : 'default'}
          danger={c.danger}
          onClick={() => setRunning(c)}
        >
          {t(c.label)}
        </Button>
      ))}
      {!deleted && can?.update && (
        <Button icon={<EditOutlined />} onClick={() => setEditing(true)}>
          {t('edit')}
        </Button>
      )}
      {filled('detail.actions', object.name)
        .filter((s) => !s.when || s.when({ object, row }))
        .map((s) => (
          <s.component key={s.key ?? 'action'} object={object} row={row} />
        ))}
      {rare.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: rare.map((r) => ({ key: r.key, label: r.label, danger: r.danger })),
            onClick: ({ key }) => rare.find((r) => r.key === key)?.run(),
          }}
        >
          <Button icon={<MoreOutlined />} aria-label={t('more')} />
        </Dropdown>
      )}
      {running && (
        <CommandModal
          object={object}
          command={running}
          about={titleOf(object, row)}
          run={(input, key) => run(running, input, key)}
          onClose={() => setRunning(null)}
        />
      )}
      {editing && (
        <Suspense fallback={null}>
          <FormModal object={object} row={row} onDone={() => setEditing(false)} onClose={() => setEditing(false)} />
        </Suspense>
      )}
      {merging && <MergeDialog object={object} row={row} onMerged={offerUndo} onClose={() => setMerging(false)} />}
    </div>
  )
}
