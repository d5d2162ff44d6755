import type { Label } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import type { RuleValue } from '#modules/organization/index.ts'
import type { LicenceFacts, PaperFacts, PartyFacts, ProductFacts } from './facts.sql.ts'
import { LICENSE_TYPES } from './types.ts'

/** The parameters in force on the day of the sale. */
export interface LicenceRules {
  requiredSets: RuleValue<'license.requiredSets'>
  shipToSets: RuleValue<'license.shipToSets'>
  scopes: RuleValue<'license.scopes'>
  storageScopes: RuleValue<'license.storageScopes'>
  controlledBuyers: RuleValue<'license.controlledBuyers'>
  controlledReceivers: RuleValue<'license.controlledReceivers'>
  designatedReceivers: RuleValue<'license.designatedReceivers'>
}

export const paperLabel = (type: string): Label =>
  LICENSE_TYPES.find((t) => t.value === type)?.label ?? { zh: type, en: type }

/** QA has verified it and the day lies within its period. A nightly job moves the states; the dates decide. */
export const isValidOn = (paper: PaperFacts, on: string): boolean =>
  (paper.state === 'valid' || paper.state === 'expiring') &&
  paper.validFrom <= on &&
  (paper.validTo === null || paper.validTo >= on)

const problem = (code: string, zh: string, en: string, extra: Record<string, unknown>): Refusal =>
  new Refusal(`license.${code}`, { zh, en }, extra)

/** Why none of the papers of a type will do: the most useful thing to say of the best of them. */
export function lacking(party: { name: string; id: string }, type: string, papers: PaperFacts[], on: string): Refusal {
  const label = paperLabel(type)
  const extra = { account: party.id, accountName: party.name, licenseType: type }
  const name = party.name
  const ahead = papers.find((p) => ['valid', 'expiring'].includes(p.state) && p.validFrom > on)
  const waiting = papers.find((p) => p.state === 'pendingQa')
  const draft = papers.find((p) => p.state === 'draft')
  const ended = papers.find((p) => p.state === 'expired' || (p.validTo !== null && p.validTo < on))
  const revoked = papers.find((p) => p.state === 'revoked')
  if (waiting)
    return problem(
      'notVerified',
      `${name}的《${label.zh}》（${waiting.licenseNo}）尚待质管核验；请质管核验后再试`,
      `${label.en} ${waiting.licenseNo} of ${name} waits for QA; have QA verify it`,
      { ...extra, license: waiting.id },
    )
  if (ended)
    return problem(
      'expired',
      `${name}的《${label.zh}》（${ended.licenseNo}）已于 ${ended.validTo} 过期；请向客户索取新证，上传后由质管核验`,
      `${label.en} ${ended.licenseNo} of ${name} expired on ${ended.validTo}; ask for the renewed one, upload it and have QA verify it`,
      { ...extra, license: ended.id, validTo: ended.validTo },
    )
  if (ahead)
    return problem(
      'notYetValid',
      `${name}的《${label.zh}》（${ahead.licenseNo}）自 ${ahead.validFrom} 起才生效；请补充当前有效的证照`,
      `${label.en} ${ahead.licenseNo} of ${name} is valid only from ${ahead.validFrom}; add the one that is valid now`,
      { ...extra, license: ahead.id },
    )
  if (revoked)
    return problem(
      'revoked',
      `${name}的《${label.zh}》（${revoked.licenseNo}）已被吊销；须取得新证并由质管核验`,
      `${label.en} ${revoked.licenseNo} of ${name} was revoked; a new one is needed, verified by QA`,
      { ...extra, license: revoked.id },
    )
  if (draft)
    return problem(
      'notSubmitted',
      `${name}的《${label.zh}》（${draft.licenseNo}）还是草稿；请提交并由质管核验`,
      `${label.en} ${draft.licenseNo} of ${name} is still a draft; submit it and have QA verify it`,
      { ...extra, license: draft.id },
    )
  return problem(
    'missing',
    `${name}缺少《${label.zh}》；请在客户资质中上传扫描件并由质管核验`,
    `${name} has no ${label.en}; upload a scan among the account’s licences and have QA verify it`,
    extra,
  )
}

/** The letter of an approval number: H, Z, S, T, B, F or J. */
export const approvalLetter = (approvalNo: string | null): string | undefined => /[HZSJBTF]/.exec(approvalNo ?? '')?.[0]

/** Entries of a distribution licence any of which covers the product; empty where nothing can be told. */
export function scopesOf(product: ProductFacts, scopes: LicenceRules['scopes']): string[] {
  if (product.tradeScope) return [product.tradeScope]
  return scopes[product.controlClass] ?? scopes[approvalLetter(product.approvalNo) ?? ''] ?? []
}

const listed = (products: ProductFacts[]): string => [...new Set(products.map((p) => p.productName))].join('、')
const listedEn = (products: ProductFacts[]): string => [...new Set(products.map((p) => p.productName))].join(', ')

function scopeProblem(
  party: PartyFacts,
  valid: PaperFacts[],
  products: ProductFacts[],
  rules: LicenceRules,
): Refusal | undefined {
  const outside = products.filter((product) => {
    const demands = [scopesOf(product, rules.scopes), rules.storageScopes[product.storage] ?? []].filter(
      (d) => d.length,
    )
    return !valid.some((p) => demands.every((any) => any.some((s) => p.scopeCodes.includes(s))))
  })
  if (!outside.length) return undefined
  return problem(
    'scope',
    `${party.name}的《药品经营许可证》经营范围不含：${listed(outside)}；请移除该品种，或更新许可证范围并由质管核验`,
    `The distribution licence of ${party.name} does not cover ${listedEn(outside)}; take it off, or add a licence whose scope covers it`,
    { account: party.id, licenseType: 'drugDistributionLicense', products: outside.map((p) => p.productId) },
  )
}

function letterProblem(
  party: PartyFacts,
  letters: PaperFacts[],
  products: ProductFacts[],
  buyer: { id: string; name: string | null } | null,
  on: string,
): Refusal | undefined {
  const mine = buyer ? letters.filter((l) => l.contactId === buyer.id) : letters
  const valid = mine.filter((l) => isValidOn(l, on))
  if (!valid.length) {
    if (!buyer || !letters.length) return lacking(party, 'authorizationLetter', mine, on)
    const who = buyer.name ?? ''
    return mine.length
      ? lacking(party, 'authorizationLetter', mine, on)
      : problem(
          'buyerLetter',
          `采购员${who}没有${party.name}的《授权委托书》；请上传其授权委托书并由质管核验，或更换已授权的采购员`,
          `Buyer ${who} holds no power of attorney of ${party.name}; upload it and have QA verify it, or name a buyer who holds one`,
          { account: party.id, contact: buyer.id, licenseType: 'authorizationLetter' },
        )
  }
  const outside = products.filter((p) => !valid.some((l) => !l.products.length || l.products.includes(p.productId)))
  if (!outside.length) return undefined
  return problem(
    'letterScope',
    `${party.name}的《授权委托书》未授权采购：${listed(outside)}；请移除该品种，或补充授权`,
    `The power of attorney of ${party.name} does not name ${listedEn(outside)}; take it off, or have the letter extended`,
    { account: party.id, licenseType: 'authorizationLetter', products: outside.map((p) => p.productId) },
  )
}

/** The papers that a party's roles ask for, each once; undefined where none of its roles may take part at all. */
export function requiredOf(roles: string[], sets: Record<string, string[]>): string[] | undefined {
  const mine = roles.flatMap((r) => (sets[r] ? [sets[r]] : []))
  return mine.length ? [...new Set(mine.flat())] : undefined
}

function partyProblems(
  party: PartyFacts,
  sets: Record<string, string[]>,
  facts: LicenceFacts,
  rules: LicenceRules,
  buyer: { id: string; name: string | null } | null,
  on: string,
): Refusal[] {
  const required = requiredOf(party.roles, sets)
  if (!required)
    return [
      problem(
        'notLicensedEntity',
        `${party.name}的客户角色不能购进药品；药品只能销售给持证单位，请改选持证的购货（收货）单位`,
        `${party.name} has no role that may take delivery of medicines; choose a licensed entity`,
        { account: party.id },
      ),
    ]
  return required.flatMap((type) => {
    const papers = party.papers.filter((p) => p.licenseType === type)
    if (type === 'authorizationLetter') return letterProblem(party, papers, facts.products, buyer, on) ?? []
    const valid = papers.filter((p) => isValidOn(p, on))
    if (!valid.length) return lacking(party, type, papers, on)
    if (type === 'drugDistributionLicense') return scopeProblem(party, valid, facts.products, rules) ?? []
    return []
  })
}

const ROLE_WORDS: Record<string, Label> = {
  cdc: { zh: '疾控中心', en: 'a CDC' },
  vaccinationUnit: { zh: '接种单位', en: 'a vaccination unit' },
}
const roleWords = (roles: string[]): Label => ({
  zh: roles.map((r) => ROLE_WORDS[r]?.zh ?? r).join('或'),
  en: roles.map((r) => ROLE_WORDS[r]?.en ?? r).join(' or '),
})

function controlledProblems(facts: LicenceFacts, rules: LicenceRules): Refusal[] {
  const problems: Refusal[] = []
  for (const product of facts.products) {
    const may = (party: PartyFacts | null, allowed: string[] | undefined): boolean =>
      !party || !allowed || party.roles.some((r) => allowed.includes(r))
    const buyers = rules.controlledBuyers[product.controlClass]
    if (!may(facts.buyer, buyers)) {
      const who = roleWords(buyers!)
      problems.push(
        problem(
          'controlledBuyer',
          `${product.productName}只能销售给${who.zh}，${facts.buyer!.name}不是；请移除该品种或更换购货单位`,
          `${product.productName} may be sold only to ${who.en}, which ${facts.buyer!.name} is not; take it off or change the buyer`,
          { account: facts.buyer!.id, product: product.productId },
        ),
      )
    }
    const receivers = rules.controlledReceivers[product.controlClass]
    if (!may(facts.shipTo, receivers)) {
      const who = roleWords(receivers!)
      problems.push(
        problem(
          'controlledReceiver',
          `${product.productName}只能送达${who.zh}，${facts.shipTo!.name}不是；请更换收货单位`,
          `${product.productName} may be delivered only to ${who.en}, which ${facts.shipTo!.name} is not; change the ship-to`,
          { account: facts.shipTo!.id, product: product.productId },
        ),
      )
    }
  }
  return problems
}

/** Vaccines reach a vaccination unit only where the CDC that buys them has designated it, by a paper valid on the day. */
function designationProblems({ buyer, shipTo, products }: LicenceFacts, rules: LicenceRules, on: string): Refusal[] {
  if (!buyer || !shipTo) return []
  const asked = products.some((p) => {
    const allowed = rules.controlledReceivers[p.controlClass] ?? []
    const designated = rules.designatedReceivers[p.controlClass] ?? []
    // Who may receive in a role of its own (another CDC) needs nobody's word.
    const mine = shipTo.roles.filter((r) => allowed.includes(r))
    return mine.length > 0 && mine.every((r) => designated.includes(r))
  })
  if (!asked) return []
  const papers = shipTo.papers.filter((p) => p.licenseType === 'vaccinationDesignation')
  const ofBuyer = papers.filter((p) => p.designatedBy === buyer.id)
  if (ofBuyer.some((p) => isValidOn(p, on))) return []
  if (ofBuyer.length) return [lacking(shipTo, 'vaccinationDesignation', ofBuyer, on)]
  return [
    problem(
      'notDesignated',
      `${shipTo.name}没有${buyer.name}出具的《接种单位指定文件》；请在${shipTo.name}的资质中上传并由质管核验，或改送${buyer.name}`,
      `${shipTo.name} holds no designation by ${buyer.name}; upload it among the licences of ${shipTo.name} and have QA verify it, or deliver to ${buyer.name}`,
      { account: shipTo.id, licenseType: 'vaccinationDesignation', designatedBy: buyer.id },
    ),
  ]
}

function productProblems(products: ProductFacts[], on: string): Refusal[] {
  return [...new Map(products.map((p) => [p.productId, p])).values()].flatMap((p) => {
    const extra = { product: p.productId, licenseType: 'drugRegistration' }
    if (p.approvalValidTo !== null && p.approvalValidTo < on)
      return problem(
        'approvalExpired',
        `${p.productName}的批准文号（${p.approvalNo ?? ''}）已于 ${p.approvalValidTo} 到期；请质管更新再注册批件后再销售`,
        `The approval ${p.approvalNo ?? ''} of ${p.productName} ended on ${p.approvalValidTo}; have QA record its renewal first`,
        extra,
      )
    const registrations = p.papers.filter((l) => l.licenseType === 'drugRegistration')
    if (registrations.length && !registrations.some((l) => isValidOn(l, on)))
      return lacking({ name: p.productName, id: p.productId }, 'drugRegistration', registrations, on)
    return []
  })
}

/** Every paper that stands in the way of a sale on a day, each as a refusal that names it and says what to do. */
export function judge(facts: LicenceFacts, rules: LicenceRules, on: string, contactId: string | null): Refusal[] {
  const { buyer, shipTo } = facts
  if (!buyer)
    return [
      problem('noBuyer', '购货单位不存在或已删除；请重新选择', 'The buyer does not exist any more; choose another', {}),
    ]
  const person = contactId ? { id: contactId, name: facts.contactName } : null
  return [
    ...partyProblems(buyer, rules.requiredSets, facts, rules, person, on),
    ...(shipTo ? partyProblems(shipTo, rules.shipToSets, facts, rules, null, on) : []),
    ...controlledProblems(facts, rules),
    ...designationProblems(facts, rules, on),
    ...productProblems(facts.products, on),
  ]
}
