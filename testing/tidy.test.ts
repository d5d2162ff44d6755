import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { test } from 'node:test'
import { missingPlatforms, readLock } from './completeLock.ts'
import { ROOT, sources } from './sources.ts'

const CODE = sources(['.ts', '.tsx', '.mjs', '.css'])
const LINE_LIMIT = 400
/**
 * ADR 6, 10 and 11: what knows declarations is the kernel proper; the rooms beside it (login, supervised PostgreSQL, its wire, transfer, files,
 * events …) have a figure of their own. Both go down, never up, without an ADR.
 */
const PROPER_LIMIT = 9_300
const WHOLE_LIMIT = 23_650
const BESIDE =
  /^kernel\/(http\/auth|store\/(embedded|control|wire)|approvals|events|merging|transfer|files|audit|text|values)\//

const lines = (text: string) => text.trimEnd().split('\n').length
const isComment = (line: string) => /^\s*(\*|\/\/|\/\*|\{\/\*)/.test(line)

/** `path:line` of every line that `bad` matches. */
function where(bad: (line: string) => boolean, files = CODE): string[] {
  return Object.entries(files).flatMap(([file, text]) =>
    text.split('\n').flatMap((line, at) => (bad(line) ? [`${file}:${at + 1} ${line.trim()}`] : [])),
  )
}

test(`tidy: no source file is longer than ${LINE_LIMIT} lines`, () => {
  const long = Object.entries(CODE).filter(([, text]) => lines(text) > LINE_LIMIT)
  assert.deepEqual(
    long.map(([file, text]) => `${file}: ${lines(text)}`),
    [],
  )
})

test('tidy: nothing is left for later', () => {
  // Written in pieces, or this file would find itself.
  const later = new RegExp(
    ['\\bTO' + 'DO\\b', '\\bFIX' + 'ME\\b', 'coming ' + 'soon', '敬请' + '期待', '@ts-' + 'ignore'].join('|'),
  )
  assert.deepEqual(
    where((line) => later.test(line)),
    [],
  )
})

test('tidy: types are not talked away', () => {
  const away = new RegExp(`\\b${'as'} any\\b|@ts-no${'check'}`)
  assert.deepEqual(
    where((line) => !isComment(line) && away.test(line)),
    [],
  )
})

test('tidy: no test runs alone, none is switched off without a reason', () => {
  const tests = Object.fromEntries(Object.entries(CODE).filter(([file]) => /\.test\.ts$/.test(file)))
  const alone = /\b(test|it|describe|suite)\.only\(|\bonly: true/
  // `{ skip: 'reason' }` and `t.skip('reason')` carry one; the test command fails a skip whose reason is empty.
  const off = /\b(test|it|describe|suite)\.(skip|todo)\(|\bskip: true\b|\bt\.skip\(\s*\)|\btodo: /
  const own = (line: string) => line.includes('const alone') || line.includes('const off')
  assert.deepEqual(
    where((line) => !isComment(line) && !own(line) && (alone.test(line) || off.test(line)), tests),
    [],
  )
})

test('tidy: the kernel stays small (tests aside)', (t) => {
  const kernel = Object.entries(CODE).filter(([file]) => file.startsWith('kernel/') && !/\.test\.ts$/.test(file))
  const total = (files: [string, string][]) => files.reduce((sum, [, text]) => sum + lines(text), 0)
  const proper = kernel.filter(([file]) => !BESIDE.test(file))
  t.diagnostic(`kernel proper: ${total(proper)} lines in ${proper.length} files (limit ${PROPER_LIMIT})`)
  t.diagnostic(`with the rooms beside it: ${total(kernel)} lines in ${kernel.length} files (limit ${WHOLE_LIMIT})`)
  assert.ok(total(proper) <= PROPER_LIMIT)
  assert.ok(total(kernel) <= WHOLE_LIMIT)
})

const shared = [resolve(ROOT, '..', 'shared'), process.env.XINGLIN_SHARED ?? '']
  .filter((folder) => folder && existsSync(resolve(folder, 'data')))
  .map((folder) => resolve(folder, 'data'))[0]

test('tidy: no file of the shared data is committed', { skip: !shared && 'no ../shared/data here' }, () => {
  const digest = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')
  const theirs = globSync('**/*', { cwd: shared! }).filter((file) => statSync(resolve(shared!, file)).size > 0)
  const names = new Set(theirs.map((file) => basename(file)).filter((name) => /\.(csv|xlsx?|json|txt)$/.test(name)))
  const files = theirs.filter((file) => statSync(resolve(shared!, file)).isFile())
  const digests = new Set(files.map((file) => digest(resolve(shared!, file))))
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean)
  const present = tracked.filter((file) => existsSync(resolve(ROOT, file)))
  const copied = present.filter((file) => names.has(basename(file)) || digests.has(digest(resolve(ROOT, file))))
  assert.deepEqual(copied, [])
})

test('tidy: the lock file holds every platform package it names (else npm ci refuses it; npm run lock:complete)', () => {
  const { packages } = readLock()
  assert.deepEqual(Object.keys(missingPlatforms(packages)), [])
  const planted = { 'node_modules/a': { version: '1.0.0', optionalDependencies: { '@a/linux-x64-musl': '1.0.0' } } }
  assert.deepEqual(missingPlatforms(planted), {
    'node_modules/@a/linux-x64-musl': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] },
  })
})
