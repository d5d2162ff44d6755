import { newId } from '#kernel/store/ids.ts'
import { type DemoMedicine, MEDICINES } from '../names/medicines.ts'
import type { Rng } from '../names/rng.ts'
import type { Writer } from './batch.ts'

/** A package of the demo as the later parts need it. */
export interface DemoPackage {
  id: string
  productId: string
  name: string
  taxRate: string
  medicine: DemoMedicine
}

export interface Goods {
  packages: DemoPackage[]
  manufacturer: string
  supplier: string
}

const MAKER = '杏林制药股份有限公司（示例）'
const PARTNER = '青囊生物制品有限公司（示例）'
/** Before the trading of the last three years. */
const SINCE_DAYS = 1200

function product(m: DemoMedicine, n: number, maker: string, r: Rng) {
  return {
    id: newId(),
    genericName: m.generic,
    tradeName: m.trade ?? null,
    dosageForm: m.form,
    strength: m.strength,
    approvalNo: `国药准字${m.letter}9999${String(n).padStart(4, '0')}`,
    approvalValidTo: `${2028 + r.int(0, 2)}-0${r.int(1, 9)}-28`,
    mah: maker,
    manufacturer: maker,
    rxClass: m.rx,
    controlClass: m.control ?? 'none',
    storage: m.storage ?? 'roomTemp',
    shelfLifeMonths: m.storage === 'cold' ? 24 : 36,
    nrdlClass: m.nrdl,
    essentialDrug: m.essential ?? false,
    // Biological products may be taxed the simple way.
    vatRate: m.letter === 'S' ? '0.03' : '0.13',
    state: 'active',
  }
}

/** Makes what the demo company sells: products in sale, one package each, made by two invented manufacturers. */
export async function makeGoods(w: Writer, r: Rng): Promise<Goods> {
  const since = new Date(w.now.getTime() - SINCE_DAYS * 86_400_000)
  const [manufacturer, supplier] = (await w.create(
    'account',
    [MAKER, PARTNER].map((name, i) => ({
      name,
      accountRoles: ['supplier'],
      regionCode: i ? '510104' : '330106',
      address: i ? '成都市锦江区示例路 8 号' : '杭州市西湖区杏林路 1 号',
      addressVerified: true,
      supplies: i ? '生物制品' : '化学药与中成药',
      tags: ['示例'],
      owner: null,
    })),
    () => since.toISOString(),
  )) as string[]
  const products = MEDICINES.map((m, n) => product(m, n + 1, m.letter === 'S' ? supplier! : manufacturer!, r))
  await w.record(
    'product',
    products.map((p) => ({ ...p, at: since })),
    since,
  )
  const packages = MEDICINES.map((medicine, n) => {
    const p = products[n]!
    const name = `${medicine.generic} ${medicine.strength} ${medicine.pack}`
    return { id: newId(), productId: p.id, name, taxRate: p.vatRate, medicine }
  })
  await w.record(
    'productPackage',
    packages.map(({ id, productId, name, medicine: m }, n) => ({
      id,
      product: productId,
      name,
      packDescription: m.pack,
      baseUnit: m.unit,
      unitsPerPack: 1,
      packsPerCarton: m.carton,
      barcode: `6999000${String(n + 1).padStart(6, '0')}`,
      insuranceCode:
        m.nrdl === 'none' ? null : `X${m.letter}99${String(n + 1).padStart(6, '0')}A001010101`.slice(0, 23),
      tracePrefix: `8${String(1000000 + n)}`,
      minOrderQty: '1',
      nearExpiryMonths: 6,
      state: 'active',
      at: since,
    })),
    since,
  )
  return { packages, manufacturer: manufacturer!, supplier: supplier! }
}
