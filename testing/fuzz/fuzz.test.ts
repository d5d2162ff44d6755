import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { after, before, test } from 'node:test'
import { type Client, type TestHouse, testHouse } from '../server.ts'
import { type Finding, fire, isFuzzable, type Operation, pathOf, readDocument } from './requests.ts'

const REQUESTS = Number(process.env.XINGLIN_FUZZ ?? 1500)
const SEED = Number(process.env.XINGLIN_SEED ?? randomInt(1, 1_000_000_000))
const AT_ONCE = 6

let house: TestHouse
let clients: Client[]
const ids = new Map<string, string[]>()
const know = (path: string, id: string) => ids.set(path, [...(ids.get(path) ?? []), id])

before(async () => {
  house = await testHouse()
  const dept = await house.department('一部')
  clients = [
    await house.person('fuzzadmin', { roles: ['admin'] }),
    await house.person('fuzzmanager', { roles: ['manager'], department: dept }),
    await house.person('fuzzrep', { roles: ['rep'], department: dept }),
    await house.person('fuzzviewer', { roles: ['viewer'] }),
    house.client(),
  ]
  await someRecords(clients[2]!)
})
after(() => house.stop())

/** Records for the requests to hit. Nobody who fires is among them: he would shut himself out. */
async function someRecords(rep: Client): Promise<void> {
  for (const name of ['协和医院', '人民医院', '长江药房']) {
    const account = await rep.post('/accounts', {
      name,
      accountRoles: ['hospital'],
      regionCode: '110101',
      source: 'other',
    })
    assert.equal(account.status, 201, account.text)
    const contact = await rep.post('/contacts', { name: `${name}联系人`, account: account.json.id })
    assert.equal(contact.status, 201, contact.text)
    const record = await rep.post('/contact-records', {
      account: account.json.id,
      description: '谈了价格',
      method: 'visit',
    })
    assert.equal(record.status, 201, record.text)
    know('accounts', account.json.id)
    know('contacts', contact.json.id)
    know('contact-records', record.json.id)
  }
  know('departments', await house.department('被测部门'))
}

test(`bar #27 API fuzz: ${REQUESTS} requests drawn from the OpenAPI document, seed ${SEED}`, async () => {
  const reply = await house.client().send('GET', '/openapi.json')
  assert.equal(reply.status, 200)
  const doc = readDocument(reply.json)
  const operations = doc.operations.filter(isFuzzable)
  const findings: Finding[] = []
  const statuses = new Map<number, number>()
  let next = 0
  const tally = new Map<string, number>()
  const worker = async () => {
    while (next < REQUESTS) {
      const n = next++
      const op: Operation = operations[n % operations.length]!
      const client = clients[Math.floor(n / operations.length) % clients.length]!
      const isLogin = op.path.startsWith('/api/auth/')
      const got = await fire(isLogin ? house.client() : client, doc, op, SEED + n, ids)
      if (got.reply) {
        statuses.set(got.reply.status, (statuses.get(got.reply.status) ?? 0) + 1)
        const key = `${op.method} ${got.reply.status} ${got.reply.json?.code} ${got.reply.status === 400 ? got.reply.json?.detail?.slice(0, 30) : ''}`
        tally.set(key, (tally.get(key) ?? 0) + 1)
      }
      if (got.finding) findings.push(got.finding)
      const made = got.reply?.status === 201 ? got.reply.json?.id : undefined
      if (typeof made === 'string') know(pathOf(op), made)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  const counts = [...statuses].sort(([a], [b]) => a - b).map(([s, n]) => `${s}: ${n}`)
  console.log(`${operations.length} operations, ${counts.join(', ')}`)
  if (process.env.XINGLIN_SHOW) console.log([...tally].sort((a, b) => b[1] - a[1]).slice(0, 40))
  const told = findings.slice(0, 15).map((f) => JSON.stringify(f).slice(0, 1500))
  assert.equal(findings.length, 0, `${findings.length} findings\n${told.join('\n')}`)
})
