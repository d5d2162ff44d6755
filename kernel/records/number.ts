import type { ObjectDef } from '../declare/index.ts'
import { sql } from '../store/sql.ts'
import { at, dayOf, type Tenant } from '../tenant.ts'

/** Numbers taken in one go, so that creating a record does not wait for the previous one to commit. */
const BLOCK = 100

interface Block {
  next: number
  end: number
}

const blocks = new WeakMap<Tenant, Map<string, Promise<Block>>>()

function render(pattern: string, day: string): { prefix: string; digits: number } {
  const [year, month, date] = day.split('-') as [string, string, string]
  const dated = pattern
    .replace('{yyyy}', year)
    .replace('{yy}', year.slice(2))
    .replace('{MM}', month)
    .replace('{dd}', date)
  const match = /^(.*)\{seq:(\d+)\}$/.exec(dated)
  if (!match) throw new Error(`number pattern ${pattern} must end in {seq:n}`)
  return { prefix: match[1]!, digits: Number(match[2]) }
}

/**
 * Takes a range of numbers outside the caller's transaction: gaps are allowed, doubles are not. Not from the pool of
 * transactions, which may all be waiting for a row that the caller holds.
 */
async function take(tenant: Tenant, key: string, howMany: number): Promise<Block> {
  const [row] = await tenant.db.fresh<{ value: number }>(sql`
    insert into ${at(tenant, 'counter')} as c (key, value) values (${key}, ${howMany})
    on conflict (key) do update set value = c.value + ${howMany} returning value`)
  return { next: row!.value - howMany + 1, end: row!.value }
}

/** The next automatic numbers of an object, e.g. KH202601-00042. Unique; not without gaps. */
export async function nextNumbers(tenant: Tenant, object: ObjectDef, howMany: number): Promise<string[]> {
  const { prefix, digits } = render(object.spec.number!, dayOf(tenant.clock()))
  const key = `${object.name}:${prefix}`
  const mine = blocks.get(tenant) ?? new Map<string, Promise<Block>>()
  blocks.set(tenant, mine)
  const numbers: string[] = []
  while (numbers.length < howMany) {
    const asked = mine.get(key)
    const block = await asked
    if (!block || block.next > block.end) {
      // Whoever finds the block used up first takes the next one for all.
      if (mine.get(key) !== asked) continue
      const next = take(tenant, key, Math.max(BLOCK, howMany - numbers.length))
      mine.set(key, next)
      next.catch(() => mine.delete(key))
      continue
    }
    while (block.next <= block.end && numbers.length < howMany)
      numbers.push(`${prefix}${String(block.next++).padStart(digits, '0')}`)
  }
  return numbers
}
