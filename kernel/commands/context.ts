import type { Caller } from '../access/actor.ts'
import { type Started, submitForApproval } from '../approvals/start.ts'
import type { CommandDef, CommandSpec, Field, InputOf, ObjectDef, RowOf } from '../declare/index.ts'
import { defineCommand } from '../declare/index.ts'
import { denied, type FieldProblem, invalid, Problem } from '../errors.ts'
import { changeLines, changeRow, checkGuards, lockRow } from '../records/change.ts'
import { type CreateOptions, create } from '../records/create.ts'
import { isEmptyValue, type Values } from '../records/input.ts'
import { allLines } from '../records/lines.ts'
import { checkRefs } from '../records/refs.ts'
import type { Unit } from '../records/unit.ts'
import { checkValue } from '../records/validate.ts'
import type { Runner } from '../store/database.ts'
import type { Sql } from '../store/sql.ts'
import { requireVerb } from './run.ts'

/** What a business verb works with: its row is locked, everything it does is one transaction under its caller. */
export interface CommandContext {
  readonly unit: Unit
  readonly caller: Caller
  readonly tx: Runner
  readonly now: Date
  /** The calendar day in China. */
  readonly today: string
  /** The command's name, as the audit will show it. */
  readonly verb: string
  table(name: string): Sql
  /** Changes the row in hand (or another that the command has locked) and returns its new version. */
  change(row: { id: string }, patch: Values, object?: string): Promise<Values>
  /** The lines of a row, with their ids, by kind. */
  lines(row: { id: string }, object?: string): Promise<Record<string, Values[]>>
  /** Replaces kinds of lines of a row that the command holds (a line keeps its id), and changes its head with them. */
  changeLines(row: { id: string }, lines: Record<string, Values[]>, patch?: Values, object?: string): Promise<Values>
  /** Creates a row of any object, as the caller, under the caller's rights. */
  create(object: string, values: Values, options?: CreateOptions): Promise<Values>
  /** Locks another row through the caller's reach. */
  lock(object: string, id: string, verb: string): Promise<Values>
  emit(topic: string, payload?: Record<string, unknown>): void
  /** Writes an audit entry of its own (a look at a masked value, an export). */
  note(changes: Record<string, unknown>): void
}

/**
 * Declares a business verb on an object. The handler does the work; state, audit, outbox and commit are the kernel's. One
 * without a row that makes a row and runs its verb answers `{ id, approval }` where that verb waits to be approved.
 */
export function command<O extends ObjectDef, I extends Record<string, Field> = Record<string, never>>(
  object: O,
  spec: CommandSpec<I>,
  handler: (ctx: CommandContext, row: RowOf<O>, input: InputOf<I>) => Promise<unknown>,
): CommandDef {
  return defineCommand<O, I, CommandContext>(object, spec, handler)
}

function contextOf(unit: Unit, def: CommandDef, recordId: string | null): CommandContext {
  const { caller } = unit
  const about = recordId ? { object: def.object, id: recordId } : undefined
  return {
    unit,
    caller,
    tx: unit.tx,
    now: unit.now,
    today: unit.today,
    verb: def.spec.name,
    table: (name) => unit.table(name),
    change: (row, patch, object = def.object) => changeRow(unit, object, row as Values, patch, def.spec.name),
    lines: (row, object = def.object) => allLines(unit, unit.caller.model.objects.get(object)!, row.id),
    changeLines: (row, lines, patch = {}, object = def.object) =>
      changeLines(unit, object, row as Values, lines, patch, def.spec.name),
    create: (object, values, options) => create(unit, object, values, options),
    lock: (object, id, verb) => lockRow(unit, object, id, verb),
    emit: (topic, payload) => unit.emit(topic, payload, about),
    note: (changes) => void unit.audit(def.object, recordId, def.spec.name, changes),
  }
}

/** Checks a command's input against its declaration. */
export async function commandInput(unit: Unit, def: CommandDef, given: Values): Promise<Values> {
  const fields = def.spec.input ?? {}
  const problems: FieldProblem[] = []
  const values: Values = {}
  for (const name of Object.keys(given))
    if (!Object.hasOwn(fields, name))
      problems.push({
        field: name,
        code: 'field.unknown',
        message: { zh: `没有字段“${name}”`, en: `No field ${name}` },
      })
  for (const [name, field] of Object.entries(fields)) {
    const checked = checkValue(unit.caller.model, field, given[name] ?? field.default)
    if ('problem' in checked) problems.push({ field: name, ...checked.problem })
    else if (isEmptyValue(checked.value) && field.required)
      problems.push({
        field: name,
        code: 'field.required',
        message: { zh: `请填写${field.label.zh}`, en: `${field.label.en} is required` },
      })
    else values[name] = checked.value
  }
  if (problems.length) throw invalid(problems)
  const shape = { def: { spec: {} }, fields } as unknown as Parameters<typeof checkRefs>[1]
  const [dangling] = await checkRefs(unit, shape, [{ values, lines: {} }])
  if (dangling!.length) throw invalid(dangling!)
  return values
}

function checkState(def: CommandDef, row: Values, caller: Caller): void {
  if (!def.spec.from) return
  const from = [def.spec.from].flat()
  if (from.includes(row.state as string)) return
  const states = caller.model.objects.get(def.object)!.def.spec.states ?? {}
  const now = states[row.state as string]?.label ?? { zh: String(row.state), en: String(row.state) }
  throw new Problem(
    422,
    'state.notAllowed',
    {
      zh: `当前状态为“${now.zh}”，不能执行“${def.spec.label.zh}”`,
      en: `Not possible in state ${now.en}: ${def.spec.label.en}`,
    },
    { extra: { state: row.state, from } },
  )
}

/**
 * Runs a declared verb on one row (or on the object, for collection verbs) inside an open unit; where it has to be
 * approved first, opens the request instead and returns it as `approval`.
 */
export async function runCommand(
  unit: Unit,
  def: CommandDef,
  id: string | null,
  given: Values,
  version?: number,
): Promise<{ row: Values | null; result: unknown; approval?: Started }> {
  const verb = def.spec.grant ?? def.spec.name
  requireVerb(unit.caller, def.object, verb)
  if (def.spec.collection || !id) {
    if (!def.spec.collection) throw denied(verb)
    const input = await commandInput(unit, def, given)
    const approval = await submitForApproval(unit, def, null, input)
    if (approval) return { row: null, result: null, approval }
    const handler = def.handler as unknown as (ctx: CommandContext, row: null, input: Values) => Promise<Values | null>
    const result = (await handler(contextOf(unit, def, null), null, input)) ?? null
    return { row: null, result, approval: result?.approval as Started | undefined }
  }
  const locked = () => lockRow(unit, def.object, id, verb, def.spec.onDeleted ? 'any' : 'no')
  let row = await locked()
  if (version !== undefined && row.version !== version)
    throw new Problem(
      409,
      'version.stale',
      { zh: '记录已被他人修改，请刷新后重试', en: 'Somebody changed this record meanwhile' },
      { extra: { current: { version: row.version }, yours: { version } } },
    )
  checkState(def, row, unit.caller)
  await checkGuards(unit, def.object, def.spec.guards, row)
  const input = await commandInput(unit, def, given)
  const { prepare } = def.spec
  if (prepare && unit.caller.model.approvals.flows.has(def.key)) {
    await runCommand(unit, prepare, id, {})
    // As it is stored now: an approval holds to what its document reads like later.
    row = await locked()
  }
  const approval = await submitForApproval(unit, def, row, input)
  if (approval) return { row, result: null, approval }
  // The handler works on `held`; whatever it changes there is what the state change is built on.
  const held: Values = { ...row }
  const ctx = contextOf(unit, def, id)
  const onHeld = async (target: { id: string }, object: string, work: (row: { id: string }) => Promise<Values>) => {
    const isHeld = target.id === id && object === def.object
    const next = await work(isHeld ? (held as { id: string }) : target)
    if (isHeld) Object.assign(held, next)
    return next
  }
  const tracked: CommandContext = {
    ...ctx,
    change: (target, patch, object = def.object) => onHeld(target, object, (row) => ctx.change(row, patch, object)),
    changeLines: (target, lines, patch, object = def.object) =>
      onHeld(target, object, (row) => ctx.changeLines(row, lines, patch, object)),
  }
  const handler = def.handler as unknown as (ctx: CommandContext, row: Values, input: Values) => Promise<unknown>
  const result = await handler(tracked, held, input)
  const final =
    def.spec.to && held.state !== def.spec.to
      ? await changeRow(unit, def.object, { ...held }, { state: def.spec.to }, def.spec.name)
      : held
  return { row: final, result: result ?? null }
}
