import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findViolations, importsOf } from './boundaries.ts'
import { sources } from './sources.ts'

test('doors: every import and every SQL text of the repository is where it may be', () => {
  const broken = findViolations(sources(['.ts', '.tsx', '.mjs']))
  assert.deepEqual(
    broken.map(({ file, what, rule }) => `${file}: ${what} (${rule})`),
    [],
  )
})

/** Each: a file, its text, and what the rule that catches it says. */
const PLANTED: [file: string, text: string, rule: RegExp][] = [
  ['kernel/a.ts', `import { x } from '#modules/customers/index.ts'`, /kernel only/],
  ['kernel/a.ts', `import { x } from '../modules/customers/index.ts'`, /kernel only/],
  ['kernel/a.ts', `export * from '#apps/server/main.ts'`, /kernel only/],
  ['kernel/a.ts', `import type { X } from '#ui/list.ts'`, /kernel only/],
  ['kernel/a.ts', `const x = await import('#modules/sales/index.ts')`, /kernel only/],
  ['kernel/a.ts', `import { testServer } from '#testing/pg.ts'`, /kernel only/],
  ['kernel/a.test.ts', `import { x } from '#modules/customers/index.ts'`, /kernel only/],
  ['kernel/declare/a.ts', `import { readFileSync } from 'node:fs'`, /browser/],
  ['kernel/declare/a.ts', `import { db } from '../store/db.ts'`, /nothing but itself/],
  ['modules/sales/order/a.ts', `import { x } from '#modules/customers/account/verbs.ts'`, /index\.ts/],
  ['modules/sales/order/a.ts', `import { x } from '../../customers/account/verbs.ts'`, /index\.ts/],
  ['modules/sales/order/a.ts', `import {\n  x,\n  y,\n} from '#modules/customers/shared.ts'`, /index\.ts/],
  ['modules/sales/order/a.ts', `import { x } from '#modules/customers/account/deep/index.ts'`, /index\.ts/],
  ['modules/sales/order/a.ts', `import { start } from '#apps/server/main.ts'`, /kernel and other modules/],
  ['modules/sales/order/a.ts', `import { List } from '#ui/list.tsx'`, /kernel and other modules/],
  ['modules/sales/order/a.ts', `import '#testing/pg.ts'`, /kernel and other modules/],
  ['modules/sales/order/a.ts', `import { Page } from './order.ui.tsx'`, /does not import pages/],
  ['modules/sales/order/order.ui.tsx', `import { db } from '#kernel/store/db.ts'`, /pages/],
  ['modules/sales/order/order.ui.tsx', `import { ship } from './ship.ts'`, /pages/],
  ['modules/sales/order/order.ui.tsx', `import { Card } from '#modules/customers/account/account.ui.tsx'`, /pages/],
  ['modules/sales/order/order.ui.tsx', `import pg from 'pg'`, /no other package/],
  ['ui/list.tsx', `import { x } from '#modules/customers/index.ts'`, /ui and kernel\/declare/],
  ['ui/list.tsx', `import { x } from '#kernel/records/list.ts'`, /ui and kernel\/declare/],
  ['ui/list.tsx', `import { join } from 'node:path'`, /browser/],
  ['apps/web/main.tsx', `import { x } from '#modules/customers/index.ts'`, /web app/],
  ['apps/web/main.tsx', `import { x } from '#kernel/http/server.ts'`, /web app/],
  ['apps/server/main.ts', `import { testServer } from '#testing/pg.ts'`, /testing or bench/],
  ['modules/sales/order/a.ts', `const r = await db.query('select 1')`, /SQL/],
  ['modules/sales/order/a.ts', `const r = await client.query<Row>('select 1')`, /SQL/],
  ['modules/sales/order/routes.ts', 'const r = sql`select 1`', /SQL/],
  ['modules/sales/order/routes.ts', 'const r = sql<Row>`select 1`', /SQL/],
  ['modules/sales/order/order.ui.tsx', 'const r = sql`select 1`', /SQL/],
  ['ui/list.tsx', `const r = sql.raw('select 1')`, /SQL/],
  ['apps/server/routes.ts', 'const r = await sql`select 1`.execute(db)', /SQL/],
]

for (const [file, text, rule] of PLANTED) {
  test(`doors: planted violation caught: ${file} ${text.split('\n').join(' ')}`, () => {
    const found = findViolations({ [file]: text })
    assert.equal(found.length, 1)
    assert.match(found[0]!.rule, rule)
  })
}

/** What the doors let through; a rule that forbids one of these is too narrow. */
const ALLOWED: [file: string, text: string][] = [
  ['kernel/records/list.ts', `import { db } from '../store/db.ts'`],
  ['kernel/records/list.ts', 'const r = sql`select 1`'],
  ['kernel/records/list.test.ts', `import { testServer } from '#testing/pg.ts'`],
  ['kernel/declare/fields.ts', `import { z } from 'zod'`],
  ['modules/sales/order/ship.ts', `import { account } from '#modules/customers/account/index.ts'`],
  ['modules/sales/order/ship.ts', `import { account } from '#modules/customers/index.ts'`],
  ['modules/sales/order/ship.ts', `import { price } from '../price/price.ts'`],
  ['modules/sales/order/ship.ts', `import { command } from '#kernel/commands/index.ts'`],
  ['modules/sales/order/ship.ts', ' * never write sql`…` here'],
  ['modules/sales/order/open.sql.ts', 'export const open = sql`select 1`'],
  ['modules/sales/reports/month.ts', 'export const month = sql`select 1`'],
  ['modules/sales/order/ship.test.ts', `import { world } from '#testing/world.ts'`],
  ['modules/sales/order/order.ui.tsx', `import { Button } from 'antd'\nimport { List } from '#ui/list.tsx'`],
  ['modules/sales/order/order.ui.tsx', `import type { Order } from './order.object.ts'`],
  ['modules/sales/order/order.ui.tsx', `import { Lines } from './lines.ui.tsx'`],
  ['modules/sales/order/order.ui.tsx', `import type { Label } from '#kernel/declare/label.ts'`],
  [
    'ui/list.tsx',
    `import type { Label } from '#kernel/declare/label.ts'\nimport { useQuery } from '@tanstack/react-query'`,
  ],
  ['apps/web/main.tsx', `import { pages } from '#modules/sales/order/order.ui.tsx'`],
  ['apps/server/main.ts', `import { sales } from '#modules/sales/index.ts'\nimport { join } from 'node:path'`],
  ['seeds/demo.ts', 'await sql`insert into t values (1)`.execute(db)'],
]

test('doors: what may pass, passes', () => {
  for (const [file, text] of ALLOWED) assert.deepEqual(findViolations({ [file]: text }), [], `${file}: ${text}`)
})

test('doors: all forms of import are seen', () => {
  const forms = [
    `import a from './a.ts'`,
    `import * as b from "./b.ts"`,
    `import {\n  c,\n} from './c.ts'`,
    `export { d } from './d.ts'`,
    `export type { E } from './e.ts'`,
    `import './f.ts'`,
    `const g = await import('./g.ts')`,
  ]
  const seen = importsOf('kernel/x.ts', forms.join('\n')).map(({ path }) => path)
  assert.deepEqual(
    seen.sort(),
    ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `kernel/${name}.ts`),
  )
})
