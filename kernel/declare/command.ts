import type { Guard } from './condition.ts'
import type { Field } from './fields.ts'
import type { Label } from './label.ts'
import type { ObjectDef, RowOf } from './object.ts'

/** Values that a command's input declaration promises. */
export type InputOf<I extends Record<string, Field>> = {
  [K in keyof I]: I[K] extends Field<infer T, infer R> ? (R extends true ? T : T | null | undefined) : never
}

export interface CommandSpec<I extends Record<string, Field> = Record<string, Field>> {
  name: string
  label: Label
  /** States it may start from; absent: any. */
  from?: string | string[]
  /** What else must hold of the row: pages offer the verb only then, the server refuses it otherwise. */
  guards?: Guard[]
  /** Run first where an approval flow stands before this one, so that it is judged by what it will do (prices filled). */
  prepare?: CommandDef
  /** State it ends in; absent: unchanged. */
  to?: string
  input?: I
  /** Asked before it runs. */
  confirm?: Label
  /** A verb of the whole object rather than of one row (no id in its path). */
  collection?: boolean
  /** Accepts up to this many ids at once from the list's batch bar. */
  batch?: number
  /** Looks dangerous: red, with a confirmation. */
  danger?: boolean
  icon?: string
  /** Grant needed when it is not the command's own name (e.g. everybody who may `update`). */
  grant?: string
  /** Not offered as a button by the generic pages (a page of its own calls it). */
  hidden?: boolean
  /** Runs on rows in the recycle bin too. */
  onDeleted?: boolean
}

/** The kernel's side of a running command; see commands/context.ts for the implementation. */
export type CommandHandler<Ctx, Row, Input> = (ctx: Ctx, row: Row, input: Input) => Promise<unknown>

export interface CommandDef {
  key: string
  object: string
  spec: CommandSpec
  handler: CommandHandler<never, never, never>
}

/** The context type is bound by `#kernel/commands/command.ts`, so that declarations stay free of the server. */
export function defineCommand<O extends ObjectDef, I extends Record<string, Field>, Ctx>(
  object: O,
  spec: CommandSpec<I>,
  handler: CommandHandler<Ctx, RowOf<O>, InputOf<I>>,
): CommandDef {
  return { key: `${object.name}.${spec.name}`, object: object.name, spec, handler: handler as CommandDef['handler'] }
}
