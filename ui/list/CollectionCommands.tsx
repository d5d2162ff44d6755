import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { CommandMeta, ObjectMeta } from '#kernel/declare/index.ts'
import { isSubmitted, request } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { refreshObject } from '#ui/core/meta.ts'
import { useText } from '#ui/fields/text.ts'
import { CommandModal } from '#ui/form/CommandModal.tsx'

/** Verbs of the whole object (no row): buttons above its list. */
export function CollectionCommands({ object }: { object: ObjectMeta }) {
  const { t } = useText()
  const { done } = useFeedback()
  const client = useQueryClient()
  const [running, setRunning] = useState<CommandMeta | null>(null)
  const commands = object.commands.filter((c) => c.collection && !c.hidden)
  return (
    <>
      {commands.map((c) => (
        <Button key={c.name} danger={c.danger} onClick={() => setRunning(c)}>
          {t(c.label)}
        </Button>
      ))}
      {running && (
        <CommandModal
          object={object}
          command={running}
          run={async (input, key) => {
            const reply = await request('POST', `/${object.path}/${running.name}`, { body: input, key })
            refreshObject(client, object.name)
            if (!isSubmitted(reply)) done(t(running.label))
          }}
          onClose={() => setRunning(null)}
        />
      )}
    </>
  )
}
