import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { regionPath } from '#modules/customers/regions/divisions.ts'
import { institutions } from '../../seeds/names/institutions.ts'
import { rng } from '../../seeds/names/rng.ts'

export const HEADER = [
  '客户名称',
  '客户类型',
  '统一社会信用代码',
  '省份',
  '城市',
  '区县',
  '详细地址',
  '电话',
  '床位数',
  '客户来源',
  '备注',
]
const [NAME, ROLES, USCC, PROVINCE, , , , , BEDS] = HEADER.keys().toArray() as number[]

/** Ways in which one row in a hundred is bad, and the code that must be reported. */
const BAD: [spoil: (row: string[]) => void, field: string, code: string][] = [
  [(r) => (r[NAME!] = ''), 'name', 'field.required'],
  [(r) => (r[ROLES!] = '不是类型'), 'accountRoles', 'field.option'],
  [(r) => (r[USCC!] = '9133010'), 'uscc', 'uscc.length'],
  [(r) => (r[PROVINCE!] = '虚构省'), 'regionCode', 'field.region'],
  [(r) => (r[BEDS!] = '很多'), 'beds', 'field.integer'],
]

/** What must be reported of data row `i` (from 0): undefined for a good one. */
export function badness(i: number): { field: string; code: string } | undefined {
  if (i % 100 !== 37) return undefined
  const [, field, code] = BAD[Math.floor(i / 100) % BAD.length]!
  return { field, code }
}

/** The mobile number of row `i`: no two rows share it, so that what came in twice is found by it. */
export const phoneOf = (i: number): string => `13${String(i).padStart(9, '0')}`

/** Writes a CSV of made-up institutions, one row in a hundred bad. */
export async function writeTable(path: string, rows: number): Promise<void> {
  const out = createWriteStream(path)
  const r = rng(20260601)
  out.write(`\uFEFF${HEADER.join(',')}\n`)
  for (let done = 0; done < rows; ) {
    const batch = institutions(Math.min(5000, rows - done), r.fork(`b${done}`))
    let text = ''
    batch.forEach((one, k) => {
      const i = done + k
      const [province, city, county] = regionPath(one.regionCode)
      const row = [
        `${one.name}${i}`,
        '医院',
        '',
        province?.zh ?? '',
        city?.zh ?? '',
        county?.zh ?? '',
        one.address.replaceAll(',', '，'),
        phoneOf(i),
        String(one.beds ?? ''),
        '其他',
        i % 3 ? '' : '由旧系统导出，“备注”原样保留',
      ]
      if (badness(i)) BAD[Math.floor(i / 100) % BAD.length]![0](row)
      text += `${row.join(',')}\n`
    })
    done += batch.length
    if (!out.write(text)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
}
