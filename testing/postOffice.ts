import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

/** A mail as it arrived. */
export interface Letter {
  to: string
  raw: string
  /** Headers unfolded, by name in small letters. */
  headers: Record<string, string>
  text: string
}

function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?(B|Q)\?([^?]*)\?=/gi, (_all, kind: string, body: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(body, 'base64').toString('latin1')
        : body
            .replaceAll('_', ' ')
            .replace(/=([0-9A-F]{2})/g, (_m, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    )
    .replace(/[\u0080-\u00ff]+/g, (bytes) => Buffer.from(bytes, 'latin1').toString('utf8'))
}

/** Headers and the plain text part, read without the library that wrote them. */
function read(raw: string): Pick<Letter, 'headers' | 'text'> {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const headers: Record<string, string> = {}
  for (const line of head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const cut = line.indexOf(':')
    headers[line.slice(0, cut).toLowerCase()] = decodeWords(line.slice(cut + 1).trim())
  }
  const body = rest.join('\r\n\r\n')
  const part = /Content-Type: text\/plain[\s\S]*?Content-Transfer-Encoding: ([\w-]+)\r\n\r\n([\s\S]*?)\r\n--+_/.exec(
    body,
  )
  const coded = part?.[2] ?? ''
  const bytes =
    part?.[1] === 'base64'
      ? Buffer.from(coded, 'base64')
      : Buffer.from(
          coded
            .replace(/=\r\n/g, '')
            .replace(/=([0-9A-F]{2})/g, (_m, hex: string) => String.fromCharCode(parseInt(hex, 16))),
          'latin1',
        )
  return { headers, text: bytes.toString('utf8').replaceAll('\r\n', '\n') }
}

/** A real mail server on this machine that keeps what it takes. */
export class PostOffice {
  inbox: Letter[] = []
  logins: string[] = []
  /** Code with which a recipient is refused; none takes the mail. */
  answer: (to: string) => number | undefined = () => undefined
  /** Runs when a mail has arrived whole and before the server says that it took it. */
  beforeAccepting: () => Promise<void> = async () => {}
  readonly #server: SMTPServer

  constructor() {
    this.#server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      authOptional: true,
      allowInsecureAuth: true,
      onAuth: (auth, _session, done) => {
        this.logins.push(`${auth.username}:${auth.password}`)
        done(auth.password === '对的' ? null : new Error('wrong'), { user: auth.username })
      },
      onRcptTo: ({ address }, _session, done) => {
        const code = this.answer(address)
        done(code ? Object.assign(new Error(`no mailbox ${address} here`), { responseCode: code }) : null)
      },
      onData: (stream, session, done) => {
        const parts: Buffer[] = []
        stream.on('data', (part: Buffer) => void parts.push(part))
        stream.on('end', () => {
          const raw = Buffer.concat(parts).toString('utf8')
          this.inbox.push({ to: session.envelope.rcptTo.map((r) => r.address).join(), raw, ...read(raw) })
          this.beforeAccepting().then(() => done())
        })
      },
    })
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port
  }

  async open(): Promise<void> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server.server, 'listening')
  }

  close(): Promise<void> {
    return new Promise((done) => this.#server.close(() => done()))
  }
}
