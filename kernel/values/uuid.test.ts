import assert from 'node:assert/strict'
import { test } from 'node:test'
import { validate, version } from 'uuid'
import { uuid7 } from './uuid.ts'

test('uuid: version 7 of this moment, none twice, each after the one before', () => {
  const began = Date.now()
  const made = Array.from({ length: 20_000 }, uuid7)
  const ended = Date.now()
  for (const id of made) assert.ok(validate(id) && version(id) === 7, id)
  assert.equal(new Set(made).size, made.length)
  assert.deepEqual(made, made.toSorted())
  const at = (id: string) => Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
  assert.ok(at(made[0]!) >= began && at(made.at(-1)!) <= ended)
  const tails = new Set(made.map((id) => id.slice(-12)))
  assert.equal(tails.size, made.length, 'each has randomness of its own')
})
