import type { ComponentType } from 'react'
import { lazy } from 'react'
import { Failure } from '#ui/core/Page.tsx'

const found = import.meta.glob<Record<string, ComponentType<Record<string, unknown>>>>(
  '../../ui/{list,detail,import}/*Page.tsx',
)

/** A generic page of `ui/`, loaded when first opened. */
export function generic<P extends object>(file: string): ComponentType<P> {
  const load = found[`../../ui/${file}.tsx`]
  const name = file.split('/').pop() ?? file
  if (!load) return () => <Failure error={null} />
  return lazy(async () => {
    const module = await load()
    return { default: module[name] as ComponentType<P> }
  }) as unknown as ComponentType<P>
}
