import { useMutation } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { api } from '#ui/core/api.ts'
import { Avatar, Failure } from '#ui/core/Page.tsx'
import type { Ref } from '#ui/core/types.ts'
import { RefPicker } from '#ui/fields/RefPicker.tsx'
import { useText } from '#ui/fields/text.ts'
import type { RefValue } from '#ui/fields/values.ts'
import type { Mode, Words } from '../types.ui.ts'
import { MODES, useWords } from '../words.ui.ts'
import type { Flow, FlowNode } from './flow.ui.ts'

interface Simulated {
  flow: { id: string; name: string; revision?: number } | null
  nodes?: {
    key: string
    name: Words
    kind?: string
    mode?: Mode
    state?: string
    skipped?: boolean
    approvers?: Ref[]
    people?: Ref[]
  }[]
}

/** 试运行: for one document, which flow would catch the command and who would decide, step by step. */
export function TrialRun({ flow, nodes, condition }: { flow: Flow; nodes: FlowNode[]; condition: string }) {
  const { say } = useText()
  const [record, setRecord] = useState<RefValue[]>([])
  const run = useMutation({
    mutationFn: (id: string) =>
      api.post<Simulated>('/approvals/simulate', {
        object: flow.object,
        record: id,
        command: flow.command,
        flow: { condition, definition: { nodes } },
      }),
  })
  return (
    <div className="xl-flow-rules">
      <span className="xl-flow-label">
        {say(
          '选一张单据，以您的身份试走一遍，不会真的提交',
          'Choose a document: it is tried as you, nothing is handed in',
        )}
      </span>
      <RefPicker object={flow.object} creatable={false} value={record} onChange={setRecord} />
      <Button
        type="primary"
        ghost
        disabled={!record[0]}
        loading={run.isPending}
        onClick={() => record[0] && run.mutate(record[0].id)}
      >
        {say('试运行', 'Try it')}
      </Button>
      {run.isError && <Failure error={run.error} />}
      {run.data && <Outcome result={run.data} flow={flow} />}
    </div>
  )
}

function Outcome({ result, flow }: { result: Simulated; flow: Flow }) {
  const { t, say } = useText()
  const name = useWords()
  if (!result.flow && !result.nodes?.length)
    return (
      <Alert
        type="info"
        showIcon
        title={say('条件不符，操作会直接执行', 'The condition does not hold: it runs at once')}
      />
    )
  const other = result.flow && result.flow.id !== flow.id
  return (
    <>
      {other && (
        <Alert
          type="warning"
          showIcon
          title={say(`会走另一个流程：${result.flow?.name}`, `Another flow catches it: ${result.flow?.name}`)}
        />
      )}
      <ol className="xl-flow-trial">
        {(result.nodes ?? []).map((n) => {
          const people = n.approvers ?? n.people ?? []
          const skipped = n.skipped || n.state === 'skipped'
          return (
            <li key={n.key} data-skipped={skipped}>
              <strong>{name(n.name)}</strong>{' '}
              {skipped ? (
                <span className="xl-hint">{say('跳过', 'skipped')}</span>
              ) : (
                n.mode && people.length > 1 && <span className="xl-hint">{t(MODES[n.mode].label)}</span>
              )}
              {!skipped && (
                <div className="xl-flow-people">
                  {people.map((p) => (
                    <span key={p.id} className="xl-person">
                      <Avatar name={p.label} size={20} />
                      {p.label}
                    </span>
                  ))}
                  {!people.length && <span className="xl-hint">{say('找不到审批人', 'nobody found')}</span>}
                </div>
              )}
            </li>
          )
        })}
      </ol>
    </>
  )
}
