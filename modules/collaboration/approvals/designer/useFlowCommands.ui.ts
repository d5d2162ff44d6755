import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, api, type FieldProblem } from '#ui/core/api.ts'
import { useFeedback } from '#ui/core/feedback.ts'
import { refreshObject } from '#ui/core/meta.ts'
import { useGo } from '#ui/core/nav.tsx'
import type { Row } from '#ui/core/types.ts'
import { useText } from '#ui/fields/text.ts'
import { type Flow, type FlowNode, tidied } from './flow.ui.ts'

/** What is being edited. */
export interface Draft {
  name: string
  condition: string
  priority: number
  nodes: FlowNode[]
}

type Busy = 'save' | 'publish' | 'retire' | 'copy' | null
const PATH = 'approval-flows'

/** What a flow can be told: save, publish, retire, copy, delete. Each says how it went. */
export function useFlowCommands(flow: Flow, draft: Draft, dirty: boolean, onSaved: () => void) {
  const { t, say } = useText()
  const { done, failed, ask } = useFeedback()
  const client = useQueryClient()
  const go = useGo()
  const [busy, setBusy] = useState<Busy>(null)
  const [refused, setRefused] = useState<FieldProblem[]>([])
  const [version, setVersion] = useState(flow.version)

  const attempt = async (what: Busy, work: () => Promise<void>): Promise<void> => {
    setBusy(what)
    setRefused([])
    try {
      await work()
    } catch (error) {
      if (error instanceof ApiError && error.fields.length) setRefused(error.fields)
      else failed(error)
    } finally {
      setBusy(null)
    }
  }
  const store = async (): Promise<number> => {
    const row = await api.update<Flow>(PATH, flow.id, version, {
      name: draft.name,
      condition: draft.condition || null,
      priority: draft.priority,
      definition: { ...flow.definition, nodes: tidied(draft.nodes) },
    })
    setVersion(row.version)
    onSaved()
    return row.version
  }
  const idOf = (reply: { row: Row; result: unknown }): string => {
    const made = reply.result as { id?: string } | undefined
    return made?.id ?? reply.row.id
  }
  return {
    busy,
    /** What the server would not take, by field. */
    refused,
    /** Stores what is drawn, where it may be. */
    prepare: async () => {
      if (dirty && flow.state === 'draft') await store()
    },
    save: () =>
      attempt('save', async () => {
        await store()
        refreshObject(client, 'approvalFlow')
        done(t('saved'))
      }),
    publish: () =>
      attempt('publish', async () => {
        const current = dirty ? await store() : version
        await api.command(PATH, flow.id, 'publish', {}, { version: current })
        refreshObject(client, 'approvalFlow')
        done(say('已发布，新的操作将按此流程审批', 'Published: from now on it is approved this way'))
      }),
    retire: () =>
      attempt('retire', async () => {
        const title = say(`停用“${flow.name}”？`, `Retire “${flow.name}”?`)
        const content = say(
          '之后的操作不再需要此审批；进行中的审批继续走完。',
          'Commands no longer wait for it; running requests go on.',
        )
        if (!(await ask({ title, content, danger: true }))) return
        await api.command(PATH, flow.id, 'retire', {}, { version })
        refreshObject(client, 'approvalFlow')
        done(say('已停用', 'Retired'))
      }),
    copy: () =>
      attempt('copy', async () => {
        const reply = await api.command(PATH, flow.id, 'copy')
        refreshObject(client, 'approvalFlow')
        done(say('已生成新版本草稿', 'A draft of a new revision was made'))
        go(`/admin/approvals?flow=${idOf(reply)}`)
      }),
    remove: () =>
      attempt(null, async () => {
        if (!(await ask({ title: say(`删除草稿“${flow.name}”？`, `Delete the draft “${flow.name}”?`), danger: true })))
          return
        onSaved()
        await api.remove(PATH, flow.id, version)
        refreshObject(client, 'approvalFlow')
        done(t('deleted'))
        go('/admin/approvals')
      }),
  }
}
