import { type CommandContext, command } from '#kernel/commands/context.ts'
import { date, items, longText, select, text } from '#kernel/declare/index.ts'
import { invalidField, Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { belowFloor, requireQuotes, requireRegistrations } from './guards.sql.ts'
import { offerHash } from './lines.sql.ts'
import { DECIDED, OUT, PREPARING } from './phases.ts'
import { requireConfirmations } from './progress.sql.ts'
import { tender } from './tender.object.ts'

const note = longText({ zh: '说明', en: 'Note' }, { max: 1000 })
const reason = longText({ zh: '原因', en: 'Reason' }, { required: true, max: 1000 })
const linesOf = async (ctx: CommandContext, row: { id: string }): Promise<Values[]> =>
  (await ctx.lines(row)).lines ?? []
/** The last day that must be covered by a registration: the end of the cycle, as far as it is known. */
const lastDay = (row: { cycleTo: string | null; submitBy: string }): string => row.cycleTo ?? row.submitBy

/** 评估: worth bidding for? */
export const assess = command(
  tender,
  {
    name: 'assess',
    label: { zh: '评估', en: 'Assess' },
    from: 'announced',
    to: 'assessed',
    icon: 'file-search',
    input: { assessment: longText({ zh: '评估意见', en: 'Assessment' }, { required: true, max: 1000 }) },
  },
  async (ctx, row, input) => {
    await ctx.change(row, { assessment: input.assessment })
  },
)

export const register = command(
  tender,
  {
    name: 'register',
    label: { zh: '报名', en: 'Register' },
    from: 'assessed',
    to: 'registered',
    icon: 'form',
    input: { registrationNo: text({ zh: '报名回执号', en: 'Registration no.' }, { max: 60 }) },
  },
  async (ctx, row, input) => {
    if (row.registerBy && ctx.today > row.registerBy)
      throw new Refusal('tender.registrationClosed', {
        zh: `报名已于 ${row.registerBy} 截止，不能再报名；请核对公告，若已延期先更新“报名截止”，否则废标`,
        en: `Registration closed on ${row.registerBy}; check the announcement: enter the new date if it was extended, else void the tender`,
      })
    await ctx.change(row, { registrationNo: input.registrationNo })
  },
)

/** 制作标书: also takes a reviewed bid back to be worked on; its signatures are void then. */
export const startDraft = command(
  tender,
  {
    name: 'startDraft',
    label: { zh: '制作标书', en: 'Draft the bid' },
    from: ['registered', 'reviewed'],
    to: 'drafting',
    icon: 'edit',
  },
  async (ctx, row) => {
    await ctx.change(row, { reviewer: null, secondReviewer: null, reviewedAt: null, reviewHash: null })
  },
)

/**
 * 复核: somebody other than who keeps the bid signs the quotes; where one lies below its floor, two of them. A signature
 * stands for the very quotes that were signed: whatever changes afterwards voids it.
 */
export const review = command(
  tender,
  {
    name: 'review',
    label: { zh: '复核', en: 'Review' },
    from: 'drafting',
    icon: 'safety-certificate',
    confirm: {
      zh: '签署确认本标书的品规与报价；低于底价的须两人签署',
      en: 'You sign packages and quotes of this bid; below the floor two people must',
    },
  },
  async (ctx, row) => {
    const me = ctx.caller.actor.id
    if (me === row.owner)
      throw new Refusal('tender.ownReview', {
        zh: '标书负责人不能复核自己的标书，请由价格管理或销售总监复核',
        en: 'Who keeps the bid cannot review it; pricing or the director has to',
      })
    const lines = await linesOf(ctx, row)
    await requireQuotes(ctx.unit, lines)
    await requireRegistrations(ctx.unit, lines, lastDay(row))
    const below = await belowFloor(ctx.unit, row, lines)
    const hash = offerHash(lines)
    const signed = row.reviewHash === hash ? row.reviewer : null
    if (below.length && signed === me)
      throw new Refusal('tender.secondSignature', {
        zh: '报价低于底价，您已签署；须由另一位有复核权限的人再签署',
        en: 'The quote lies below the floor and you have signed; a second person has to sign too',
      })
    const reviewedAt = ctx.now.toISOString()
    if (below.length && !signed) {
      await ctx.change(row, { reviewer: me, secondReviewer: null, reviewedAt, reviewHash: hash })
      ctx.emit('tender.secondSignatureNeeded', { by: me })
      return { signatures: 1, needed: 2 }
    }
    const signatures = below.length ? { secondReviewer: me } : { reviewer: me, secondReviewer: null }
    await ctx.change(row, { ...signatures, reviewedAt, reviewHash: hash, state: 'reviewed' })
    return { signatures: below.length ? 2 : 1, needed: below.length ? 2 : 1 }
  },
)

/** Nothing leaves that was not signed as it stands. */
async function requireSigned(ctx: CommandContext, row: Values & { id: string }): Promise<void> {
  const lines = await linesOf(ctx, row)
  if (row.reviewHash !== offerHash(lines))
    throw new Refusal('tender.changedSinceReview', {
      zh: '复核后品规或报价有改动，签署已失效；请退回“制作标书”并重新复核',
      en: 'Packages or quotes changed after the review, which voids it; take the bid back to drafting and have it reviewed again',
    })
  const below = await belowFloor(ctx.unit, row, lines)
  if (below.length && (!row.secondReviewer || row.secondReviewer === row.reviewer))
    throw new Refusal('tender.twoSignatures', {
      zh: '有报价低于底价，须两人复核签署后才能寄出；请退回“制作标书”由两人复核',
      en: 'A quote lies below its floor: two people have to sign before it leaves; take it back to drafting and have both review it',
    })
  await requireRegistrations(ctx.unit, lines, lastDay(row as never))
}

/** 标书寄出: the courier number is what everybody will ask for. */
export const markSent = command(
  tender,
  {
    name: 'markSent',
    label: { zh: '标书寄出', en: 'Bid sent' },
    from: 'reviewed',
    to: 'sent',
    icon: 'rocket',
    input: {
      courier: text(
        { zh: '快递公司', en: 'Courier' },
        { max: 40, required: true, help: { zh: '网上递交填平台名称', en: 'The platform, when submitted online' } },
      ),
      courierNo: text(
        { zh: '快递单号', en: 'Courier no.' },
        { max: 60, required: true, help: { zh: '网上递交填回执号', en: 'The receipt no., when submitted online' } },
      ),
    },
  },
  async (ctx, row, input) => {
    if (ctx.today > row.submitBy)
      throw new Refusal(
        'tender.deadlinePassed',
        {
          zh: `投标已于 ${row.submitBy} 截止，不能再寄出；请核对公告，若已延期先更新“投标截止”，否则废标`,
          en: `Submission closed on ${row.submitBy}: it is too late to send; check the announcement: enter the new date if it was extended, else void the tender`,
        },
        { submitBy: row.submitBy },
      )
    await requireSigned(ctx, row)
    await ctx.change(row, { courier: input.courier, courierNo: input.courierNo, sentAt: ctx.now.toISOString() })
  },
)

export const markDelivered = command(
  tender,
  {
    name: 'markDelivered',
    label: { zh: '标书送达', en: 'Bid delivered' },
    from: 'sent',
    to: 'delivered',
    icon: 'inbox',
    input: { note },
  },
  async (ctx, row, input) => {
    await ctx.change(row, { deliveredAt: ctx.now.toISOString() })
    if (input.note) ctx.note({ note: input.note })
  },
)

export const markOpened = command(
  tender,
  {
    name: 'markOpened',
    label: { zh: '已开标', en: 'Bids opened' },
    from: ['delivered', 'sent'],
    to: 'opened',
    icon: 'unlock',
  },
  async (ctx, row) => {
    if (row.openAt && ctx.now.toISOString() < row.openAt)
      throw new Refusal('tender.notOpenYet', {
        zh: '尚未到开标时间；如提前开标请先更新“开标时间”',
        en: 'The opening lies ahead; change its time first if it came early',
      })
    await ctx.change(row, { openedAt: ctx.now.toISOString(), deliveredAt: row.deliveredAt ?? ctx.now.toISOString() })
  },
)

/** 废标: ours or the whole tender, at any time before a win. */
export const voidTender = command(
  tender,
  {
    name: 'voidTender',
    label: { zh: '废标', en: 'Void' },
    from: [...PREPARING, ...OUT],
    to: 'void',
    danger: true,
    icon: 'stop',
    input: { reason },
  },
  async (ctx, row, input) => {
    await ctx.change(row, { resultReason: input.reason, resultAt: ctx.now.toISOString() })
  },
)

/** 挂网: the won packages can be seen and ordered on the province's platform. */
export const list = command(
  tender,
  {
    name: 'list',
    label: { zh: '挂网', en: 'Listed on platform' },
    from: 'won',
    to: 'listed',
    icon: 'cloud-upload',
    input: {
      listedOn: date({ zh: '挂网日期', en: 'Listed on' }, { required: true }),
      listingNo: text({ zh: '挂网编号', en: 'Listing no.' }, { max: 60 }),
    },
  },
  async (ctx, row, input) => {
    await ctx.change(row, { listedOn: input.listedOn, listingNo: input.listingNo })
  },
)

/** 医院勾选完成: hospitals have said what they will take; each is a row of its own. */
export const confirmHospitals = command(
  tender,
  {
    name: 'confirmHospitals',
    label: { zh: '医院勾选完成', en: 'Hospitals confirmed' },
    from: 'listed',
    to: 'hospitalConfirmed',
    icon: 'check-square',
  },
  async (ctx, row) => ({ hospitals: await requireConfirmations(ctx.unit, row.id) }),
)

export const startCycle = command(
  tender,
  {
    name: 'startCycle',
    label: { zh: '开始执行', en: 'Start the cycle' },
    from: ['listed', 'hospitalConfirmed'],
    to: 'inCycle',
    icon: 'play-circle',
  },
  async (ctx, row) => {
    if (!row.cycleFrom || !row.cycleTo || ctx.today < row.cycleFrom)
      throw new Refusal('tender.cycleAhead', {
        zh: `采购周期自 ${row.cycleFrom ?? '（未填）'} 起，届时再开始执行`,
        en: `The cycle begins on ${row.cycleFrom ?? '(no date)'}; start it then`,
      })
    const won = (await linesOf(ctx, row)).filter((l) => l.result === 'won')
    await requireRegistrations(ctx.unit, won, row.cycleTo)
  },
)

/** 结束: the cycle is over, or there is nothing more to follow. */
export const close = command(
  tender,
  {
    name: 'close',
    label: { zh: '结束', en: 'Close' },
    from: ['assessed', 'lost', 'inCycle'],
    to: 'closed',
    icon: 'check-circle',
    input: {
      reason: longText(
        { zh: '说明', en: 'Note' },
        { max: 1000, help: { zh: '不参与投标或提前结束时必填', en: 'Needed when not bidding, or ending early' } },
      ),
    },
  },
  async (ctx, row, input) => {
    const early = row.state === 'assessed' || (row.state === 'inCycle' && row.cycleTo && ctx.today <= row.cycleTo)
    if (early && !input.reason)
      throw invalidField(
        'reason',
        'field.required',
        '采购周期未结束（或不参与投标），请说明原因',
        'The cycle is not over (or you do not bid): say why',
      )
    if (input.reason)
      await ctx.change(row, { resultReason: [row.resultReason, input.reason].filter(Boolean).join('\n') })
  },
)

export const payBond = command(
  tender,
  {
    name: 'payBond',
    label: { zh: '缴纳保证金', en: 'Bond paid' },
    from: [...PREPARING, 'sent', 'delivered'],
    icon: 'money-collect',
    input: {
      bondPaidOn: date({ zh: '缴纳日期', en: 'Paid on' }, { required: true }),
      bondRef: text({ zh: '流水号', en: 'Bank reference' }, { max: 60 }),
    },
  },
  async (ctx, row, input) => {
    if (row.bondState !== 'due')
      throw new Refusal('tender.noBondDue', {
        zh: '没有待缴的投标保证金；请先填写“投标保证金”金额',
        en: 'No bond is due; enter its amount first',
      })
    await ctx.change(row, { bondState: 'paid', bondPaidOn: input.bondPaidOn, bondRef: input.bondRef })
  },
)

/** 保证金退回: or forfeited; either way it is settled. */
export const returnBond = command(
  tender,
  {
    name: 'returnBond',
    label: { zh: '保证金退回', en: 'Bond returned' },
    from: [...OUT, ...DECIDED, 'void'],
    icon: 'rollback',
    input: {
      outcome: select(
        { zh: '结果', en: 'Outcome' },
        items({ returned: ['已退回', 'Returned'], forfeited: ['被没收', 'Forfeited'] }),
        { required: true, default: 'returned' },
      ),
      bondReturnedOn: date({ zh: '日期', en: 'On' }, { required: true }),
    },
  },
  async (ctx, row, input) => {
    if (row.bondState !== 'paid')
      throw new Refusal('tender.noBondPaid', {
        zh: '没有已缴未退的保证金；请核对保证金状态',
        en: 'There is no bond to come back; look at the state of the bond',
      })
    await ctx.change(row, { bondState: input.outcome, bondReturnedOn: input.bondReturnedOn })
  },
)

/** In the order of their buttons: the next step first, what ends it last. */
export const tenderVerbs = {
  assess,
  register,
  review,
  markSent,
  markDelivered,
  markOpened,
  list,
  confirmHospitals,
  startCycle,
  payBond,
  returnBond,
  startDraft,
  close,
  voidTender,
}
