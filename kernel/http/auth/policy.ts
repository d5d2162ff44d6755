import { AuthRefusal } from './refusal.ts'

/** What a password must not simply repeat. */
export interface PasswordOwner {
  username?: string | null
  email?: string | null
  phone?: string | null
  name?: string | null
}

export const MIN_LENGTH = 10
export const MAX_LENGTH = 128

/** Words that top leaked-password lists, Chinese sites' included, with which people start a "long" password. */
const WORDS =
  'a aa aaa abc abcd abcde abcdef qq q w z zz zxc zxcv zxcvb zxcvbn zxcvbnm asd asdf asdfg asdfgh asdfghjkl qwe qwer qwert qwerty qwertyuiop qaz qazwsx qazwsxedc wsx love loveyou iloveyou woaini woaiwo woainima wozhiaini aini aiwoaini caonima nihao mima password passwd pass passwrd pwd admin administrator root user test guest welcome letmein login master dragon monkey sunshine princess football superman baobei laopo laogong zhang wang li liu chen yang huang zhao wu zhou beijing shanghai china zhongguo chinese hello temp changeme default xinglin crm yiyao yaoye company gongsi huawei alibaba tencent taobao'.split(
    ' ',
  )
const COMMON = new Set(WORDS)
/** Digit tails people add: runs, 1314 (一生一世), 520 (我爱你), 5201314, 168, 888, years, dates. */
const TAIL =
  /^(?:0?1?2?3?4?5?6?7?8?9?0?|9?8?7?6?5?4?3?2?1?0?|(?:1314|520|521|168|888|666|110|119|007)+|(\d)\1+|(?:19|20)\d\d(?:[01]\d(?:[0-3]\d)?)?|(?:12|123|1234|12345|123456)+)$/
const KEYBOARD = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'qazwsxedcrfvtgbyhnujm',
]

/** Undoes the substitutions that password lists undo too. */
const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[@4]/g, 'a')
    .replace(/[$5]/g, 's')
    .replace(/0/g, 'o')
    .replace(/[!1]/g, 'i')
    .replace(/3/g, 'e')

function isRun(text: string): boolean {
  const reversed = [...text].reverse().join('')
  return KEYBOARD.some((row) => row.repeat(2).includes(text) || row.repeat(2).includes(reversed))
}

/** True for passwords that an attacker tries among the first million. */
export function isCommonPassword(password: string): boolean {
  const text = password.normalize('NFKC').toLowerCase()
  if (/^(.{1,4})\1+.{0,3}$/u.test(text)) return true
  const bare = text.replace(/[^\p{L}\p{N}]/gu, '')
  if (isRun(bare) || /^\d*$/.test(bare)) return true
  const letters = bare.replace(/\d/g, '')
  const digits = bare.replace(/\D/g, '')
  if (COMMON.has(letters) && TAIL.test(digits)) return true
  const word = plain(text.replace(/[\d\W_]+$/u, '')).replace(/[^a-z]/g, '')
  return word.length >= 4 && COMMON.has(word)
}

function repeatsOwner(password: string, owner: PasswordOwner): boolean {
  const bare = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, '')
  const text = bare(password)
  const own = [owner.username, owner.email?.split('@')[0], owner.phone, owner.name]
  return own.some((value) => {
    const part = value ? bare(value) : ''
    return part.length >= 3 && text.includes(part) && text.length - part.length < 6
  })
}

const refuse = (code: string, zh: string, en: string) =>
  new AuthRefusal(422, `password.${code}`, { zh, en }, { field: 'newPassword' })

/**
 * Accepts 10 to 128 characters (code points, after NFC) that are not a well-known password and not the owner's name
 * with a short tail. No rules about kinds of characters (NIST SP 800-63B).
 *
 * @throws AuthRefusal 422
 */
export function assertAcceptablePassword(password: string, owner: PasswordOwner = {}): void {
  const length = [...password.normalize('NFC')].length
  if (length < MIN_LENGTH) throw refuse('tooShort', `密码至少 ${MIN_LENGTH} 位`, `At least ${MIN_LENGTH} characters`)
  if (length > MAX_LENGTH) throw refuse('tooLong', `密码最多 ${MAX_LENGTH} 位`, `At most ${MAX_LENGTH} characters`)
  if (isCommonPassword(password)) throw refuse('common', '密码过于常见，请换一个', 'This password is too common')
  if (repeatsOwner(password, owner)) {
    throw refuse(
      'ownName',
      '密码不能由姓名、账号或手机号组成',
      'The password must not be made of your own name or login',
    )
  }
}
