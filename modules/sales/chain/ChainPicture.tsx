import { Tag } from 'antd'
import { useLayoutEffect, useRef, useState } from 'react'
import { formatInstant } from '#ui/core/format.ts'
import { AppLink } from '#ui/core/nav.tsx'
import { useText } from '#ui/fields/text.ts'
import { Money } from '../web/parts.tsx'
import './chain.css'

export type Station = 'order' | 'audit' | 'payment' | 'shipment' | 'receipt' | 'invoice' | 'return'

/** One document of the chain, as drawn. */
export interface ChainNode {
  id: string
  station: Station
  /** Nodes that this one follows. */
  from: string[]
  /** Where the document itself is; absent: nowhere to go. */
  href?: string
  title: string
  state?: { text: string; color?: string | undefined }
  amount?: string | null
  who?: string | null
  at?: string | null
  /** Batches, logistics number, comment: a line each. */
  facts?: string[]
  tone?: 'bad' | 'open' | 'done'
}

/** Goods run along the upper lane, money along the lower one. */
const GOODS: Station[] = ['order', 'audit', 'shipment', 'receipt', 'invoice', 'return']
const DOWN: Station[] = ['order', 'audit', 'payment', 'shipment', 'receipt', 'invoice', 'return']
const WIDE = 860
/** Where the twenty digits of an invoice may go on in the next line; other numbers are shorter or fit. */
const HALF = 12

const LABELS: Record<Station, [string, string]> = {
  order: ['订单', 'Order'],
  audit: ['审核', 'Audits'],
  payment: ['收款', 'Payments'],
  shipment: ['发货', 'Shipments'],
  receipt: ['签收', 'Receipts'],
  invoice: ['开票', 'Invoices'],
  return: ['退货', 'Returns'],
}

const NOT_YET: Record<Station, [string, string]> = {
  order: ['', ''],
  audit: ['尚未审核', 'Not audited yet'],
  payment: ['还没有收款', 'Nothing paid yet'],
  shipment: ['还没有发货', 'Nothing shipped yet'],
  receipt: ['还没有签收', 'Nothing received yet'],
  invoice: ['还没有开票', 'Nothing invoiced yet'],
  return: ['没有退货', 'No returns'],
}

/** The order's life as a drawn chain: two lanes where there is room, one rail downwards where there is not. */
export function ChainPicture({ nodes }: { nodes: ChainNode[] }) {
  const box = useRef<HTMLDivElement>(null)
  const [wide, setWide] = useState(true)
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => setWide(element.clientWidth >= WIDE)
    measure()
    const watcher = new ResizeObserver(measure)
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [])
  return <div ref={box}>{wide ? <Lanes nodes={nodes} /> : <Rail nodes={nodes} />}</div>
}

const at = (nodes: ChainNode[], station: Station): ChainNode[] => nodes.filter((n) => n.station === station)

/** Columns of the goods lane: a station without documents keeps its place, so that one sees what is still to come. */
function Lanes({ nodes }: { nodes: ChainNode[] }) {
  const { say } = useText()
  const canvas = useRef<HTMLDivElement>(null)
  const lines = useLines(canvas, nodes)
  const payments = at(nodes, 'payment')
  const goods = GOODS.filter((s) => s !== 'return' || at(nodes, 'return').length > 0)
  return (
    <div className="xl-chain" ref={canvas}>
      <svg className="xl-chain-lines" aria-hidden="true">
        {lines.map((l) => (
          <path key={l.key} d={l.d} className={l.money ? 'is-money' : ''} />
        ))}
      </svg>
      <div className="xl-chain-goods" style={{ gridTemplateColumns: `repeat(${goods.length}, minmax(0, 1fr))` }}>
        {goods.map((s) => (
          <section key={s} aria-label={say(...LABELS[s])}>
            <h4 className="xl-chain-label">{say(...LABELS[s])}</h4>
            <Documents station={s} nodes={at(nodes, s)} />
          </section>
        ))}
      </div>
      <section className="xl-chain-money" aria-label={say(...LABELS.payment)}>
        <h4 className="xl-chain-label">{say(...LABELS.payment)}</h4>
        <div className="xl-chain-row">
          <Documents station="payment" nodes={payments} />
        </div>
      </section>
    </div>
  )
}

function Rail({ nodes }: { nodes: ChainNode[] }) {
  const { say } = useText()
  return (
    <ol className="xl-rail">
      {DOWN.filter((s) => s !== 'return' || at(nodes, 'return').length > 0).map((s) => {
        const here = at(nodes, s)
        const open = here.length === 0 || here.some((n) => n.tone === 'open')
        return (
          <li key={s} data-done={here.length > 0 && !open} data-empty={here.length === 0}>
            <h4 className="xl-chain-label">{say(...LABELS[s])}</h4>
            <Documents station={s} nodes={here} />
          </li>
        )
      })}
    </ol>
  )
}

function Documents({ station, nodes }: { station: Station; nodes: ChainNode[] }) {
  const { say } = useText()
  if (nodes.length === 0) return <div className="xl-chain-none">{say(...NOT_YET[station])}</div>
  return nodes.map((n) => <Document key={n.id} node={n} />)
}

function Document({ node }: { node: ChainNode }) {
  const content = (
    <>
      <span className="xl-doc-head">
        <strong className="xl-num">
          {node.title.slice(0, HALF)}
          <wbr />
          {node.title.slice(HALF)}
        </strong>
        {node.state && (
          <Tag color={node.state.color} variant="filled">
            {node.state.text}
          </Tag>
        )}
      </span>
      {node.amount !== undefined && node.amount !== null && <Money value={node.amount} strong />}
      {node.facts?.map((f) => (
        <span key={f} className="xl-doc-fact">
          {f}
        </span>
      ))}
      {(node.who || node.at) && (
        <span className="xl-doc-foot">
          {node.who && <span>{node.who}</span>}
          {node.at && <time className="xl-num">{node.at.length > 10 ? formatInstant(node.at).slice(2) : node.at}</time>}
        </span>
      )}
    </>
  )
  const shared = { className: 'xl-doc', 'data-node': node.id, 'data-tone': node.tone ?? 'done' }
  return node.href ? (
    <AppLink href={node.href} {...shared}>
      {content}
    </AppLink>
  ) : (
    <div {...shared}>{content}</div>
  )
}

interface Line {
  key: string
  d: string
  money: boolean
}

interface Box {
  left: number
  right: number
  top: number
  bottom: number
  middle: number
  centre: number
}

/** Curves from each document to those that follow it, measured after layout and again whenever the size changes. */
function useLines(canvas: React.RefObject<HTMLDivElement | null>, nodes: ChainNode[]): Line[] {
  const [lines, setLines] = useState<Line[]>([])
  useLayoutEffect(() => {
    const element = canvas.current
    if (!element) return
    const draw = () => setLines(linesOf(element, nodes))
    draw()
    const watcher = new ResizeObserver(draw)
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [canvas, nodes])
  return lines
}

function linesOf(element: HTMLElement, nodes: ChainNode[]): Line[] {
  const origin = element.getBoundingClientRect()
  const boxes = new Map<string, Box>()
  for (const e of element.querySelectorAll<HTMLElement>('[data-node]')) {
    const r = e.getBoundingClientRect()
    const [left, top] = [r.left - origin.left, r.top - origin.top]
    boxes.set(e.dataset.node ?? '', {
      left,
      top,
      right: left + r.width,
      bottom: top + r.height,
      middle: top + Math.min(r.height / 2, 26),
      centre: left + r.width / 2,
    })
  }
  return nodes.flatMap((n) =>
    n.from.flatMap((f): Line[] => {
      const [a, b] = [boxes.get(f), boxes.get(n.id)]
      if (!a || !b) return []
      return [{ key: `${f}>${n.id}`, money: n.station === 'payment', d: path(a, b) }]
    }),
  )
}

function path(a: Box, b: Box): string {
  // under each other: straight down; to the lane below: down the side and over; else a curve to the right
  if (Math.abs(a.left - b.left) < 8) return `M${a.centre} ${a.bottom} L${b.centre} ${b.top}`
  if (b.top > a.bottom + 24 && b.left < a.right + 40 && b.left > a.left) {
    const x = a.left + 18
    return `M${x} ${a.bottom} V${b.middle - 8} Q${x} ${b.middle} ${x + 8} ${b.middle} H${b.left}`
  }
  const half = Math.max(12, (b.left - a.right) / 2)
  return `M${a.right} ${a.middle} C${a.right + half} ${a.middle} ${b.left - half} ${b.middle} ${b.left} ${b.middle}`
}
