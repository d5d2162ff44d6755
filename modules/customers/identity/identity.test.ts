import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkIdCard } from './idCard.ts'
import { licenseKey, normalizeLicenseNo } from './licenseNo.ts'
import { isMobile, parsePhone, parsePhones, phoneKey } from './phone.ts'
import { checkUscc, usccCheckCharacter } from './uscc.ts'

test('C1 uscc: published codes pass, in any spelling', () => {
  // well-known companies: Alibaba (China), Tencent, Huawei
  for (const code of ['91330100799655058B', '9144030071526726XG', '914403001922038216'])
    assert.deepEqual(checkUscc(code), { ok: true, value: code })
  assert.deepEqual(checkUscc(' ９１３３０１００－799655058b '), { ok: true, value: '91330100799655058B' })
})

test('C1 uscc: a wrong check character warns, a wrong shape is refused', () => {
  assert.deepEqual(checkUscc('91330100799655058C'), {
    ok: true,
    value: '91330100799655058C',
    warning: 'uscc.checkDigit',
  })
  assert.deepEqual(checkUscc('9133010079965505'), { ok: false, code: 'uscc.length' })
  assert.deepEqual(checkUscc('91330100799655O58B'), { ok: false, code: 'uscc.alphabet' })
})

test('C1 uscc: every changed character is noticed', () => {
  const base = '91330100799655058'
  for (let i = 0; i < 17; i++)
    for (const c of '0123456789ABCDEFGHJKLMNPQRTUWXY')
      if (c !== base[i]) assert.notEqual(usccCheckCharacter(base.slice(0, i) + c + base.slice(i + 1)), 'B')
})

test('C1 phone: one telephone, many spellings, one key', () => {
  for (const s of [
    '13812345678',
    '+86 138 1234 5678',
    '0086-138-1234-5678',
    '８６１３８１２３４５６７８',
    '(+86)138-12345678',
    '013812345678',
  ])
    assert.equal(phoneKey(s), '13812345678', s)
  for (const s of [
    '0571-87654321',
    '(0571)8765 4321',
    '+86 571 8765 4321',
    '+86 (0)571 87654321',
    '０５７１—８７６５４３２１',
  ])
    assert.equal(phoneKey(s), '057187654321', s)
  for (const s of [
    '0571-87654321-801',
    '0571-87654321转801',
    '(0571) 87654321 ext. 801',
    '0571-87654321#801',
    '0571-87654321 分机:801',
  ])
    assert.equal(phoneKey(s), '057187654321-801', s)
})

test('C1 phone: kinds', () => {
  assert.equal(parsePhone('400-800-1234')?.kind, 'service')
  assert.equal(parsePhone('95588')?.kind, 'service')
  assert.equal(parsePhone('+1 212 555 0100')?.key, '0012125550100')
  assert.equal(parsePhone('00852-2345-6789')?.kind, 'international')
  assert.equal(parsePhone('87654321')?.kind, 'local')
  assert.equal(parsePhone('无'), null)
  assert.equal(isMobile('＋８６ 199 0000 0001'), true)
  assert.equal(isMobile('12012345678'), false)
  assert.deepEqual(
    parsePhones('0571-87654321/13812345678、无').map((p) => p.kind),
    ['landline', 'mobile'],
  )
})

test('C1 identity number: check digit, birth date, sex', () => {
  // the example of GB 11643-1999, appendix
  assert.deepEqual(checkIdCard('11010519491231002X'), {
    ok: true,
    value: '11010519491231002X',
    birthDate: '1949-12-31',
    sex: 'female',
    regionCode: '110105',
  })
  assert.deepEqual(checkIdCard('440524188001010014'), { ok: false, code: 'idCard.birthDate' })
  assert.deepEqual(checkIdCard('110105194912310021'), { ok: false, code: 'idCard.checkDigit' })
  assert.deepEqual(checkIdCard('11010519490230002X'), { ok: false, code: 'idCard.birthDate' })
  assert.deepEqual(checkIdCard('11010519491231002X', '1949-01-01'), { ok: false, code: 'idCard.birthDate' })
  assert.deepEqual(checkIdCard('110105491231002'), { ok: false, code: 'idCard.format' })
  assert.equal(checkIdCard('１１０１０５ 19491231 002x').ok, true)
})

test('C1 licence number: spellings compare equal', () => {
  assert.equal(normalizeLicenseNo('浙ａａ571—0001 '), '浙AA571-0001')
  assert.equal(licenseKey('第浙AA5710001号'), licenseKey('证号：浙AA571 0001'))
  assert.equal(licenseKey('京食药监械（准）字〔2014〕第1号'), licenseKey('京食药监械(准)字【2014】第1号'))
})

const shared = [process.env.XINGLIN_SHARED, join(import.meta.dirname, '../../../../shared')].find(
  (p) => p && existsSync(p),
)
const file = join(shared ?? '', 'data/hospitals.csv')

test('C1 phone: the telephones of real hospitals are read', (t) => {
  if (!shared || !existsSync(file)) return t.skip(`no ${file}: set XINGLIN_SHARED`)
  const written = readFileSync(file, 'utf8')
    .split('\n')
    .slice(1)
    .map((l) => /([^,"]*)$/.exec(l.trim())?.[1] ?? '')
    .filter((s) => /\d{7}/.test(s))
  const unread = written.filter((s) => parsePhones(s).every((p) => p.kind === 'unknown'))
  t.diagnostic(`${written.length} written, not classified: ${unread.join(' | ')}`)
  assert.ok(written.length > 100)
  assert.ok(unread.length / written.length < 0.05)
})
