import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Label, ObjectMeta } from '#kernel/declare/index.ts'
import { api, keys } from '#ui/core/api.ts'
import { may } from '#ui/core/meta.ts'
import { useMe } from '#ui/core/session.tsx'
import { systemFields } from '#ui/fields/system.ts'
import type { Where } from '#ui/fields/where.ts'
import type { Column } from './columns.ts'

/** A named view of a list: made by the product (`system`) or by the reader. */
export interface Scene {
  key: string
  label: string | Label
  where?: Where
  sort?: string
  columns?: Column[]
  deleted?: boolean
  system?: boolean
  isDefault?: boolean
  position?: number
  version?: number
}

interface StoredScene {
  id: string
  version: number
  name: string
  where: Where | null
  columns: Column[] | null
  sorting: string | null
  isDefault: boolean | null
  position: number | null
}

const system = (key: string, zh: string, en: string, where?: Where, more: Partial<Scene> = {}): Scene => ({
  key,
  label: { zh, en },
  where,
  system: true,
  ...more,
})

/** The scenes that every reader has, as far as the object has what they ask about; `leads`: he has people under him. */
export function systemScenes(object: ObjectMeta, leads: boolean): Scene[] {
  const has = new Set(systemFields(object).map((f) => f.name))
  const scenes = [system('all', `全部${object.label.zh}`, `All`)]
  if (has.has('owner')) {
    scenes.push(system('mine', '我负责的', 'Mine', { scope: { eq: 'mine' } }))
    if (leads) scenes.push(system('subordinates', '我下属的', "My people's", { scope: { eq: 'subordinates' } }))
    scenes.push(system('team', '我参与的', "I'm in the team", { scope: { eq: 'team' } }))
  }
  if (!object.personal) scenes.push(system('starred', '我的星标', 'Starred', { scope: { eq: 'starred' } }))
  scenes.push(system('new', '近 7 天新增', 'New this week', { createdAt: { gte: '@today-7' } }))
  if (may(object, 'delete')) scenes.push(system('deleted', '回收站', 'Recycle bin', undefined, { deleted: true }))
  return scenes
}

const sceneOf = (row: StoredScene): Scene => ({
  key: row.id,
  label: row.name,
  where: row.where ?? undefined,
  columns: row.columns ?? undefined,
  sort: row.sorting ?? undefined,
  isDefault: row.isDefault ?? false,
  position: row.position ?? 0,
  version: row.version,
})

export interface Scenes {
  all: Scene[]
  ready: boolean
  save: (scene: Partial<Scene> & { label: string }) => Promise<Scene>
  remove: (scene: Scene) => Promise<void>
  /** Puts the personal scenes in this order. */
  order: (keys: string[]) => Promise<void>
  setDefault: (scene: Scene | null) => Promise<void>
}

/** System scenes and the reader's own, with what can be done to the latter. */
export function useScenes(object: ObjectMeta): Scenes {
  const client = useQueryClient()
  const leads = useMe().subordinates > 0
  const query = useQuery({
    queryKey: [...keys.object('scene'), object.name],
    queryFn: ({ signal }) =>
      api.list<StoredScene>('scenes', { where: { object: { eq: object.name } }, sort: 'position', limit: 100 }, signal),
    staleTime: 60_000,
    retry: false,
  })
  const own = (query.data?.data ?? []).map(sceneOf)
  const after = { onSettled: () => client.invalidateQueries({ queryKey: keys.object('scene') }) }
  const bodyOf = (s: Partial<Scene>) => ({
    ...(s.label === undefined ? {} : { name: s.label }),
    ...('where' in s ? { where: s.where ?? null } : {}),
    ...('columns' in s ? { columns: s.columns ?? null } : {}),
    ...('sort' in s ? { sorting: s.sort ?? null } : {}),
    ...(s.isDefault === undefined ? {} : { isDefault: s.isDefault }),
    ...(s.position === undefined ? {} : { position: s.position }),
  })
  const patch = (s: Scene, change: Partial<Scene>) =>
    api.update<StoredScene>('scenes', s.key, s.version ?? 1, bodyOf(change))
  const save = useMutation({
    mutationFn: async (s: Partial<Scene> & { label: string }) => {
      const held = own.find((o) => o.key === s.key)
      const row = held
        ? await patch(held, s)
        : await api.create<StoredScene>('scenes', { object: object.name, position: own.length, ...bodyOf(s) })
      return sceneOf(row)
    },
    ...after,
  })
  const remove = useMutation({ mutationFn: (s: Scene) => api.remove('scenes', s.key, s.version ?? 1), ...after })
  const order = useMutation({
    mutationFn: async (wanted: string[]) => {
      for (const [position, key] of wanted.entries()) {
        const scene = own.find((s) => s.key === key)
        if (scene && scene.position !== position) await patch(scene, { position })
      }
    },
    ...after,
  })
  const setDefault = useMutation({
    mutationFn: async (chosen: Scene | null) => {
      for (const s of own) if (s.isDefault && s.key !== chosen?.key) await patch(s, { isDefault: false })
      if (chosen && !chosen.system) await patch(chosen, { isDefault: true })
    },
    ...after,
  })
  return {
    all: [...systemScenes(object, leads), ...own],
    ready: !query.isPending,
    save: save.mutateAsync,
    remove: remove.mutateAsync,
    order: order.mutateAsync,
    setDefault: setDefault.mutateAsync,
  }
}
