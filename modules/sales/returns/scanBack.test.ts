import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scanBack } from './scanBack.ui.ts'

const KNOWN = ['81000001000000000010', '81000001000000000011', '81000001000000000020']

test('S9 return: a code is taken once; the same box scanned again stays taken', () => {
  const once = scanBack(KNOWN, [], ` ${KNOWN[0]} `)
  assert.deepEqual(once, { value: [KNOWN[0]] })
  const again = scanBack(KNOWN, once.value, KNOWN[0]!)
  assert.deepEqual(again.value, [KNOWN[0]])
  assert.match(again.problem!.zh, /已扫过/)
  assert.deepEqual(scanBack(KNOWN, once.value, KNOWN[2]!).value, [KNOWN[0], KNOWN[2]])
})

test('S9 return: a code of other goods is refused by name; an end that fits several is not guessed', () => {
  const foreign = scanBack(KNOWN, [], '99999999999999999999')
  assert.deepEqual(foreign.value, [])
  assert.match(foreign.problem!.zh, /99999999999999999999 不是随该批货发出的/)
  assert.deepEqual(scanBack(KNOWN, [], '0020').value, [KNOWN[2]])
  assert.match(scanBack(KNOWN, [], '0').problem!.zh, /2 个追溯码/)
  assert.deepEqual(scanBack(KNOWN, [], '81000001').value, [], 'the beginning, which all have, is no code')
  assert.deepEqual(scanBack(KNOWN, [KNOWN[1]!], '  '), { value: [KNOWN[1]] })
})
