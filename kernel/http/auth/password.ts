import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'

/** Makes and checks stored passwords. Replaceable so that tests can count. */
export interface PasswordHasher {
  hash(password: string): Promise<string>
  /** False for a wrong password and for a text that is not a hash. */
  verify(hash: string, password: string): Promise<boolean>
}

/** OWASP Password Storage: argon2id with 19 MiB, two passes, one lane. `memory` is in KiB. */
export const ARGON2ID = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/
const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** Runs in libuv's thread pool: the event loop goes on serving. */
function derive(parameters: Argon2Parameters): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    argon2('argon2id', parameters, (error, key) => (error ? reject(error) : resolve(key))),
  )
}

/** Composed and decomposed forms of the same character are the same password (NIST SP 800-63B 5.1.1.2). */
const message = (password: string) => Buffer.from(password.normalize('NFC'), 'utf8')

/** argon2id in PHC string form: `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>`. */
export const argon2id: PasswordHasher = {
  async hash(password) {
    const nonce = randomBytes(16)
    const tag = await derive({ message: message(password), nonce, ...ARGON2ID })
    const { memory, passes, parallelism } = ARGON2ID
    return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(tag)}`
  },

  async verify(hash, password) {
    const parts = PHC.exec(hash)
    if (!parts) return false
    const [, memory, passes, parallelism, salt, tag] = parts
    const expected = Buffer.from(tag!, 'base64')
    const actual = await derive({
      message: message(password),
      nonce: Buffer.from(salt!, 'base64'),
      memory: Number(memory),
      passes: Number(passes),
      parallelism: Number(parallelism),
      tagLength: expected.length,
    })
    return timingSafeEqual(actual, expected)
  },
}
