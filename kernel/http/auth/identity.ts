import { AuthRefusal } from './refusal.ts'

/** The three columns a login may stand for; exactly one of them is set. */
export interface LoginName {
  username: string | null
  email: string | null
  phone: string | null
}

const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@]{2,}$/
const USERNAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u
/** Never a username, so that no login can mean two people. */
const LIKE_PHONE = /^\+?\d{7,15}$/

/** Digits of a phone number without spaces and dashes; the country code of mainland China is dropped. */
export function normalisePhone(text: string): string | null {
  const digits = text
    .normalize('NFKC')
    .replace(/[\s()-]/g, '')
    .replace(/^(\+|00)86(?=1\d{10}$)/, '')
  return LIKE_PHONE.test(digits) ? digits : null
}

/** Trimmed, composed, lower case. */
export const normaliseName = (text: string): string => text.trim().normalize('NFC').toLowerCase()

/** Which kind of login a person typed: with @ an e-mail, digits a phone, anything else a username. */
export function readLogin(text: string): LoginName {
  const phone = normalisePhone(text)
  if (phone) return { username: null, email: null, phone }
  const name = normaliseName(text)
  return name.includes('@')
    ? { username: null, email: name, phone: null }
    : { username: name, email: null, phone: null }
}

/** @throws AuthRefusal 422 naming the field that cannot be a login. */
export function readIdentity(given: {
  username?: string | null
  email?: string | null
  phone?: string | null
}): LoginName {
  const username = given.username ? normaliseName(given.username) : null
  const email = given.email ? normaliseName(given.email) : null
  const phone = given.phone ? normalisePhone(given.phone) : null
  if (username && (!USERNAME.test(username) || LIKE_PHONE.test(username))) {
    throw invalid('username', '用户名须为字母、汉字、数字、点、横线或下划线，且不能像手机号', 'Not a usable username')
  }
  if (email && !EMAIL.test(email)) throw invalid('email', '邮箱格式不正确', 'Not an e-mail address')
  if (given.phone && !phone) throw invalid('phone', '手机号格式不正确', 'Not a phone number')
  if (!username && !email && !phone) {
    throw invalid('username', '用户名、邮箱、手机号至少填写一项', 'A username, an e-mail or a phone is needed')
  }
  return { username, email, phone }
}

const invalid = (field: string, zh: string, en: string) =>
  new AuthRefusal(422, `user.${field}Invalid`, { zh, en }, { field })
