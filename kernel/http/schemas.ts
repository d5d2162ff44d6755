import type { Field, ObjectDef } from '../declare/index.ts'
import type { Registry } from '../declare/registry.ts'

type Schema = Record<string, unknown>

const nullable = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] })
const REF: Schema = { $ref: '#/components/schemas/Ref' }
const ID: Schema = { type: 'string', format: 'uuid' }

/** JSON schema of a field's value as the API gives it. */
function outSchema(field: Field): Schema {
  switch (field.type) {
    case 'integer':
      return { type: ['integer', 'string'] }
    case 'bool':
      return { type: ['boolean', 'string'] }
    case 'date':
      return { type: 'string', description: 'YYYY-MM-DD' }
    case 'instant':
      return { type: 'string', description: 'ISO 8601' }
    case 'decimal':
    case 'money':
      return { type: 'string', description: 'decimal' }
    case 'multiSelect':
    case 'tags':
      return { type: ['array', 'string'], items: { type: 'string' } }
    case 'ref':
      return { anyOf: [REF, { type: 'string' }] }
    case 'refs':
    case 'files':
      if (field.single) return { anyOf: [REF, { type: 'string' }] }
      return { anyOf: [{ type: 'array', items: REF }, { type: 'string' }] }
    case 'json':
      return {}
    default:
      return { type: 'string' }
  }
}

/** JSON schema of a field's value as the API takes it. */
export function inSchema(field: Field): Schema {
  switch (field.type) {
    case 'integer':
      return { type: 'integer' }
    case 'bool':
      return { type: 'boolean' }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'instant':
      return { type: 'string', format: 'date-time' }
    case 'decimal':
    case 'money':
      return { type: 'string', pattern: '^-?\\d+(\\.\\d+)?$' }
    case 'multiSelect':
    case 'tags':
      return {
        type: 'array',
        items: { type: 'string', ...(field.options ? { enum: field.options.map((o) => o.value) } : {}) },
      }
    case 'ref':
      return ID
    case 'refs':
    case 'files':
      return field.single ? ID : { type: 'array', items: ID }
    case 'json':
      return {}
    case 'region':
      return { type: 'string', pattern: '^\\d{6}$' }
    case 'select':
      return { type: 'string', ...(field.options ? { enum: field.options.map((o) => o.value) } : {}) }
    default:
      return { type: 'string', maxLength: field.max ?? (field.type === 'longText' ? 10_000 : 200) }
  }
}

const describe = (field: Field, schema: Schema): Schema => ({ ...schema, title: `${field.label.zh} ${field.label.en}` })

/** Properties of an input made of declared fields. */
export function inputProperties(fields: Record<string, Field>, creating: boolean): Record<string, Schema> {
  const properties: Record<string, Schema> = {}
  for (const [name, field] of Object.entries(fields))
    if (!field.readOnly && (creating || !field.createOnly))
      properties[name] = describe(field, nullable(inSchema(field)))
  return properties
}

function rowSchema(object: ObjectDef): Schema {
  const properties: Record<string, Schema> = {
    id: ID,
    version: { type: 'integer' },
    createdAt: { type: 'string' },
    updatedAt: { type: 'string' },
  }
  if (object.spec.number) properties.number = nullable({ type: 'string' })
  if (object.spec.states) properties.state = { type: 'string', enum: Object.keys(object.spec.states) }
  if (object.spec.owned) Object.assign(properties, { owner: nullable(REF), dept: nullable(REF) })
  for (const [name, field] of Object.entries(object.fields))
    properties[name] = describe(field, nullable(outSchema(field)))
  for (const name of Object.keys(object.spec.lines ?? {}))
    properties[name] = { type: 'array', items: { type: 'object' } }
  return { type: 'object', title: `${object.label.zh} ${object.label.en}`, properties, required: ['id', 'version'] }
}

function linesSchema(object: ObjectDef): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(object.spec.lines ?? {}).map(([name, lines]) => [
      name,
      { type: 'array', items: { type: 'object', properties: inputProperties(lines.fields, true) } },
    ]),
  )
}

export const schemaName = (object: ObjectDef): string => object.name.charAt(0).toUpperCase() + object.name.slice(1)

/** The components of the API document: a row and two inputs an object, and what all share. */
export function componentSchemas(registry: Registry): Record<string, Schema> {
  const shared: Record<string, Schema> = {
    Ref: { type: 'object', properties: { id: ID, label: nullable({ type: 'string' }) }, required: ['id'] },
    Problem: {
      type: 'object',
      properties: {
        type: { type: 'string' },
        title: { type: 'string' },
        status: { type: 'integer' },
        code: { type: 'string' },
        detail: { type: 'string' },
        message: { type: 'object', properties: { zh: { type: 'string' }, en: { type: 'string' } } },
        fields: { type: 'array', items: { type: 'object' } },
        requestId: { type: 'string' },
      },
      required: ['status', 'code', 'requestId'],
    },
    Total: {
      anyOf: [
        {
          type: 'object',
          properties: { value: { type: 'integer' }, exact: { type: 'boolean' } },
          required: ['value', 'exact'],
        },
        { type: 'null' },
      ],
    },
  }
  for (const object of registry.objects.values()) {
    const name = schemaName(object)
    const owner = object.spec.owned && !object.spec.within ? { owner: nullable(ID) } : {}
    const required = Object.entries(object.fields)
      .filter(([, f]) => f.required && f.default === undefined && !f.readOnly)
      .map(([n]) => n)
    shared[name] = rowSchema(object)
    shared[`${name}Create`] = {
      type: 'object',
      properties: { ...inputProperties(object.fields, true), ...owner, ...linesSchema(object) },
      required,
    }
    shared[`${name}Update`] = {
      type: 'object',
      properties: { ...inputProperties(object.fields, false), ...linesSchema(object) },
    }
  }
  return shared
}
