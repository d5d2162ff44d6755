import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { Awaiting, api, isSubmitted, keys, request } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { useObject } from '#ui/core/meta.ts'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { CommandModal } from '#ui/form/CommandModal.tsx'
import type { Send } from '#ui/form/useObjectForm.ts'
import { formValues, type Values } from '#ui/form/values.ts'
import { ActionDialog, type ActionDialogProps } from './ActionDialog.tsx'
import { refreshApprovals } from './queries.ui.ts'

const FormModal = lazy(() => import('#ui/form/FormModal.tsx'))

/** 修改后重新提交: the form on which it was filled in, with what was filled in. */
export function Resubmit(props: ActionDialogProps) {
  const { detail } = props
  const object = useObject(detail.object)
  const command = object?.commands.find((c) => c.name === detail.command)
  if (object && (detail.command === 'create' || detail.command === 'update'))
    return <WriteAgain {...props} object={object} />
  // Nothing that a form could ask for again.
  const plain = !command?.input.length || command.input.some((f) => f.type === 'json')
  if (!object || !command || plain) return <ActionDialog {...props} />
  return <RunAgain {...props} object={object} />
}

type Again = ActionDialogProps & { object: ObjectMeta }

function useSent({ detail, action, onDone }: Again) {
  const { t } = useText()
  const client = useQueryClient()
  const { done } = useFeedback()
  return {
    /** Goes on with the same request. */
    resubmit: async (input: Values, key: string): Promise<void> => {
      await api.post(`/approvals/${detail.id}/resubmit`, { input }, { key })
      done(t(action.done))
    },
    after: (): void => {
      refreshApprovals(client, detail.object)
      onDone?.()
    },
  }
}

/** A create or a change. Rejected ones begin anew, through the door by which they first came. */
function WriteAgain(props: Again) {
  const { detail, action, object, onClose } = props
  const { resubmit, after } = useSent(props)
  const updates = detail.command === 'update'
  // The record as it is now, asked afresh: what was filled in is laid over it.
  const row = useQuery({
    queryKey: [...keys.one(object.name, detail.record ?? ''), 'resubmit'],
    queryFn: ({ signal }) => api.one<Row>(object.path, detail.record ?? '', signal),
    enabled: updates,
    gcTime: 0,
  })
  if (updates && !row.data) return null
  const values = formValues(object.fields, object.lines, (detail.input?.values ?? {}) as Values)
  const send: Send = async (body, { accept, version, key }) => {
    await resubmit({ values: body, version, ...(accept ? { accept: 'suspected' } : {}) }, key)
    throw new Awaiting()
  }
  const end = (): void => {
    after()
    onClose()
  }
  return (
    <Suspense fallback={null}>
      <FormModal
        object={object}
        place={`approval:${detail.id}`}
        {...(updates && row.data ? { row: row.data } : {})}
        changes={values}
        {...(action.kind === 'resubmit' ? { send } : {})}
        onDone={end}
        onClose={end}
      />
    </Suspense>
  )
}

/** A command with something to fill in. */
function RunAgain(props: Again) {
  const { detail, action, object, onClose } = props
  const { t } = useText()
  const { done } = useFeedback()
  const { resubmit, after } = useSent(props)
  const command = object.commands.find((c) => c.name === detail.command)!
  const anew = async (input: Values, key: string): Promise<void> => {
    const path = [object.path, detail.record, command.name].filter(Boolean).join('/')
    const reply = await request('POST', `/${path}`, { body: input, key })
    if (!isSubmitted(reply)) done(t(command.label))
  }
  return (
    <CommandModal
      object={object}
      command={command}
      initial={formValues(command.input, [], detail.input ?? {})}
      run={async (input, key) => {
        await (action.kind === 'resubmit' ? resubmit : anew)(input, key)
        after()
      }}
      onClose={onClose}
    />
  )
}
