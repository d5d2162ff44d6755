import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Form, Select } from 'antd'
import { useId, useState } from 'react'
import type { FieldMeta, Label } from '#kernel/declare/index.ts'
import { ApiError, api } from '#ui/core/api.ts'
import { useObject } from '#ui/core/meta.ts'
import { Avatar } from '#ui/core/Page.tsx'
import type { Ref } from '#ui/core/types.ts'
import { problemText } from '#ui/fields/problem.ts'
import { RefPicker } from '#ui/fields/RefPicker.tsx'
import { useText } from '#ui/fields/text.ts'
import type { RefValue } from '#ui/fields/values.ts'
import { fieldErrors } from '#ui/form/check.ts'
import { FieldItem } from '#ui/form/FieldItem.tsx'
import { createBody, defaultsOf, isEditable, isRequired, isVisible, toWire, type Values } from '#ui/form/values.ts'
import type { Mode, Words } from '../types.ui.ts'
import { MODES, useWords } from '../words.ui.ts'
import type { Act, ActKind, Flow } from './flow.ui.ts'

interface Simulated {
  flow: { id: string; name: string; revision?: number } | null
  applies: boolean
  nodes: { key: string; name: Words; kind: 'approve' | 'cc'; mode?: Mode; skipped: boolean; approvers: Ref[] }[]
}

export interface TrialRunProps {
  flow: Flow
  act: Act
  /** Saves what is drawn: the server tries what is stored. */
  prepare: () => Promise<void>
}

const RECORD: Partial<Record<ActKind, Label>> = {
  create: { zh: '以哪张单据为样本', en: 'One like the new one' },
}

/** What is to be changed to what; also to nothing. */
const wireOf = (fields: FieldMeta[], values: Values): Values =>
  Object.fromEntries(fields.map((f) => [f.name, toWire(f.type, values[f.name])]))

/** 试运行: for one document and one submitter, whether this flow applies and who would decide, step by step. */
export function TrialRun({ flow, act, prepare }: TrialRunProps) {
  const { t, say } = useText()
  const scope = useId()
  const [record, setRecord] = useState<RefValue[]>([])
  const [submitter, setSubmitter] = useState<RefValue[]>([])
  const object = useObject(flow.object)
  const [chosen, setChosen] = useState<string[]>([])
  // Of a change, the fields that are to be changed; of a command, what it asks for.
  const editable = (object?.fields ?? []).filter((f) => isEditable(f, false) && f.type !== 'files')
  const input = act.kind === 'update' ? editable.filter((f) => chosen.includes(f.name)) : act.input
  const writes = act.kind === 'update' || act.kind === 'create'
  const [values, setValues] = useState<Values>(() => defaultsOf(act.input))
  const run = useMutation({
    mutationFn: async () => {
      await prepare()
      return api.post<Simulated>('/approvals/simulate', {
        object: flow.object,
        ...(record[0] ? { record: record[0].id } : {}),
        command: flow.command,
        input: writes ? { values: wireOf(input, values) } : createBody(input, [], values),
        flow: flow.id,
        ...(submitter[0] ? { submitter: submitter[0].id } : {}),
      })
    },
  })
  const errors = run.error instanceof ApiError ? fieldErrors(run.error.fields, t) : {}
  return (
    <div className="xl-flow-rules">
      <p className="xl-hint">
        {say(
          '选一张单据试走一遍，看看会经过哪些人；不会真的提交。',
          'Choose a document and see who would decide. Nothing is handed in.',
        )}
      </p>
      <Form layout="vertical" component="div">
        {act.kind !== 'collection' && (
          <Form.Item
            label={RECORD[act.kind] ? t(RECORD[act.kind]!) : say('单据', 'Document')}
            required
            htmlFor="trial-record"
          >
            <RefPicker id="trial-record" object={flow.object} creatable={false} value={record} onChange={setRecord} />
          </Form.Item>
        )}
        <Form.Item label={say('由谁发起', 'Handed in by')} htmlFor="trial-submitter">
          <RefPicker
            id="trial-submitter"
            object="employee"
            creatable={false}
            where={{ state: { eq: 'active' } }}
            placeholder={say('我自己', 'Myself')}
            value={submitter}
            onChange={setSubmitter}
          />
        </Form.Item>
        {act.kind === 'update' && (
          <Form.Item label={say('改动的字段', 'What is changed')} htmlFor="trial-changed">
            <Select
              id="trial-changed"
              mode="multiple"
              showSearch={{ optionFilterProp: 'label' }}
              value={chosen}
              onChange={setChosen}
              options={editable.map((f) => ({ value: f.name, label: t(f.label) }))}
            />
          </Form.Item>
        )}
        {input
          .filter((f) => isVisible(f, values))
          .map((field) => (
            <FieldItem
              key={field.name}
              field={{ ...field, right: 'edit' }}
              value={values[field.name]}
              onChange={(v) => setValues((old) => ({ ...old, [field.name]: v }))}
              required={isRequired(field, values)}
              error={errors[field.name]}
              scope={scope}
            />
          ))}
      </Form>
      <Button
        type="primary"
        ghost
        disabled={act.kind !== 'collection' && !record[0]}
        loading={run.isPending}
        onClick={() => run.mutate()}
      >
        {say('试运行', 'Try it')}
      </Button>
      {run.isError && <Alert type="error" showIcon title={problemText(run.error)} />}
      {run.data && <Outcome result={run.data} />}
    </div>
  )
}

function Outcome({ result }: { result: Simulated }) {
  const { t, say } = useText()
  const name = useWords()
  return (
    <>
      <Alert
        type={result.applies ? 'success' : 'info'}
        showIcon
        title={
          result.applies
            ? say('条件符合，需要走此审批', 'It applies: this approval is needed')
            : say('条件不符，不会走此审批；若适用，将经过：', 'It does not apply. If it did:')
        }
      />
      <ol className="xl-flow-trial">
        {result.nodes.map((n) => (
          <li key={n.key} data-skipped={n.skipped}>
            <strong>{name(n.name)}</strong>{' '}
            {n.skipped ? (
              <span className="xl-hint">{say('跳过', 'skipped')}</span>
            ) : n.kind === 'cc' ? (
              <span className="xl-hint">{say('抄送', 'copy')}</span>
            ) : (
              n.mode && n.approvers.length > 1 && <span className="xl-hint">{t(MODES[n.mode].label)}</span>
            )}
            {!n.skipped && (
              <div className="xl-flow-people">
                {n.approvers.map((p) => (
                  <span key={p.id} className="xl-person">
                    <Avatar name={p.label} size={20} />
                    {p.label}
                  </span>
                ))}
                {!n.approvers.length && <span className="xl-hint">{say('找不到审批人', 'nobody found')}</span>}
              </div>
            )}
          </li>
        ))}
      </ol>
    </>
  )
}
