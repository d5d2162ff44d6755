import type { Label } from '../declare/index.ts'

/** What people write of a place, in whatever columns. */
export interface PlaceWords {
  province?: string | null
  city?: string | null
  county?: string | null
  address?: string | null
}

/** What spreadsheets need and the kernel does not know; the application fills it in at start. */
export interface TransferHooks {
  /** The six-digit code of the place that the words name for certain, or null. */
  region?: (words: PlaceWords) => string | null
  /** Names of a division from the largest down: 浙江省, 杭州市, 西湖区. */
  regionPath?: (code: string) => Label[]
  /** More words by which people head a column: field name → words. */
  synonyms: Record<string, string[]>
}

export const transferHooks: TransferHooks = { synonyms: {} }
