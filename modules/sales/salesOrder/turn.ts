import { command } from '#kernel/commands/context.ts'
import { type Guard, text } from '#kernel/declare/index.ts'
import type { Values } from '#kernel/records/input.ts'
import { noteContract } from '../contract/progress.sql.ts'
import { sign } from './audits.ts'
import { contentSnapshot } from './content.ts'
import { giveBackCredit } from './credit.ts'
import { homeOf, plant } from './planting.ts'
import { refreshOrder } from './refresh.ts'
import { salesOrder } from './salesOrder.object.ts'

const reason = text({ zh: '原因', en: 'Reason' }, { required: true, max: 300 })

/** Nothing of it lies picked in the warehouse. */
const notPicked: Guard = {
  every: 'lines',
  holds: { pickedQty: { positive: false } },
  code: 'order.picked',
  message: {
    zh: '仓库已配货未发：请先作废未发的发货单，再办理',
    en: 'Goods are picked and not shipped: cancel the open shipment first',
  },
}

const notShipped: Guard = {
  holds: { shippedAmount: { positive: false } },
  code: 'order.shipped',
  message: {
    zh: '订单已有发货，不能取消：请改用短交结案',
    en: 'Goods of this order have left: short-close it instead',
  },
}

const shipped: Guard = {
  holds: { shippedAmount: { positive: true } },
  code: 'order.notShipped',
  message: { zh: '尚未发货：请改用取消订单', en: 'Nothing has been shipped: cancel the order instead' },
}

const notPaid: Guard = {
  holds: { paidAmount: { positive: false } },
  code: 'order.allocated',
  message: {
    zh: '订单已核销回款：请先撤销核销再取消',
    en: 'Payments are allocated to it: take the allocations back first',
  },
}

/** 暂停: nothing of it moves until it is resumed. */
export const holdOrder = command(
  salesOrder,
  {
    name: 'hold',
    label: { zh: '暂停', en: 'Hold' },
    from: ['submitted', 'businessApproved', 'financeApproved'],
    to: 'onHold',
    icon: 'pause',
    input: { reason },
  },
  async (ctx, row, input) => {
    const patch = { state: 'onHold', heldFrom: row.state, holdReason: input.reason }
    Object.assign(row, await refreshOrder(ctx.unit, row, patch, ctx.verb))
    await sign(ctx.unit, row, 'other', 'held', input.reason)
  },
)

export const resumeOrder = command(
  salesOrder,
  {
    name: 'resume',
    label: { zh: '恢复', en: 'Resume' },
    from: 'onHold',
    icon: 'play-circle',
    input: { comment: text({ zh: '意见', en: 'Comment' }, { max: 300 }) },
  },
  async (ctx, row, input) => {
    const patch = { state: row.heldFrom ?? 'submitted', heldFrom: null, holdReason: null }
    Object.assign(row, await refreshOrder(ctx.unit, row, patch, ctx.verb))
    await sign(ctx.unit, row, 'other', 'done', input.comment)
  },
)

/** 取消: only while nothing has left and no money is set against it. */
export const cancelOrder = command(
  salesOrder,
  {
    name: 'cancel',
    label: { zh: '取消订单', en: 'Cancel' },
    from: ['draft', 'submitted', 'businessApproved', 'financeApproved', 'onHold'],
    to: 'cancelled',
    guards: [notShipped, notPicked, notPaid],
    danger: true,
    icon: 'stop',
    confirm: { zh: '取消后不能恢复', en: 'A cancelled order cannot be revived' },
    input: { reason },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    await giveBackCredit(unit, row)
    const patch = { state: 'cancelled', heldFrom: null, holdReason: null }
    Object.assign(row, await refreshOrder(unit, row, patch, ctx.verb))
    await sign(unit, row, 'other', 'withdrawn', input.reason)
    if (row.contract) await noteContract(unit, row.contract)
  },
)

/** 短交结案: what has not been shipped never will be; what has been goes on to be received, invoiced and paid. */
export const shortCloseOrder = command(
  salesOrder,
  {
    name: 'shortClose',
    label: { zh: '短交结案', en: 'Short-close' },
    from: ['financeApproved', 'onHold'],
    to: 'shortClosed',
    guards: [shipped, notPicked],
    icon: 'scissor',
    input: { reason },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    await giveBackCredit(unit, row)
    const patch = { state: 'shortClosed', heldFrom: null, holdReason: null }
    Object.assign(row, await refreshOrder(unit, row, patch, ctx.verb))
    await sign(unit, row, 'other', 'done', input.reason)
    if (row.contract) await noteContract(unit, row.contract)
  },
)

/** 变更: the approved revision is kept as it is, the next one is drafted and goes through every audit again. */
export const amendOrder = command(
  salesOrder,
  {
    name: 'amend',
    label: { zh: '变更', en: 'Amend' },
    from: ['financeApproved', 'onHold'],
    to: 'draft',
    guards: [notPicked],
    icon: 'edit',
    confirm: { zh: '变更后须重新提交并审核', en: 'It must be submitted and approved again' },
    input: { reason },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    const lines = (await ctx.lines(row)).lines!
    await plant(unit, 'orderVersion', homeOf(row as unknown as Values), [
      {
        values: {
          order: row.id,
          revision: row.revision,
          content: contentSnapshot(row, lines),
          contentHash: row.contentHash,
          reason: input.reason,
        },
      },
    ])
    await giveBackCredit(unit, row)
    await sign(unit, row, 'other', 'withdrawn', input.reason)
    const patch = {
      state: 'draft',
      revision: Number(row.revision) + 1,
      heldFrom: null,
      holdReason: null,
      businessBy: null,
      financeBy: null,
    }
    Object.assign(row, await refreshOrder(unit, row, patch, ctx.verb))
    if (row.contract) await noteContract(unit, row.contract)
  },
)

export const turnVerbs = [holdOrder, resumeOrder, cancelOrder, shortCloseOrder, amendOrder]
