import fc from 'fast-check'

export type Schema = Record<string, unknown>

/** Values that have broken programs before. */
const NASTY: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  -(2 ** 63),
  1e308,
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udc00尾',
  '👩‍👩‍👧‍👦',
  '１２３４５',
  '「全角」、；\t\r\n',
  '\u202egnp.exe',
  '\u200b\ufeff',
  'constructor',
  '__proto__',
  'toString',
  '@me',
  '@today-9999',
  '@today+99999',
  '9999-99-99',
  '2026-02-30',
  '0000-01-01',
  '275760-09-13T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '1e400',
  'NaN',
  'Infinity',
  '-0.00',
  '0x10',
  '99999999999999999999999999.99',
  "'; select 1 --",
  '%',
  '_',
  '\\',
  '{schema}',
  'x'.repeat(11_000),
  '医'.repeat(300),
  [],
  [null],
  [[[[]]]],
  {},
  { id: null },
  { id: 'x' },
  { __proto__: 1, constructor: 2 },
  { eq: { eq: { eq: 1 } } },
  Array.from({ length: 1200 }, (_, i) => i),
]

/** Small numbers no likelier than others: a chance of 5 % is 5 %. */
const evenly = (range: { min: number; max: number }) => fc.noBias(fc.integer(range))

/** Draws requests' values from one seed. */
export class Draw {
  readonly #value: fc.GeneratorValue
  /** Ids that exist, by the path of their object. */
  readonly ids: Map<string, string[]>

  constructor(seed: number, ids: Map<string, string[]>) {
    this.#value = fc.sample(fc.gen(), { seed, numRuns: 1 })[0]!
    this.ids = ids
  }

  int(min: number, max: number): number {
    return this.#value(evenly, { min, max })
  }
  chance(percent: number): boolean {
    return this.int(1, 100) <= percent
  }
  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!
  }
  nasty(): unknown {
    return this.chance(70) ? this.pick(NASTY) : this.#value(fc.jsonValue, { maxDepth: 3 })
  }
  text(): string {
    return this.chance(60)
      ? this.pick(['协和医院', 'bjxh', '张三', '13812341234', 'A', '测试'])
      : this.#value(fc.string, { unit: 'binary', maxLength: 40 })
  }
  /** Mostly one that exists, of the right object if the name says which. */
  id(name = ''): string {
    const known = this.ids.get(name) ?? this.ids.get(`${name}s`)
    if (known?.length && this.chance(85)) return this.pick(known)
    const all = [...this.ids.values()].flat()
    return this.chance(60) && all.length ? this.pick(all) : this.#value(fc.uuid)
  }
}

const at = (schema: Schema, key: string): Schema | undefined => schema[key] as Schema | undefined

/** A value of a schema, mostly; now and then anything at all. */
export function drawn(draw: Draw, schema: Schema, find: (ref: string) => Schema, depth = 0, called = ''): unknown {
  if (!schema.$ref && draw.chance(depth ? 4 : 2)) return draw.nasty()
  if (typeof schema.$ref === 'string') return depth > 6 ? null : drawn(draw, find(schema.$ref), find, depth + 1, called)
  const choices = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined
  if (choices) return drawn(draw, draw.chance(80) ? choices[0]! : draw.pick(choices), find, depth + 1, called)
  if (Array.isArray(schema.enum)) return draw.pick(schema.enum)
  if ('const' in schema) return schema.const
  const type = Array.isArray(schema.type) ? draw.pick(schema.type) : schema.type
  switch (type) {
    case 'object': {
      const required = new Set((schema.required ?? []) as string[])
      const made: Record<string, unknown> = {}
      for (const [name, inner] of Object.entries((schema.properties ?? {}) as Record<string, Schema>))
        if (required.has(name) ? draw.chance(98) : draw.chance(8))
          made[name] = drawn(draw, inner, find, depth + 1, name)
      if (draw.chance(5)) made[draw.text()] = draw.nasty()
      return made
    }
    case 'array':
      return Array.from({ length: draw.int(0, 3) }, () =>
        drawn(draw, at(schema, 'items') ?? {}, find, depth + 1, called),
      )
    case 'integer':
    case 'number':
      return draw.int(Number(schema.minimum ?? -3), Number(schema.maximum ?? 300))
    case 'boolean':
      return draw.chance(50)
    case 'null':
      return null
    case 'string':
      return textOf(draw, schema, called)
    default:
      return draw.chance(50) ? draw.text() : draw.nasty()
  }
}

function textOf(draw: Draw, schema: Schema, called: string): string {
  if (schema.format === 'uuid') return draw.id(called)
  if (schema.format === 'date') return draw.pick(['2026-01-31', '2024-02-29', '1900-01-01', '9999-12-31'])
  if (schema.format === 'date-time') return draw.pick(['2026-01-31T00:00:00Z', '2026-01-31 08:00:00+08:00'])
  const pattern = String(schema.pattern ?? '')
  if (pattern.includes('{6}')) return draw.pick(['110101', '310115', '999999', '000000'])
  if (pattern.includes('\\d+')) return draw.pick(['12.5', '0', '-3.25', '99999999.99'])
  return draw.text()
}

const OPERATORS = 'eq ne in gt gte lt lte contains startsWith between isNull has nothing'.split(' ')

/** A filter document over fields that may or may not be there. */
export function whereOf(draw: Draw, fields: string[], depth = 0): unknown {
  if (draw.chance(3)) return draw.nasty()
  if (depth < 8 && draw.chance(25)) {
    const key = draw.pick(['and', 'or', 'not'])
    const inner = () => whereOf(draw, fields, depth + 1)
    return { [key]: key === 'not' ? inner() : Array.from({ length: draw.int(0, 3) }, inner) }
  }
  const value = () => (draw.chance(40) ? draw.nasty() : draw.chance(30) ? draw.id() : draw.text())
  const op = draw.pick(OPERATORS)
  const list = op === 'in' || op === 'between' || op === 'has'
  const given = op === 'isNull' ? draw.chance(50) : list ? [value(), value()] : value()
  return { [draw.chance(90) ? draw.pick(fields) : draw.text()]: { [op]: given } }
}
