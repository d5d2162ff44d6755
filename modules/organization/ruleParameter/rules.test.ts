import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Person, type World, world } from '#testing/world.ts'
import { currentRules } from './current.ts'
import { RULES, type RuleName } from './rules.ts'
import { setRule } from './set.ts'

let w: World
let rep: Person
let director: Person
before(async () => {
  w = await world({ now: '2026-06-15T02:00:00Z' })
  rep = await w.hire('代表', { roles: ['rep'] })
  director = await w.hire('总监', { roles: ['director'] })
})
after(() => w.close())

const set = (who: Person, name: RuleName, value: unknown, validFrom = '2026-06-15') =>
  who.run(setRule, null, { name, value, validFrom, note: '测试' })

test('DOMAIN: rules in force are listed by module, each with what it ships with, and what ships can stand', async () => {
  const rules = await rep.do((c) => currentRules(c, '2026-06-15'))
  assert.deepEqual(rules.find((r) => r.name === 'license.alertDays')!.value, [180, 90, 30, 7])
  assert.deepEqual(rules.find((r) => r.name === 'purchaseCycle.lateSteps')!.value, [1, 1.5, 2])
  assert.deepEqual([...new Set(rules.map((r) => r.area.zh))].length, 5)
  for (const [name, rule] of Object.entries(RULES)) assert.equal(rule.check(rule.shipped), undefined, name)
})

test('DOMAIN: a value holds from its day on, for everybody, and the days before keep theirs', async () => {
  await set(director, 'order.slaFinance', 4, '2026-07-01')
  const on = async (day: string) =>
    (await rep.do((c) => currentRules(c, day))).find((r) => r.name === 'order.slaFinance')!.value
  assert.deepEqual([await on('2026-06-30'), await on('2026-07-01')], [8, 4])
  await set(director, 'order.slaFinance', 6, '2026-07-01')
  assert.equal(await on('2026-07-02'), 6, 'of two for one day the last one holds')
  await assert.rejects(set(director, 'order.slaFinance', 1, '2026-06-14'), { code: 'input.invalid' })
  await assert.rejects(set(rep, 'order.slaFinance', 1), { code: 'access.denied' })
})

test('DOMAIN: a value that cannot be is refused by what the rule asks for', () => {
  const wrong: [RuleName, unknown[]][] = [
    ['order.slaFinance', [0, -1, 1.5, '8', 9000, null, Number.NaN]],
    ['order.overdueGraceDays', [-1, 0.5, 4000]],
    ['tender.deadlineDays', [[], [1, 3], [7, 7], [7, '3'], 7, [3651]]],
    [
      'purchaseCycle.lateSteps',
      [
        [1, 2],
        [2, 1.5, 1],
        [1, 1, 2],
        [0, 1, 2],
        [1, 1.555, 2],
      ],
    ],
    ['tender.volumeBehind', [-0.1, 1.1, '0.1']],
    ['license.scanRequired', ['true', 1]],
    [
      'calendar.officeHours',
      [
        [],
        [['9:00', '12:00']],
        [['12:00', '09:00']],
        [
          ['09:00', '12:00'],
          ['11:00', '18:00'],
        ],
        [['24:00', '24:00']],
        '9-18',
      ],
    ],
    ['calendar.exceptions', [{}, { off: [] }, { off: ['2027-13-01'], on: [] }, { off: ['02-08'], on: [] }, []]],
    ['license.requiredSets', [{ hospital: 'x' }, [], 'x']],
  ]
  for (const [name, values] of wrong)
    for (const value of values) {
      const said = RULES[name].check(value)
      assert.ok(said?.zh && said.en, `${name} took ${JSON.stringify(value)}`)
    }
})
