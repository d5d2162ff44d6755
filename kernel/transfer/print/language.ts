import type { FieldProblem } from '../../errors.ts'

/** A piece of a template: words as they stand, or the place of a value. */
export type Piece = { text: string } | { path: string[]; root: boolean; filters: string[] }

/** A text of the template; `optional` ones are left out when every value in them is empty. */
export interface Phrase {
  pieces: Piece[]
  optional: boolean
}

export interface ColumnSpec {
  title: string
  /** Percent of the width. */
  width?: number
  align: 'left' | 'center' | 'right'
  sum: boolean
  value: Phrase
}

interface Named {
  label: string
  value: Phrase
}

export type BlockSpec =
  | { kind: 'title' | 'heading' | 'note'; value: Phrase }
  | { kind: 'text'; align: 'left' | 'center' | 'right'; value: Phrase }
  | { kind: 'rule' | 'break' }
  | { kind: 'grid'; columns: number; cells: Named[] }
  | { kind: 'table'; source: string[]; sort?: string; day?: string; columns: ColumnSpec[] }
  | { kind: 'totals' | 'sign'; cells: Named[] }

export interface Template {
  size: 'A4' | 'A5'
  landscape: boolean
  header: Phrase[]
  footer: Phrase[]
  blocks: BlockSpec[]
}

export const MAX_LAYOUT = 20_000
export const FILTERS = ['upper', 'money', 'date', 'dateCn', 'percent', 'sum', 'count', 'before', 'until'] as const

/** A template that cannot be read: which line, and what is wrong with it. */
export class LayoutError extends Error {
  readonly problem: FieldProblem

  constructor(line: number, zh: string, en: string) {
    super(`line ${line}: ${en}`)
    this.problem = {
      field: 'layout',
      code: 'print.layout',
      message: { zh: `第 ${line} 行：${zh}`, en: `Line ${line}: ${en}` },
    }
  }
}

const PATH = /^\/?(#|[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*){0,5})$/

/** Reads `soldTo.name|filter`, the inside of a placeholder; undefined where it is none. */
export function readPlace(inside: string): Extract<Piece, { path: string[] }> | undefined {
  const [path = '', ...filters] = inside
    .replaceAll('\u0001', '|')
    .split('|')
    .map((p) => p.trim())
  if (!PATH.test(path) || !filters.every((f) => (FILTERS as readonly string[]).includes(f))) return undefined
  return { path: path.replace('/', '').split('.'), root: path.startsWith('/'), filters }
}

function phrase(source: string, line: number): Phrase {
  const optional = source.startsWith('?')
  const text = (optional ? source.slice(1) : source).trim()
  const pieces: Piece[] = []
  let from = 0
  for (const match of text.matchAll(/\{\{([^{}]*)\}\}/g)) {
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) })
    const place = readPlace(match[1]!)
    if (!place)
      throw new LayoutError(
        line,
        `占位符 {{${match[1]}}} 写法不对，应如 {{soldTo.name}} 或 {{amount|upper}}`,
        `{{${match[1]}}} is no placeholder; write {{soldTo.name}} or {{amount|upper}}`,
      )
    pieces.push(place)
    from = match.index + match[0].length
  }
  if (from < text.length) pieces.push({ text: text.slice(from) })
  return { pieces, optional }
}

/** `label = text`, the label before the first `=` that stands alone. */
function named(source: string, line: number): { label: string; rest: string } {
  const cut = source.indexOf('=')
  if (cut < 0) throw new LayoutError(line, '应写成“名称 = 内容”', 'write “label = content”')
  return { label: source.slice(0, cut).trim(), rest: source.slice(cut + 1).trim() }
}

const ALIGN = ['left', 'center', 'right']

function column(source: string, line: number): ColumnSpec {
  const { label, rest } = named(source, line)
  const [title = '', ...options] = label.split('|').map((p) => p.trim())
  const spec: ColumnSpec = { title, align: 'left', sum: false, value: phrase(rest, line) }
  for (const option of options) {
    const width = /^(\d{1,2})%$/.exec(option)
    if (width) spec.width = Number(width[1])
    else if (ALIGN.includes(option)) spec.align = option as ColumnSpec['align']
    else if (option === 'sum') spec.sum = true
    else
      throw new LayoutError(
        line,
        `列选项“${option}”无法识别，可用：宽度如 12%、left、center、right、sum`,
        `column option ${option}: use a width such as 12%, left, center, right or sum`,
      )
  }
  return spec
}

/** `[table lines]`, `[table receivableEntry.account sort bookedOn day bookedOn]`. */
function tableHead(words: string[], line: number): { source: string[]; sort?: string; day?: string } {
  const [source = 'lines', ...options] = words
  const head: { source: string[]; sort?: string; day?: string } = { source: source.split('.') }
  if (!PATH.test(source) || head.source.length > 2)
    throw new LayoutError(line, `表格的数据来源“${source}”写法不对`, `${source} is no source of rows`)
  for (let i = 0; i < options.length; i += 2) {
    const [name, value] = [options[i], options[i + 1]]
    if ((name !== 'sort' && name !== 'day') || !/^-?[A-Za-z]\w*$/.test(value ?? ''))
      throw new LayoutError(
        line,
        '表格选项只有 sort 字段 与 day 日期字段',
        'a table takes “sort field” and “day field”',
      )
    head[name] = value
  }
  return head
}

type Fence = Extract<BlockSpec, { kind: 'grid' | 'table' | 'totals' | 'sign' }>

function open(source: string, line: number): Fence {
  const [kind, ...words] = source.slice(1, -1).trim().split(/\s+/)
  if (kind === 'grid') return { kind, columns: Math.min(Math.max(Number(words[0] ?? 2) || 2, 1), 4), cells: [] }
  if (kind === 'table') return { kind, ...tableHead(words, line), columns: [] }
  if (kind === 'totals' || kind === 'sign') return { kind, cells: [] }
  throw new LayoutError(line, `没有“${kind}”这种区块`, `there is no block ${kind}`)
}

function plain(source: string, line: number): BlockSpec {
  if (source.startsWith('## ')) return { kind: 'heading', value: phrase(source.slice(3), line) }
  if (source.startsWith('# ')) return { kind: 'title', value: phrase(source.slice(2), line) }
  if (/^-{3,}$/.test(source)) return { kind: 'rule' }
  if (/^={3,}$/.test(source)) return { kind: 'break' }
  if (source.startsWith('>>')) return { kind: 'text', align: 'right', value: phrase(source.slice(2), line) }
  if (source.startsWith('><')) return { kind: 'text', align: 'center', value: phrase(source.slice(2), line) }
  if (source.startsWith('> ')) return { kind: 'note', value: phrase(source.slice(2), line) }
  return { kind: 'text', align: 'left', value: phrase(source, line) }
}

function setting(template: Template, source: string, line: number): void {
  const [, name, rest = ''] = /^@(\w+)\s*(.*)$/.exec(source) ?? []
  if (name === 'header' || name === 'footer')
    template[name] = rest
      .split('|')
      .slice(0, 3)
      .map((p) => phrase(p, line))
  else if (name === 'page') {
    template.landscape = /\blandscape\b/.test(rest)
    template.size = /\bA5\b/.test(rest) ? 'A5' : 'A4'
  } else throw new LayoutError(line, `没有“@${name ?? ''}”这种设置`, `there is no setting @${name ?? ''}`)
}

/** The bars inside placeholders of a header are filters, those outside divide left, middle and right. */
const guarded = (source: string): string => source.replace(/\{\{[^{}]*\}\}/g, (p) => p.replaceAll('|', '\u0001'))

/**
 * Reads a template. It is parsed once, before any value is known: values are put into the parsed form and never read
 * as template themselves. @throws LayoutError
 */
export function parseLayout(layout: string): Template {
  const template: Template = { size: 'A4', landscape: false, header: [], footer: [], blocks: [] }
  let fence: Fence | undefined
  let opened = 0
  for (const [at, raw] of layout.slice(0, MAX_LAYOUT).split('\n').entries()) {
    const line = at + 1
    const source = raw.trim()
    if (!source || source.startsWith('//')) continue
    if (fence) {
      if (source === `[/${fence.kind}]`) fence = undefined
      else if (fence.kind === 'table') fence.columns.push(column(guarded(source), line))
      else {
        const { label, rest } = named(source, line)
        fence.cells.push({ label, value: phrase(rest, line) })
      }
    } else if (/^\[\w.*\]$/.test(source)) {
      fence = open(source, line)
      opened = line
      template.blocks.push(fence)
    } else if (source.startsWith('@')) setting(template, guarded(source), line)
    else template.blocks.push(plain(source, line))
  }
  if (fence)
    throw new LayoutError(
      opened,
      `区块 [${fence.kind}] 没有结束，请加 [/${fence.kind}]`,
      `[${fence.kind}] is not closed`,
    )
  return template
}

function phrasesOf(block: BlockSpec): Phrase[] {
  if ('value' in block) return [block.value]
  if (block.kind === 'table') return block.columns.map((c) => c.value)
  return 'cells' in block ? block.cells.map((c) => c.value) : []
}

/** Every path of the record that a template reads, from the record. */
export function pathsOf(template: Template): string[][] {
  const paths: string[][] = []
  const add = (phrases: Phrase[], base: string[]) => {
    for (const { pieces } of phrases)
      for (const piece of pieces) if ('path' in piece) paths.push(piece.root ? piece.path : [...base, ...piece.path])
  }
  add([...template.header, ...template.footer], [])
  for (const block of template.blocks) {
    add(phrasesOf(block), block.kind === 'table' ? block.source : [])
    if (block.kind === 'table') paths.push(block.source)
  }
  return paths
}
