import type { Ref, Row } from '#ui/core/types.ts'

export interface Department extends Row {
  name: string
  parent: Ref | null
}

export interface DepartmentNode {
  key: string
  title: string
  row: Department
  children: DepartmentNode[]
}

/** Departments as a tree, by name within a level. One whose parent is not in the list stands at the top. */
export function departmentTree(rows: Department[]): DepartmentNode[] {
  const nodes = new Map(
    rows.map((row) => [row.id, { key: row.id, title: row.name, row, children: [] } as DepartmentNode]),
  )
  const roots: DepartmentNode[] = []
  for (const node of nodes.values()) {
    const parent = node.row.parent ? nodes.get(node.row.parent.id) : undefined
    const siblings = parent ? parent.children : roots
    siblings.push(node)
  }
  const sort = (level: DepartmentNode[]): void => {
    level.sort((a, b) => a.title.localeCompare(b.title, 'zh-CN'))
    for (const node of level) sort(node.children)
  }
  sort(roots)
  return roots
}

/** The department itself and all below it. */
export function withBelow(tree: DepartmentNode[], id: string): string[] {
  const find = (level: DepartmentNode[]): DepartmentNode | undefined => {
    for (const node of level) {
      const found = node.key === id ? node : find(node.children)
      if (found) return found
    }
    return undefined
  }
  const all = (node: DepartmentNode): string[] => [node.key, ...node.children.flatMap(all)]
  const node = find(tree)
  return node ? all(node) : []
}
