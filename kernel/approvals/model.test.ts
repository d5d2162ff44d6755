import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Problem } from '#kernel/errors.ts'
import { sql } from '#kernel/store/sql.ts'
import { at } from '#kernel/tenant.ts'
import { seeded } from '#kernel/values/seeded.ts'
import { Model, type Plan } from '#testing/approvalModel.ts'
import { type Office, office, people, send, stamp } from '#testing/approvalWorld.ts'
import type { Person } from '#testing/world.ts'
import { addSign, approve, reject, retry, sendBack, transfer } from './decide.ts'
import { resubmit, withdraw } from './submitter.ts'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const REQUESTS = Number(process.env.REQUESTS ?? 25)

let o: Office
let sub: Person
let crew: Person[]
before(async () => {
  o = await office()
  sub = await o.w.hire('提')
  crew = []
  for (const name of ['甲', '乙', '丙', '丁', '戊']) crew.push(await o.w.hire(name))
})
after(() => o.w.close())

/** Draws that a seed repeats, so that a failure can be run again. */
function random(seed: number) {
  const next = seeded(seed)
  const below = (n: number) => Math.floor(next() * n)
  return { below, pick: <T>(list: readonly T[]): T => list[below(list.length)]! }
}

type Dice = ReturnType<typeof random>

function plansOf(dice: Dice): Plan[] {
  return Array.from({ length: 1 + dice.below(3) }, () => {
    const who = crew.map((p) => p.id).sort(() => dice.below(3) - 1)
    return { mode: dice.pick(['all', 'any', 'sequence'] as const), people: who.slice(0, 1 + dice.below(3)) }
  })
}

const personOf = (id: string): Person => [...crew, sub].find((p) => p.id === id)!

const KINDS = ['send', 'create', 'update', 'delete', 'stamp'] as const
type Kind = (typeof KINDS)[number]

/** What is asked for: a document (if it is about one), and how often it has happened. */
interface Matter {
  kind: Kind
  paper: string
  request: string
  done(): Promise<number>
}

async function ask(kind: Kind, title: string): Promise<Matter> {
  const made = async () => (await o.titled(title)).length
  const paper = kind === 'create' || kind === 'stamp' ? '' : await o.paper(sub)
  const about = { kind, paper }
  const count = (yes: boolean) => (yes ? 1 : 0)
  if (kind === 'send') {
    const { approval } = await sub.run(send, paper, {})
    return { ...about, request: approval!.id, done: async () => count((await o.state(paper)) === 'sent') }
  }
  if (kind === 'stamp') {
    const { approval } = await sub.run(stamp, null, { title })
    return { ...about, request: approval!.id, done: made }
  }
  const request = await o.asked(sub, kind, paper, kind === 'delete' ? {} : { title })
  const gone = async () => count(Boolean((await o.one('paper', paper)).deleted_at))
  return { ...about, request, done: kind === 'delete' ? gone : made }
}

/** Takes the submitters' right away, or gives it back: what is approved then fails. */
async function obstruct(model: Model, verb: Kind): Promise<void> {
  const { tenant } = o.w
  const role = await o.w.role('everyone')
  model.obstructed = !model.obstructed
  await tenant.db.query(
    model.obstructed
      ? sql`delete from ${at(tenant, 'role_grant')} where role_id = ${role} and object = 'paper' and verb = ${verb}`
      : sql`insert into ${at(tenant, 'role_grant')} (role_id, object, verb, scope) values (${role}, 'paper', ${verb}, 'all')`,
  )
  await tenant.db.query(sql`update ${at(tenant, 'access_epoch')} set n = n + 1`)
}

interface Hand extends Matter {
  model: Model
  dice: Dice
  /** Every task id that was ever open, with whose it was. */
  seen: Map<string, string>
}

interface Move {
  what: string
  fair: boolean
  try(): Promise<unknown>
  follow(): void
}

/** One thing that somebody tries; `fair`: it should succeed, and then the model goes along. */
async function move(hand: Hand): Promise<Move> {
  const { model, request, dice, seen } = hand
  const open = await o.pending(request)
  const by = dice.below(3) && open.length ? personOf(dice.pick(open).assignee) : dice.pick([...crew, ...crew, sub])
  const own = open.find((t) => t.assignee === by.id)
  const old = [...seen.keys()]
  const id = own && dice.below(10) > 1 ? own.id : (dice.pick([...open.map((t) => t.id), ...old]) ?? request)
  const mine = id === own?.id
  const step = model.step
  const kind = dice.pick([
    'approve',
    'approve',
    'approve',
    'approve',
    'transfer',
    'before',
    'after',
    'return',
    'reject',
    'withdraw',
  ])
  const task = <T>(work: (unit: Parameters<typeof approve>[0]) => Promise<T>) => by.write(work)
  const others = [dice.pick([...crew, sub]), dice.pick(crew)].slice(0, 1 + dice.below(2)).map((p) => p.id)
  const free = others.every((w) => model.mayBringIn(w))
  switch (kind) {
    case 'approve':
      return {
        what: `${kind} ${id}`,
        fair: mine,
        try: () => task((u) => approve(u, id, {})),
        follow: () => model.approve(by.id),
      }
    case 'reject': {
      const fair = mine && dice.below(4) === 0
      // Endings are rare, so that requests live long enough to get entangled.
      if (mine && !fair) return move(hand)
      return {
        what: kind,
        fair,
        try: () => task((u) => reject(u, id, { comment: '不' })),
        follow: () => model.reject(),
      }
    }
    case 'withdraw': {
      if (by === sub && dice.below(3)) return move(hand)
      return {
        what: kind,
        fair: by === sub,
        try: () => task((u) => withdraw(u, request, {})),
        follow: () => model.withdraw(),
      }
    }
    case 'transfer': {
      const [to] = others as [string]
      return {
        what: kind,
        fair: mine && model.mayBringIn(to),
        try: () => task((u) => transfer(u, id, { to })),
        follow: () => model.transfer(by.id, to),
      }
    }
    case 'return': {
      const to = dice.pick(['submitter', 0, 1, 2] as const)
      const fair = mine && (to === 'submitter' || (to < step && model.visited.has(to)))
      const key = to === 'submitter' ? to : `n${to + 1}`
      return {
        what: `${kind} ${key}`,
        fair,
        try: () => task((u) => sendBack(u, id, { to: key, comment: '回' })),
        follow: () => model.sendBack(to),
      }
    }
    default: {
      const position = kind as 'before' | 'after'
      return {
        what: `add ${kind}`,
        fair: mine && free,
        try: () => task((u) => addSign(u, id, { employees: others, position })),
        follow: () => model.addSign(by.id, [...new Set(others)], position),
      }
    }
  }
}

/** What can be tried with a request that is with its submitter again, or failed. */
async function aside(hand: Hand): Promise<Move> {
  const { model, request, dice, seen, paper } = hand
  const by = dice.pick([...crew, sub])
  if (paper && model.state === 'executionFailed' && dice.below(6) === 0)
    return {
      what: 'edit',
      fair: true,
      try: () => o.behind(paper, 'seen', dice.below(1_000_000)),
      follow: () => {
        model.edited = true
      },
    }
  switch (dice.pick(['retry', 'retry', 'resubmit', 'resubmit', 'approve'])) {
    case 'retry':
      return {
        what: 'retry',
        fair: model.mayRetry(by.id),
        try: () => by.write((u) => retry(u, request)),
        follow: () => model.retry(),
      }
    case 'resubmit':
      return {
        what: 'resubmit',
        fair: by === sub && model.mayResubmit,
        try: () => by.write((u) => resubmit(u, request)),
        follow: () => model.resubmit(),
      }
    default: {
      const id = dice.pick([...seen.keys()])
      return { what: `late ${id}`, fair: false, try: () => by.write((u) => approve(u, id, {})), follow: () => {} }
    }
  }
}

async function agree(hand: Hand, said: string): Promise<void> {
  const { model, request, seen } = hand
  const open = await o.pending(request)
  for (const t of open) seen.set(t.id, t.assignee)
  const stored = await o.request(request)
  assert.equal(stored.state, model.state, said)
  assert.deepEqual(open.map((t) => t.assignee).sort(), model.pending, said)
  assert.equal(await hand.done(), model.state === 'executed' ? 1 : 0, said)
}

const ENDS = new Set(['executed', 'rejected', 'withdrawn'])

test(`P2 bar #35 random: ${REQUESTS} requests with random acts, steps and deciders go as the model says (seed ${SEED})`, async (t) => {
  const dice = random(SEED)
  const tally = { moves: 0, refused: 0, ends: {} as Record<string, number> }
  for (let n = 0; n < REQUESTS; n++) {
    const plans = plansOf(dice)
    const kind = dice.pick(KINDS)
    const nodes = plans.map((p) => ({ mode: p.mode, approvers: people(...p.people.map(personOf)) }))
    await o.flow(nodes, { command: kind })
    const matter = await ask(kind, `随机${n}`)
    const hand: Hand = { ...matter, model: new Model(plans, sub.id), dice, seen: new Map() }
    const said = `seed ${SEED} request ${n} ${kind} ${JSON.stringify(plans.map((p) => [p.mode, p.people.length]))}`
    await agree(hand, said)
    for (let i = 0; i < 30 && !ENDS.has(hand.model.state); i++) {
      o.w.now = new Date(o.w.now.getTime() + 1000)
      if (dice.below(hand.model.obstructed ? 3 : 8) === 0) await obstruct(hand.model, kind)
      const next = await (hand.model.state === 'running' ? move : aside)(hand)
      const at = `${said} move ${i} ${next.what}`
      tally.moves++
      if (next.fair) {
        await next.try().catch((error: unknown) => assert.fail(`${at}: ${error}`))
        next.follow()
      } else {
        tally.refused++
        await assert.rejects(next.try(), (error: unknown) => error instanceof Problem, at)
      }
      await agree(hand, at)
    }
    if (hand.model.obstructed) await obstruct(hand.model, kind)
    tally.ends[hand.model.state] = (tally.ends[hand.model.state] ?? 0) + 1
  }
  t.diagnostic(`seed ${SEED}: ${JSON.stringify(tally)}`)
})
