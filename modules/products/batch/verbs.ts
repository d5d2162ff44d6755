import { type CommandContext, command } from '#kernel/commands/context.ts'
import { decimal, text } from '#kernel/declare/index.ts'
import { invalid, Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { add, compare, negate, normalize, sub } from '#kernel/values/decimal.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { otherEyes } from '../fourEyes.ts'
import { batch } from './batch.object.ts'
import { moveStock, type StockMove } from './ledger.sql.ts'
import { controlClassOf } from './product.sql.ts'

const reason = (zh: string, en: string) => text({ zh, en }, { required: true, max: 300 })
const quantity = decimal(
  { zh: '数量（基本单位）', en: 'Quantity (base units)' },
  { required: true, scale: 4, min: 0.0001 },
)

type Row = { id: string; onHand: string | null; reserved: string | null; locked: string | null }

const free = (row: Row): string => sub(sub(row.onHand ?? '0', row.reserved ?? '0'), row.locked ?? '0')

/** Moves stock of the row in hand, whose columns then are the new sums: a later change of the row must not undo them. */
async function move(
  ctx: CommandContext,
  row: Row,
  entry: Omit<StockMove, 'batchId' | 'source' | 'sourceId'>,
): Promise<void> {
  const sums = await moveStock(ctx.unit, [{ ...entry, batchId: row.id, source: batch.name, sourceId: row.id }])
  Object.assign(row, sums.get(row.id))
}

export const receiveStock = command(
  batch,
  {
    name: 'receiveStock',
    label: { zh: '入库', en: 'Receive stock' },
    from: ['quarantine', 'released'],
    icon: 'login',
    input: { qty: quantity, note: text({ zh: '说明', en: 'Note' }, { max: 300 }) },
  },
  async (ctx, row, input) => move(ctx, row, { kind: 'receive', onHand: input.qty, note: input.note ?? null }),
)

/** What the stock check found, as what was counted or as the difference; exactly one of the two is said. */
function differenceOf(row: Row, counted: string | null | undefined, delta: string | null | undefined): string {
  if (Boolean(counted) === Boolean(delta))
    throw invalid([
      {
        field: 'counted',
        code: 'stock.countedOrDelta',
        message: {
          zh: '请填写“实盘数量”或“增减”其中一项',
          en: 'Fill in either what was counted or the difference',
        },
      },
    ])
  return delta || sub(counted!, row.onHand ?? '0')
}

/** 盘点调整: what was counted differs. Never below what is promised and locked. */
export const adjustStock = command(
  batch,
  {
    name: 'adjustStock',
    label: { zh: '盘点调整', en: 'Adjust stock' },
    from: ['quarantine', 'released', 'locked', 'recalled', 'expired'],
    icon: 'diff',
    input: {
      counted: decimal(
        { zh: '实盘数量', en: 'Counted' },
        {
          scale: 4,
          min: 0,
          help: {
            zh: '盘到的实际数量（基本单位），与在库的差额自动算出',
            en: 'What lies there, in base units; the difference follows from it',
          },
        },
      ),
      delta: decimal({ zh: '或：增减（可为负）', en: 'Or the difference (may be negative)' }, { scale: 4 }),
      reason: reason('调整原因', 'Why'),
    },
  },
  async (ctx, row, input) => {
    const delta = differenceOf(row, input.counted, input.delta)
    if (compare(delta, '0') === 0)
      throw new Refusal('stock.nothing', {
        zh: '与在库数一致，无需调整',
        en: 'Nothing to adjust: it is what the books say',
      })
    // In a blocked batch all that is not promised is locked, so what was counted short comes off the locked stock.
    const blocked = ['locked', 'recalled', 'expired'].includes(row.state ?? '') && compare(delta, '0') < 0
    await move(ctx, row, {
      kind: 'adjust',
      onHand: delta,
      ...(blocked ? { locked: delta } : {}),
      note: input.reason,
    })
  },
)

/** 放行: only in date, with a lot release where the law wants one, and not by whoever entered the batch. */
export const release = command(
  batch,
  { name: 'release', label: { zh: '放行', en: 'Release' }, from: 'quarantine', to: 'released', icon: 'check-circle' },
  async (ctx, row) => {
    otherEyes(ctx, [(row as { createdBy?: unknown }).createdBy])
    if (row.lastUsableDate < ctx.today)
      throw new Refusal('batch.expired', {
        zh: `批号 ${row.batchNo} 已于 ${row.lastUsableDate} 过期，不能放行；请按不合格品处理`,
        en: `Batch ${row.batchNo} expired on ${row.lastUsableDate} and cannot be released; treat it as rejected`,
      })
    const { controlClass } = await ruleOn(ctx.caller, 'batch.lotRelease', ctx.today)
    if (!row.lotReleaseCert && controlClass?.includes(await controlClassOf(ctx.unit, row.package)))
      throw new Refusal('batch.noLotRelease', {
        zh: `批号 ${row.batchNo} 须有批签发证明才能放行；请先填写批签发号`,
        en: `Batch ${row.batchNo} needs its lot release certificate; fill in its number first`,
      })
  },
)

/** 锁定: the whole batch, or a quantity of it while the rest goes on. */
export const lock = command(
  batch,
  {
    name: 'lock',
    label: { zh: '锁定', en: 'Lock' },
    from: ['released', 'quarantine'],
    danger: true,
    icon: 'lock',
    input: {
      reason: reason('锁定原因', 'Why locked'),
      qty: decimal({ zh: '数量（空为整批）', en: 'Quantity (empty: the whole batch)' }, { scale: 4, min: 0 }),
    },
  },
  async (ctx, row, input) => {
    if (input.qty && compare(input.qty, '0') > 0)
      return move(ctx, row, { kind: 'lock', locked: input.qty, note: input.reason })
    await block(ctx, row, 'locked', input.reason)
  },
)

type Blocked = 'locked' | 'recalled' | 'expired'

/**
 * Nothing of the batch ships from this moment: what is free is locked; what is promised stays with its order, which
 * cannot ship it either (`moveStock` refuses), and is locked as soon as the order lets it go.
 */
async function block(ctx: CommandContext, row: Row & Values, to: Blocked, why: string): Promise<void> {
  const rest = free(row)
  if (compare(rest, '0') > 0) await move(ctx, row, { kind: 'lock', locked: rest, note: why })
  await ctx.change(row, { state: to, lockReason: why, heldFrom: to === 'locked' ? row.state : null })
}

/** 解锁: the batch goes back to where it was, or to the expired ones when its time has come meanwhile. */
export const unlock = command(
  batch,
  {
    name: 'unlock',
    label: { zh: '解锁', en: 'Unlock' },
    from: ['locked', 'released', 'quarantine'],
    icon: 'unlock',
    input: { reason: reason('解锁原因', 'Why unlocked') },
  },
  async (ctx, row, input) => {
    const before = row.heldFrom ?? 'quarantine'
    const late = row.lastUsableDate < ctx.today
    if (row.state === 'locked')
      await ctx.change(row, {
        state: late ? 'expired' : before,
        lockReason: late ? `已于 ${row.lastUsableDate} 过期` : null,
        heldFrom: null,
      })
    if (late || compare(row.locked ?? '0', '0') === 0) return
    await move(ctx, row, { kind: 'unlock', locked: negate(row.locked ?? '0'), note: input.reason })
  },
)

/** 召回: from this instant nothing of the batch ships, promised or not. Orders and customers are told by the event. */
export const recall = command(
  batch,
  {
    name: 'recall',
    label: { zh: '召回', en: 'Recall' },
    from: ['quarantine', 'released', 'locked', 'expired'],
    danger: true,
    icon: 'rollback',
    confirm: {
      zh: '召回立即停止该批号的一切发货，确定？',
      en: 'Recall stops every shipment of the batch at once. Go on?',
    },
    input: { reason: reason('召回原因', 'Why recalled') },
  },
  async (ctx, row, input) => {
    await block(ctx, row, 'recalled', input.reason)
    ctx.emit('batch.recalled', {
      batchId: row.id,
      batchNo: row.batchNo,
      packageId: row.package,
      reason: input.reason,
      reserved: normalize(row.reserved ?? '0'),
    })
  },
)

/** 销毁: all that is left, once no order holds any of it. */
export const destroy = command(
  batch,
  {
    name: 'destroy',
    label: { zh: '销毁', en: 'Destroy' },
    from: ['quarantine', 'expired', 'locked', 'recalled'],
    to: 'destroyed',
    danger: true,
    icon: 'delete',
    confirm: { zh: '销毁后库存归零且不能恢复，确定？', en: 'Stock goes to zero for good. Go on?' },
    input: { reason: reason('销毁说明', 'How and why') },
  },
  async (ctx, row, input) => {
    if (compare(row.reserved ?? '0', '0') > 0)
      throw new Refusal('batch.stillReserved', {
        zh: `批号 ${row.batchNo} 仍被订单占用 ${normalize(row.reserved ?? '0')}；请先由仓库撤销配货`,
        en: `${normalize(row.reserved ?? '0')} of batch ${row.batchNo} is reserved for orders; have the warehouse take it back first`,
      })
    const all = add(row.onHand ?? '0', '0')
    if (all !== '0')
      await move(ctx, row, {
        kind: 'destroy',
        onHand: negate(all),
        locked: negate(row.locked ?? '0'),
        note: input.reason,
      })
    await ctx.change(row, { lockReason: input.reason, heldFrom: null, nearExpiry: false })
  },
)

export const batchVerbs = [receiveStock, adjustStock, release, lock, unlock, recall, destroy]
