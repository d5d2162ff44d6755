import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CommandDef, Field, ObjectDef } from '#kernel/declare/index.ts'
import { Problem } from '#kernel/errors.ts'
import { insertRows } from '#kernel/records/storage.ts'
import { newId, SYSTEM_ID } from '#kernel/store/ids.ts'
import { modules } from '#modules/all.ts'
import { sales } from '#modules/sales/index.ts'
import { type OrderWorld, orderWorld } from '#testing/orderWorld.ts'
import type { Person } from '#testing/world.ts'

/** Every role × every command of every document of this module, from the declarations: allowed or denied, none else. */

const roles = modules
  .flatMap((m) => m.roles ?? [])
  .map((r) => r.name)
  .filter((r) => r !== 'everyone')

let o: OrderWorld
/** Somebody of each role in the documents' department, and somebody of each role elsewhere. */
const near = new Map<string, Person>()
const far = new Map<string, Person>()
const rows = new Map<string, string>()

/** Something in every field that a document must have. */
function requiredOf(def: ObjectDef, account: string): Record<string, unknown> {
  const some: Partial<Record<Field['type'], unknown>> = { date: '2026-12-31', text: '某', money: '1', integer: 1 }
  const value = (f: Field) =>
    f.type === 'ref' ? (f.to === 'account' ? account : rows.get(f.to!)) : (f.options?.[0]?.value ?? some[f.type])
  return Object.fromEntries(
    Object.entries(def.fields)
      .filter(([, f]) => f.required)
      .map(([name, f]) => [name, f.default ?? value(f) ?? null]),
  )
}

before(async () => {
  o = await orderWorld()
  const here = await o.w.department('本部')
  const there = await o.w.department('别处')
  for (const role of roles) {
    near.set(role, await o.w.hire(`近${role}`, { roles: [role], department: here }))
    far.set(role, await o.w.hire(`远${role}`, { roles: [role], department: there }))
  }
  const owner = await o.w.hire('物主', { department: here })
  const account = await o.customer({ owner: owner.id })
  await o.w.asSystem(async (unit) => {
    for (const def of sales.objects) {
      if (!sales.commands!.some((c) => c.object === def.name)) continue
      const live = unit.caller.model.objects.get(def.name)!
      const row = {
        id: newId(),
        version: 1,
        createdAt: unit.stamp,
        createdBy: SYSTEM_ID,
        updatedAt: unit.stamp,
        updatedBy: SYSTEM_ID,
        number: `M-${def.name}`,
        state: def.spec.initial ?? Object.keys(def.spec.states ?? { none: 1 })[0],
        owner: owner.id,
        dept: here,
        root: account,
        amount: '1',
        ...requiredOf(def, account),
      }
      await insertRows(unit, live, [row])
      rows.set(def.name, row.id)
    }
  })
})
after(() => o.close())

type Verdict = 'allowed' | 'denied'

/** What the declaration says of a role, a command and a row that is another's. */
function declared(command: CommandDef, role: string, isNear: boolean): Verdict {
  if (role === 'admin') return 'allowed'
  const def = sales.objects.find((d) => d.name === command.object)!
  const scope = def.spec.access?.[role]?.[command.spec.grant ?? command.spec.name]
  if (!scope || scope === 'none') return 'denied'
  if (command.spec.collection || scope === 'all' || !def.spec.owned) return 'allowed'
  return isNear && (scope === 'department' || scope === 'departmentBelow') ? 'allowed' : 'denied'
}

async function met(command: CommandDef, who: Person): Promise<Verdict> {
  try {
    await who.run(command, command.spec.collection ? null : rows.get(command.object)!, {})
  } catch (error) {
    assert.ok(error instanceof Problem, `${command.key}: ${String(error)}`)
    if (error.status === 403 || error.status === 404) return 'denied'
  }
  return 'allowed'
}

for (const def of sales.objects) {
  const commands = sales.commands!.filter((c) => c.object === def.name)
  if (!commands.length) continue
  test(`bar #5 role × command: ${def.name} (${commands.length} commands × ${roles.length} roles × near and far)`, async () => {
    const wrong: string[] = []
    let denials = 0
    for (const command of commands)
      for (const role of roles)
        for (const [place, people] of [
          ['near', near],
          ['far', far],
        ] as const) {
          const expected = declared(command, role, place === 'near')
          const got = await met(command, people.get(role)!)
          if (got === 'denied') denials++
          if (got !== expected) wrong.push(`${command.key} by ${role} (${place}): ${got}, declared ${expected}`)
        }
    assert.deepEqual(wrong, [])
    assert.ok(denials > 0, 'nobody is denied anything')
  })
}

test('bar #5 every verb that a declaration of this module grants is a base verb or a command', () => {
  const base = new Set(['read', 'create', 'update', 'delete', 'export', 'import', 'assign', 'reveal', 'merge'])
  const unknown: string[] = []
  for (const def of sales.objects)
    for (const [role, grants] of Object.entries(def.spec.access ?? {}))
      for (const verb of Object.keys(grants))
        if (
          !base.has(verb) &&
          !sales.commands!.some((c) => c.object === def.name && (c.spec.grant ?? c.spec.name) === verb)
        )
          unknown.push(`${def.name}: ${role} ${verb}`)
  assert.deepEqual(unknown, [])
})
