import { type Chart, type Employee, type ModelRow, type Right, type Scope, TODAY } from './chart.ts'
import { SHAPES } from './objects.ts'

/**
 * What each person may see and do, said once more in plain words over the generated data. Nothing here comes from the
 * kernel: where the two differ, one of them is wrong.
 */

const below = (chart: Chart, id: string, found = new Set<string>()): Set<string> => {
  for (const e of chart.employees)
    if (e.manager === id && !e.deleted && !found.has(e.id)) below(chart, e.id, found.add(e.id))
  return found
}

const deptsBelow = (chart: Chart, id: string, found = new Set([id])): Set<string> => {
  for (const d of chart.depts) if (d.parent === id && !d.deleted) deptsBelow(chart, d.id, found.add(d.id))
  return found
}

const rolesOf = (chart: Chart, me: Employee) => chart.roles.filter((r) => me.roles.includes(r.id) && !r.deleted)

export const scopesOf = (chart: Chart, me: Employee, object: string, verb: string): Scope[] =>
  rolesOf(chart, me).flatMap((r) =>
    r.grants.filter((g) => g.object === object && g.verb === verb && g.scope !== 'none').map((g) => g.scope),
  )

/** May this person use the verb on any row of the object at all? */
export const mayAtAll = (chart: Chart, me: Employee, object: string, verb: string): boolean =>
  SHAPES[object]!.kind === 'personal' || me.admin || scopesOf(chart, me, object, verb).length > 0

/** Whose rows count as his own: himself, and whom he stands in for today on this object. */
const selves = (chart: Chart, me: Employee, object: string): string[] => [
  me.id,
  ...chart.standIns
    .filter((s) => s.to === me.id && !s.ended && s.starts <= TODAY && TODAY <= s.ends)
    .filter((s) => !s.objects || s.objects.includes(object))
    .map((s) => s.from),
]

/** What ties a row to a person, whether or not he may see it. */
export function tied(chart: Chart, me: Employee, row: ModelRow, tie: string): boolean {
  if (tie === 'mine') return row.owner === me.id
  if (tie === 'subordinates') return row.owner !== null && below(chart, me.id).has(row.owner)
  if (tie === 'team') return inTeam(chart, me, row, 'read')
  return chart.stars.some((s) => s.object === row.object && s.record === row.id && s.employee === me.id)
}

const inTeam = (chart: Chart, me: Employee, row: ModelRow, verb: string): boolean =>
  chart.team.some(
    (t) =>
      t.record === row.root &&
      t.employee === me.id &&
      (t.until === null || t.until >= TODAY) &&
      (['read', 'export', 'reveal'].includes(verb) || t.level === 'edit'),
  )

/** May this person use the verb of `object` on this row? (`object` differs from the row's own when creating under it.) */
export function may(chart: Chart, me: Employee, verb: string, row: ModelRow, object = row.object): boolean {
  if (SHAPES[object]!.kind === 'personal') return row.owner === me.id
  if (me.admin) return true
  const scopes = scopesOf(chart, me, object, verb)
  if (!scopes.length) return false
  if (SHAPES[object]!.kind === 'open') return true
  const mine = row.owner !== null && selves(chart, me, object).includes(row.owner)
  const reach: Record<Scope, () => boolean> = {
    none: () => false,
    all: () => true,
    own: () => mine,
    ownAndSubordinates: () => mine || (row.owner !== null && below(chart, me.id).has(row.owner)),
    department: () => mine || (row.dept !== null && row.dept === me.dept),
    departmentBelow: () => mine || (row.dept !== null && me.dept !== null && deptsBelow(chart, me.dept).has(row.dept)),
  }
  return scopes.some((s) => reach[s]()) || inTeam(chart, me, row, verb)
}

const WIDTH: Right[] = ['hidden', 'masked', 'read', 'edit']

/** The widest right that any of his roles names; unnamed fields are open, sensitive ones masked. */
export function rightOn(chart: Chart, me: Employee, object: string, field: string): Right {
  const said = rolesOf(chart, me).flatMap((r) =>
    r.fields.filter((f) => f.object === object && f.field === field).map((f) => f.right),
  )
  if (!said.length) return SHAPES[object]!.sensitive.includes(field) ? 'masked' : 'edit'
  return WIDTH[Math.max(...said.map((r) => WIDTH.indexOf(r)))]!
}

export const clear = (right: Right): boolean => right === 'read' || right === 'edit'

/** Can he be found here at all: neither gone nor in the recycle bin. */
export const isHere = (me: Employee): boolean => !me.left && !me.deleted

/** Rows of an object that a search for one word finds for him, given where the word stands. */
export function findsBy(chart: Chart, me: Employee, object: string, word: string): string[] {
  const shape = SHAPES[object]!
  const open = shape.search.filter((f) => !shape.sensitive.includes(f))
  const closed = shape.search.filter((f) => shape.sensitive.includes(f))
  const left = open.filter((f) => clear(rightOn(chart, me, object, f)))
  const fields = closed.every((f) => clear(rightOn(chart, me, object, f))) ? [...left, ...closed] : left
  return chart.rows
    .filter((r) => r.object === object && !r.deleted && may(chart, me, 'read', r))
    .filter((r) => fields.some((f) => String(r.values[f] ?? '').includes(word)))
    .map((r) => r.id)
}
