import type { Caller } from '#kernel/access/actor.ts'
import { afresh } from '#kernel/access/caller.ts'
import { inputFields } from '#kernel/approvals/act.ts'
import {
  addSign,
  approve,
  type Decided,
  type Given,
  read,
  reject,
  retry,
  sendBack,
  transfer,
} from '#kernel/approvals/decide.ts'
import { approvable } from '#kernel/approvals/definition.ts'
import { checkExpression } from '#kernel/approvals/expression.ts'
import { simulate, type Trial } from '#kernel/approvals/simulate.ts'
import { copy, resubmit, urge, withdraw } from '#kernel/approvals/submitter.ts'
import { type ShownRequest, showOfRecord, showRequest } from '#kernel/approvals/view.ts'
import { write } from '#kernel/commands/run.ts'
import { badRequest, denied, notFound, type Problem, Refusal } from '#kernel/errors.ts'
import {
  type ApiRequest,
  type ApiRoute,
  idempotencyKey,
  listOf,
  object as obj,
  string,
  uuid,
} from '#kernel/http/api.ts'
import { KEY, readLimit } from '#kernel/http/recordRoutes.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { isUuid } from '#kernel/store/ids.ts'
import { asksSignature, inbox, TABS } from './inbox.sql.ts'

const tag = '审批 Approvals'
const request = { type: 'object', description: 'the request with its steps, tasks and what the reader may do' }
const id = { id: uuid }

const invalidBody = (field: string): Problem =>
  badRequest('body.invalid', { zh: `请求内容无效：${field}`, en: `The body is not valid: ${field}` }, { field })

function textOf(body: Record<string, unknown>, field: string, max: number): string | undefined {
  const value = body[field]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string' || value.length > max || value.includes('\u0000')) throw invalidBody(field)
  return value
}

function idsOf(body: Record<string, unknown>, field: string): string[] {
  const value = body[field]
  if (!Array.isArray(value) || !value.length || value.length > 50 || !value.every(isUuid)) throw invalidBody(field)
  return value
}

function objectOf(body: Record<string, unknown>, field: string): Record<string, unknown> | undefined {
  const value = body[field]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object' || Array.isArray(value)) throw invalidBody(field)
  return value as Record<string, unknown>
}

/** Answers with the request as it now stands; that nothing was decided because the document had changed, as a refusal. */
async function answer(caller: Caller, { id: requestId, voided }: Decided): Promise<ShownRequest | undefined> {
  if (voided)
    throw new Refusal(
      'approval.voided',
      {
        zh: '单据内容在提交后发生了变更，本次审批已作废，请提交人重新提交',
        en: 'The document was changed after it was submitted: this approval is void and has to be submitted again',
      },
      { approval: requestId },
    )
  return requestId ? afresh(caller, (now) => showRequest(now, requestId)) : undefined
}

async function decide(
  caller: Caller,
  api: ApiRequest,
  verb: string,
  body: Record<string, unknown>,
  work: (unit: Unit) => Promise<Decided>,
): Promise<ShownRequest | undefined> {
  const once = { command: `approval.${verb}.${api.params.id}`, body, key: idempotencyKey(api) }
  return answer(caller, await write(caller, once, work))
}

/** The e-signature: the password once more. Guesses are counted as everywhere; the password is kept nowhere. */
async function confirmed(caller: Caller, taskId: string, password: string | undefined): Promise<boolean> {
  if (!password || !(await asksSignature(caller, taskId))) return false
  const { logins } = caller.tenant
  if (!logins || !caller.actor.userId) throw denied('sign')
  await logins.confirm(caller.actor.userId, password)
  return true
}

const COMMENT = { comment: { type: 'string', maxLength: 1000 } }

interface TaskVerb {
  name: string
  summary: string
  body: Record<string, Record<string, unknown>>
  required?: string[]
  signs?: boolean
  run(unit: Unit, taskId: string, given: Given, body: Record<string, unknown>): Promise<Decided>
}

const TASK_VERBS: TaskVerb[] = [
  {
    name: 'approve',
    summary: 'Approve; the last approval carries the command out',
    body: { ...COMMENT, password: string },
    signs: true,
    run: approve,
  },
  {
    name: 'reject',
    summary: 'Reject: ends the request',
    body: { ...COMMENT, password: string },
    required: ['comment'],
    signs: true,
    run: reject,
  },
  {
    name: 'return',
    summary: 'Send back to an earlier step or to the submitter',
    body: { ...COMMENT, to: { type: 'string', description: 'key of a step, or submitter' } },
    required: ['to', 'comment'],
    run: (unit, taskId, given, body) => sendBack(unit, taskId, { ...given, to: textOf(body, 'to', 40) ?? '' }),
  },
  {
    name: 'transfer',
    summary: 'Let somebody else decide instead',
    body: { ...COMMENT, to: uuid },
    required: ['to'],
    run: (unit, taskId, given, body) => transfer(unit, taskId, { ...given, to: textOf(body, 'to', 40) ?? '' }),
  },
  {
    name: 'addSign',
    summary: 'Let others decide too, before or after',
    body: { ...COMMENT, employees: listOf(uuid), position: { type: 'string', enum: ['before', 'after'] } },
    required: ['employees', 'position'],
    run(unit, taskId, given, body) {
      const { position } = body
      if (position !== 'before' && position !== 'after') throw invalidBody('position')
      return addSign(unit, taskId, { ...given, employees: idsOf(body, 'employees'), position })
    },
  },
  { name: 'read', summary: 'A copy was read', body: {}, run: (unit, taskId) => read(unit, taskId) },
]

const taskRoutes = (): ApiRoute[] =>
  TASK_VERBS.map((verb) => ({
    tag,
    method: 'POST',
    path: `/approvals/tasks/{id}/${verb.name}`,
    summary: verb.summary,
    params: id,
    headers: KEY,
    body: obj(verb.body, verb.required),
    reply: request,
    async run(caller, api) {
      const taskId = api.params.id!
      // The password is neither stored nor hashed with the idempotency key.
      const { password: _, ...body } = api.body
      const comment = textOf(body, 'comment', 1000)
      const signed = verb.signs ? await confirmed(caller, taskId, textOf(api.body, 'password', 1024)) : false
      const done = await decide(caller, api, verb.name, body, (unit) =>
        verb.run(unit, taskId, { comment, signed }, body),
      )
      return done ?? { id: null, state: 'read' }
    },
  }))

interface RequestVerb {
  name: string
  summary: string
  body: Record<string, Record<string, unknown>>
  run(unit: Unit, requestId: string, body: Record<string, unknown>): Promise<Decided>
}

const REQUEST_VERBS: RequestVerb[] = [
  {
    name: 'withdraw',
    summary: 'Take back what one submitted',
    body: COMMENT,
    run: (unit, requestId, body) => withdraw(unit, requestId, { comment: textOf(body, 'comment', 1000) }),
  },
  { name: 'urge', summary: 'Remind those who decide, at most every 30 minutes', body: {}, run: urge },
  {
    name: 'resubmit',
    summary: 'Submit again what was sent back, became void or could not be carried out',
    body: { input: { type: 'object' } },
    run: (unit, requestId, body) => resubmit(unit, requestId, objectOf(body, 'input')),
  },
  {
    name: 'retry',
    summary: 'Carry out once more what was approved and could not be done (its last approver, administrators)',
    body: {},
    run: retry,
  },
  {
    name: 'cc',
    summary: 'Send copies',
    body: { employees: listOf(uuid) },
    run: (unit, requestId, body) => copy(unit, requestId, idsOf(body, 'employees')),
  },
]

const requestRoutes = (): ApiRoute[] =>
  REQUEST_VERBS.map((verb) => ({
    tag,
    method: 'POST',
    path: `/approvals/{id}/${verb.name}`,
    summary: verb.summary,
    params: id,
    headers: KEY,
    body: obj(verb.body),
    reply: request,
    run: (caller, api) => decide(caller, api, verb.name, api.body, (unit) => verb.run(unit, api.params.id!, api.body)),
  }))

function trialOf(body: Record<string, unknown>): Trial {
  const [object, command, record] = ['object', 'command', 'record'].map((f) => textOf(body, f, 60)) as [
    string,
    string,
    string | undefined,
  ]
  if (!object || !command || (record !== undefined && !isUuid(record))) throw invalidBody('record')
  return {
    object,
    command,
    record,
    input: objectOf(body, 'input'),
    flow: textOf(body, 'flow', 40),
    submitter: textOf(body, 'submitter', 40),
  }
}

const reads: ApiRoute[] = [
  {
    tag,
    method: 'GET',
    path: '/approvals/inbox',
    summary: 'What lies before me, what I decided, started, was copied in on',
    query: {
      tab: { type: 'string', enum: [...TABS] },
      object: string,
      q: string,
      cursor: string,
      limit: { type: 'integer', minimum: 1, maximum: 100 },
    },
    reply: obj({
      data: listOf({ type: 'object' }),
      nextCursor: { type: ['string', 'null'] },
      counts: { type: 'object' },
    }),
    run: (caller, { query, ...rest }) => inbox(caller, { ...query, limit: readLimit({ query, ...rest }) }),
  },
  {
    tag,
    method: 'GET',
    path: '/approvals/{id}',
    summary: 'One request with its steps',
    params: id,
    reply: request,
    run: (caller, api) => showRequest(caller, api.params.id!),
  },
  {
    tag,
    method: 'GET',
    path: '/approvals/of/{object}/{id}',
    summary: 'The approvals of one record, newest first',
    params: { object: string, id: uuid },
    reply: obj({ data: listOf(request) }),
    run: async (caller, api) => ({ data: await showOfRecord(caller, api.params.object!, api.params.id!) }),
  },
]

const trials: ApiRoute[] = [
  {
    tag,
    method: 'POST',
    path: '/approvals/simulate',
    summary: 'Which flow and whom a command would meet',
    body: obj(
      { object: string, record: uuid, command: string, input: { type: 'object' }, flow: uuid, submitter: uuid },
      ['object', 'command'],
    ),
    reply: obj({ flow: {}, applies: { type: 'boolean' }, nodes: listOf({ type: 'object' }) }),
    run: (caller, api) =>
      write(caller, { command: 'approval.simulate', body: api.body }, (unit) => simulate(unit, trialOf(api.body))),
  },
  {
    tag,
    method: 'POST',
    path: '/approvals/check-expression',
    summary: 'Is this a condition? (administrators)',
    body: obj({ object: string, command: string, expression: string }, ['object', 'expression']),
    reply: obj({ ok: { type: 'boolean' }, error: {}, fields: listOf(string) }),
    async run(caller, { body }) {
      if (!caller.actor.admin) throw denied('check')
      const live = caller.model.objects.get(textOf(body, 'object', 60) ?? '')
      if (!live) throw notFound()
      const act = approvable(caller, live.def.name, textOf(body, 'command', 60) ?? '')
      return checkExpression(textOf(body, 'expression', 5000) ?? '', live, act && inputFields(live, act))
    },
  },
]

/** Routes of the approvals: deciding, following, trying out. */
export const approvalRoutes: ApiRoute[] = [...reads, ...trials, ...taskRoutes(), ...requestRoutes()]
