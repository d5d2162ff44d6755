import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import type { CommandDef, ObjectDef } from '#kernel/declare/index.ts'
import type { Problem } from '#kernel/errors.ts'
import { modules } from '#modules/all.ts'
import { world } from '../world.ts'

const ROOT = resolve(import.meta.dirname, '../..')

/** The code blocks of the page, as a reader would copy them. */
function blocks(): string[] {
  const page = readFileSync(join(ROOT, 'docs/adding-an-object.md'), 'utf8')
  return [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map((m) => m[1]!)
}

test('docs: the worked example works as it is printed, in at most 60 lines', async () => {
  const [declaration, verb] = blocks()
  assert.ok(declaration!.trim().split('\n').length <= 60, 'an object of ten fields fits in 60 lines')
  const folder = mkdtempSync(join(ROOT, 'modules/customers/example-'))
  try {
    writeFileSync(join(folder, 'study.object.ts'), declaration!)
    writeFileSync(join(folder, 'start.ts'), verb!)
    const { study } = (await import(join(folder, 'study.object.ts'))) as { study: ObjectDef }
    const { start } = (await import(join(folder, 'start.ts'))) as { start: CommandDef }
    assert.equal(Object.keys(study.fields).length, 10)
    const granted: ObjectDef = {
      ...study,
      spec: { ...study.spec, access: { ...study.spec.access, rep: { ...study.spec.access!.rep, start: 'own' } } },
    }
    const w = await world({
      modules: [
        ...modules,
        { name: 'example', label: { zh: '示例', en: 'Example' }, objects: [granted], commands: [start] },
      ],
    })
    try {
      const dept = await w.department('华东')
      const rep = await w.hire('代表', { roles: ['rep'], department: dept })
      const other = await w.hire('别人', { roles: ['rep'], department: dept })
      const manager = await w.hire('经理', { roles: ['manager'], department: dept })
      const hospital = await rep
        .create('account', { name: '杭州示例医院', accountRoles: ['hospital'], regionCode: '330102', source: 'visit' })
        .catch((e: Problem) => assert.fail(JSON.stringify(e.fields)))
      const made = await rep.create('study', {
        account: hospital.id,
        title: '一项观察性研究',
        phase: 'IV',
        protocolNo: 'P-1',
      })
      assert.equal((await other.list('study')).length, 0, 'another rep does not see it')
      assert.equal((await manager.list('study')).length, 1, 'his manager does')
      await assert.rejects(
        rep.update('study', made.id as string, { budget: '5.00' }),
        (e: Problem) => e.fields[0]?.code === 'field.unknown',
      )
      await assert.rejects(
        rep.create('study', { account: hospital.id, title: '又一项', phase: 'IV', protocolNo: 'P-1' }),
        (e: Problem) => e.code === 'duplicate.blocked',
      )
      await assert.rejects(
        rep.run(start, made.id as string, { startsOn: '2026-07-01' }),
        (e: Problem) => e.code === 'study.notRegistered',
      )
      await rep.update('study', made.id as string, { registered: true })
      const { row } = await rep.run(start, made.id as string, { startsOn: '2026-07-01' })
      assert.equal(row!.state, 'running')
    } finally {
      await w.close()
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
