import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Problem } from '#kernel/errors.ts'
import { seeded } from '#kernel/values/seeded.ts'
import { Model, type Plan } from '#testing/approvalModel.ts'
import { type Office, office, people } from '#testing/approvalWorld.ts'
import type { Person } from '#testing/world.ts'
import { addSign, approve, reject, sendBack, transfer } from './decide.ts'
import { resubmit, withdraw } from './submitter.ts'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const REQUESTS = Number(process.env.REQUESTS ?? 40)

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

interface Hand {
  model: Model
  request: string
  paper: string
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
async function move({ model, request, dice, seen }: Hand): Promise<Move> {
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
      if (mine && !fair) return move({ model, request, paper: '', dice, seen })
      return {
        what: kind,
        fair,
        try: () => task((u) => reject(u, id, { comment: '不' })),
        follow: () => model.reject(),
      }
    }
    case 'withdraw': {
      if (by === sub && dice.below(3)) return move({ model, request, paper: '', dice, seen })
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

async function agree(hand: Hand, said: string): Promise<void> {
  const { model, request, paper, seen } = hand
  const open = await o.pending(request)
  for (const t of open) seen.set(t.id, t.assignee)
  const stored = await o.request(request)
  assert.equal(stored.state, model.state, said)
  assert.deepEqual(open.map((t) => t.assignee).sort(), model.pending, said)
  assert.equal(await o.state(paper), model.state === 'executed' ? 'sent' : 'draft', said)
}

test(`P2 bar #35 random: ${REQUESTS} requests with random steps and deciders go as the model says (seed ${SEED})`, async (t) => {
  const dice = random(SEED)
  const tally = { moves: 0, refused: 0, ends: {} as Record<string, number> }
  for (let n = 0; n < REQUESTS; n++) {
    const plans = plansOf(dice)
    await o.flow(plans.map((p) => ({ mode: p.mode, approvers: people(...p.people.map(personOf)) })))
    const { paper, request } = await o.sent(sub)
    const hand: Hand = { model: new Model(plans, sub.id), request, paper, dice, seen: new Map() }
    const said = `seed ${SEED} request ${n} ${JSON.stringify(plans.map((p) => [p.mode, p.people.length]))}`
    await agree(hand, said)
    for (let i = 0; i < 30 && ['running', 'returned'].includes(hand.model.state); i++) {
      if (hand.model.state === 'returned') {
        await sub.write((u) => resubmit(u, request))
        hand.model.resubmit()
        await agree(hand, `${said} move ${i} resubmit`)
        continue
      }
      const next = await move(hand)
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
    tally.ends[hand.model.state] = (tally.ends[hand.model.state] ?? 0) + 1
  }
  t.diagnostic(`seed ${SEED}: ${JSON.stringify(tally)}`)
})
