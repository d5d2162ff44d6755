import type { Client, Reply } from '../server.ts'
import { Draw, drawn, type Schema, whereOf } from './values.ts'

interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  schema: Schema
}

export interface Operation {
  method: string
  path: string
  parameters: Parameter[]
  body?: Schema
  statuses: Set<number>
}

export interface Document {
  operations: Operation[]
  find(ref: string): Schema
  /** Names that a filter or sort may use, of all objects. */
  fields: string[]
}

type Json = { [key: string]: Json }

/** Reads the operations out of an OpenAPI document. */
export function readDocument(json: Json): Document {
  const schemas = json.components!.schemas as Record<string, Schema>
  const operations: Operation[] = []
  for (const [path, methods] of Object.entries(json.paths!))
    for (const [method, op] of Object.entries(methods)) {
      const body = op.requestBody?.content as Record<string, { schema: Schema }> | undefined
      operations.push({
        method: method.toUpperCase(),
        path,
        parameters: (op.parameters ?? []) as unknown as Parameter[],
        body: body?.['application/json']?.schema,
        statuses: new Set(Object.keys(op.responses ?? {}).map(Number)),
      })
    }
  const fields = new Set(['id', 'owner', 'dept', 'state', 'number', 'createdAt', 'updatedAt', 'deletedAt', 'createdBy'])
  for (const schema of Object.values(schemas)) for (const f of Object.keys(schema.properties ?? {})) fields.add(f)
  return { operations, find: (ref) => schemas[ref.split('/').at(-1)!]!, fields: [...fields] }
}

/** Ends the session in use, streams without end, or calls for a file: left out here, tested on their own. */
const APART = /\/api\/auth\/(sign-out|change-password|two-factor|sessions)|\/users\/sessions|\/api\/v1\/events$/

export const isFuzzable = (op: Operation): boolean => !APART.test(op.path)

export interface Shot {
  method: string
  url: string
  body: string | undefined
  headers: Record<string, string>
}

const asText = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
/** Header values are latin-1 without control characters: anything else never leaves the client. */
const headerText = (value: unknown): string =>
  asText(value)
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 200)
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed())

function queryOf(draw: Draw, doc: Document, op: Operation): string {
  const parts: string[] = []
  for (const { name, in: place, schema } of op.parameters) {
    if (place !== 'query' || !draw.chance(25)) continue
    let value = drawn(draw, schema, doc.find)
    if (name === 'where' && draw.chance(90)) value = whereOf(draw, doc.fields)
    if (name === 'sort' && draw.chance(80)) value = (draw.chance(50) ? '-' : '') + draw.pick(doc.fields)
    if (name === 'fields' && draw.chance(80)) value = [draw.pick(doc.fields), draw.pick(doc.fields)].join(',')
    if (name === 'cursor' && draw.chance(80))
      value = Buffer.from(JSON.stringify([draw.chance(30) ? null : asText(draw.nasty()), draw.id()])).toString(
        'base64url',
      )
    parts.push(`${encoded(name)}=${encoded(asText(value))}`)
  }
  return parts.length ? `?${parts.join('&')}` : ''
}

/** The object that an operation is about, as its path calls it. */
export const pathOf = (op: Operation): string => op.path.split('/')[3] ?? ''

/** One request of an operation, drawn from a seed: mostly as documented, never quite reliably. */
export function shotOf(draw: Draw, doc: Document, op: Operation): Shot {
  let url = op.path
  for (const { name, in: place, schema } of op.parameters)
    if (place === 'path')
      url = url.replace(
        `{${name}}`,
        encoded(
          asText(
            draw.chance(90) ? drawn(draw, { format: 'uuid', ...schema }, doc.find, 0, pathOf(op)) : draw.nasty(),
          ) || 'x',
        ),
      )
  const headers: Record<string, string> = {}
  for (const { name, in: place, schema } of op.parameters)
    if (place === 'header' && draw.chance(name === 'idempotency-key' ? 6 : name === 'if-match' ? 85 : 40))
      headers[name] =
        name === 'if-match' && draw.chance(80) ? `"${draw.int(1, 3)}"` : headerText(drawn(draw, schema, doc.find))
  if (draw.chance(3)) headers['accept-language'] = headerText(draw.nasty())
  let body: string | undefined
  if (op.method !== 'GET') {
    const value = op.body ? drawn(draw, op.body, doc.find) : draw.chance(5) ? draw.nasty() : undefined
    if (value !== undefined) body = draw.chance(96) ? JSON.stringify(value) : asText(draw.nasty())
    if (draw.chance(3))
      headers['content-type'] = draw.pick([
        'text/plain',
        'multipart/form-data',
        'application/xml',
        'application/json; charset=gbk',
      ])
  }
  return { method: op.method, url: url + queryOf(draw, doc, op), body, headers }
}

export interface Finding {
  seed: number
  shot: Shot
  status: number
  said: string
}

const LONGEST = 16_000

/** Sends one drawn request; a finding is a fault of the server or a status that the document does not know. */
export async function fire(
  client: Client,
  doc: Document,
  op: Operation,
  seed: number,
  ids: Map<string, string[]>,
): Promise<{ reply?: Reply; finding?: Finding }> {
  const shot = shotOf(new Draw(seed, ids), doc, op)
  if (shot.url.length > LONGEST) return {}
  const reply = await client.send(shot.method, shot.url, shot.body, shot.headers)
  const fine = reply.status < 500 && (op.statuses.has(reply.status) || reply.status === 404)
  return fine ? { reply } : { reply, finding: { seed, shot, status: reply.status, said: reply.text.slice(0, 300) } }
}
