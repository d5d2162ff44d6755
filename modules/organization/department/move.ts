import { command } from '#kernel/commands/context.ts'
import { ref } from '#kernel/declare/index.ts'
import { department } from './department.object.ts'

/** 调整上级部门: the whole branch goes along; who reaches what follows at once. Cycles are refused by the tree itself. */
export const moveDepartment = command(
  department,
  {
    name: 'move',
    label: { zh: '调整上级', en: 'Move' },
    icon: 'swap',
    input: { parent: ref('department', { zh: '新上级部门', en: 'New parent' }) },
  },
  async (ctx, row, input) => {
    await ctx.change(row, { parent: input.parent ?? null })
  },
)
