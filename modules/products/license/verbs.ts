import { type CommandContext, command } from '#kernel/commands/context.ts'
import { text } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { addDays } from '../days.ts'
import { otherEyes } from '../fourEyes.ts'
import { isCdc } from './facts.sql.ts'
import { license } from './license.object.ts'
import { paperLabel } from './rules.ts'
import { supersedeOlder } from './supersede.sql.ts'

const reason = (zh: string, en: string) => text({ zh, en }, { required: true, max: 300 })

const actorOf = (ctx: CommandContext): string | null => (ctx.caller.actor.system ? null : ctx.caller.actor.id)

/** 提交核验: with its scan, and for a power of attorney with the person it names. From now on it is not changed. */
export const submit = command(
  license,
  {
    name: 'submit',
    label: { zh: '提交核验', en: 'Submit to QA' },
    from: 'draft',
    to: 'pendingQa',
    batch: 200,
    icon: 'send',
  },
  async (ctx, row) => {
    const label = paperLabel(row.licenseType)
    if (!row.files?.length && (await ruleOn(ctx.caller, 'license.scanRequired', ctx.today)))
      throw new Refusal('license.noScan', {
        zh: `《${label.zh}》没有扫描件；请上传后再提交`,
        en: `${label.en} has no scan; upload it, then submit`,
      })
    if (row.licenseType === 'authorizationLetter' && row.account && !row.contact)
      throw new Refusal('license.noPerson', {
        zh: '授权委托书须写明被授权人；请选择联系人后再提交',
        en: 'A power of attorney names a person; choose the contact, then submit',
      })
    if (row.licenseType === 'drugRegistration' && !row.product)
      throw new Refusal('license.noProduct', {
        zh: '药品注册批件须对应品种；请选择品种后再提交',
        en: 'A marketing authorisation is a product’s; choose it, then submit',
      })
    if (
      row.licenseType === 'vaccinationDesignation' &&
      !(row.designatedBy && (await isCdc(ctx.unit, row.designatedBy)))
    )
      throw new Refusal('license.noCdc', {
        zh: '接种单位指定文件须写明指定它的疾控中心；请在“指定的疾控中心”选择疾控客户后再提交',
        en: 'A designation names the CDC that gives it; choose a CDC as designating, then submit',
      })
    await ctx.change(row, { submittedBy: actorOf(ctx), decision: null })
  },
)

/** 核验通过: by another pair of eyes. An older paper of the same holder and type that it renews is superseded. */
export const verify = command(
  license,
  { name: 'verify', label: { zh: '核验通过', en: 'Verify' }, from: 'pendingQa', batch: 200, icon: 'check-circle' },
  async (ctx, row) => {
    otherEyes(ctx, [(row as { createdBy?: unknown }).createdBy, row.submittedBy])
    const { today } = ctx
    if (!row.longTerm && row.validTo && row.validTo < today)
      throw new Refusal('license.expired', {
        zh: `《${paperLabel(row.licenseType).zh}》（${row.licenseNo}）已于 ${row.validTo} 过期，不能核验；请退回并索取新证`,
        en: `${paperLabel(row.licenseType).en} ${row.licenseNo} expired on ${row.validTo}; send it back and ask for the renewed one`,
      })
    const soon = addDays(today, await ruleOn(ctx.caller, 'license.expiringDays', today))
    const state = !row.longTerm && row.validTo && row.validTo <= soon ? 'expiring' : 'valid'
    await ctx.change(row, { state, verifiedBy: actorOf(ctx), verifiedAt: ctx.now.toISOString(), decision: null })
    if (row.validFrom <= today) await supersedeOlder(ctx.unit, [row as unknown as Values])
  },
)

export const reject = command(
  license,
  {
    name: 'reject',
    label: { zh: '退回', en: 'Send back' },
    from: 'pendingQa',
    to: 'draft',
    icon: 'rollback',
    input: { reason: reason('退回原因', 'Why sent back') },
  },
  async (ctx, row, input) => void (await ctx.change(row, { decision: input.reason })),
)

/** 吊销: it counts for nothing from this moment, in orders under way too. */
export const revoke = command(
  license,
  {
    name: 'revoke',
    label: { zh: '吊销', en: 'Revoke' },
    from: ['pendingQa', 'valid', 'expiring'],
    to: 'revoked',
    danger: true,
    icon: 'stop',
    confirm: { zh: '吊销后相关订单将被拦截，确定？', en: 'Orders that need it will be blocked. Go on?' },
    input: { reason: reason('吊销原因', 'Why revoked') },
  },
  async (ctx, row, input) => {
    await ctx.change(row, { decision: input.reason })
    ctx.emit('license.revoked', { account: row.account, product: row.product, licenseType: row.licenseType })
  },
)

export const licenseVerbs = [submit, verify, reject, revoke]
