import { write } from '#kernel/commands/run.ts'
import {
  messageKinds,
  readMailSettings,
  saveMailSettings,
  sendTestMail,
  shippedRule,
} from '#kernel/events/mail/index.ts'
import { type ApiRoute, listOf, object, string } from '#kernel/http/api.ts'

const TAG = '消息 Messages'
const settings = object({
  source: { type: 'string', enum: ['server', 'stored', 'none'] },
  enabled: { type: 'boolean' },
  host: string,
  port: { type: 'integer' },
  security: { type: 'string', enum: ['tls', 'starttls', 'none'] },
  user: string,
  from: string,
  fromName: string,
  hasPassword: { type: 'boolean' },
})

/** Message kinds with how each ships, and the company's mail server. */
export const messageRoutes: ApiRoute[] = [
  {
    tag: TAG,
    method: 'GET',
    path: '/message-kinds',
    summary: 'Every kind of message, and how it ships',
    reply: object({ data: listOf({ type: 'object' }) }),
    async run({ tenant }) {
      const data = messageKinds(tenant.registry).map(({ kind, label }) => {
        const { inApp, mail, digest } = shippedRule(tenant.registry, kind)
        return { kind, label, inApp, mail, digest }
      })
      return { data }
    },
  },
  {
    tag: TAG,
    method: 'GET',
    path: '/mail-settings',
    summary: 'The mail server (administrators); the password is never shown',
    reply: settings,
    run: (caller) => readMailSettings(caller),
  },
  {
    tag: TAG,
    method: 'PUT',
    path: '/mail-settings',
    summary: 'Set the mail server; a password that is not sent stays as long as server and login do',
    body: object(
      {
        enabled: { type: 'boolean' },
        host: string,
        port: { type: 'integer' },
        security: { type: 'string', enum: ['tls', 'starttls', 'none'] },
        user: { type: ['string', 'null'] },
        password: { type: 'string', maxLength: 500 },
        from: string,
        fromName: { type: ['string', 'null'] },
      },
      ['host', 'port', 'security', 'from'],
    ),
    reply: settings,
    run: (caller, request) => saveMailSettings(caller, request.body),
  },
  {
    tag: TAG,
    method: 'POST',
    path: '/mail-settings/test',
    summary: 'Send a test mail to my own address',
    async run(caller) {
      await write(caller, { command: 'mailSettings.test', body: null }, async (unit) => {
        unit.audit('setting', null, 'mailSettings.test', {})
      })
      await sendTestMail(caller)
    },
  },
]
