import { command } from '#kernel/commands/context.ts'
import { date, decimal, select, text } from '#kernel/declare/index.ts'
import { invalidField, Refusal } from '#kernel/errors.ts'
import { account } from './account.object.ts'
import { CUSTOMER_CLASSES, DATUMS } from './fields.ts'

/** 冻结: no new orders, visits and expenses from now on; collection, recall and adverse events go on. */
export const freeze = command(
  account,
  {
    name: 'freeze',
    label: { zh: '冻结', en: 'Freeze' },
    from: 'active',
    to: 'frozen',
    danger: true,
    icon: 'stop',
    batch: 200,
    input: { reason: text({ zh: '冻结原因', en: 'Reason' }, { required: true, max: 300 }) },
  },
  async (ctx, row, input) => {
    await ctx.change(row, { freezeReason: input.reason })
  },
)

export const unfreeze = command(
  account,
  {
    name: 'unfreeze',
    label: { zh: '解冻', en: 'Unfreeze' },
    from: 'frozen',
    to: 'active',
    icon: 'play-circle',
    batch: 200,
    grant: 'freeze',
    input: { reason: text({ zh: '解冻原因', en: 'Reason' }, { required: true, max: 300 }) },
  },
  async (ctx, row, input) => {
    await ctx.change(row, { freezeReason: null })
    ctx.emit('account.unfrozen', { reason: input.reason })
  },
)

/** 核验地址: somebody was there. Until then no visit can be planned there. */
export const verifyAddress = command(
  account,
  {
    name: 'verifyAddress',
    label: { zh: '核验地址', en: 'Verify address' },
    icon: 'environment',
    input: {
      lng: decimal({ zh: '经度', en: 'Longitude' }, { scale: 7, min: -180, atMost: 180 }),
      lat: decimal({ zh: '纬度', en: 'Latitude' }, { scale: 7, min: -90, atMost: 90 }),
      datum: select({ zh: '坐标系', en: 'Datum' }, DATUMS, { default: 'gcj02' }),
    },
  },
  async (ctx, row, input) => {
    const here = input.lng && input.lat ? { lng: input.lng, lat: input.lat, datum: input.datum } : {}
    if (!row.address || !(input.lng ?? row.lng) || !(input.lat ?? row.lat))
      throw new Refusal('account.noAddress', {
        zh: '请先填写详细地址与坐标',
        en: 'Fill in the address and its coordinates first',
      })
    await ctx.change(row, { ...here, addressVerified: true, addressVerifiedAt: ctx.now.toISOString() })
  },
)

/** 调整分级: an override by hand needs a reason and a last day. */
export const setClass = command(
  account,
  {
    name: 'setClass',
    label: { zh: '调整分级', en: 'Set class' },
    icon: 'star',
    batch: 200,
    input: {
      class: select({ zh: '分级', en: 'Class' }, CUSTOMER_CLASSES, { required: true }),
      reason: text({ zh: '理由', en: 'Reason' }, { required: true, max: 300 }),
      until: date({ zh: '有效期至', en: 'Valid until' }, { required: true }),
    },
  },
  async (ctx, row, input) => {
    if (input.until < ctx.today)
      throw invalidField('until', 'date.past', '有效期不能早于今天', 'It must not lie in the past')
    await ctx.change(row, { class: input.class, classReason: input.reason, classUntil: input.until })
  },
)

export const accountVerbs = [freeze, unfreeze, verifyAddress, setClass]
