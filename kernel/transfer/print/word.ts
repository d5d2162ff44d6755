import Docxtemplater from 'docxtemplater'
import PizZip from 'pizzip'
import type { Caller } from '../../access/actor.ts'
import { Refusal } from '../../errors.ts'
import { type Collected, rowsOf, type Scope } from './data.ts'
import { readPlace } from './language.ts'
import { Words } from './words.ts'

const MAX_UNPACKED = 40_000_000
const DELIMITERS = { start: '{{', end: '}}' }

const unreadable = (why: string): Refusal =>
  new Refusal('print.word', {
    zh: `Word 模板无法读取：${why}。请检查占位符是否成对，如 {{soldTo.name}}、{{#lines}}…{{/lines}}`,
    en: `The Word template cannot be read: ${why}. Check its placeholders, e.g. {{soldTo.name}}, {{#lines}}…{{/lines}}`,
  })

function unzip(bytes: Buffer): PizZip {
  let zip: PizZip
  try {
    zip = new PizZip(bytes)
  } catch {
    throw unreadable('不是 .docx 文件 / not a .docx file')
  }
  const sizes = Object.values(zip.files).map(
    (f) => (f as unknown as { _data?: { uncompressedSize?: number } })._data?.uncompressedSize ?? 0,
  )
  if (sizes.reduce((a, b) => a + b, 0) > MAX_UNPACKED) throw unreadable('文件过大 / too large')
  return zip
}

function messageOf(error: unknown): string {
  const { properties, message } = error as { properties?: { errors?: { message: string }[] }; message?: string }
  return (properties?.errors?.map((e) => e.message).join('; ') ?? message ?? String(error)).slice(0, 200)
}

const PARTS = /^word\/(document|header\d*|footer\d*)\.xml$/

/** What a Word template reads of the record: its tags in order, those inside a loop below the loop's own path. */
export function wordPaths(bytes: Buffer): string[][] {
  const paths: string[][] = []
  for (const part of unzip(bytes).file(PARTS)) {
    const loops: string[][] = []
    // A tag may be spread over several runs of the text: without the markup it is whole.
    const text = part.asText().replace(/<[^>]*>/g, '')
    for (const [, mark, inside] of text.matchAll(/\{\{([#/^]?)([^{}]*)\}\}/g)) {
      const place = readPlace(inside!.trim())
      if (mark === '/') loops.pop()
      if (!place || mark === '/') continue
      const path = place.root ? place.path : [...(loops.at(-1) ?? []), ...place.path]
      // What stands in a loop may also be the record's own.
      paths.push(path, place.path)
      if (mark) loops.push(path)
    }
  }
  return paths
}

/** Names of the tables that Word templates loop over: those that are lines, or rows of others that point here. */
export const wordTables = (paths: string[][]): { source: string[] }[] =>
  paths.filter((p) => p.length === 2).map((source) => ({ source }))

/**
 * Fills a Word template. Placeholders are looked up, never evaluated: a tag is a path and named filters, nothing else,
 * and what it finds is written as text.
 */
export function fillWord(caller: Caller, bytes: Buffer, all: Collected): Buffer {
  const words = new Words(caller, all)
  const parser = (tag: string) => ({
    get(scope: Scope | unknown, context: { meta?: { part?: { module?: string } } }) {
      const place = readPlace(tag)
      if (!place) return ''
      const at = (scope as Scope | undefined)?.shape ? (scope as Scope) : all.root
      const looped = rowsOf(all, place.path)
      if (context.meta?.part?.module === 'loop') return looped.length ? looped : words.place(place, at) !== ''
      return words.place(place, at)
    },
  })
  try {
    const doc = new Docxtemplater(unzip(bytes), {
      delimiters: DELIMITERS,
      paragraphLoop: true,
      linebreaks: true,
      parser: parser as never,
    })
    doc.render(all.root)
    return doc.getZip().generate({ type: 'nodebuffer', compression: 'DEFLATE' }) as Buffer
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw unreadable(messageOf(error))
  }
}
