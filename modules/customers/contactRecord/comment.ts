import { command } from '#kernel/commands/context.ts'
import { longText, refs } from '#kernel/declare/index.ts'
import { contactRecord } from './contactRecord.object.ts'

/** 上级批注: a manager answers what was written; the writer, and whoever is mentioned, hear of it. */
export const comment = command(
  contactRecord,
  {
    name: 'comment',
    label: { zh: '批注', en: 'Comment' },
    icon: 'comment',
    input: {
      comment: longText({ zh: '批注', en: 'Comment' }, { required: true, max: 2000 }),
      mentions: refs('employee', { zh: '提醒谁看', en: 'Mentions' }),
    },
  },
  async (ctx, row, input) => {
    const me = ctx.caller.actor.id
    await ctx.change(row, {
      managerComment: input.comment,
      commentedBy: ctx.caller.actor.system ? null : me,
      commentedAt: ctx.now.toISOString(),
    })
    const to = [...new Set([row.employee, ...(input.mentions ?? [])])].filter((id) => id && id !== me)
    ctx.emit('contactRecord.commented', { to, account: row.account, by: me, text: input.comment.slice(0, 200) })
  },
)
