import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import {
  bool,
  date,
  defineObject,
  integer,
  items,
  type ModuleSpec,
  money,
  multiSelect,
  ref,
  region,
  select,
  tags,
  text,
} from '#kernel/declare/index.ts'
import {
  configureImport,
  createImport,
  type ImportStatus,
  importStatus,
  runImports,
  startImport,
  type TableFormat,
} from '#kernel/transfer/index.ts'
import type { ImportSettings, Upload } from '#kernel/transfer/jobs.ts'
import { organization } from '#modules/organization/index.ts'
import { tempFolder } from './folder.ts'
import { type Person, type World, world } from './world.ts'

const all = {
  read: 'all',
  create: 'all',
  update: 'all',
  delete: 'all',
  export: 'all',
  import: 'all',
  assign: 'all',
} as const

/** An object with a field of each kind that a spreadsheet can fill. */
export const shop = defineObject({
  name: 'shop',
  label: { zh: '门店', en: 'Shop' },
  number: 'MD{seq:6}',
  owned: true,
  fields: {
    name: text({ zh: '名称', en: 'Name' }, { required: true, max: 100, search: true, index: true }),
    code: text(
      { zh: '许可证号', en: 'Licence' },
      {
        max: 40,
        pattern: {
          test: /^[A-Z]{2}\d{4,}$/,
          message: { zh: '许可证号应为两个字母加数字', en: 'Two letters, then digits' },
        },
      },
    ),
    kind: select({ zh: '类别', en: 'Kind' }, items({ chain: ['连锁', 'Chain'], single: ['单体', 'Single'] })),
    services: multiSelect(
      { zh: '服务', en: 'Services' },
      items({ night: ['夜间', 'Night'], home: ['送药', 'Delivery'] }),
    ),
    beds: integer({ zh: '人数', en: 'Staff' }, { min: 0 }),
    rent: money({ zh: '租金', en: 'Rent' }),
    openedOn: date({ zh: '开业日期', en: 'Opened on' }),
    insured: bool({ zh: '医保', en: 'Insured' }),
    place: region({ zh: '地区', en: 'Place' }),
    address: text({ zh: '地址', en: 'Address' }, { max: 200 }),
    phone: text({ zh: '电话', en: 'Phone' }, { max: 60, search: true }),
    parent: ref('shop', { zh: '上级', en: 'Head office' }),
    tags: tags({ zh: '标签', en: 'Tags' }),
  },
  duplicates: [
    { name: 'code', label: { zh: '许可证号相同', en: 'Same licence' }, fields: ['code'], level: 'block' },
    { name: 'place', label: { zh: '同地同名', en: 'Same name and place' }, fields: ['name', 'place'], level: 'warn' },
  ],
  indexes: [['code'], ['name', 'place']],
  access: {
    director: all,
    rep: { read: 'own', create: 'own', update: 'own', export: 'own', import: 'own' },
    viewer: { read: 'own', create: 'own' },
  },
})

/** Something that lies within a shop. */
const shelf = defineObject({
  name: 'shelf',
  label: { zh: '货架', en: 'Shelf' },
  within: 'shop',
  owned: true,
  fields: {
    title: text({ zh: '名称', en: 'Title' }, { required: true, max: 60 }),
    shop: ref('shop', { zh: '所属门店', en: 'Shop' }, { required: true }),
  },
  access: { director: all, rep: { read: 'own', create: 'own', import: 'own' } },
})

const module: ModuleSpec = {
  name: 'shops',
  label: { zh: '门店', en: 'Shops' },
  objects: [shop, shelf],
}

/** A company that imports shops: a director, a rep, and somebody who may not import. */
export async function shopWorld() {
  const w = await world({ modules: [organization, module] })
  const department = await w.department('华东区')
  const director = await w.hire('王总', { roles: ['director'], department })
  const rep = await w.hire('李代表', { roles: ['rep'], department })
  const outsider = await w.hire('赵学术', { roles: ['viewer'], department })
  return { w, department, director, rep, outsider }
}

const folder = tempFolder('transfer')
let files = 0

/** Writes a file for an upload. */
export function tempFile(name: string, bytes: string | Uint8Array): { name: string; path: string } {
  const path = join(folder, `${++files}-${name}`)
  writeFileSync(path, bytes)
  return { name, path }
}

export const csv = (rows: (string | number)[][]): string => rows.map((r) => r.join(',')).join('\n')

/** Uploads, sets, starts and runs an import to its end. */
export async function importFile(
  world: World,
  person: Person,
  upload: Upload,
  settings: ImportSettings = {},
  object = 'shop',
): Promise<ImportStatus> {
  const made = await person.do((c) => createImport(c, object, upload))
  await person.do((c) => configureImport(c, made.id, settings))
  await person.do((c) => startImport(c, made.id))
  await runImports(world.tenant, { once: true })
  return person.do((c) => importStatus(c, made.id))
}

/** Collects what is written. */
export async function collect(write: (out: Writable) => Promise<unknown>): Promise<Buffer> {
  const chunks: Buffer[] = []
  const out = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk as Uint8Array))
      done()
    },
  })
  const ended = new Promise((resolve) => out.on('finish', resolve))
  await write(out)
  await ended
  return Buffer.concat(chunks)
}

export const FORMATS: TableFormat[] = ['csv', 'xlsx']
