import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ObjectDef } from '#kernel/declare/index.ts'
import { Problem } from '#kernel/errors.ts'
import { create } from '#kernel/records/create.ts'
import { newId, SYSTEM_ID } from '#kernel/store/ids.ts'
import { sql } from '#kernel/store/sql.ts'
import { registry as houseRegistry, modules } from '#modules/all.ts'
import { type Client, type TestHouse, testHouse } from '../server.ts'
import { valid } from './values.ts'

const registry = houseRegistry()
const objects = [...registry.objects.values()]
const roles = modules
  .flatMap((m) => m.roles ?? [])
  .map((r) => r.name)
  .filter((r) => r !== 'everyone')

let house: TestHouse
let stranger: Client
let people: Map<string, Client>
const rows = new Map<string, string>()

before(async () => {
  house = await testHouse()
  const [ours, theirs] = [await house.department('本部'), await house.department('外部')]
  stranger = await house.person('stranger', { roles: ['director'], department: theirs })
  people = new Map()
  for (const role of roles)
    people.set(role, await house.person(`the${role}`.toLowerCase(), { roles: [role], department: ours }))
  for (const object of objects) await rowOf(object.name)
})
after(() => house.stop())

const FITTING: Record<string, () => Promise<Record<string, unknown>>> = {
  contactRelation: async () => ({ to: await another('contact') }),
  customField: async () => ({ object: 'account', type: 'text' }),
  batch: async () => ({ mfgDate: '2025-01-31', lastUsableDate: '2027-01-31' }),
  payment: async () => {
    const account = await rowOf('account')
    const [row] = await house.asSystem((unit) =>
      unit.tx.query<{ name: string }>(sql`select name from ${unit.table('account')} where id = ${account}`),
    )
    return { account, payer: row!.name }
  },
  license: async () => ({ account: await rowOf('account'), longTerm: true }),
}

/** What no field declaration says: things that must fit together. */
async function fitting(object: ObjectDef): Promise<Record<string, unknown>> {
  const fit = FITTING[object.name]
  if (fit) return fit()
  if (!object.spec.hangsOn) return {}
  const file = newId()
  await house.asSystem((unit) =>
    unit.tx.query(sql`insert into ${unit.table('file')} (id, name, mime, size, sha256, created_at, created_by)
      values (${file}, 'a.txt', 'text/plain', 1, ${'0'.repeat(64)}, now(), ${SYSTEM_ID})`),
  )
  return { object: 'account', record: await rowOf('account'), file: [file] }
}

async function input(object: ObjectDef): Promise<Record<string, unknown>> {
  const made = await valid(registry, object, rowOf)
  return { ...made, ...(await fitting(object)) }
}

const isRoot = (object: ObjectDef) => object.spec.owned && !object.spec.within && !object.spec.hangsOn

async function another(name: string): Promise<string> {
  const object = registry.object(name)
  const values = await input(object)
  if (isRoot(object)) values.owner = stranger.employee
  try {
    return (await house.asSystem((unit) => create(unit, name, values, { accept: 'all' }))).id as string
  } catch (error) {
    // One of each kind, and it was shipped: that one then.
    if (!(error instanceof Problem && error.code.startsWith('rule.'))) throw error
    const [row] = await house.asSystem((unit) =>
      unit.tx.query<{ id: string }>(sql`select id from ${unit.table(object.table)} order by id limit 1`),
    )
    return row!.id
  }
}

async function rowOf(name: string): Promise<string> {
  const known = rows.get(name)
  if (known) return known
  const id = await another(name)
  rows.set(name, id)
  return id
}

const scopeOf = (role: string, object: ObjectDef, verb: string): string | undefined => {
  if (role === 'admin') return 'all'
  const { access = {} } = object.spec
  const said = [access[role]?.[verb], access.everyone?.[verb]].filter((s) => s && s !== 'none')
  return said.includes('all') || (said.length && !object.spec.owned) ? 'all' : said[0]
}

test('every object can be created from its declaration by somebody who may', async () => {
  for (const object of objects.filter((o) => !o.spec.readOnly && !o.spec.personal && !o.spec.hangsOn)) {
    const reply = await people
      .get('admin')!
      .post(`/${object.path}`, await input(object), { 'x-accept-duplicates': 'true' })
    const doubled =
      (reply.status === 409 && object.spec.duplicates?.length) ||
      (reply.status === 422 && object.spec.constraints && reply.text.includes('"rule.'))
    assert.ok(reply.status === 201 || doubled, `${object.name}: ${reply.status} ${reply.text}`)
  }
})

test('bar #5 role × verb: what no grant allows is refused on every route, what is granted is not', async () => {
  let denials = 0
  for (const [role, client] of people)
    for (const object of objects) {
      const at = `${role} ${object.name}`
      const has = (verb: string) => object.spec.personal || scopeOf(role, object, verb) !== undefined
      const path = `/${object.path}`
      const id = rows.get(object.name)!
      const seen = !object.spec.personal && scopeOf(role, object, 'read') === 'all'
      assert.equal((await client.get(path)).status, has('read') ? 200 : 403, `${at} read`)
      assert.equal((await client.get(`${path}/${id}`)).status, seen ? 200 : 404, `${at} read one`)
      const exported = await client.get(`${path}/export?format=csv`)
      assert.equal(
        exported.status,
        object.spec.personal ? 404 : has('read') && has('export') ? 200 : 403,
        `${at} export ${exported.text.slice(0, 200)}`,
      )
      denials += Number(!has('read')) + Number(!has('export'))
      if (!object.spec.readOnly) denials += await deniedWrites(client, object, role, seen)
      for (const command of registry.commandsOf(object.name)) {
        if (has(command.spec.grant ?? command.spec.name)) continue
        denials++
        const url = command.spec.collection ? `${path}/${command.spec.name}` : `${path}/${id}/${command.spec.name}`
        const reply = await client.post(url, {})
        assert.equal(reply.status, 403, `${at} ${command.spec.name}: ${reply.status} ${reply.text}`)
      }
    }
  console.log(`${people.size} roles × ${objects.length} objects: ${denials} explicit denials`)
  assert.ok(denials > 100)
})

async function deniedWrites(client: Client, object: ObjectDef, role: string, seen: boolean): Promise<number> {
  let denials = 0
  const path = `/${object.path}`
  const id = rows.get(object.name)!
  const has = (verb: string) => object.spec.personal || scopeOf(role, object, verb) !== undefined
  const at = `${role} ${object.name}`
  if (!has('create')) {
    denials++
    assert.equal((await client.post(path, {})).status, 403, `${at} create`)
  } else assert.notEqual((await client.post(path, { nonsense: 1 })).status, 403, `${at} create`)
  const reach = object.spec.personal ? undefined : scopeOf(role, object, 'update')
  const reply = await client.patch(`${path}/${id}`, { nonsense: 1 }, 1)
  if (reach !== 'all') {
    denials++
    assert.equal(reply.status, seen ? 403 : 404, `${at} update ${reply.text}`)
  } else assert.equal(reply.status, 422, `${at} update ${reply.text}`)
  const ends = object.spec.personal ? undefined : scopeOf(role, object, 'delete')
  const removed = await client.delete(`${path}/${id}`, 999)
  if (ends !== 'all') {
    denials++
    assert.equal(removed.status, seen ? 403 : 404, `${at} delete ${removed.text}`)
  } else assert.equal(removed.status, 409, `${at} delete ${removed.text}`)
  return denials
}

const SYSTEM_KEYS = [
  'id',
  'version',
  'createdAt',
  'createdBy',
  'updatedAt',
  'updatedBy',
  'deletedAt',
  'deletedBy',
  'auditHash',
  'root',
  'dept',
  'custom',
  'audit_hash',
  'root_id',
  'owner_id',
  'dept_id',
  'search_text',
  'search_private',
  'nonsense',
  '_can',
  'constructor',
]

test('bar #10 mass assignment: system, state, number, read-only and unknown keys are refused, on create and on change', async () => {
  const admin = people.get('admin')!
  let refused = 0
  for (const object of objects.filter((o) => !o.spec.readOnly && !o.spec.personal && !o.spec.hangsOn)) {
    const readOnly = Object.entries(object.fields)
      .filter(([, f]) => f.readOnly)
      .map(([n]) => n)
    const keys = [...SYSTEM_KEYS.filter((k) => !object.fields[k]), ...readOnly]
    for (const key of ['state', 'number']) if (!object.fields[key]) keys.push(key)
    if (!isRoot(object) && !object.fields.owner) keys.push('owner')
    const values = await input(object)
    for (const key of keys) {
      const reply = await admin.post(`/${object.path}`, { ...values, [key]: stranger.employee })
      assert.equal(reply.status, 422, `create ${object.name}.${key}: ${reply.status} ${reply.text}`)
      assert.ok(
        reply.json.fields.some((f: { field: string; code: string }) => f.field === key && f.code === 'field.unknown'),
        `${object.name}.${key} ${reply.text}`,
      )
      refused++
    }
    const fixed = Object.entries(object.fields)
      .filter(([, f]) => f.createOnly)
      .map(([n]) => n)
    for (const key of [...keys, ...fixed, 'owner']) {
      const id = rows.get(object.name)!
      const reply = await admin.patch(`/${object.path}/${id}`, { [key]: stranger.employee }, 1)
      assert.equal(reply.status, 422, `change ${object.name}.${key}: ${reply.status} ${reply.text}`)
      refused++
    }
  }
  console.log(`${refused} keys refused`)
})
