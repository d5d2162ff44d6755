/**
 * The alias table: what people have confirmed. Text alone cannot know that 北京华信医院 is 清华大学第一附属医院; one
 * confirmation is remembered for ever, and a later one for another customer makes the name ambiguous, never silently
 * wrong.
 */
import { exactKey } from './features.ts'
import { normalizeName } from './normalize.ts'

export interface AliasRow {
  /** Normalised spelling. */
  key: string
  id: string
  /** Confirmations; negative = said to be somebody else. */
  votes: number
}

export class AliasTable {
  private readonly votes = new Map<string, Map<string, number>>()

  /** A table from stored rows. */
  constructor(rows: readonly AliasRow[] = []) {
    for (const r of rows) this.add(r.key, r.id, r.votes)
  }

  private add(key: string, id: string, votes: number): void {
    const own = this.votes.get(key) ?? new Map<string, number>()
    own.set(id, (own.get(id) ?? 0) + votes)
    this.votes.set(key, own)
  }

  /** A person said: this name is that customer. */
  confirm(name: string, id: string): void {
    this.add(exactKey(normalizeName(name)), id, 1)
  }

  /** A person said: this name is not that customer. */
  reject(name: string, id: string): void {
    this.add(exactKey(normalizeName(name)), id, -1)
  }

  /** Customers confirmed for this spelling, most confirmed first; more than one = ambiguous. */
  find(key: string): { confirmed: string[]; rejected: string[] } {
    const own = [...(this.votes.get(key) ?? [])]
    return {
      confirmed: own
        .filter(([, v]) => v > 0)
        .sort((a, b) => b[1] - a[1])
        .map(([id]) => id),
      rejected: own.filter(([, v]) => v < 0).map(([id]) => id),
    }
  }

  /** Rows to store. */
  rows(): AliasRow[] {
    return [...this.votes].flatMap(([key, own]) => [...own].map(([id, votes]) => ({ key, id, votes })))
  }
}
