import { useQuery } from '@tanstack/react-query'
import { api } from '#ui/core/api.ts'

/** A division of GB/T 2260 with those below it. */
export interface Region {
  code: string
  zh: string
  en?: string
  children?: Region[]
}

/** The division tree: static, fetched once per visit. */
export function useRegions(): Region[] {
  const query = useQuery({
    queryKey: ['regions'],
    queryFn: () => api.get<Region[]>('/regions'),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  })
  return query.data ?? []
}

const index = new WeakMap<Region[], Map<string, Region[]>>()

/** Path from province to the division of a code; empty while unknown. */
export function pathOf(regions: Region[], code: unknown): Region[] {
  if (typeof code !== 'string' || regions.length === 0) return []
  let paths = index.get(regions)
  if (!paths) {
    paths = new Map()
    walk(regions, [], paths)
    index.set(regions, paths)
  }
  return paths.get(code) ?? []
}

function walk(nodes: Region[], above: Region[], into: Map<string, Region[]>): void {
  for (const node of nodes) {
    const path = [...above, node]
    into.set(node.code, path)
    if (node.children) walk(node.children, path, into)
  }
}

/** 广东省 / 广州市 / 荔湾区, without the 市辖区 that says nothing. */
export function regionText(regions: Region[], code: unknown, locale: 'zh' | 'en'): string {
  const path = pathOf(regions, code)
  if (path.length === 0) return typeof code === 'string' ? code : ''
  const names = path.map((r) => (locale === 'en' && r.en) || r.zh).filter((n) => n !== '市辖区' && n !== '县')
  return [...new Set(names)].join(' / ')
}
