import assert from 'node:assert/strict'
import { after } from 'node:test'
import { approve, type Decided } from '#kernel/approvals/decide.ts'
import type { Definition, FlowNode } from '#kernel/approvals/flow.ts'
import { orSubmit } from '#kernel/approvals/start.ts'
import { command } from '#kernel/commands/context.ts'
import { bool, defineObject, integer, type ModuleSpec, money, ref, text } from '#kernel/declare/index.ts'
import { type Problem, Refusal } from '#kernel/errors.ts'
import { remove, update } from '#kernel/records/change.ts'
import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { type Person, type World, world } from './world.ts'

export { inbox } from '#modules/collaboration/approvals/inbox.sql.ts'
export { refusal as code } from './refusal.ts'

/** A document of the tests' own, so that what is proved does not depend on any business object. */
export const paper = defineObject({
  name: 'paper',
  label: { zh: '试单', en: 'Paper' },
  owned: true,
  fields: {
    title: text({ zh: '标题', en: 'Title' }, { required: true }),
    amount: money({ zh: '金额', en: 'Amount' }),
    count: integer({ zh: '数量', en: 'Count' }),
    keeper: ref('employee', { zh: '保管人', en: 'Keeper' }),
    mark: text({ zh: '系统标记', en: 'Mark' }, { readOnly: true }),
    seen: integer({ zh: '阅读数', en: 'Seen' }, { readOnly: true }),
    secret: text({ zh: '证件号', en: 'Id no.' }, { sensitive: 'idNo' }),
    code: text({ zh: '批文', en: 'Code' }),
  },
  duplicates: [{ name: 'code', label: { zh: '批文相同', en: 'Same code' }, fields: ['code'], level: 'block' }],
  lines: {
    items: {
      label: { zh: '明细', en: 'Items' },
      fields: {
        what: text({ zh: '品名', en: 'What' }, { required: true }),
        price: money({ zh: '单价', en: 'Price' }),
      },
    },
  },
  states: { draft: { label: { zh: '草稿', en: 'Draft' } }, sent: { label: { zh: '已发', en: 'Sent' } } },
  list: ['title', 'amount', 'keeper', 'secret'],
  access: {
    everyone: {
      create: 'all',
      read: 'all',
      update: 'all',
      delete: 'all',
      send: 'all',
      poke: 'all',
      stamp: 'all',
      spawn: 'all',
      import: 'all',
      assign: 'all',
      merge: 'all',
    },
    viewer: { read: 'all' },
  },
})

/** What the tests put under approval. Writes what it was given, so that a test sees as whom and with what it ran. */
export const send = command(
  paper,
  {
    name: 'send',
    label: { zh: '发出', en: 'Send' },
    from: 'draft',
    to: 'sent',
    batch: 50,
    input: { note: text({ zh: '备注', en: 'Note' }), fail: bool({ zh: '失败', en: 'Fail' }) },
  },
  async (ctx, row, input) => {
    if (input.fail) {
      await ctx.change(row, { mark: 'half done' })
      throw new Refusal('paper.fails', { zh: '发不出去', en: 'It cannot be sent' })
    }
    await ctx.change(row, { mark: `${ctx.caller.actor.id} ${input.note ?? ''}`.trim() })
    return { sent: true }
  },
)

/** Another way to change the same document. */
export const poke = command(paper, { name: 'poke', label: { zh: '改动', en: 'Poke' } }, async (ctx, row) => {
  await ctx.change(row, { title: `${row.title}!` })
})

/** A verb without a row: makes a paper of its own, at the command's right. */
export const stamp = command(
  paper,
  {
    name: 'stamp',
    label: { zh: '盖章', en: 'Stamp' },
    collection: true,
    input: {
      title: text({ zh: '名目', en: 'Title' }, { required: true }),
      amount: money({ zh: '金额', en: 'Amount' }),
      fail: bool({ zh: '失败', en: 'Fail' }),
    },
  },
  async (ctx, _row, { title, amount, fail }) => {
    const made = await ctx.create('paper', { title, amount, mark: ctx.caller.actor.id }, { trusted: true })
    if (fail) throw new Refusal('paper.fails', { zh: '盖不了', en: 'It cannot be stamped' })
    return { id: made.id }
  },
)

/** A verb that makes another paper along the way, as if its caller had. */
const spawn = command(paper, { name: 'spawn', label: { zh: '派生', en: 'Spawn' } }, async (ctx, row) => {
  await ctx.change(row, { mark: 'spawned' })
  await ctx.create('paper', { title: `${row.title} 2`, amount: '1' })
})

export const papers: ModuleSpec = {
  name: 'papers',
  label: { zh: '试验', en: 'Trial' },
  objects: [paper],
  commands: [send, poke, stamp, spawn],
}

/** A company with flows to be made. */
export class Office {
  readonly w: World
  readonly admin: Person

  constructor(w: World, admin: Person) {
    this.w = w
    this.admin = admin
  }

  /** Publishes a flow before `send` (or another command) of paper and retires all others. */
  async flow(nodes: Partial<FlowNode>[], more: Values = {}): Promise<string> {
    await this.clear()
    const definition: Definition = {
      nodes: nodes.map((n, i) => ({
        key: `n${i + 1}`,
        name: { zh: `第${i + 1}步`, en: `Step ${i + 1}` },
        kind: 'approve',
        mode: 'any',
        approvers: [],
        allowTransfer: true,
        allowAddSign: true,
        emptyApprovers: 'admin',
        ...n,
      })),
    }
    const made = await this.admin.create('approvalFlow', {
      name: '流程',
      object: 'paper',
      command: 'send',
      definition,
      ...more,
    })
    await this.verb('publish', made.id as string)
    return made.id as string
  }

  verb(name: string, id: string, input: Values = {}) {
    return this.admin.run(this.w.tenant.registry.commands.get(`approvalFlow.${name}`)!, id, input)
  }

  async clear(): Promise<void> {
    for (const f of await this.admin.list<{ id: string }>('approvalFlow', { where: { state: { eq: 'active' } } }))
      await this.verb('retire', f.id)
  }

  async paper(by: Person, values: Values = {}): Promise<string> {
    return (await by.create('paper', { title: '一张单', amount: '100', ...values })).id as string
  }

  /** Sends a new paper; returns its id and the request's. */
  async sent(by: Person, values: Values = {}, input: Values = {}): Promise<{ paper: string; request: string }> {
    const id = await this.paper(by, values)
    const { approval } = await by.run(send, id, input)
    if (!approval) throw new Error('no approval was opened')
    return { paper: id, request: approval.id }
  }

  /** What a person's door does with a write: the id of what was written, or the request that was opened. */
  async door(by: Person, name: 'create' | 'update' | 'delete', id: string, values: Values = {}, key?: string) {
    const { done, approval } = await by.write(
      (unit) =>
        orSubmit(unit, `paper.${name}`, async () => {
          if (name === 'create') return (await create(unit, 'paper', values)).id as string
          if (name === 'update') return (await update(unit, 'paper', id, values)).id as string
          await remove(unit, 'paper', id, undefined)
          return id
        }),
      key,
    )
    return approval ? { request: approval.id } : { done }
  }

  /** Asks for a write that has to be approved; the request. */
  async asked(by: Person, name: 'create' | 'update' | 'delete', id: string, values: Values = {}): Promise<string> {
    const { request } = await this.door(by, name, id, values)
    if (!request) throw new Error('no approval was opened')
    return request
  }

  /** Living papers by this title. */
  async titled(title: string): Promise<Values[]> {
    return this.w.tenant.db.query(
      sql`select * from ${at(this.w.tenant, 'paper')} where title = ${title} and deleted_at is null`,
    )
  }

  request(id: string): Promise<Values> {
    return this.one('approval_request', id)
  }

  async one(table: string, id: string): Promise<Values> {
    const [row] = await this.w.tenant.db.query<Values>(sql`select * from ${at(this.w.tenant, table)} where id = ${id}`)
    return row!
  }

  /** Open tasks of a request: whose they are. */
  async pending(request: string): Promise<{ id: string; assignee: string }[]> {
    return this.w.tenant.db.query(sql`select id, assignee_id as assignee from ${at(this.w.tenant, 'approval_task')}
      where request_id = ${request} and state = 'pending' and kind <> 'cc' order by position, id`)
  }

  /** The open task of one person. */
  async taskOf(request: string, who: Person): Promise<string> {
    const mine = (await this.pending(request)).find((t) => t.assignee === who.id)
    if (!mine) throw new Error('he has no open task')
    return mine.id
  }

  async approve(request: string, who: Person, comment?: string): Promise<Decided> {
    const task = await this.taskOf(request, who)
    return who.write((unit) => approve(unit, task, { comment }))
  }

  async state(paperId: string): Promise<string> {
    return (await this.one('paper', paperId)).state as string
  }

  /** Changes a stored document behind the back of every door. */
  async behind(paperId: string, column: string, value: unknown): Promise<void> {
    const { db } = this.w.tenant
    if (column === 'title')
      await db.query(sql`update ${at(this.w.tenant, 'paper')} set title = ${value} where id = ${paperId}`)
    else await db.query(sql`update ${at(this.w.tenant, 'paper')} set seen = ${value} where id = ${paperId}`)
  }
}

export async function office(): Promise<Office> {
  const w = await world({ also: [papers] })
  return new Office(w, await w.hire('管理员', { roles: ['admin'] }))
}

/** The people of the tests: sub submits; ann and bob are in finance; ann is sub's superior, boss everybody's. */
export interface Cast {
  sub: Person
  ann: Person
  bob: Person
  cyd: Person
  boss: Person
}

export async function cast(o: Office): Promise<Cast> {
  const head = await o.w.department('总部')
  const boss = await o.w.hire('总监', { department: head, roles: ['director'] })
  const ann = await o.w.hire('安', { department: head, manager: boss.id, roles: ['finance'] })
  const bob = await o.w.hire('波', { department: head, roles: ['finance'] })
  const cyd = await o.w.hire('西', { department: head })
  const dept = await o.w.department('一部', head)
  const sub = await o.w.hire('提', { department: dept, manager: ann.id })
  await o.admin.update('department', head, { head: boss.id })
  await o.admin.update('department', dept, { head: sub.id })
  return { sub, ann, bob, cyd, boss }
}

/** An office with its people for all tests of one file, closed after them. */
export async function staged(): Promise<{ o: Office; P: Cast; notSent: (paper: string) => Promise<void> }> {
  const o = await office()
  after(() => o.w.close())
  const P = await cast(o)
  /** The document was not sent, whatever was tried. */
  const notSent = async (paper: string): Promise<void> => assert.equal(await o.state(paper), 'draft')
  return { o, P, notSent }
}

/** A rule that names these people. */
export const people = (...who: Person[]) => [{ by: 'employee' as const, employees: who.map((p) => p.id) }]

/** Of things tried at once: how many succeeded, and the codes of the others. */
export const settled = (results: PromiseSettledResult<unknown>[]) => ({
  won: results.filter((r) => r.status === 'fulfilled').length,
  codes: results.flatMap((r) => (r.status === 'rejected' ? [(r.reason as Problem).code ?? String(r.reason)] : [])),
})
