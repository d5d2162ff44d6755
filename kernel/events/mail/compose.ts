import { type Label, type Locale, pick } from '../../declare/index.ts'
import { cleanLine } from '../../text/clean.ts'

/** One message of a mail. */
export interface Item {
  title: Label
  body?: Label
  /** Path in the web app. */
  link?: string | null
}

export interface Composed {
  subject: string
  text: string
  html: string
}

const asText = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c]!)

/** The whole address of a page of ours; the front door for anything else, so that no mail leads elsewhere. */
export function pageAddress(base: string | undefined, link: string | null | undefined): string | undefined {
  if (!base) return undefined
  const root = base.replace(/\/+$/, '')
  if (!link || !/^\/(?![/\\])/.test(link)) return root
  const url = new URL(link, `${root}/`)
  return url.origin === new URL(root).origin ? `${root}${url.pathname}${url.search}${url.hash}` : root
}

const WORDS = {
  open: { zh: '在杏林中查看', en: 'Open in Xinglin' },
  digest: { zh: '您有 {n} 条消息', en: 'You have {n} messages' },
  foot: {
    zh: '此邮件由系统自动发出，请勿回复。可在“个人设置 → 消息设置”中调整接收方式。',
    en: 'This mail was sent automatically; please do not reply. Choose what you receive under Settings → Messages.',
  },
} satisfies Record<string, Label>

function itemHtml(item: Item, locale: Locale, base: string | undefined): string {
  const address = pageAddress(base, item.link)
  const body = item.body ? pick(item.body, locale) : ''
  return `<div style="padding:16px 0;border-bottom:1px solid #e8ece9">
<div style="font-size:16px;font-weight:600;color:#1f2d25">${asText(pick(item.title, locale))}</div>
${body ? `<div style="margin-top:6px;color:#4a5750;white-space:pre-wrap">${asText(body)}</div>` : ''}
${address ? `<div style="margin-top:10px"><a href="${asText(address)}" style="color:#2f7d5b">${asText(pick(WORDS.open, locale))}</a></div>` : ''}
</div>`
}

function itemText(item: Item, locale: Locale, base: string | undefined): string {
  const address = pageAddress(base, item.link)
  return [pick(item.title, locale), item.body && pick(item.body, locale), address].filter(Boolean).join('\n')
}

/** A mail of one message, or of several gathered, in the reader's language; everything said is text, never markup. */
export function compose(items: Item[], locale: Locale, company: string, base: string | undefined): Composed {
  const several = pick(WORDS.digest, locale).replace('{n}', String(items.length))
  const subject = cleanLine(items.length === 1 ? pick(items[0]!.title, locale) : `${several} · ${company}`)
  const foot = pick(WORDS.foot, locale)
  const head = items.length > 1 ? several : company
  return {
    subject,
    text: [...items.map((i) => itemText(i, locale, base)), `--\n${company}\n${foot}`].join('\n\n'),
    html: `<!doctype html><html lang="${locale === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8"></head>
<body style="margin:0;background:#f4f6f5"><div style="max-width:600px;margin:0 auto;padding:24px;background:#fff;font:14px/1.6 'PingFang SC','Microsoft YaHei',sans-serif">
<div style="color:#2f7d5b;font-size:13px">${asText(head)}</div>
${items.map((i) => itemHtml(i, locale, base)).join('\n')}
<div style="padding-top:16px;color:#8a958f;font-size:12px">${asText(foot)}</div></div></body></html>`,
  }
}
