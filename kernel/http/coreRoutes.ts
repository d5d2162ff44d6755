import type { Caller } from '../access/actor.ts'
import { bumpEpoch } from '../access/caller.ts'
import { write } from '../commands/run.ts'
import { BASE_VERBS, hasField, type Scope } from '../declare/index.ts'
import { badRequest, denied } from '../errors.ts'
import { lockRow } from '../records/change.ts'
import { requireVisible } from '../records/get.ts'
import { searchAll } from '../records/searchAll.ts'
import type { Unit } from '../records/unit.ts'
import { sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import { type ApiRoute, idempotencyKey, listOf, object as obj, string, uuid } from './api.ts'
import { meRoutes } from './me.ts'
import { metaOf } from './meta.ts'

const SCOPES: Scope[] = ['none', 'own', 'ownAndSubordinates', 'department', 'departmentBelow', 'all']
const RIGHTS = ['hidden', 'masked', 'read', 'edit']

interface GrantBody {
  grants: { object: string; verb: string; scope: Scope }[]
  fields: { object: string; field: string; right: string }[]
}

async function readGrants(caller: Caller, roleId: string): Promise<GrantBody> {
  await requireVisible(caller, 'role', roleId)
  const { tenant } = caller
  return {
    grants: await tenant.db.query(
      sql`select object, verb, scope from ${at(tenant, 'role_grant')} where role_id = ${roleId} order by object, verb`,
    ),
    fields: await tenant.db.query(
      sql`select object, field, "right" from ${at(tenant, 'role_field_right')} where role_id = ${roleId} order by object, field`,
    ),
  }
}

function checkGrants(caller: Caller, given: Record<string, unknown>): GrantBody {
  const bad = (what: string) =>
    badRequest('grants.invalid', { zh: `权限设置有误：${what}`, en: `Invalid grant: ${what}` })
  const grants = Array.isArray(given.grants) ? (given.grants as GrantBody['grants']) : []
  const fields = Array.isArray(given.fields) ? (given.fields as GrantBody['fields']) : []
  for (const g of grants) {
    const live = caller.model.objects.get(String(g?.object))
    const commands = live ? caller.tenant.registry.commandsOf(live.def.name).map((c) => c.spec.name) : []
    if (!live || !([...BASE_VERBS, ...commands] as string[]).includes(g.verb) || !SCOPES.includes(g.scope))
      throw bad(`${g?.object}.${g?.verb}`)
  }
  for (const f of fields) {
    const live = caller.model.objects.get(String(f?.object))
    const known = live && hasField(live.def, live.fields, String(f.field))
    if (!known || !RIGHTS.includes(f.right)) throw bad(`${f?.object}.${f?.field}`)
  }
  return { grants, fields }
}

async function writeGrants(unit: Unit, roleId: string, body: GrantBody): Promise<void> {
  if (!unit.caller.actor.admin) throw denied('grant')
  const role = await lockRow(unit, 'role', roleId, 'update')
  const before = await readGrants(unit.caller, roleId)
  await unit.tx.query(sql`delete from ${unit.table('role_grant')} where role_id = ${roleId}`)
  await unit.tx.query(sql`delete from ${unit.table('role_field_right')} where role_id = ${roleId}`)
  await unit.tx.query(sql`insert into ${unit.table('role_grant')} (role_id, object, verb, scope)
    select ${roleId}::uuid, object, verb, scope from jsonb_to_recordset(${JSON.stringify(body.grants)}::jsonb) as r(object text, verb text, scope text) on conflict do nothing`)
  await unit.tx.query(sql`insert into ${unit.table('role_field_right')} (role_id, object, field, "right")
    select ${roleId}::uuid, object, field, "right" from jsonb_to_recordset(${JSON.stringify(body.fields)}::jsonb) as r(object text, field text, "right" text) on conflict do nothing`)
  unit.audit(
    'role',
    roleId,
    'grants',
    { grants: [before.grants, body.grants], fields: [before.fields, body.fields] },
    (role.auditHash as string) ?? '',
  )
  await bumpEpoch(unit.caller.tenant, unit.tx)
}

const grantsSchema = obj({
  grants: listOf(obj({ object: string, verb: string, scope: { type: 'string', enum: SCOPES } })),
  fields: listOf(obj({ object: string, field: string, right: { type: 'string', enum: RIGHTS } })),
})

/** Routes that belong to no object: who am I, what is there, the one box, what roles grant. */
export function coreRoutes(): ApiRoute[] {
  const tag = '系统 System'
  const routes: ApiRoute[] = [
    ...meRoutes(tag),
    {
      tag,
      method: 'GET',
      path: '/meta',
      summary: 'Objects, fields and verbs as I may see them',
      reply: { type: 'object' },
      run: async (caller) => metaOf(caller),
    },
    {
      tag,
      method: 'GET',
      path: '/search',
      summary: 'One box over all objects',
      query: { q: string, objects: string },
      reply: obj({
        data: listOf(
          obj({ object: string, id: uuid, label: { type: ['string', 'null'] }, sub: { type: ['string', 'null'] } }),
        ),
      }),
      async run(caller, request) {
        const q = (request.query.q ?? '').replaceAll('\u0000', '').trim()
        return { data: q ? await searchAll(caller, q, request.query.objects?.split(',')) : [] }
      },
    },
    {
      tag,
      method: 'GET',
      path: '/roles/{id}/grants',
      summary: 'What a role grants',
      params: { id: uuid },
      reply: grantsSchema,
      run: (caller, request) => readGrants(caller, request.params.id!),
    },
    {
      tag,
      method: 'PUT',
      path: '/roles/{id}/grants',
      summary: 'Set what a role grants',
      params: { id: uuid },
      body: grantsSchema,
      reply: grantsSchema,
      async run(caller, request) {
        if (!caller.actor.admin) throw denied('grant')
        const body = checkGrants(caller, request.body)
        const id = request.params.id!
        await write(caller, { command: `role.grants.${id}`, body, key: idempotencyKey(request) }, (unit) =>
          writeGrants(unit, id, body),
        )
        return body
      },
    },
  ]
  return routes
}
