import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Department, departmentTree, withBelow } from './tree.ts'

const dept = (id: string, name: string, parent?: string): Department => ({
  id,
  version: 1,
  name,
  parent: parent ? { id: parent, label: null } : null,
})

test('P13 departments stand under their parents; one whose parent is not visible stands at the top', () => {
  const tree = departmentTree([
    dept('c', '二区', 'b'),
    dept('b', '华东', 'a'),
    dept('a', '总部'),
    dept('x', '孤岛', 'gone'),
  ])
  assert.deepEqual(
    tree.map((n) => n.title),
    ['孤岛', '总部'].sort((a, b) => a.localeCompare(b, 'zh-CN')),
  )
  assert.deepEqual(withBelow(tree, 'a'), ['a', 'b', 'c'])
  assert.deepEqual(withBelow(tree, 'nobody'), [])
})
