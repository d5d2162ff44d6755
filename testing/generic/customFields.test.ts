import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from '#kernel/store/sql.ts'
import { type Client, type TestHouse, testHouse } from '../server.ts'

let house: TestHouse
let admin: Client
let chief: Client
let hospital: string
let file: string

before(async () => {
  house = await testHouse()
  admin = await house.person('cfadmin', { roles: ['admin'] })
  chief = await house.person('cfchief', { roles: ['director'] })
  hospital = (await chief.post('/accounts', account('参照医院'))).json.id
  file = crypto.randomUUID().replace(/^(.{14})./, '$17')
  await house.asSystem((unit) =>
    unit.tx.query(sql`insert into ${unit.table('file')} (id, name, mime, size, sha256, created_at, created_by)
      values (${file}, 'paper.txt', 'text/plain', 1, ${'0'.repeat(64)}, now(), ${chief.employee})`),
  )
})
after(() => house.stop())

const account = (name: string) => ({ name, accountRoles: ['hospital'], regionCode: '110101', source: 'other' })
const where = (w: unknown) => `where=${encodeURIComponent(JSON.stringify(w))}`

interface Kind {
  type: string
  more?: Record<string, unknown>
  value: () => unknown
  /** How it is filtered by this value, and what an export shows of it. */
  test: (value: unknown) => unknown
  shown: string | RegExp
  sortable: boolean
}

const eq = (value: unknown) => ({ eq: value })
const has = (value: unknown) => ({ has: value })

const KINDS: Kind[] = [
  { type: 'text', value: () => '甲「乙」', test: eq, shown: '甲「乙」', sortable: true },
  { type: 'longText', value: () => '第一行', test: eq, shown: '第一行', sortable: true },
  { type: 'integer', value: () => 424242, test: eq, shown: '424242', sortable: true },
  { type: 'decimal', value: () => '3.1416', test: eq, shown: '3.1416', sortable: true },
  { type: 'money', value: () => '98765.43', test: eq, shown: '98765.43', sortable: true },
  { type: 'date', value: () => '2026-02-28', test: eq, shown: '2026-02-28', sortable: true },
  { type: 'bool', value: () => true, test: eq, shown: '是', sortable: true },
  {
    type: 'select',
    more: { dictionary: 'customerSource' },
    value: () => 'other',
    test: eq,
    shown: /其他/,
    sortable: true,
  },
  {
    type: 'multiSelect',
    more: { dictionary: 'customerSource' },
    value: () => ['other'],
    test: has,
    shown: /其他/,
    sortable: false,
  },
  { type: 'ref', more: { target: 'account' }, value: () => hospital, test: eq, shown: '参照医院', sortable: true },
  { type: 'files', value: () => [file], test: has, shown: 'paper.txt', sortable: false },
]

for (const { type, more, value, test: filter, shown, sortable } of KINDS)
  test(`P5 an administrator's ${type} field is everywhere at once, and gone everywhere for whom it is hidden`, async () => {
    const name = `x_${type}One`
    const label = `自定义${type}`
    const before = (await chief.get('/meta')).json.stamp
    const field = await admin.post('/custom-fields', {
      object: 'account',
      name,
      labelZh: label,
      type,
      filterable: true,
      ...more,
    })
    assert.equal(field.status, 201, field.text)

    const meta = (await chief.get('/meta')).json
    assert.notEqual(meta.stamp, before)
    const known = meta.objects.find((o: { name: string }) => o.name === 'account')
    assert.equal(known.fields.find((f: { name: string }) => f.name === name)?.type, type)
    assert.ok(JSON.stringify(known.form).includes(`"${name}"`), 'in the form')
    assert.ok(known.list.includes(name), 'in the list')

    const given = value()
    const made = await chief.post('/accounts', { ...account(`有${type}的医院`), [name]: given })
    assert.equal(made.status, 201, made.text)
    const { id } = made.json
    const plain = (v: unknown): unknown =>
      Array.isArray(v) ? v.map(plain) : v && typeof v === 'object' ? (v as { id: string }).id : v
    assert.deepEqual(plain(made.json[name]), given)
    const found = await chief.get(`/accounts?${where({ [name]: filter(Array.isArray(given) ? given[0] : given) })}`)
    assert.deepEqual(
      found.json?.data?.map((r: { id: string }) => r.id),
      [id],
      found.text,
    )
    const none = await chief.get(`/accounts?${where({ [name]: { isNull: true } })}&count=exact`)
    const all = await chief.get('/accounts?count=exact')
    assert.equal(none.json.total.value, all.json.total.value - 1)
    for (const direction of ['', '-']) {
      const first = await chief.get(`/accounts?sort=${direction}${name}&limit=1`)
      assert.equal(first.status, sortable ? 200 : 400, first.text)
      if (!sortable) continue
      assert.equal(first.json.data[0].id, id, 'empty values come last')
      const rest = await chief.get(`/accounts?sort=${direction}${name}&limit=200&cursor=${first.json.nextCursor}`)
      assert.equal(rest.json.data.length, all.json.total.value - 1)
    }
    const csv = await chief.get(`/accounts/export?format=csv&fields=name,${name}`)
    assert.ok(csv.text.includes(label))
    assert.match(csv.text, typeof shown === 'string' ? new RegExp(shown.replace(/[.「」]/g, '\\$&')) : shown)
    const changed = await chief.patch(`/accounts/${id}`, { [name]: null }, made.json.version)
    assert.equal(changed.status, 200, changed.text)
    assert.ok(
      [null, undefined].includes(plain(changed.json[name]) as null) || Array.isArray(changed.json[name]),
      changed.text,
    )
    const wrong = await chief.patch(`/accounts/${id}`, { [name]: { a: [1] } }, made.json.version + 1)
    assert.equal(wrong.status, 422, wrong.text)

    await hide(name)
    const veiled = (await chief.get('/meta')).json.objects.find((o: { name: string }) => o.name === 'account')
    assert.ok(!JSON.stringify(veiled).includes(name), `the metadata still names ${name}`)
    assert.ok(!(name in (await chief.get(`/accounts/${id}`)).json))
    assert.ok(!(await chief.get('/accounts')).text.includes(name))
    assert.ok(!(await chief.get(`/accounts/${id}/history`)).text.includes(name))
    assert.ok(!(await chief.get('/accounts/export?format=csv')).text.includes(label))
    const refused = [
      await chief.get(`/accounts?${where({ [name]: { isNull: false } })}`),
      await chief.get(`/accounts?sort=${name}`),
      await chief.get(`/accounts/export?format=csv&fields=${name}`),
    ]
    for (const r of refused) assert.equal(r.json?.code, 'query.unknownField', r.text)
    const write = await chief.patch(`/accounts/${id}`, { [name]: given }, made.json.version + 1)
    assert.equal(write.json.fields[0].code, 'field.unknown')
  })

/** Hides a field of accounts from directors. */
async function hide(name: string): Promise<void> {
  const id = await house.role('director')
  const now = (await admin.get(`/roles/${id}/grants`)).json
  const fields = [...now.fields, { object: 'account', field: name, right: 'hidden' }]
  const put = await admin.send('PUT', `/api/v1/roles/${id}/grants`, { grants: now.grants, fields })
  assert.equal(put.status, 200, put.text)
}

test('P5 a field made anew with the name of a deleted one and another type does not break the list', async () => {
  const spec = { object: 'account', name: 'x_again', labelZh: '又来', type: 'text' }
  const first = await admin.post('/custom-fields', spec)
  assert.equal(first.status, 201, first.text)
  const made = await chief.post('/accounts', { ...account('旧值医院'), x_again: '不是数字' })
  assert.equal(made.status, 201, made.text)
  assert.equal((await admin.delete(`/custom-fields/${first.json.id}`, first.json.version)).status, 204)
  const second = await admin.post('/custom-fields', { ...spec, type: 'integer' })
  if (second.status !== 201) return assert.ok(second.status === 409 || second.status === 422, second.text)
  const listed = await chief.get('/accounts')
  assert.equal(listed.status, 200, listed.text)
  assert.equal((await chief.get('/accounts?sort=x_again')).status, 200)
})
