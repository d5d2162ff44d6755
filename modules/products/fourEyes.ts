import type { CommandContext } from '#kernel/commands/context.ts'
import { Refusal } from '#kernel/errors.ts'

/** Maker ≠ checker: whoever wrote or handed in the thing does not sign it. The system actor signs nothing of its own. */
export function otherEyes(ctx: CommandContext, makers: unknown[]): void {
  const { actor } = ctx.caller
  if (actor.system || !makers.includes(actor.id)) return
  throw new Refusal('check.ownWork', {
    zh: '制单人不能审批自己的单据；请由另一位同事办理',
    en: 'Nobody checks his own work; have a colleague do it',
  })
}
