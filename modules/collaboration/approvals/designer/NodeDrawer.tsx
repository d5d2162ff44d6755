import { Button, Drawer, Form, Input, InputNumber, Radio, Select, Space, Switch } from 'antd'
import type { ReactNode } from 'react'
import type { ObjectMeta } from '#kernel/declare/index.ts'
import { usePhone } from '#ui/core/useWidth.ts'
import { useText } from '#ui/fields/text.ts'
import type { Mode } from '../types.ui.ts'
import { MODES } from '../words.ui.ts'
import { Approvers } from './Approvers.tsx'
import { Condition } from './Condition.tsx'
import { type FlowNode, ON_TIMEOUT, type OnTimeout } from './flow.ui.ts'

export interface NodeDrawerProps {
  object: ObjectMeta | undefined
  command: string
  node: FlowNode
  frozen: boolean
  onChange: (node: FlowNode) => void
  onClose: () => void
}

type PartProps = Pick<NodeDrawerProps, 'node' | 'frozen'> & { set: (part: Partial<FlowNode>) => void }

/** `node` without the keys that `part` sets to undefined, so that what is stored says only what is meant. */
function merged(node: FlowNode, part: Partial<FlowNode>): FlowNode {
  return Object.fromEntries(
    Object.entries({ ...node, ...part }).filter(([, v]) => v !== undefined),
  ) as unknown as FlowNode
}

/** Everything about one node; what is changed shows on the canvas at once. */
export function NodeDrawer({ object, command, node, frozen, onChange, onClose }: NodeDrawerProps) {
  const { t, say } = useText()
  const phone = usePhone()
  const set = (part: Partial<FlowNode>): void => onChange(merged(node, part))
  const approves = node.kind === 'approve'
  return (
    <Drawer
      open
      size={phone ? '100%' : 520}
      title={approves ? say('审批节点', 'Approval node') : say('抄送节点', 'Copy node')}
      onClose={onClose}
      footer={
        <div style={{ textAlign: 'right' }}>
          <Button type="primary" onClick={onClose}>
            {t('done')}
          </Button>
        </div>
      }
    >
      <Form layout="vertical" component="div" disabled={frozen}>
        <Names node={node} frozen={frozen} set={set} />
        <Form.Item label={approves ? say('由谁审批', 'Who decides') : say('抄送给谁', 'Who gets a copy')} required>
          <Approvers
            object={object}
            value={node.approvers}
            copies={!approves}
            disabled={frozen}
            onChange={(approvers) => set({ approvers })}
          />
        </Form.Item>
        {approves && <HowMany node={node} frozen={frozen} set={set} />}
        <Form.Item label={say('什么情况下经过此节点', 'When it is passed')}>
          <Condition
            object={object?.name ?? ''}
            command={command}
            value={node.condition ?? ''}
            disabled={frozen}
            always={say('总是', 'Always')}
            onChange={(condition) => set({ condition: condition || undefined })}
          />
        </Form.Item>
        {approves && <Limits node={node} frozen={frozen} set={set} />}
        {approves && <Rights node={node} frozen={frozen} set={set} />}
      </Form>
    </Drawer>
  )
}

function Names({ node, set }: PartProps) {
  const { say } = useText()
  return (
    <div className="xl-flow-two">
      <Form.Item label={say('节点名称', 'Name in Chinese')} required htmlFor="node-zh">
        <Input
          id="node-zh"
          maxLength={50}
          value={node.name.zh}
          onChange={(e) => set({ name: { ...node.name, zh: e.target.value } })}
        />
      </Form.Item>
      <Form.Item label={say('英文名称', 'Name in English')} htmlFor="node-en">
        <Input
          id="node-en"
          maxLength={50}
          value={node.name.en}
          onChange={(e) => set({ name: { ...node.name, en: e.target.value } })}
        />
      </Form.Item>
    </div>
  )
}

function HowMany({ node, set }: PartProps) {
  const { t, say } = useText()
  return (
    <>
      <Form.Item label={say('多人审批方式', 'With several approvers')} extra={t(MODES[node.mode].help)}>
        <Radio.Group
          optionType="button"
          value={node.mode}
          onChange={(e) => set({ mode: e.target.value as Mode })}
          options={Object.entries(MODES).map(([value, m]) => ({ value, label: t(m.label) }))}
        />
      </Form.Item>
      <Form.Item label={say('找不到审批人时', 'When there is nobody')}>
        <Radio.Group
          value={node.emptyApprovers}
          onChange={(e) => set({ emptyApprovers: e.target.value as FlowNode['emptyApprovers'] })}
          options={[
            { value: 'admin', label: say('转给管理员', 'An administrator decides') },
            { value: 'skip', label: say('跳过此节点', 'Skip this node') },
          ]}
        />
      </Form.Item>
    </>
  )
}

function Limits({ node, set }: PartProps) {
  const { t, say } = useText()
  return (
    <Form.Item label={say('审批时限', 'Time limit')}>
      <Space wrap>
        <InputNumber
          aria-label={say('时限（小时）', 'Hours')}
          min={1}
          max={720}
          precision={0}
          placeholder={say('不限', 'none')}
          suffix={say('小时', 'h')}
          style={{ width: 130 }}
          value={node.timeoutHours ?? null}
          onChange={(v) =>
            set({ timeoutHours: v ?? undefined, onTimeout: v ? (node.onTimeout ?? 'remind') : undefined })
          }
        />
        {node.timeoutHours && (
          <>
            {say('超时后', 'then')}
            <Select
              aria-label={say('超时后', 'After that')}
              value={node.onTimeout ?? 'remind'}
              style={{ width: 170 }}
              onChange={(v) => set({ onTimeout: v })}
              options={(Object.keys(ON_TIMEOUT) as OnTimeout[])
                // What must be signed is not approved by a clock.
                .filter((value) => value !== 'approve' || !node.sign)
                .map((value) => ({
                  value,
                  label: t(ON_TIMEOUT[value]),
                }))}
            />
          </>
        )}
      </Space>
    </Form.Item>
  )
}

function Rights({ node, set }: PartProps) {
  const { say } = useText()
  return (
    <div className="xl-flow-switches">
      <Toggle
        id="node-sign"
        on={node.sign ?? false}
        onChange={(sign) => set({ sign: sign || undefined })}
        title={say('需要电子签名', 'Needs a signature')}
        hint={say(
          '同意时再次输入登录密码，姓名、时间、含义留存',
          'The password again; name, time and meaning are kept',
        )}
      />
      <Toggle
        id="node-transfer"
        on={node.allowTransfer}
        onChange={(allowTransfer) => set({ allowTransfer })}
        title={say('允许转审', 'May be passed on')}
        hint={say('审批人可以转给别人处理', 'The approver may hand it to somebody else')}
      />
      <Toggle
        id="node-addsign"
        on={node.allowAddSign}
        onChange={(allowAddSign) => set({ allowAddSign })}
        title={say('允许加签', 'May add approvers')}
        hint={say('审批人可以邀请别人在其前或其后审批', 'The approver may ask others before or after')}
      />
    </div>
  )
}

function Toggle(props: { id: string; on: boolean; onChange: (on: boolean) => void; title: string; hint: ReactNode }) {
  return (
    <div className="xl-flow-switch">
      <Switch id={props.id} checked={props.on} onChange={props.onChange} aria-label={props.title} />
      <label htmlFor={props.id}>
        {props.title}
        <span className="xl-hint">{props.hint}</span>
      </label>
    </div>
  )
}
