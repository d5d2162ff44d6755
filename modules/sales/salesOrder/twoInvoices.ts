import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { ruleOn } from '#modules/organization/index.ts'
import { type Facts, type LinkFacts, linksOf } from './facts.sql.ts'

/** Whoever buys to sell on, and so writes an invoice of his own. */
const TRADERS = ['distributorT1', 'distributorT2', 'agent', 'pharmacyChain']
const sellsOn = (link: LinkFacts): boolean => link.roles.some((r) => TRADERS.includes(r))

interface Chain {
  line: Values
  /** Whom the goods are invoiced to, one after the other; the last one uses them. */
  links: LinkFacts[]
  /** Invoices from the maker up to the last link. */
  invoices: number
  advice: { zh: string; en: string }
}

/** Is the end of a chain an institution for which the rule counts? */
function isPublic(end: LinkFacts, institutions: Record<string, string[]>): boolean {
  return end.roles.some((role) => institutions[role]?.includes(end.ownership ?? 'unknown'))
}

/** What to do instead: sell to whoever would write the last invoice, as near to the maker as the goods allow. */
function adviceOf(links: LinkFacts[], before: number, billed: LinkFacts | undefined): Chain['advice'] {
  const end = links.at(-1)!
  const last = links.at(-2)
  if (billed)
    return {
      zh: `请把开票单位改为“${links[1]!.name}”`,
      en: `bill ${links[1]!.name} itself`,
    }
  if (links.length > 2 && last && before === 0)
    return {
      zh: `请改由“${last.name}”直接向本公司订货，或直接销售给“${end.name}”`,
      en: `have ${last.name} order from us directly, or sell to ${end.name} directly`,
    }
  if (links.length > 1 && before === 1)
    return {
      zh: `该品种从生产企业购进，请直接销售给“${end.name}”`,
      en: `we buy this product from its maker: sell to ${end.name} directly`,
    }
  return {
    zh: '该品种购进前开票过多，请改由生产企业供货，或核对品种的“购进前已开票数”',
    en: 'too many invoices were written before it came to us: have its maker supply it, or check “Invoices before ours” of the product',
  }
}

const idOf = (value: unknown): string | null => (value as string | null | undefined) ?? null

/** The way of each line's invoices, as far as the order says it. */
function chainOf(line: Values, facts: Facts, billTo: LinkFacts | undefined, known: Map<string, LinkFacts>): Chain {
  const { soldTo, packages } = facts
  const billed = billTo && billTo.id !== soldTo.id && sellsOn(billTo) ? billTo : undefined
  const named = [idOf(line.via), idOf(line.terminalAccount)].flatMap((id) => (id && known.get(id)) || [])
  const links = [...(billed ? [billed] : []), soldTo, ...named].filter((l, i, all) => l.id !== all[i - 1]?.id)
  const before = packages[line.package as string]?.invoicesBefore ?? 0
  return { line, links, invoices: before + links.length, advice: adviceOf(links, before, billed) }
}

function thirdInvoice(chain: Chain, name: string, most: number): Refusal {
  const way = chain.links.map((l) => l.name)
  const end = way.at(-1)
  const { invoices, advice } = chain
  return new Refusal(
    'order.thirdInvoice',
    {
      zh: `两票制：“${name}”到公立医疗机构“${end}”将是第 ${invoices} 票（本公司 → ${way.join(' → ')}），最多 ${most} 票；${advice.zh}`,
      en: `Two-invoice rule: ${name} would reach the public institution ${end} by invoice no. ${invoices} (we → ${way.join(' → ')}), at most ${most} are allowed; ${advice.en}`,
    },
    { line: chain.line.id, chain: chain.links.map((l) => ({ id: l.id, label: l.name })), invoices, most },
  )
}

/**
 * A tender's goods reach its hospitals through the distributors it names: another distributor who buys them could only
 * sell to one of those, who would write a third invoice.
 */
function tenderProblems(lines: Values[], { soldTo, tender, packages }: Facts, most: number): Refusal[] {
  if (!tender?.distributors.length || !sellsOn(soldTo) || tender.distributors.includes(soldTo.id)) return []
  const before = Math.max(...lines.map((l) => packages[l.package as string]?.invoicesBefore ?? 0))
  const invoices = before + 3
  if (invoices <= most) return []
  return [
    new Refusal(
      'order.notDeliveryDistributor',
      {
        zh: `两票制：“${soldTo.name}”不是投标 ${tender.number} 的配送商，经配送商再到医院将是第 ${invoices} 票，最多 ${most} 票；请改由该项目的配送商订货，或在投标中登记为配送商`,
        en: `Two-invoice rule: ${soldTo.name} is no delivery distributor of tender ${tender.number}; through one the hospital would get invoice no. ${invoices}, at most ${most} are allowed. Have a delivery distributor of the tender order, or add this one to the tender`,
      },
      { tender: tender.number, invoices, most },
    ),
  ]
}

/**
 * Goods that already carry so many invoices that one more link is too much: whoever sells them on says to whom, lest the
 * rule be passed by leaving it open.
 */
function openEnd(chain: Chain, name: string, most: number): Refusal[] {
  const { links, invoices, line } = chain
  const buyer = links.at(-1)!
  if (line.terminalAccount || !sellsOn(buyer) || invoices + 1 <= most) return []
  return [
    new Refusal(
      'order.chainOpen',
      {
        zh: `两票制：“${name}”经“${buyer.name}”再到公立医疗机构将是第 ${invoices + 1} 票，最多 ${most} 票；请在明细填写终端（非公立医疗机构），或直接销售给医院`,
        en: `Two-invoice rule: through ${buyer.name} a public institution would get ${name} by invoice no. ${invoices + 1}, at most ${most} are allowed; name the end customer on the line (no public institution), or sell to the hospital directly`,
      },
      { line: line.id, invoices: invoices + 1, most },
    ),
  ]
}

/** 两票制: from the maker to a public medical institution no more invoices than the rule allows, on any line. */
export async function chainProblems(unit: Unit, order: Values, lines: Values[], facts: Facts): Promise<Refusal[]> {
  const most = await ruleOn(unit.caller, 'invoice.chainMax', unit.today)
  const institutions = await ruleOn(unit.caller, 'invoice.chainInstitutions', unit.today)
  const billTo = idOf(order.billTo)
  const named = [...lines.flatMap((l) => [idOf(l.via), idOf(l.terminalAccount)]), billTo]
  const asked = [...new Set(named.filter((id): id is string => id !== null && id !== facts.soldTo.id))]
  const known = (await linksOf(unit, asked)).set(facts.soldTo.id, facts.soldTo)
  const bill = billTo ? known.get(billTo) : undefined
  const chains = lines.map((line) => chainOf(line, facts, bill, known))
  const nameOf = (c: Chain): string => facts.packages[c.line.package as string]?.name ?? ''
  const over = chains.filter((c) => c.invoices > most && isPublic(c.links.at(-1)!, institutions))
  return [
    ...over.map((c) => thirdInvoice(c, nameOf(c), most)),
    ...chains.flatMap((c) => openEnd(c, nameOf(c), most)),
    ...tenderProblems(lines, facts, most),
  ]
}
