import type { ApiRoute } from '#kernel/http/api.ts'
import { moduleRoutes } from '#modules/all.ts'
import { divisionsTree, type RegionNode } from '#modules/customers/index.ts'

interface Division {
  code: string
  zh: string
  en: string
  children?: Division[]
}

const plain = (node: RegionNode): Division => ({
  code: node.code,
  zh: node.label.zh,
  en: node.label.en,
  ...(node.children.length ? { children: node.children.map(plain) } : {}),
})

let divisions: string | undefined

/** Routes beyond those that declarations give: what modules add. */
export function routes(): ApiRoute[] {
  return [
    {
      tag: '系统 System',
      method: 'GET',
      path: '/regions',
      summary: 'Divisions of China as a tree: code, zh, en, children',
      reply: { type: 'array', items: { type: 'object' } },
      async run(_caller, _request, reply) {
        divisions ??= JSON.stringify(divisionsTree().map(plain))
        reply.header('cache-control', 'private, max-age=86400')
        return divisions
      },
    },
    ...moduleRoutes(),
  ]
}
