import { command } from '#kernel/commands/context.ts'
import { productPackage } from './productPackage.object.ts'

/** 停用: it is not sold in this pack any more; what lies in stock and what was ordered stays. */
export const retire = command(
  productPackage,
  {
    name: 'retire',
    label: { zh: '停用', en: 'Retire' },
    from: 'active',
    to: 'retired',
    danger: true,
    batch: 200,
    icon: 'stop',
  },
  async () => {},
)

export const reactivate = command(
  productPackage,
  {
    name: 'reactivate',
    label: { zh: '启用', en: 'Reactivate' },
    from: 'retired',
    to: 'active',
    batch: 200,
    icon: 'play-circle',
  },
  async () => {},
)

export const packageVerbs = [retire, reactivate]
