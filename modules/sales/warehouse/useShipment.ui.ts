import { useQuery } from '@tanstack/react-query'
import { api, keys } from '#ui/core/api.ts'
import type { Ref, Row } from '#ui/core/types.ts'
import type { Wanted } from './scan.ui.ts'

export interface ShipmentLine {
  id: string
  orderLine: string
  package: Ref | null
  batch: Ref | null
  qty: string
  traceCodes?: string[]
  checkedQty?: string
  receivedQty: string
  /** Short or refused at the door. */
  differenceQty?: string | null
  invoicedQty: string
  returnedQty: string
  unitPrice?: string
  amount?: string
}

/** A shipment with its lines. */
export const useShipment = (id: string) =>
  useQuery({
    queryKey: keys.one('shipment', id),
    queryFn: ({ signal }) => api.one<Row>('shipments', id, signal),
  })

export const linesOf = (row: Row | undefined): ShipmentLine[] =>
  (Array.isArray(row?.lines) ? row.lines : []) as unknown as ShipmentLine[]

/** The lines as a scanner needs them: with the codes that are printed on the boxes. */
export function useWanted(row: Row | undefined): { wanted: Wanted[]; pending: boolean; error: unknown } {
  const lines = linesOf(row)
  const ids = [...new Set(lines.flatMap((l) => (l.package ? [l.package.id] : [])))].sort()
  const where = { id: { in: ids } }
  const query = useQuery({
    queryKey: keys.list('productPackage', [where, 'codes']),
    queryFn: ({ signal }) =>
      api.list('product-packages', { where, limit: 200, fields: ['name', 'barcode', 'number', 'tracePrefix'] }, signal),
    enabled: ids.length > 0,
  })
  const byId = new Map((query.data?.data ?? []).map((p) => [p.id, p]))
  const text = (value: unknown): string | null => (typeof value === 'string' && value ? value : null)
  const wanted = query.data
    ? lines.map((l): Wanted => {
        const pack = byId.get(l.package?.id ?? '')
        return {
          line: l.id,
          packageId: l.package?.id ?? '',
          name: l.package?.label ?? '',
          barcode: text(pack?.barcode),
          number: text(pack?.number),
          tracePrefix: text(pack?.tracePrefix),
          batchNo: l.batch?.label ?? '',
          qty: l.qty,
        }
      })
    : []
  return { wanted, pending: query.isPending && ids.length > 0, error: query.error }
}
