import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { before, test } from 'node:test'
import { tempFolder } from '#testing/folder.ts'
import { newDatabase } from '#testing/pg.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const folder = tempFolder('cli')
let url: string

before(async () => {
  url = await newDatabase('cli')
})

interface Ran {
  code: number
  out: string
  err: string
}

const run = (...args: string[]): Promise<Ran> =>
  new Promise((done) => {
    const env = { ...process.env, DATABASE_URL: url, XINGLIN_DATA: folder }
    execFile(process.execPath, [join(ROOT, 'apps/cli/main.ts'), ...args], { env }, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    )
  })

test('command line: migrate, tenant and user do what they say, and a mistake ends with 2', async () => {
  assert.match((await run('migrate')).out, /^main\tt_main\tup to date$/m)
  const added = await run('tenant', 'add', 'east', '华东子公司')
  assert.match(added.out, /^east: \/welcome#xll_/m)
  assert.match((await run('tenant', 'list')).out, /^east\tt_east\t华东子公司$/m)
  assert.equal((await run('tenant', 'add', 'east', '又一个')).code, 2)
  assert.match((await run('user', 'list', '--tenant', 'east')).out, /\tadmin\t系统管理员\tactive/)
  const person = await run('user', 'add', 'lin', '林小红', '--role', 'rep', '--tenant', 'east')
  assert.match(person.out, /^\/welcome#xll_/)
  assert.equal((await run('user', 'add', 'wang', '王', '--role', 'nosuch', '--tenant', 'east')).code, 2)
  const again = await run('user', 'link', 'lin', '--tenant', 'east')
  assert.match(again.out, /^\/welcome#xll_/)
  assert.notEqual(again.out, person.out)
  await run('user', 'deactivate', 'lin', '--tenant', 'east')
  assert.match((await run('user', 'list', '--tenant', 'east')).out, /\tlin\t林小红\tleft/)
  assert.equal((await run('user', 'link', 'nobody')).code, 2)
})
