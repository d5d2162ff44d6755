import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  AuditOutlined,
  DeleteOutlined,
  EditOutlined,
  HolderOutlined,
  MailOutlined,
  PlayCircleOutlined,
  PlusOutlined,
  SendOutlined,
} from '@ant-design/icons'
import { Button, Dropdown, Tag } from 'antd'
import { type DragEvent, useState } from 'react'
import type { Label, ObjectMeta } from '#kernel/declare/index.ts'
import { useText } from '#ui/fields/text.ts'
import { MODES } from '../words.ui.ts'
import { useApproverText } from './approverText.ui.ts'
import { ConditionText } from './ConditionText.tsx'
import { type FlowNode, newNode } from './flow.ui.ts'

export interface CanvasProps {
  object: ObjectMeta | undefined
  /** What happens at the end. */
  /** The name of what it stands before, and what that is called. */
  act: string
  command: string
  nodes: FlowNode[]
  problems: Map<string, Label>
  frozen: boolean
  onChange: (nodes: FlowNode[]) => void
  onEdit: (key: string) => void
}

/** `list` with the item at `from` moved to before `to`. */
function moved<T>(list: T[], from: number, to: number): T[] {
  const rest = list.filter((_, i) => i !== from)
  const item = list[from]
  if (item === undefined) return list
  rest.splice(to > from ? to - 1 : to, 0, item)
  return rest
}

/** The way from top to bottom: handed in, one card a node, carried out. Cards are dragged, or moved by their arrows. */
export function Canvas({ object, act, command, nodes, problems, frozen, onChange, onEdit }: CanvasProps) {
  const { say } = useText()
  const people = useApproverText(object, nodes)
  const [dragged, setDragged] = useState<number | null>(null)
  const add = (at: number, kind: FlowNode['kind']): void => {
    const node = newNode(nodes, kind)
    onChange([...nodes.slice(0, at), node, ...nodes.slice(at)])
    onEdit(node.key)
  }
  const drop = (to: number): void => {
    if (dragged !== null) onChange(moved(nodes, dragged, to))
    setDragged(null)
  }
  const gap = (at: number) => (
    <Gap
      key={`gap${at}`}
      frozen={frozen}
      open={dragged !== null}
      onDrop={() => drop(at)}
      onAdd={(kind) => add(at, kind)}
    />
  )
  return (
    <div className="xl-flow-way">
      <div className="xl-flow-end">
        <SendOutlined /> {say('发起人提交', 'Handed in')}
      </div>
      {gap(0)}
      {nodes.flatMap((node, at) => [
        <NodeCard
          key={node.key}
          node={node}
          about={{ object: object?.name ?? '', command: act }}
          people={people(node)}
          problem={problems.get(node.key)}
          frozen={frozen}
          first={at === 0}
          last={at === nodes.length - 1}
          dragged={dragged === at}
          onDrag={(on) => setDragged(on ? at : null)}
          onMove={(by) => onChange(moved(nodes, at, by < 0 ? at - 1 : at + 2))}
          onRemove={() => onChange(nodes.filter((n) => n.key !== node.key))}
          onEdit={() => onEdit(node.key)}
        />,
        gap(at + 1),
      ])}
      <div className="xl-flow-end is-last">
        <PlayCircleOutlined /> {say(`自动执行「${command}」`, `“${command}” is carried out`)}
      </div>
    </div>
  )
}

interface GapProps {
  frozen: boolean
  /** A card is being dragged. */
  open: boolean
  onDrop: () => void
  onAdd: (kind: FlowNode['kind']) => void
}

function Gap({ frozen, open, onDrop, onAdd }: GapProps) {
  const { say } = useText()
  const [over, setOver] = useState(false)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a drop target; the arrows of the cards do the same by keyboard
    <div
      className="xl-flow-gap"
      data-open={open}
      data-over={open && over}
      onDragOver={(e) => {
        e.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(e) => {
        e.preventDefault()
        setOver(false)
        onDrop()
      }}
    >
      {!frozen && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'approve', icon: <AuditOutlined />, label: say('审批节点', 'Approval') },
              { key: 'cc', icon: <MailOutlined />, label: say('抄送节点', 'Copy') },
            ],
            onClick: ({ key }) => onAdd(key as FlowNode['kind']),
          }}
        >
          <Button
            shape="circle"
            size="small"
            type="primary"
            icon={<PlusOutlined />}
            aria-label={say('在此添加节点', 'Add a node here')}
          />
        </Dropdown>
      )}
    </div>
  )
}

interface NodeCardProps {
  node: FlowNode
  /** What the flow stands before. */
  about: { object: string; command: string }
  people: string
  problem: Label | undefined
  frozen: boolean
  first: boolean
  last: boolean
  dragged: boolean
  onDrag: (on: boolean) => void
  onMove: (by: -1 | 1) => void
  onRemove: () => void
  onEdit: () => void
}

function NodeCard(props: NodeCardProps) {
  const { node, people, problem, frozen } = props
  const { t, say } = useText()
  const drag = frozen
    ? {}
    : {
        draggable: true,
        onDragStart: (e: DragEvent) => {
          e.dataTransfer.effectAllowed = 'move'
          e.dataTransfer.setData('text/plain', node.key)
          props.onDrag(true)
        },
        onDragEnd: () => props.onDrag(false),
      }
  return (
    <section
      className="xl-flow-node"
      data-kind={node.kind}
      data-dragged={props.dragged}
      data-bad={problem !== undefined}
      aria-label={t(node.name)}
      {...drag}
    >
      <header>
        {!frozen && <HolderOutlined className="xl-flow-handle" />}
        {node.kind === 'cc' ? <MailOutlined /> : <AuditOutlined />}
        <button type="button" className="xl-plain" onClick={props.onEdit}>
          <b>{t(node.name)}</b>
        </button>
        <span className="xl-flow-tools">
          {!frozen && (
            <>
              <Button
                size="small"
                type="text"
                icon={<ArrowUpOutlined />}
                disabled={props.first}
                aria-label={say('上移', 'Up')}
                onClick={() => props.onMove(-1)}
              />
              <Button
                size="small"
                type="text"
                icon={<ArrowDownOutlined />}
                disabled={props.last}
                aria-label={say('下移', 'Down')}
                onClick={() => props.onMove(1)}
              />
              <Button
                size="small"
                type="text"
                icon={<DeleteOutlined />}
                aria-label={say('删除节点', 'Remove')}
                onClick={props.onRemove}
              />
            </>
          )}
          <Button
            size="small"
            type="text"
            icon={<EditOutlined />}
            aria-label={say('设置节点', 'Settings')}
            onClick={props.onEdit}
          />
        </span>
      </header>
      <button type="button" className="xl-plain xl-flow-node-body" onClick={props.onEdit}>
        {node.condition && (
          <span className="xl-flow-if">
            {say('当', 'if')} <ConditionText {...props.about} value={node.condition} />
          </span>
        )}
        <span>{people || <span className="xl-hint">{say('点击设置审批人', 'Choose who decides')}</span>}</span>
        <span className="xl-flow-tags">
          {node.kind === 'approve' && <Tag variant="filled">{t(MODES[node.mode].label)}</Tag>}
          {node.sign && (
            <Tag color="green" variant="filled">
              {say('电子签名', 'signature')}
            </Tag>
          )}
          {node.timeoutHours && (
            <Tag color="gold" variant="filled">
              {say(`限时 ${node.timeoutHours} 小时`, `within ${node.timeoutHours} h`)}
            </Tag>
          )}
        </span>
        {problem && <span className="xl-flow-problem">{t(problem)}</span>}
      </button>
    </section>
  )
}
