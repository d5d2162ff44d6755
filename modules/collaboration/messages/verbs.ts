import { command } from '#kernel/commands/context.ts'
import { mailDelivery } from './mailDelivery.object.ts'

/** An administrator has mended the cause (an address, the server): the mail is tried again at once, as a new one. */
export const retryMail = command(
  mailDelivery,
  {
    name: 'retry',
    label: { zh: '重新发送', en: 'Send again' },
    from: ['failed', 'dead', 'suppressed'],
    to: 'queued',
    batch: 200,
  },
  async (ctx, row) => {
    await ctx.change(row, { dueAt: ctx.now.toISOString(), attempts: 0, lastError: null, messageId: null })
  },
)
