import { useBlocker } from '@tanstack/react-router'
import { Alert, Button, Input, InputNumber, Space, Tabs, Tag } from 'antd'
import { useState } from 'react'
import type { FieldProblem } from '#ui/core/api.ts'
import { useMeta } from '#ui/core/meta.ts'
import { Page, Panel } from '#ui/core/Page.tsx'
import { useText } from '#ui/fields/text.ts'
import { Canvas } from './Canvas.tsx'
import { Condition } from './Condition.tsx'
import { actOf, FLOW_STATES, type Flow, type FlowNode, problemsOf } from './flow.ui.ts'
import { NodeDrawer } from './NodeDrawer.tsx'
import { Revisions } from './Revisions.tsx'
import { TrialRun } from './TrialRun.tsx'
import { type Draft, useFlowCommands } from './useFlowCommands.ui.ts'

const draftOf = (flow: Flow): Draft => ({
  name: flow.name,
  condition: flow.condition ?? '',
  priority: flow.priority ?? 100,
  nodes: flow.definition?.nodes ?? [],
})

/** One flow: its way drawn in the middle, its rules, a trial and its history beside it. */
export function Designer({ flow }: { flow: Flow }) {
  const { t, say } = useText()
  const meta = useMeta()
  const object = meta.byName.get(flow.object)
  const act = actOf(object, flow.command)
  const [saved, setSaved] = useState(() => draftOf(flow))
  const [draft, setDraft] = useState(saved)
  const [editing, setEditing] = useState<string | null>(null)
  const frozen = flow.state !== 'draft'
  const dirty = JSON.stringify(saved) !== JSON.stringify(draft)
  const problems = problemsOf(draft.nodes)
  const commands = useFlowCommands(flow, draft, dirty, () => setSaved(draft))
  useLeaveGuard(dirty)
  const change = (part: Partial<Draft>): void => setDraft((d) => ({ ...d, ...part }))
  const setNode = (node: FlowNode): void => change({ nodes: draft.nodes.map((n) => (n.key === node.key ? node : n)) })
  const state = FLOW_STATES[flow.state]
  const node = draft.nodes.find((n) => n.key === editing)
  return (
    <Page
      className="xl-flow-page"
      crumbs={[{ label: say('审批流设计', 'Approval flows'), href: '/admin/approvals' }, { label: flow.name }]}
      title={
        <>
          {draft.name} <Tag color={state.color}>{t(state.label)}</Tag>
          <span className="xl-hint xl-num">v{flow.revision ?? 1}</span>
        </>
      }
      sub={`${t(object?.label ?? { zh: flow.object, en: flow.object })} · ${t(act.label)}`}
      actions={<Buttons flow={flow} dirty={dirty} commands={commands} incomplete={problems.size > 0} />}
    >
      {frozen && (
        <Alert
          type="info"
          showIcon
          title={
            flow.state === 'active'
              ? say(
                  '启用中的流程不可直接修改，已发起的审批始终按当时的版本走。',
                  'An active flow is not edited; requests keep the revision they began with.',
                )
              : say('此流程已停用，仅供查看。', 'This flow is retired.')
          }
        />
      )}
      {commands.refused.length > 0 && <Refused problems={commands.refused} nodes={draft.nodes} />}
      <div className="xl-flow-design">
        <Panel className="xl-flow-canvas">
          <Canvas
            object={object}
            act={act.name}
            command={t(act.label)}
            nodes={draft.nodes}
            problems={problems}
            frozen={frozen}
            onChange={(nodes) => change({ nodes })}
            onEdit={setEditing}
          />
        </Panel>
        <Panel className="xl-flow-aside">
          <Tabs
            size="small"
            items={[
              {
                key: 'rules',
                label: say('规则', 'Rules'),
                children: <Rules flow={flow} draft={draft} frozen={frozen} onChange={change} />,
              },
              {
                key: 'trial',
                label: say('试运行', 'Trial run'),
                children: <TrialRun flow={flow} act={act} prepare={commands.prepare} />,
              },
              { key: 'history', label: say('版本', 'Revisions'), children: <Revisions flow={flow} /> },
            ]}
          />
        </Panel>
      </div>
      {node && (
        <NodeDrawer
          key={node.key}
          object={object}
          command={flow.command}
          node={node}
          frozen={frozen}
          onChange={setNode}
          onClose={() => setEditing(null)}
        />
      )}
    </Page>
  )
}

/** What the server found wrong, each with the node it is about. */
function Refused({ problems, nodes }: { problems: FieldProblem[]; nodes: FlowNode[] }) {
  const { t, say } = useText()
  const about = (field: string): string => {
    const at = /^definition\.nodes\.(\d+)/.exec(field)?.[1]
    const node = at === undefined ? undefined : nodes[Number(at)]
    return node ? `${t(node.name)}：` : ''
  }
  return (
    <Alert
      type="error"
      showIcon
      title={say('还不能发布', 'It cannot be published yet')}
      description={
        <ul>
          {problems.map((p) => (
            <li key={`${p.field}${p.message.zh}`}>
              {about(p.field)}
              {t(p.message)}
            </li>
          ))}
        </ul>
      }
    />
  )
}

function useLeaveGuard(dirty: boolean): void {
  const { say } = useText()
  useBlocker({
    shouldBlockFn: ({ current, next }) =>
      dirty && JSON.stringify([current.pathname, current.search]) !== JSON.stringify([next.pathname, next.search])
        ? !window.confirm(say('流程还没有保存，确定离开？', 'The flow is not saved. Leave anyway?'))
        : false,
    enableBeforeUnload: () => dirty,
  })
}

interface ButtonsProps {
  flow: Flow
  dirty: boolean
  incomplete: boolean
  commands: ReturnType<typeof useFlowCommands>
}

function Buttons({ flow, dirty, incomplete, commands }: ButtonsProps) {
  const { t, say } = useText()
  if (flow.state === 'draft')
    return (
      <>
        <Button onClick={commands.remove} danger type="text">
          {t('delete')}
        </Button>
        <Button onClick={commands.save} disabled={!dirty} loading={commands.busy === 'save'}>
          {say('保存草稿', 'Save draft')}
        </Button>
        <Button type="primary" onClick={commands.publish} disabled={incomplete} loading={commands.busy === 'publish'}>
          {say('发布启用', 'Publish')}
        </Button>
      </>
    )
  return (
    <>
      {flow.state === 'active' && (
        <Button danger onClick={commands.retire} loading={commands.busy === 'retire'}>
          {say('停用', 'Retire')}
        </Button>
      )}
      <Button type="primary" onClick={commands.copy} loading={commands.busy === 'copy'}>
        {say('复制为新版本', 'Copy as a new revision')}
      </Button>
    </>
  )
}

interface RulesProps {
  flow: Flow
  draft: Draft
  frozen: boolean
  onChange: (part: Partial<Draft>) => void
}

function Rules({ flow, draft, frozen, onChange }: RulesProps) {
  const { say } = useText()
  return (
    <div className="xl-flow-rules">
      <label htmlFor="flow-name">{say('流程名称', 'Name')}</label>
      <Input
        id="flow-name"
        maxLength={100}
        disabled={frozen}
        value={draft.name}
        onChange={(e) => onChange({ name: e.target.value })}
      />
      <span className="xl-flow-label">{say('什么情况下需要审批', 'When it applies')}</span>
      <Condition
        object={flow.object}
        command={flow.command}
        value={draft.condition}
        disabled={frozen}
        always={say('总是需要', 'Always')}
        onChange={(condition) => onChange({ condition })}
      />
      <label htmlFor="flow-priority">{say('优先级', 'Priority')}</label>
      <Space>
        <InputNumber
          id="flow-priority"
          min={1}
          max={9999}
          precision={0}
          disabled={frozen}
          value={draft.priority}
          onChange={(v) => onChange({ priority: v ?? 100 })}
        />
        <span className="xl-hint">
          {say('多个流程同时符合时，数字小的优先', 'The lowest of those that apply counts')}
        </span>
      </Space>
    </div>
  )
}
