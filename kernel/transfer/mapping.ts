import { createHash } from 'node:crypto'
import type { Caller } from '../access/actor.ts'
import type { LiveObject } from '../access/model.ts'
import { badRequest } from '../errors.ts'
import type { Values } from '../records/input.ts'
import { sql } from '../store/sql.ts'
import { at } from '../tenant.ts'
import { transferHooks } from './hooks.ts'
import { type ImportTarget, importTargets } from './targets.ts'

/** Target key → index of the column that fills it. */
export type Mapping = Record<string, number>

/** How people head columns of things that every business has. Fields are recognised by these names. */
const WORDS: Record<string, string[]> = {
  name: ['名称', '姓名', '全称', 'title', 'fullname'],
  title: ['标题', '主题', '名称', 'name'],
  phone: ['电话', '联系电话', '手机', '手机号', '手机号码', '座机', '固定电话', 'tel', 'telephone', 'mobile'],
  mobile: ['手机', '手机号', '手机号码', '电话', 'phone', 'tel'],
  email: ['邮箱', '电子邮箱', '邮件', 'mail'],
  address: ['地址', '详细地址', '联系地址', '通讯地址', 'addr'],
  remark: ['备注', '说明', 'note', 'notes', 'remarks', 'comment'],
  note: ['备注', '说明', 'notes', 'remark'],
  tags: ['标签', 'tag', 'labels'],
  owner: ['负责人', '业务员', '销售', '销售代表', '归属人', '客户经理', 'salesperson'],
  number: ['编号', '编码', '客户编号', '系统编号', 'no', 'code'],
  id: ['系统标识', 'recordid', 'uuid'],
  '.province': ['省', '省份', '所在省', '省区', 'province', '省自治区直辖市'],
  '.city': ['市', '城市', '地市', '所在市', '地级市', 'city'],
  '.county': ['区', '县', '区县', '县区', '市区', 'county', 'district'],
}

const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[（(【[].*?[)）】\]]/g, '')
    .replace(/[^\p{L}\p{N}.]/gu, '')

function wordsOf(live: LiveObject, target: ImportTarget): { exact: Set<string>; alike: Set<string> } {
  const part = target.key.includes('.') ? target.key.slice(target.key.indexOf('.')) : undefined
  const alike = new Set([...(WORDS[part ?? target.key] ?? []), ...(transferHooks.synonyms[target.key] ?? [])].map(fold))
  // A column headed `id` is mostly some other system's.
  const labels = [target.label.zh, target.label.en, target.key === 'id' ? 'recordId' : target.key]
  // The name of the thing itself is written before its fields: 客户名称 for the name of a 客户.
  if (!part) for (const word of [...alike, target.label.zh]) alike.add(fold(live.def.label.zh + word))
  return { exact: new Set(labels.map(fold)), alike }
}

function likeness(words: ReturnType<typeof wordsOf>, header: string): number {
  if (!header) return 0
  if (words.exact.has(header)) return 3
  return words.alike.has(header) ? 2 : 0
}

/** Guesses which column fills which field, best likeness first; a column is used once. */
export function guessMapping(caller: Caller, live: LiveObject, columns: string[]): Mapping {
  const headers = columns.map(fold)
  const found: { key: string; column: number; score: number }[] = []
  const targets = importTargets(caller, live)
  for (const target of targets) {
    const words = wordsOf(live, target)
    headers.forEach((header, column) => {
      const score = likeness(words, header)
      if (score) found.push({ key: target.key, column, score })
    })
  }
  const mapping: Mapping = {}
  const used = new Set<number>()
  for (const { key, column } of found.sort((a, b) => b.score - a.score || a.column - b.column)) {
    if (key in mapping || used.has(column)) continue
    mapping[key] = column
    used.add(column)
  }
  // A place in words is also looked for in the address, which may name the county.
  for (const { key } of targets) {
    const field = key.endsWith('.address') ? key.slice(0, -'.address'.length) : undefined
    const inWords = field && (`${field}.province` in mapping || `${field}.city` in mapping)
    if (inWords && mapping.address !== undefined) mapping[key] = mapping.address
    if (inWords) delete mapping[field]
  }
  return mapping
}

const headerHash = (columns: string[]): string =>
  createHash('sha256').update(JSON.stringify(columns)).digest('hex').slice(0, 32)

/** How columns are read: which fills which field, and what new records get where the file says nothing. */
export interface Reading {
  mapping: Mapping
  defaults: Values
}

/** The mapping that this person used last for the same columns, as far as it still holds. */
export async function rememberedMapping(
  caller: Caller,
  live: LiveObject,
  columns: string[],
): Promise<Reading | undefined> {
  const [row] = await caller.tenant.db.query<Reading>(sql`
    select mapping, defaults from ${at(caller.tenant, 'import_mapping')} where employee_id = ${caller.actor.id}
      and object = ${live.def.name} and header_hash = ${headerHash(columns)}`)
  if (!row) return undefined
  const known = new Set(importTargets(caller, live).map((t) => t.key))
  const kept = <T>(of: Record<string, T>) => Object.fromEntries(Object.entries(of).filter(([key]) => known.has(key)))
  const mapping = kept(row.mapping)
  return Object.keys(mapping).length ? { mapping, defaults: kept(row.defaults) } : undefined
}

export async function rememberMapping(caller: Caller, object: string, columns: string[], reading: Reading) {
  const now = caller.tenant.clock().toISOString()
  const [text, defaults] = [JSON.stringify(reading.mapping), JSON.stringify(reading.defaults)]
  await caller.tenant.db.query(sql`
    insert into ${at(caller.tenant, 'import_mapping')} (employee_id, object, header_hash, mapping, defaults, at)
    values (${caller.actor.id}, ${object}, ${headerHash(columns)}, ${text}::jsonb, ${defaults}::jsonb, ${now})
    on conflict (employee_id, object, header_hash) do update set mapping = ${text}::jsonb, defaults = ${defaults}::jsonb, at = ${now}`)
}

/** Refuses a mapping to what is not there. */
export function checkReading(
  caller: Caller,
  live: LiveObject,
  columns: string[],
  { mapping, defaults }: Reading,
): void {
  const known = new Set(importTargets(caller, live).map((t) => t.key))
  for (const key of [...Object.keys(mapping), ...Object.keys(defaults)])
    if (!known.has(key))
      throw badRequest('import.mapping', {
        zh: `没有字段“${key}”，或您无权填写`,
        en: `No field ${key}, or not yours to fill`,
      })
  for (const column of Object.values(mapping))
    if (!Number.isInteger(column) || column < 0 || column >= columns.length)
      throw badRequest('import.mapping', { zh: `文件没有第 ${column} 列`, en: `The file has no column ${column}` })
}
