import { EditOutlined, MoreOutlined } from '@ant-design/icons'
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
import { useUnmerge } from './useUnmerge.ts'

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

/** Runs a verb of the row, says so, and goes on to what it made. */
function useRunCommand({ object, row, onGone }: ActionsProps) {
  const { t, say } = useText()
  const { done } = useFeedback()
  const meta = useMeta()
  const go = useGo()
  return async (command: CommandMeta, input: Values, key: string) => {
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
}

/** Offers to take a merge back, until it is taken back or waved away. */
function useOfferUndo(object: ObjectMeta, row: Row): (merge: string) => void {
  const { say } = useText()
  const { notification } = App.useApp()
  const unmerge = useUnmerge(object, row)
  const undo = async (merge: string) => {
    if (await unmerge(merge)) notification.destroy(merge)
  }
  return (merge) =>
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
}

/** The dialog that is open on the row: a verb, `edit` or `merge`. */
type Open = CommandMeta | 'edit' | 'merge' | null

interface ButtonsProps extends Omit<ActionsProps, 'onGone'> {
  onOpen: (what: Open) => void
}

/** A right on the row beside its verbs, as the server tells it. */
const mayBase = (can: Row['_can'], name: string): boolean =>
  (can?.commands.includes(name) ?? false) || (can as Record<string, unknown> | undefined)?.[name] === true

/** The buttons of a row: its own verbs first, then edit; what is rare or dangerous is under 更多. */
export function Actions(props: ActionsProps) {
  const { object, row } = props
  const [open, setOpen] = useState<Open>(null)
  const run = useRunCommand(props)
  const offerUndo = useOfferUndo(object, row)
  const close = () => setOpen(null)
  return (
    <div className="xl-detail-actions">
      <Buttons object={object} row={row} onOpen={setOpen} />
      {filled('detail.actions', object.name)
        .filter((s) => !s.when || s.when({ object, row }))
        .map((s) => (
          <s.component key={s.key ?? 'action'} object={object} row={row} />
        ))}
      <More object={object} row={row} onOpen={setOpen} />
      {open !== null && typeof open === 'object' && (
        <CommandModal
          object={object}
          command={open}
          about={titleOf(object, row)}
          run={(input, key) => run(open, input, key)}
          onClose={close}
        />
      )}
      {open === 'edit' && (
        <Suspense fallback={null}>
          <FormModal object={object} row={row} onDone={close} onClose={close} />
        </Suspense>
      )}
      {open === 'merge' && <MergeDialog object={object} row={row} onMerged={offerUndo} onClose={close} />}
    </div>
  )
}

function Buttons({ object, row, onOpen }: ButtonsProps) {
  const { t } = useText()
  const deleted = Boolean(row.deletedAt)
  return (
    <>
      {deleted && (mayBase(row._can, 'restore') || may(object, 'delete')) && (
        <Button type="primary" onClick={() => onOpen(RESTORE)}>
          {t(RESTORE.label)}
        </Button>
      )}
      {commandsFor(object, row)
        .slice(0, SHOWN)
        .map((c, i) => (
          <Button
            key={c.name}
            type={i === 0 && !c.danger ? 'primary' : 'default'}
            danger={c.danger}
            onClick={() => onOpen(c)}
          >
            {t(c.label)}
          </Button>
        ))}
      {!deleted && row._can?.update && (
        <Button icon={<EditOutlined />} onClick={() => onOpen('edit')}>
          {t('edit')}
        </Button>
      )}
    </>
  )
}

/** What is rare or dangerous. */
function More({ object, row, onOpen }: ButtonsProps) {
  const { t, say } = useText()
  const can = row._can
  const live = !row.deletedAt
  const item = (command: CommandMeta) => ({
    key: command.name,
    label: t(command.label),
    danger: command.danger,
    open: command as Open,
  })
  const merge = { key: 'merge', label: say('合并重复', 'Merge duplicates'), danger: false, open: 'merge' as Open }
  const rare = [
    ...commandsFor(object, row).slice(SHOWN).map(item),
    ...(live && isRoot(object) && mayBase(can, 'assign') ? [item(ASSIGN)] : []),
    ...(live && mayBase(can, 'merge') ? [merge] : []),
    ...(live && can?.delete ? [item(DELETE)] : []),
  ]
  if (rare.length === 0) return null
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: rare.map(({ key, label, danger }) => ({ key, label, danger })),
        onClick: ({ key }) => onOpen(rare.find((r) => r.key === key)?.open ?? null),
      }}
    >
      <Button icon={<MoreOutlined />} aria-label={t('more')} />
    </Dropdown>
  )
}
