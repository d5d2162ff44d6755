import { list } from '#kernel/records/list.ts'
import type { ModelRow } from './chart.ts'
import { type Look, refusal } from './look.ts'
import { SHAPES } from './objects.ts'
import { may, mayAtAll, tied } from './oracle.ts'
import { pages } from './reads.ts'

type Says = (row: ModelRow) => boolean

/** Filters by what ties rows to the reader: as the way to the rows, and as one test among others. */
function filtersOf(look: Look, kind: string): [where: Record<string, unknown>, says: Says][] {
  const is =
    (...ties: string[]): Says =>
    (row) =>
      ties.some((tie) => tied(look.chart, look.me, row, tie))
  const open = { updatedAt: { isNull: false } }
  const starred = is('starred')
  const all: [Record<string, unknown>, Says][] = [
    [{ scope: { eq: 'starred' } }, starred],
    [{ and: [open, { scope: { in: ['starred'] } }] }, starred],
    [{ not: { scope: { eq: 'starred' } } }, (row) => !starred(row)],
    [{ scope: { ne: 'starred' }, ...open }, (row) => !starred(row)],
  ]
  if (kind === 'open') return all
  for (const tie of ['mine', 'subordinates', 'team']) all.push([{ scope: { eq: tie } }, is(tie)])
  all.push([{ scope: { in: ['mine', 'team'] } }, is('mine', 'team')])
  all.push([{ scope: { in: ['subordinates', 'starred', 'mine'] }, ...open }, is('subordinates', 'starred', 'mine')])
  all.push([{ and: [{ scope: { eq: 'mine' } }, { scope: { eq: 'team' } }] }, (r) => is('mine')(r) && is('team')(r)])
  all.push([{ or: [{ scope: { eq: 'subordinates' } }, { scope: { eq: 'team' } }] }, is('subordinates', 'team')])
  return all
}

/** Lists by scope: only rows with the tie, and of those only what he may see; both plans, with every total. */
export async function checkScopes(look: Look, object: string, choice: number): Promise<void> {
  const { chart, me, m } = look
  const { kind } = SHAPES[object]!
  if (kind === 'personal' || !mayAtAll(chart, me, object, 'read')) return
  const seen = look.rows(object).filter((r) => !r.deleted && may(chart, me, 'read', r))
  const filters = filtersOf(look, kind)
  for (const [plan, tenant] of Object.entries({ wide: m.world.tenant, narrow: m.narrow }))
    for (let i = 0; i < 3; i++) {
      const [where, says] = filters[(choice + i * 4 + (plan === 'wide' ? 0 : 2)) % filters.length]!
      const expected = seen.filter(says).map((r) => r.id)
      const name = `scope ${object} ${plan} ${JSON.stringify(where)}`
      const found = await pages(look, tenant, object, { where, limit: 5, sort: i ? '-createdAt' : undefined })
      look.sameIds(
        name,
        found.rows.map((r) => String(r.id)),
        expected,
      )
      look.same(`${name} exact total`, found.total, expected.length)
      const capped = await look.as((c) => list(c, object, { where, limit: 1 }), tenant)
      look.same(`${name} capped total`, capped.total!.value, expected.length)
    }
  if (kind === 'open')
    look.same(
      `scope ${object} without an owner`,
      (await refusal('', () => look.as((c) => list(c, object, { where: { scope: { eq: 'mine' } } })))).slice(0, 41),
      '{"status":400,"code":"query.scope","label',
    )
}
