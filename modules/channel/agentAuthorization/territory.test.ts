import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '#kernel/store/ids.ts'
import { seeded } from '#kernel/values/seeded.ts'
import { outside, type Place, pointOf, type Scope, territory } from './territory.ts'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)

const CODES = ['330000', '330100', '330106', '330108', '330200', '320000', '320100', '320102', '110000', '110101']
const COUNTIES = CODES.filter((c) => !c.endsWith('00'))

/** Does a division contain a county, as people read the codes: leading digits, zeros standing for anything. */
const inside = (code: string, county: string): boolean => county.startsWith(code.replace(/(00)+$/, ''))

/** The rule in words: named counts; else within a division and not excluded. */
const covers = (s: Scope, p: Place): boolean =>
  s.hospitals.some((h) => h.id === p.id) ||
  (s.regionCodes.some((c) => inside(c, p.regionCode)) && !s.excluded.some((h) => h.id === p.id))

const on = (s: Scope, p: Place): boolean => territory(s).some((x) => x.from <= pointOf(p) && pointOf(p) < x.to)

test(`H1 a territory on the line covers exactly what its words say, over 20,000 random questions (seed ${SEED})`, () => {
  const r = seeded(SEED)
  const pick = <T>(from: readonly T[], chance: number): T[] => from.filter(() => r() < chance)
  const places: Place[] = Array.from({ length: 40 }, () => ({
    id: newId(),
    regionCode: COUNTIES[Math.floor(r() * COUNTIES.length)]!,
  }))
  const scope = (): Scope => ({
    agentLevel: 'province',
    regionCodes: pick(CODES, 0.2),
    hospitals: pick(places, 0.05),
    excluded: pick(places, 0.1),
  })
  for (let i = 0; i < 500; i++) {
    const [a, b] = [scope(), scope()]
    const pieces = territory(a)
    for (const p of places) assert.equal(on(a, p), covers(a, p), `seed ${SEED} round ${i}`)
    for (const x of pieces)
      for (const y of pieces)
        assert.ok(x === y || x.to <= y.from || y.to <= x.from, 'pieces of one territory are disjoint')
    // What lies wholly within another has no place that the other lacks.
    if (!outside(pieces, territory(b)).length)
      for (const p of places) assert.ok(!covers(a, p) || covers(b, p), `seed ${SEED} round ${i}`)
  }
})
