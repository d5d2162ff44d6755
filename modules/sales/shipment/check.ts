import { command } from '#kernel/commands/context.ts'
import { json } from '#kernel/declare/index.ts'
import { Refusal } from '#kernel/errors.ts'
import type { Values } from '#kernel/records/input.ts'
import type { Unit } from '#kernel/records/unit.ts'
import { add, compare, normalize } from '#kernel/values/decimal.ts'
import { notAdjacent, sign } from '../salesOrder/audits.ts'
import { type Entry, readEntries } from '../salesOrder/listInput.ts'
import { actorOf, homeOf, plant } from '../salesOrder/planting.ts'
import { codesAlreadyOut, type OutCode } from '../traceCode/traceCode.sql.ts'
import { shipment } from './shipment.object.ts'
import { type PartFacts, partsOf, storeScans } from './shipment.sql.ts'

const SHAPE = { code: 'text', batchNo: 'text', qty: 'qty', line: 'id?', traceCodes: 'texts?' } as const
type Scan = Entry<typeof SHAPE>

const keyOf = (packageId: string, batchNo: string): string => `${packageId} ${batchNo}`

function packageOf(parts: PartFacts[], scan: Scan): PartFacts {
  const part = parts.find((p) => [p.package, p.packageNumber, p.barcode].includes(scan.code))
  if (part) return part
  throw new Refusal(
    'scan.unknown',
    {
      zh: `扫到的“${scan.code}”不在本发货单内：请取出该商品，核对后重新扫描`,
      en: `${scan.code} is not on this shipment: take it out, compare and scan again`,
    },
    { code: scan.code },
  )
}

/** Package and batch, and how many of each: what was scanned is what was picked, no more and no less. */
function compareScans(parts: PartFacts[], scans: Scan[]): void {
  const expected = new Map<string, { part: PartFacts; batchNo: string; expected: string; scanned: string }>()
  for (const part of parts) {
    const known = expected.get(keyOf(part.package, part.batchNo))
    const sum = add(known?.expected ?? '0', part.qty)
    expected.set(keyOf(part.package, part.batchNo), { part, batchNo: part.batchNo, expected: sum, scanned: '0' })
  }
  for (const scan of scans) {
    const part = packageOf(parts, scan)
    const key = keyOf(part.package, scan.batchNo)
    const known = expected.get(key) ?? { part, batchNo: scan.batchNo, expected: '0', scanned: '0' }
    expected.set(key, { ...known, scanned: add(known.scanned, scan.qty) })
  }
  const differences = [...expected.values()].filter((e) => compare(e.expected, e.scanned) !== 0)
  if (!differences.length) return
  const say = (d: (typeof differences)[number]) =>
    `${d.part.packageName} / ${d.batchNo}: ${normalize(d.expected)} ≠ ${normalize(d.scanned)}`
  throw new Refusal(
    'scan.mismatch',
    {
      zh: `复核不符（应为 ≠ 实扫）：${differences.map(say).join('；')}。请按差异补齐或取出后重扫；批号不符请作废发货单重新配货`,
      en: `What was scanned differs (expected ≠ scanned): ${differences.map(say).join('; ')}. Add or take out and scan again; for another batch cancel the shipment and pick anew`,
    },
    {
      differences: differences.map((d) => ({
        package: d.part.package,
        batchNo: d.batchNo,
        expected: normalize(d.expected),
        scanned: normalize(d.scanned),
      })),
    },
  )
}

function badTrace(zh: string, en: string, codes: string[]): Refusal {
  return new Refusal(
    'scan.trace',
    {
      zh: `追溯码${zh}：${codes.join('、')}。请核对实物后重扫`,
      en: `Trace codes ${en}: ${codes.join(', ')}. Compare the goods and scan again`,
    },
    { codes },
  )
}

/** Each code once, with the prefix of its package, not out already; packages with a prefix need one code at least. */
async function checkTrace(unit: Unit, parts: PartFacts[], scans: Scan[]): Promise<void> {
  const codes = scans.flatMap((s) => s.traceCodes ?? [])
  const twice = codes.filter((c, i) => codes.indexOf(c) !== i)
  if (twice.length) throw badTrace('重复扫描', 'scanned twice', [...new Set(twice)])
  for (const scan of scans) {
    const { tracePrefix, packageName } = packageOf(parts, scan)
    const given = scan.traceCodes ?? []
    if (tracePrefix && !given.length) throw badTrace(`未扫描（${packageName}）`, `missing for ${packageName}`, [])
    const foreign = given.filter((c) => tracePrefix && !c.startsWith(tracePrefix))
    if (foreign.length) throw badTrace(`不属于 ${packageName}`, `are not of ${packageName}`, foreign)
    if (compare(String(given.length), scan.qty) > 0)
      throw badTrace('多于数量', 'are more than the quantity', given.slice(0, 5))
  }
  const out = await codesAlreadyOut(unit, codes)
  if (out.length) throw alreadyOut(out)
}

/** Says with which shipment each code left. */
function alreadyOut(out: OutCode[]): Refusal {
  const said = (with_: string) => out.slice(0, 5).map((o) => `${o.code}${with_}${o.number}`)
  return new Refusal(
    'scan.trace',
    {
      zh: `追溯码已发出且未退回：${said(' → 发货单 ').join('；')}。请核对实物；若该货已退回，请先在退货单登记追溯码并验收入库`,
      en: `Trace codes have left already and are not back: ${said(' → shipment ').join('; ')}. Compare the goods; if they came back, scan the codes on their return and have it accepted first`,
    },
    { codes: out.map((o) => o.code), shipments: out },
  )
}

/** Spreads codes over the lines that hold their package and batch. */
function codesByLine(parts: PartFacts[], scans: Scan[]): { line: string; codes: string[] }[] {
  const seen = new Set<string>()
  return parts.map((part) => {
    const key = keyOf(part.package, part.batchNo)
    const first = !seen.has(key)
    seen.add(key)
    const codes = scans
      .filter((s) => s.line === part.id || (!s.line && first && keyOf(packageOf(parts, s).package, s.batchNo) === key))
      .flatMap((s) => s.traceCodes ?? [])
    return { line: part.id, codes }
  })
}

/** Notes what was scanned on the lines, and in the ledger of codes, which lets none out twice. */
async function noteScans(
  unit: Unit,
  row: Values,
  parts: PartFacts[],
  scanned: { line: string; codes: string[] }[],
): Promise<void> {
  await storeScans(unit, scanned)
  const seeds = scanned.flatMap(({ line, codes }) => {
    const part = parts.find((p) => p.id === line)!
    return codes.map((code) => ({
      values: { code, package: part.package, batch: part.batch, shipment: row.id, shipmentLine: line },
    }))
  })
  // The check's own audit entry and event tell of them.
  await plant(unit, 'traceCode', homeOf(row), seeds, { silent: true })
}

/** 复核: a second person scans everything again. */
export const checkShipment = command(
  shipment,
  {
    name: 'check',
    label: { zh: '复核', en: 'Check' },
    from: 'picking',
    to: 'checked',
    icon: 'scan',
    input: { scans: json({ zh: '扫描结果', en: 'Scans' }, { required: true }) },
  },
  async (ctx, row, input) => {
    const { unit } = ctx
    notAdjacent(unit, row.pickedBy, 'shipment.samePerson')
    const order = await ctx.lock('salesOrder', row.order, 'read')
    const scans = readEntries(input.scans, 'scans', SHAPE)!
    const parts = await partsOf(unit, row.id)
    compareScans(parts, scans)
    await checkTrace(unit, parts, scans)
    await noteScans(unit, row as unknown as Values, parts, codesByLine(parts, scans))
    await ctx.change(row, { state: 'checked', checkedBy: actorOf(unit), checkedAt: unit.stamp })
    await sign(unit, order, 'check')
  },
)
