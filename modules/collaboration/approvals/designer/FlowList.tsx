import { PlusOutlined } from '@ant-design/icons'
import { Button, Segmented, Tag } from 'antd'
import { useState } from 'react'
import { formatAgo } from '#ui/core/format.ts'
import { useMeta } from '#ui/core/meta.ts'
import { AppLink } from '#ui/core/nav.tsx'
import { Failure, Loading, Nothing, Page, Panel } from '#ui/core/Page.tsx'
import { useText } from '#ui/fields/text.ts'
import { ConditionText } from './ConditionText.tsx'
import { actOf, FLOW_STATES, type Flow, useFlows } from './flow.ui.ts'
import { NewFlow } from './NewFlow.tsx'

type Which = 'current' | Flow['state']

const isShown = (flow: Flow, which: Which): boolean =>
  which === 'current' ? flow.state !== 'retired' : flow.state === which

/** Every flow by the document and the command it stands before. */
export function FlowList() {
  const { say } = useText()
  const meta = useMeta()
  const flows = useFlows()
  const [which, setWhich] = useState<Which>('current')
  const [making, setMaking] = useState(false)
  if (flows.isPending) return <Loading />
  if (flows.isError) return <Failure error={flows.error} onRetry={flows.refetch} />
  const shown = flows.data.filter((f) => isShown(f, which))
  const objects = [...new Set(shown.map((f) => f.object))].sort(
    (a, b) => meta.objects.findIndex((o) => o.name === a) - meta.objects.findIndex((o) => o.name === b),
  )
  return (
    <Page
      title={say('审批流设计', 'Approval flows')}
      sub={say(
        '为任意单据的新建、修改、删除或任意操作加上审批：条件满足时先走审批，最后一步通过后自动执行。',
        'Creating, changing, deleting and any command can wait for approval: when the condition holds it is approved first, then runs by itself.',
      )}
      actions={
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setMaking(true)}>
          {say('新建审批流', 'New flow')}
        </Button>
      }
    >
      <div>
        <Segmented<Which>
          value={which}
          onChange={(v) => setWhich(v)}
          options={[
            { value: 'current', label: say('草稿与启用中', 'Drafts and active') },
            { value: 'active', label: say('启用中', 'Active') },
            { value: 'draft', label: say('草稿', 'Drafts') },
            { value: 'retired', label: say('已停用', 'Retired') },
          ]}
        />
      </div>
      {objects.length === 0 && (
        <Panel>
          <Nothing
            what={say('还没有审批流', 'No flows yet')}
            hint={say(
              '例如：客户冻结需经理审批、总监签字',
              'For example: freezing an account needs the manager and the director',
            )}
            action={
              <Button type="primary" onClick={() => setMaking(true)}>
                {say('新建审批流', 'New flow')}
              </Button>
            }
          />
        </Panel>
      )}
      {objects.map((name) => (
        <ObjectFlows key={name} object={name} flows={shown.filter((f) => f.object === name)} />
      ))}
      {making && <NewFlow onClose={() => setMaking(false)} />}
    </Page>
  )
}

function ObjectFlows({ object: name, flows }: { object: string; flows: Flow[] }) {
  const { t } = useText()
  const object = useMeta().byName.get(name)
  const commands = [...new Set(flows.map((f) => f.command))]
  return (
    <Panel flush title={t(object?.label ?? { zh: name, en: name })}>
      {commands.map((command) => {
        const { label } = actOf(object, command)
        const rows = flows
          .filter((f) => f.command === command)
          .sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0) || (b.revision ?? 0) - (a.revision ?? 0))
        return (
          <section key={command} className="xl-flow-group">
            <h3>{t(label)}</h3>
            <ul>
              {rows.map((flow) => (
                <FlowLine key={flow.id} flow={flow} />
              ))}
            </ul>
          </section>
        )
      })}
    </Panel>
  )
}

function FlowLine({ flow }: { flow: Flow }) {
  const { t, say, locale } = useText()
  const state = FLOW_STATES[flow.state]
  const nodes = flow.definition?.nodes ?? []
  return (
    <li>
      <AppLink href={`/admin/approvals?flow=${flow.id}`} className="xl-flow-line">
        <span className="xl-flow-line-name">
          <strong>{flow.name}</strong>
          <Tag color={state.color} variant="filled">
            {t(state.label)}
          </Tag>
          <span className="xl-hint xl-num">v{flow.revision ?? 1}</span>
        </span>
        <span className="xl-flow-line-way">
          {nodes.map((n) => (
            <span key={n.key}>{t(n.name)}</span>
          ))}
        </span>
        <span className="xl-flow-line-when xl-ellipsis" title={flow.condition ?? ''}>
          <span className="xl-hint">{flow.condition ? say('当 ', 'if ') : say('总是审批', 'always')}</span>
          {flow.condition && <ConditionText object={flow.object} command={flow.command} value={flow.condition} />}
        </span>
        <time className="xl-hint">{formatAgo(flow.updatedAt, locale)}</time>
      </AppLink>
    </li>
  )
}
