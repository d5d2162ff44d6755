import { type QueryClient, useQuery } from '@tanstack/react-query'
import type { Option } from '#kernel/declare/fields.ts'
import type { FieldMeta, Meta, ObjectMeta } from '#kernel/declare/meta.ts'
import { api, keys } from './api.ts'

export type MetaIndex = Meta & { byName: Map<string, ObjectMeta>; byPath: Map<string, ObjectMeta> }

function indexed(meta: Meta): MetaIndex {
  return {
    ...meta,
    byName: new Map(meta.objects.map((o) => [o.name, o])),
    byPath: new Map(meta.objects.map((o) => [o.path, o])),
  }
}

const options = {
  queryKey: keys.meta,
  queryFn: async ({ signal }: { signal: AbortSignal }) => indexed(await api.get<Meta>('/meta', undefined, signal)),
  staleTime: Number.POSITIVE_INFINITY,
}

/** The metadata query itself, for the frame that waits for it. */
export const useMetaQuery = () => useQuery(options)

/** What this reader may know about all objects. Only below the app frame, which waits until it is loaded. */
export function useMeta(): MetaIndex {
  const { data } = useQuery(options)
  if (!data) throw new Error('useMeta outside the app frame: metadata is not loaded yet')
  return data
}

/** An object by name; undefined when the reader may not know of it. */
export const useObject = (name: string): ObjectMeta | undefined => useMeta().byName.get(name)
export const useObjectByPath = (path: string): ObjectMeta | undefined => useMeta().byPath.get(path)

export const fieldOf = (object: ObjectMeta, name: string): FieldMeta | undefined =>
  object.fields.find((f) => f.name === name)

/** Items of a select: its own, or its dictionary's. With `all`, retired ones too (to show what is stored). */
export function optionsOf(field: FieldMeta, meta: Meta, all = false): Option[] {
  if (field.options) return field.options
  const items = field.dictionary ? (meta.dictionaries[field.dictionary]?.items ?? []) : []
  return all ? items : items.filter((i) => !i.retired)
}

/** Does the reader have this verb on this object at all (in whatever scope)? */
export const may = (object: ObjectMeta | undefined, verb: string): boolean => object?.verbs.includes(verb) ?? false

/**
 * Asks again for everything that shows rows of an object: its own lists and pages, and the page of the record they lie
 * within, whose timeline, counts and derived days they change.
 */
export function refreshObject(client: QueryClient, name: string): void {
  client.invalidateQueries({ queryKey: keys.object(name) })
  const object = client.getQueryData<MetaIndex>(keys.meta)?.byName.get(name)
  const root = object?.within && fieldOf(object, object.within)?.to
  if (root && root !== name) refreshObject(client, root)
}
