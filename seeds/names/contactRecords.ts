/** Text of invented contact records. */
import { type BusinessStatus, NEXT_STEPS, SENTENCES } from './contactSentences.ts'
import { STANDARD_DEPARTMENTS } from './departments.ts'
import type { Rng } from './rng.ts'

/** Invented trade names; none is registered as far as we know, all begin with 杏. */
export const DEMO_PRODUCTS: readonly string[] = [
  '杏舒宁片',
  '杏安平胶囊',
  '杏康达颗粒',
  '杏润清口服液',
  '杏利泰注射液',
  '杏和缓释片',
  '杏泽分散片',
  '杏朗滴眼液',
  '杏护乳膏',
  '杏益肠溶胶囊',
]

const WEEKDAYS = ['周一', '周二', '周三', '周四', '周五']

/** Known facts that the text should name; what is missing is invented. */
export type ContactFacts = { product?: string; otherProduct?: string; department?: string; person?: string }

export type ContactText = { description: string; nextStep: string | null }

/** One believable record for a customer of this status. */
export function contactRecordText(r: Rng, status: BusinessStatus, facts: ContactFacts = {}): ContactText {
  const product = facts.product ?? r.pick(DEMO_PRODUCTS)
  const others = DEMO_PRODUCTS.filter((p) => p !== product)
  const words: Record<string, string> = {
    p: product,
    q: facts.otherProduct ?? r.pick(others),
    d: facts.department ?? r.pick(STANDARD_DEPARTMENTS).label.zh,
    n: facts.person ?? `${r.pick(['王', '李', '张', '刘', '陈', '杨'])}${r.pick(['主任', '老师', '经理', '科长'])}`,
    k: String(r.pick([20, 30, 50, 60, 80, 100, 120, 200, 300, 500])),
    w: r.pick(WEEKDAYS),
  }
  const description = r.pick(SENTENCES[status]).replace(/\{(\w)\}/g, (_, key: string) => words[key]!)
  return { description, nextStep: r.chance(0.6) ? r.pick(NEXT_STEPS) : null }
}
