import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Person, World } from './world.ts'

/** A small company that sells two medicines, for tests of this area. Prices are per base unit, tax 13 % included. */
export interface Shop {
  w: World
  rep: Person
  manager: Person
  director: Person
  finance: Person
  legal: Person
  commerce: Person
  /** A distributor in Shanghai. */
  account: string
  /** National price 20.00, floor 15.00. */
  aspirin: string
  /** National price 100.50, no floor; Shanghai's tender price is 90.00 for hospitals. */
  insulin: string
}

async function medicine(w: World, genericName: string, vatRate: string): Promise<string> {
  return w.asSystem(async (unit) => {
    const product = await create(
      unit,
      'product',
      { genericName, dosageForm: '片剂', strength: '100mg', vatRate, state: 'active' },
      { trusted: true },
    )
    const pack = await create(unit, 'productPackage', {
      product: product.id,
      packDescription: '30片/盒',
      baseUnit: '盒',
    })
    return pack.id as string
  })
}

/** One effective price list item. */
export function price(w: World, values: Values): Promise<Values> {
  const item = { scopeType: 'national', taxIncluded: true, minQty: '0', validFrom: '2026-01-01', state: 'effective' }
  return w.asSystem((unit) => create(unit, 'priceListItem', { ...item, ...values }, { trusted: true }))
}

export async function openShop(w: World): Promise<Shop> {
  const dept = await w.department('华东')
  const manager = await w.hire('马经理', { roles: ['manager'], department: dept })
  const rep = await w.hire('代小表', { roles: ['rep'], department: dept, manager: manager.id })
  const [aspirin, insulin] = [await medicine(w, '阿司匹林', '0.13'), await medicine(w, '胰岛素', '0.13')]
  await price(w, { package: aspirin, priceType: 'supply', unitPrice: '20' })
  await price(w, { package: aspirin, priceType: 'floor', unitPrice: '15' })
  await price(w, { package: insulin, priceType: 'supply', unitPrice: '100.5' })
  await price(w, { package: insulin, priceType: 'tender', scopeType: 'tender', regionCode: '310000', unitPrice: '90' })
  return {
    w,
    rep,
    manager,
    director: await w.hire('总监', { roles: ['director'] }),
    finance: await w.hire('财务', { roles: ['finance'] }),
    legal: await w.hire('法务', { roles: ['legal'] }),
    commerce: await w.hire('商务', { roles: ['commerce'] }),
    account: await customer(rep, '申通医药有限公司', ['distributorT1']),
    aspirin,
    insulin,
  }
}

let made = 0

/** A customer of a person, in Shanghai. */
export async function customer(person: Person, name: string, accountRoles: string[]): Promise<string> {
  const values = { name: `${name}${made++ || ''}`, accountRoles, source: 'visit', regionCode: '310101' }
  return (await person.create('account', values, { accept: 'all' })).id as string
}
