/**
 * All reference names in typed arrays on shared memory: about 150 bytes a name, readable from every worker thread
 * without copying. Postings (bigram → names) are one flat list with offsets.
 */
import type { NameFeatures } from './features.ts'

export interface PackedNames {
  names: number
  /** Target (index into the caller's list) of each name; second names share their target. */
  target: Int32Array
  /** Bigram ids per name: gramStart[i] … gramStart[i+1]; the first regionGrams[i] start in the region. */
  gramStart: Uint32Array
  grams: Uint32Array
  regionGrams: Uint8Array
  branch: Uint32Array
  ordinal: Uint32Array
  speciality: Uint32Array
  kind: Uint8Array
  /** 1 = a region with its kind is named. */
  regionCertain: Uint8Array
  /** Regions named and regions known from columns, as offsets into `codes`: named, known alternate. */
  codeStart: Uint32Array
  codes: Int32Array
  /** UTF-16 text, and where in it the regions end; then the core. Offsets: text of i at 2i, core of i at 2i + 1. */
  letterStart: Uint32Array
  letters: Uint16Array
  restAt: Uint8Array
  /** 1 = nothing but type words after the region. */
  generic: Uint8Array
  /** Open-addressing table bigram code → id + 1. */
  tableKey: Uint32Array
  tableId: Uint32Array
  /** Postings per bigram id. */
  postingStart: Uint32Array
  postings: Uint32Array
}

const shared = {
  i32: (n: number) => new Int32Array(new SharedArrayBuffer(n * 4)),
  u32: (n: number) => new Uint32Array(new SharedArrayBuffer(n * 4)),
  u16: (n: number) => new Uint16Array(new SharedArrayBuffer(n * 2)),
  u8: (n: number) => new Uint8Array(new SharedArrayBuffer(n)),
}

const META = 8

/** A list of numbers that grows without boxing. */
class Grow {
  data: Uint32Array
  length = 0
  constructor(capacity: number) {
    this.data = new Uint32Array(Math.max(16, capacity))
  }
  push(v: number): void {
    if (this.length === this.data.length) {
      const bigger = new Uint32Array(this.data.length * 2)
      bigger.set(this.data)
      this.data = bigger
    }
    this.data[this.length++] = v
  }
}

/** Id of a bigram code, or −1. */
export function gramId(p: Pick<PackedNames, 'tableKey' | 'tableId'>, code: number): number {
  const mask = p.tableKey.length - 1
  let slot = (Math.imul(code, 0x9e3779b1) >>> 0) & mask
  while (p.tableId[slot] !== 0) {
    if (p.tableKey[slot] === code) return p.tableId[slot]! - 1
    slot = (slot + 1) & mask
  }
  return -1
}

/** Text of a name. */
export function textOf(p: PackedNames, name: number): string {
  return String.fromCharCode(...p.letters.subarray(p.letterStart[2 * name]!, p.letterStart[2 * name + 1]!))
}

/** Core of a name. */
export function coreOf(p: PackedNames, name: number): string {
  return String.fromCharCode(...p.letters.subarray(p.letterStart[2 * name + 1]!, p.letterStart[2 * name + 2]!))
}

/** Names streamed in, packed arrays out. */
export class NamePacker {
  private readonly target = new Grow(1024)
  private readonly gramStart = new Grow(1024)
  private readonly grams = new Grow(8192)
  private readonly meta = new Grow(8192) // META values per name, in the order of `add`
  private readonly codeStart = new Grow(2048)
  private readonly codes = new Grow(2048)
  private readonly letterStart = new Grow(2048)
  private readonly letters = new Grow(8192)
  private readonly ids = new Map<number, number>()

  add(f: NameFeatures, target: number): void {
    this.target.push(target)
    this.gramStart.push(this.grams.length)
    for (const code of f.grams) {
      let id = this.ids.get(code)
      if (id === undefined) {
        id = this.ids.size
        this.ids.set(code, id)
      }
      this.grams.push(id)
    }
    const flags = [f.regionCertain ? 1 : 0, f.restStart, f.generic ? 1 : 0]
    for (const v of [f.regionGrams, f.branch, f.ordinal, f.speciality, f.kind, ...flags]) this.meta.push(v)
    this.codeStart.push(this.codes.length)
    for (const c of f.regions) this.codes.push(c)
    this.codeStart.push(this.codes.length)
    for (const c of f.knownRegions) this.codes.push(c)
    for (const text of [f.text, f.core]) {
      this.letterStart.push(this.letters.length)
      for (let i = 0; i < text.length; i++) this.letters.push(text.charCodeAt(i))
    }
  }

  finish(): PackedNames {
    const n = this.target.length
    this.gramStart.push(this.grams.length)
    this.codeStart.push(this.codes.length)
    this.letterStart.push(this.letters.length)
    const copy = <T extends Int32Array | Uint32Array | Uint16Array>(to: T, from: Grow): T => {
      to.set(from.data.subarray(0, from.length))
      return to
    }
    const column = <T extends Uint8Array | Uint32Array>(to: T, k: number): T => {
      for (let i = 0; i < n; i++) to[i] = this.meta.data[i * META + k]!
      return to
    }
    const gramStart = copy(shared.u32(n + 1), this.gramStart)
    const grams = copy(shared.u32(this.grams.length), this.grams)
    return {
      names: n,
      target: copy(shared.i32(n), this.target),
      gramStart,
      grams,
      regionGrams: column(shared.u8(n), 0),
      branch: column(shared.u32(n), 1),
      ordinal: column(shared.u32(n), 2),
      speciality: column(shared.u32(n), 3),
      kind: column(shared.u8(n), 4),
      regionCertain: column(shared.u8(n), 5),
      codeStart: copy(shared.u32(2 * n + 1), this.codeStart),
      codes: copy(shared.i32(this.codes.length), this.codes),
      letterStart: copy(shared.u32(2 * n + 1), this.letterStart),
      letters: copy(shared.u16(this.letters.length), this.letters),
      restAt: column(shared.u8(n), 6),
      generic: column(shared.u8(n), 7),
      ...this.table(),
      ...postings(n, gramStart, grams, this.ids.size),
    }
  }

  private table(): { tableKey: Uint32Array; tableId: Uint32Array } {
    let size = 64
    while (size < this.ids.size * 2) size *= 2
    const tableKey = shared.u32(size)
    const tableId = shared.u32(size)
    for (const [code, id] of this.ids) {
      let slot = (Math.imul(code, 0x9e3779b1) >>> 0) & (size - 1)
      while (tableId[slot] !== 0) slot = (slot + 1) & (size - 1)
      tableKey[slot] = code
      tableId[slot] = id + 1
    }
    return { tableKey, tableId }
  }
}

function postings(n: number, gramStart: Uint32Array, grams: Uint32Array, distinct: number) {
  const postingStart = shared.u32(distinct + 1)
  for (let k = 0; k < grams.length; k++) postingStart[grams[k]! + 1]!++
  for (let g = 0; g < distinct; g++) postingStart[g + 1]! += postingStart[g]!
  const fill = postingStart.slice(0, distinct)
  const list = shared.u32(grams.length)
  for (let i = 0; i < n; i++)
    for (let k = gramStart[i]!; k < gramStart[i + 1]!; k++) {
      const g = grams[k]!
      list[fill[g]!] = i
      fill[g]!++
    }
  return { postingStart, postings: list }
}
