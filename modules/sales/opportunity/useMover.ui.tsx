import { App } from 'antd'
import { type ReactNode, useState } from 'react'
import type { CommandMeta, Label, ObjectMeta } from '#kernel/declare/index.ts'
import { ApiError, api } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { CommandModal } from '#ui/form/CommandModal.tsx'
import { OPEN_STAGES } from './stageData.tsx'

interface Missing {
  id: string
  zh: string
  en: string
}

/** What a board does to show a move before and after the server has answered. */
interface Shown {
  put: (card: Row) => void
  touch: (id: string) => void
}

/** Moves a card by the verb that leads there; says what is missing where the stage refuses to let it go. */
export function useMover(
  object: ObjectMeta,
  board: Shown,
): { move: (card: Row, to: string) => void; dialog: ReactNode } {
  const { failed, done } = useFeedback()
  const { t, say } = useText()
  const refused = useRefused(object)
  const [closing, setClosing] = useState<{ card: Row; command: CommandMeta } | null>(null)
  const move = async (card: Row, to: string) => {
    const command = object.commands.find((c) => c.name === to)
    if (command) return setClosing({ card, command })
    if (to === card.state) return
    const onward = OPEN_STAGES.indexOf(to) > OPEN_STAGES.indexOf(card.state ?? '')
    board.put({ ...card, state: to, stageSince: new Date().toISOString() })
    try {
      await api.command(object.path, card.id, onward ? 'advance' : 'back', { to }, { version: card.version })
      const label = object.states?.[to]?.label
      done(say(`已移到“${label?.zh ?? to}”`, `Moved to ${label?.en ?? to}`))
    } catch (error) {
      if (error instanceof ApiError && error.code === 'opportunity.tasksMissing') refused(card, error)
      else failed(error)
    } finally {
      board.touch(card.id)
    }
  }
  const dialog = closing && (
    <CommandModal
      object={object}
      command={closing.command}
      about={String(closing.card.title ?? '')}
      run={async (input, key) => {
        await api.command(object.path, closing.card.id, closing.command.name, input, { key })
        done(t(closing.command.label))
        board.touch(closing.card.id)
      }}
      onClose={() => setClosing(null)}
    />
  )
  return { move, dialog }
}

/** Names the tasks that a stage still asks for, and the page where they are done. */
function useRefused(object: ObjectMeta): (card: Row, error: ApiError) => void {
  const { modal } = App.useApp()
  const { t, say } = useText()
  return (card, error) => {
    const missing = (error.body.missing ?? []) as Missing[]
    const dialog = modal.warning({
      title: say('还有未完成的阶段任务', 'Stage tasks are still open'),
      content: (
        <>
          <ul className="xl-deal-missing">
            {missing.map((m) => (
              <li key={m.id}>{t(m as Label)}</li>
            ))}
          </ul>
          <AppLink href={href.record(object.path, card.id)} onClick={() => dialog.destroy()}>
            {say('去商机页完成', 'Do them on the deal’s page')}
          </AppLink>
        </>
      ),
    })
  }
}
