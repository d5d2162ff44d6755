import { createTransport } from 'nodemailer'
import type { Composed } from './compose.ts'
import type { MailServer } from './settings.ts'

export interface Envelope extends Composed {
  to: string
  /** The same at every attempt, so that a mail that arrives twice can be known for one. */
  messageId: string
}

/** Why a mail did not leave. `permanent`: the server has refused it for good, another attempt would end the same. */
export interface MailFailure {
  permanent: boolean
  reason: string
}

export interface Postman {
  /** Resolves with undefined once the server has taken the mail over. */
  send(mail: Envelope): Promise<MailFailure | undefined>
  close(): void
}

const MAX_REASON = 300
const CONNECT_MS = 15_000

/** What a mail server said, without the addresses in it. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text
    .replace(/[^\s<>@:"]+@[^\s<>"]+/g, '***')
    .replace(/\s+/g, ' ')
    .slice(0, MAX_REASON)
    .toWellFormed()
}

/** A login that fails or a server that is away is not the mail's fault: only an answer to the mail itself is final. */
export function failureOf(error: unknown): MailFailure {
  const { responseCode, code, command } = error as { responseCode?: number; code?: string; command?: string }
  const aboutTheMail = code === 'EENVELOPE' || code === 'EMESSAGE' || /^(MAIL|RCPT|DATA)/.test(command ?? '')
  return {
    permanent: aboutTheMail && responseCode !== undefined && responseCode >= 500 && responseCode < 600,
    reason: reasonOf(error),
  }
}

/** Opens the way to a mail server; connections are made as mails need them. */
export function postman(server: MailServer): Postman {
  const transport = createTransport({
    pool: true,
    maxConnections: 3,
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    ...(server.user ? { auth: { user: server.user, pass: server.password ?? '' } } : {}),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: 60_000,
    // A mail is made of texts only: nothing in it may make this server read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  const from = { name: server.fromName ?? '', address: server.from }
  return {
    async send({ to, subject, text, html, messageId }) {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          subject,
          text,
          html,
          messageId: `<${messageId}@${server.from.split('@')[1]}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
        })
        return undefined
      } catch (error) {
        return failureOf(error)
      }
    },
    close: () => transport.close(),
  }
}
