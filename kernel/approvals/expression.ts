import { type ASTNode, Environment, type ParseResult } from '@marcbachmann/cel-js'
import { LRUCache } from 'lru-cache'
import type { LiveObject } from '../access/model.ts'
import type { Field, Label } from '../declare/index.ts'
import type { Values } from '../records/input.ts'
import { add, compare, mul, normalize, sub } from '../values/decimal.ts'

/** An exact number inside an expression: money never becomes a float, not even to be compared. */
class Decimal {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Num = Decimal | bigint | number

/** A number of the language in decimal digits. A float literal means what was typed: `0.1` is a tenth. */
function digits(value: Num): string {
  if (value instanceof Decimal) return value.text
  const text = String(value)
  if (/^-?\d+(\.\d+)?$/.test(text)) return normalize(text)
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1
    ? normalize(value.toFixed(12))
    : 'NaN'
}

const compared = (a: Num, b: Num): number => {
  const [x, y] = [digits(a), digits(b)]
  return x === 'NaN' || y === 'NaN' ? Number.NaN : compare(x, y)
}

const COMPARISONS: Record<string, (a: Num, b: Num) => boolean> = {
  '<': (a, b) => compared(a, b) < 0,
  '<=': (a, b) => compared(a, b) <= 0,
  '>': (a, b) => compared(a, b) > 0,
  '>=': (a, b) => compared(a, b) >= 0,
}
const SUMS: Record<string, (a: string, b: string) => string> = { '+': add, '-': sub, '*': mul }

/** What may be asked: the document, the command's input, who submits it, and the day in China. */
function language(): Environment {
  const env = new Environment({ limits: { maxAstNodes: 300, maxDepth: 30 }, homogeneousAggregateLiterals: false })
  env.registerType('Decimal', { ctor: Decimal, fields: {} })
  for (const other of ['Decimal', 'int', 'double']) {
    const bothWays = (operator: string, result: string, work: (a: Num, b: Num) => unknown) => {
      env.registerOperator(`Decimal ${operator} ${other}: ${result}`, work)
      if (other !== 'Decimal') env.registerOperator(`${other} ${operator} Decimal: ${result}`, work)
    }
    // Equality is registered once for both orders.
    env.registerOperator(`Decimal == ${other}`, (a: Num, b: Num) => compared(a, b) === 0)
    for (const [operator, work] of Object.entries(COMPARISONS)) bothWays(operator, 'bool', work)
    for (const [operator, work] of Object.entries(SUMS))
      bothWays(operator, 'Decimal', (a, b) => new Decimal(work(digits(a), digits(b))))
  }
  env.registerFunction('sum(list): Decimal', (list: Iterable<Num | null>) => {
    let total = '0'
    for (const value of list) if (value !== null) total = add(total, digits(value))
    return new Decimal(total)
  })
  for (const name of ['row', 'input', 'submitter']) env.registerVariable(name, 'map')
  return env.registerVariable('changed', 'list').registerVariable('today', 'string')
}

const env = language()
const parsed = new LRUCache<string, ParseResult>({ max: 1000 })

function parse(expression: string): ParseResult {
  const known = parsed.get(expression)
  if (known) return known
  const made = env.parse(expression)
  parsed.set(expression, made)
  return made
}

/** A stored value as the language has it. */
function inLanguage(field: Field | undefined, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (field?.type === 'integer') return BigInt(value as number)
  if (field?.type === 'decimal' || field?.type === 'money') return new Decimal(normalize(String(value)))
  return value
}

function mapOf(fields: Record<string, Field>, values: Values): Values {
  const map: Values = Object.create(null)
  for (const name of Object.keys(fields)) map[name] = null
  for (const [name, value] of Object.entries(values)) map[name] = inLanguage(fields[name], value)
  return map
}

/** Everything a condition may look at, in the language's own types. */
export type Subject = Record<'row' | 'input' | 'submitter', Values> & { today: string; changed: string[] }

export interface Submitter {
  id: string
  dept: string | null
  roles: string[]
}

/** Puts the document, its lines and the command's input in front of conditions. */
export function subjectOf(
  live: LiveObject,
  { row, lines }: { row: Values; lines: Record<string, Values[]> },
  inputFields: Record<string, Field>,
  input: Values,
  submitter: Submitter,
  today: string,
): Omit<Subject, 'changed'> {
  const { auditHash: _, ...open } = row
  const document = mapOf(live.fields, open)
  document.version = BigInt((row.version as number | undefined) ?? 0)
  const given = mapOf(inputFields, input)
  for (const [name, kind] of Object.entries(live.def.spec.lines ?? {})) {
    const known = (list: unknown) => (list as Values[]).map((line) => mapOf(kind.fields, line))
    document[name] = known(lines[name] ?? [])
    // Of a write, the lines as they would be.
    if (inputFields === live.fields) given[name] = known(input[name] ?? lines[name] ?? [])
  }
  return { row: document, input: given, submitter: { ...submitter }, today }
}

/**
 * True unless the condition is plainly false. One that cannot be decided (a value it compares is empty) asks for the
 * approval: a mistake in a condition must never be the way around it.
 */
export function applies(expression: string | null | undefined, subject: Subject): boolean {
  if (!expression?.trim()) return true
  try {
    return parse(expression)(subject) !== false
  } catch {
    return true
  }
}

const COMPREHENSIONS = new Set(['all', 'exists', 'exists_one', 'map', 'filter', 'bind'])

interface Found {
  fields: Set<string>
  problem?: Label
}

function member(node: ASTNode): { of: string; name: string } | undefined {
  if (node.op !== '.' && node.op !== '[]') return undefined
  const [base, key] = node.args as [ASTNode, string | ASTNode]
  const name = typeof key === 'string' ? key : key.op === 'value' ? String(key.args) : undefined
  return base.op === 'id' && name !== undefined ? { of: base.args, name } : undefined
}

/** Walks an expression: what it looks at, and what makes it too dear to be asked at every submission. */
function walk(node: unknown, depth: number, found: Found): void {
  if (Array.isArray(node)) {
    for (const one of node) walk(one, depth, found)
    return
  }
  if (typeof node !== 'object' || node === null || !('op' in node)) return
  const at = node as ASTNode
  const asked = member(at)
  if (asked) found.fields.add(`${asked.of}.${asked.name}`)
  let inner = depth
  if (at.op === 'rcall') {
    const [name] = at.args
    if (name === 'matches')
      found.problem = {
        zh: '不支持正则 matches，请用 contains 或 startsWith',
        en: 'matches is not available; use contains or startsWith',
      }
    if (COMPREHENSIONS.has(name)) inner++
    if (inner > 2)
      found.problem = { zh: '列表函数嵌套过深（最多两层）', en: 'List functions are nested too deep (two at most)' }
  }
  walk(at.args, inner, found)
}

export interface Checked {
  ok: boolean
  error?: Label
  /** `row.amount`, `input.reason` … */
  fields: string[]
}

const SYSTEM = ['id', 'number', 'state', 'owner', 'dept', 'version', 'createdAt', 'createdBy', 'updatedAt', 'updatedBy']
const SUBMITTER = ['id', 'dept', 'roles']
const LONGEST = 1000

function unknownName(live: LiveObject, inputs: Record<string, Field> | undefined, name: string): boolean {
  const [of, field] = name.split('.') as [string, string]
  const ofDocument = [live.fields, live.def.spec.lines ?? {}].some((f) => Object.hasOwn(f, field))
  if (of === 'row' || (of === 'input' && inputs === live.fields)) return !ofDocument && !SYSTEM.includes(field)
  if (of === 'input') return Boolean(inputs && !Object.hasOwn(inputs, field))
  return of === 'submitter' && !SUBMITTER.includes(field)
}

/** Is this a condition that can be asked of an object's rows (and of a command's input, where one is given)? */
export function checkExpression(expression: string, live: LiveObject, inputs?: Record<string, Field>): Checked {
  const wrong = (error: Label, fields: string[] = []): Checked => ({ ok: false, error, fields })
  if (expression.length > LONGEST) return wrong({ zh: '表达式过长', en: 'The expression is too long' })
  let checked: ReturnType<ParseResult['check']>
  let found: Found
  try {
    const made = parse(expression)
    checked = made.check()
    found = { fields: new Set() }
    walk(made.ast, 0, found)
  } catch (error) {
    return wrong(said(error))
  }
  const fields = [...found.fields].filter((f) => /^(row|input|submitter)\./.test(f))
  if (!checked.valid) return wrong(said(checked.error), fields)
  if (found.problem) return wrong(found.problem, fields)
  if (checked.type !== 'bool' && checked.type !== 'dyn')
    return wrong({ zh: '表达式的结果应为“是/否”', en: 'The expression must say yes or no' }, fields)
  const strange = fields.find((f) => unknownName(live, inputs, f))
  if (strange) return wrong({ zh: `没有字段 ${strange}`, en: `There is no ${strange}` }, fields)
  return { ok: true, fields }
}

function said(error: unknown): Label {
  const [first] = String((error as Error | undefined)?.message ?? error).split('\n')
  return { zh: `表达式有误：${first}`, en: `Wrong expression: ${first}` }
}
