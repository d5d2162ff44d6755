// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are pieces of source text
/** A leak planted in the kernel's source text while a test process loads it; never in the files themselves. */
export interface Mutant {
  name: string
  file: string
  from: string
  to: string
}

const mutant = (name: string, file: string, from: string, to: string): Mutant => ({
  name,
  file: `kernel/${file}`,
  from,
  to,
})

/** Each of these is a mistake that somebody could make; the model test must notice every one. */
export const MUTANTS: Mutant[] = [
  mutant('lists forget the rule (wide)', 'records/walk.ts', 'sql`${rule} and ${plan.rest}`', 'plan.rest'),
  mutant(
    'lists forget filter and recycle bin (narrow)',
    'records/walk.ts',
    '${column} = o.v and ${rest}',
    '${column} = o.v',
  ),
  mutant(
    'lists and totals forget level and expiry of membership',
    'records/scope.ts',
    'sql`${column} in (${ids}) and ${rule}`',
    'sql`${column} in (${ids})`',
  ),
  mutant('deleted rows stay in lists', 'records/walk.ts', "'t.deleted_at is null'", "'true'"),
  mutant(
    'exact totals count hidden rows',
    'records/walk.ts',
    'from ${table} t where ${rule} and ${filter})`',
    'from ${table} t where ${filter})`',
  ),
  mutant(
    'a scope shows what he may not see',
    'records/list.ts',
    "also: [visibleSql(caller, def, verb, 't')] }",
    'also: [] }',
  ),
  mutant(
    'stars of others are his',
    'records/scope.ts',
    "'star')} where employee_id = ${caller.actor.id} and object",
    "'star')} where object",
  ),
  mutant(
    'one row is shown to everybody',
    'records/get.ts',
    "where t.id = ${id} and ${visibleSql(caller, live.def, 'read', 't')}",
    'where t.id = ${id}',
  ),
  mutant(
    'what hangs on a row is shown to everybody',
    'records/get.ts',
    "where t.id = any(${ids}::uuid[]) and ${visibleSql(caller, live.def, verb, 't')}",
    'where t.id = any(${ids}::uuid[])',
  ),
  mutant(
    'memberships never end',
    'access/predicate.ts',
    ' and (m.until is null or m.until >= ${',
    ' and (true or m.until >= ${',
  ),
  mutant('read members may write', 'access/reach.ts', "READING.has(verb) ? 'any' : 'edit'", "'any'"),
  mutant(
    'a department is its whole tree',
    'access/reach.ts',
    'reach.depts.push(actor.deptId)',
    'reach.depts.push(...actor.deptTree)',
  ),
  mutant(
    'administrators read diaries',
    'access/reach.ts',
    'if (object.spec.personal)',
    'if (object.spec.personal && !actor.admin)',
  ),
  mutant(
    'a stand-in stands in for every object',
    'access/reach.ts',
    '!s.objects || s.objects.includes(object.name)',
    'true',
  ),
  mutant('ended stand-ins go on', 'access/load.ts', 'd.ended_at is null and ', ''),
  mutant('stand-ins begin early', 'access/load.ts', 'between d.starts_on and d.ends_on', '<= d.ends_on'),
  mutant('leavers stay', 'access/load.ts', " and e.state = 'active'", ''),
  mutant('deleted roles still grant', 'access/load.ts', " = 'everyone') and r.deleted_at is null)", " = 'everyone'))"),
  mutant('sensitive fields are open', 'access/rights.ts', "field?.sensitive ? 'masked' : 'edit'", "'edit'"),
  mutant(
    'masked fields are shown',
    'records/projection.ts',
    'if (!isClear(right)) {',
    'if (!isClear(right) && right !== `masked`) {',
  ),
  mutant(
    'references name hidden rows',
    'records/projection.ts',
    "r where r.id = ${id} and ${visibleSql(caller, target, 'read', 'r')}",
    'r where r.id = ${id}',
  ),
  mutant(
    'filter and sort by hidden fields',
    'records/where.ts',
    '!field || !isClear(fieldRight(caller.actor, live.def, name, field))',
    '!field',
  ),
  mutant(
    'search by masked words',
    'records/searchTerm.ts',
    'names.length > 0 && names.every(',
    'names.length > 0 && names.some(() => true) || names.every(',
  ),
  mutant(
    'search by hidden words',
    'records/searchTerm.ts',
    'return left ? sql`(${found} and strpos(${left}, ${word}) > 0)` : found',
    'return found',
  ),
  mutant('counts of relations of a hidden row', 'records/related.ts', 'await requireVisible(caller, object, id)', ''),
  mutant(
    'references may be set to hidden rows',
    'records/refs.ts',
    "and t.deleted_at is null and ${visibleSql(unit.caller, target, 'read', 't')}",
    'and t.deleted_at is null',
  ),
  mutant(
    'read members create under a record',
    'records/refs.ts',
    "owned ? reachSql(caller, parent, reachOf(caller.actor, live.def, 'create'), 't') : raw('true')",
    "raw('true')",
  ),
  mutant('who sees a row may change it', 'records/change.ts', 'if (!row._may) throw denied(verb)', ''),
  mutant('a refusal tells that a hidden row exists', 'records/change.ts', ' and (${seen} or ${mine}) ', ' '),
  mutant(
    'a stale version shows masked values',
    'records/change.ts',
    'names.filter((n) => isClear(',
    'names.filter((n) => true || isClear(',
  ),
  mutant(
    'read-only fields are written',
    'records/input.ts',
    "right === 'edit' || right === 'masked'",
    "right !== 'hidden'",
  ),
]
