import type { Caller } from '../../access/actor.ts'
import { type Collected, type Period, rowsOf } from './data.ts'
import type { BlockSpec, Phrase, Template } from './language.ts'
import { Words } from './words.ts'

type Pair = [label: string, text: string]

export interface Column {
  title: string
  width?: number
  align: 'left' | 'center' | 'right'
}

/** A block with every value in it: nothing in these texts is template or markup any more. */
export type Block =
  | { kind: 'title' | 'heading' | 'note'; text: string }
  | { kind: 'text'; align: 'left' | 'center' | 'right'; text: string }
  | { kind: 'rule' | 'break' }
  | { kind: 'grid'; columns: number; cells: Pair[] }
  | { kind: 'table'; columns: Column[]; rows: string[][]; sums?: string[] }
  | { kind: 'totals' | 'sign'; cells: Pair[] }

/** A document ready to be drawn, in whichever format. */
export interface Filled {
  title: string
  size: 'A4' | 'A5'
  landscape: boolean
  header: string[]
  footer: string[]
  blocks: Block[]
}

function table(words: Words, block: Extract<BlockSpec, { kind: 'table' }>): Block | undefined {
  const scopes = rowsOf(words.all, block.source)
  const columns = block.columns.map(({ title, width, align }) => ({ title, width, align }))
  if (!columns.length) return undefined
  const rows = scopes.map((scope) => block.columns.map((c) => words.phrase(c.value, scope) ?? ''))
  const sums = block.columns.some((c) => c.sum)
    ? block.columns.map((c) => (c.sum ? words.total(c.value, scopes) : ''))
    : undefined
  return { kind: 'table', columns, rows, ...(sums ? { sums } : {}) }
}

function block(words: Words, spec: BlockSpec): Block | undefined {
  if (spec.kind === 'table') return table(words, spec)
  if ('value' in spec) {
    const text = words.phrase(spec.value)
    if (text === undefined) return undefined
    return spec.kind === 'text' ? { kind: 'text', align: spec.align, text } : { kind: spec.kind, text }
  }
  if (!('cells' in spec)) return spec
  const cells = spec.cells.flatMap(({ label, value }): Pair[] => {
    const text = words.phrase(value)
    return text === undefined ? [] : [[label, text]]
  })
  if (!cells.length) return undefined
  return spec.kind === 'grid' ? { kind: 'grid', columns: spec.columns, cells } : { kind: spec.kind, cells }
}

/** Puts a record's values into a parsed template. */
export function fillTemplate(caller: Caller, template: Template, all: Collected, period: Period = {}): Filled {
  const words = new Words(caller, all, period)
  const line = (phrases: Phrase[]) => phrases.map((p) => words.phrase(p) ?? '')
  const blocks = template.blocks.map((b) => block(words, b)).filter((b) => b !== undefined)
  const first = blocks.find((b) => b.kind === 'title')
  return {
    title: first && 'text' in first ? first.text : caller.tenant.label,
    size: template.size,
    landscape: template.landscape,
    header: line(template.header),
    footer: line(template.footer),
    blocks,
  }
}
