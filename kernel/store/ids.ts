import { uuid7 } from '../values/uuid.ts'

/** A new record id: UUIDv7, made here and never by the database (a row may live on any node). */
export const newId = uuid7

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value)

/** The actor of jobs, migrations and the demo generator: named in the audit like everybody else. */
export const SYSTEM_ID = '00000000-0000-7000-8000-000000000001'
