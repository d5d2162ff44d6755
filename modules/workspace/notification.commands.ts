import { command } from '#kernel/commands/context.ts'
import { markAllRead as markAll } from '#kernel/events/notify.ts'
import { notification } from './notification.object.ts'

/** One message has been seen. */
export const markRead = command(
  notification,
  { name: 'markRead', label: { zh: '标为已读', en: 'Mark read' } },
  async (ctx, row) => {
    if (!row.readAt) await ctx.change(row, { readAt: ctx.now.toISOString() })
  },
)

/** The bell is emptied at once. */
export const markAllRead = command(
  notification,
  { name: 'markAllRead', label: { zh: '全部标为已读', en: 'Mark all read' }, collection: true },
  async (ctx) => ({ count: await markAll(ctx.unit) }),
)
