import { SaxesParser } from 'saxes'
import { Problem } from '../errors.ts'
import { damaged } from './limits.ts'

export interface XmlEvents {
  open?: (name: string, attributes: Record<string, string>) => void
  close?: (name: string) => void
  text?: (text: string) => void
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1)

/**
 * Reads XML as it streams by; `after` runs between chunks and may give up. Names come without prefix. Entities of a
 * document's own are errors, so nothing can expand.
 */
export async function* readXml(chunks: AsyncIterable<Buffer>, events: XmlEvents): AsyncGenerator<void> {
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', (tag) => events.open?.(local(tag.name), tag.attributes as Record<string, string>))
  if (events.close) parser.on('closetag', (tag) => events.close!(local(tag.name)))
  if (events.text) {
    parser.on('text', events.text)
    parser.on('cdata', events.text)
  }
  const decoder = new TextDecoder()
  let any = false
  try {
    for await (const chunk of chunks) {
      any = true
      parser.write(decoder.decode(chunk, { stream: true }))
      yield
    }
    parser.write(decoder.decode())
    // A part that is not there says nothing.
    if (any) parser.close()
  } catch (error) {
    throw error instanceof Problem ? error : damaged()
  }
  yield
}

/** Reads a whole small part. */
export async function scanXml(chunks: AsyncIterable<Buffer>, events: XmlEvents): Promise<void> {
  for await (const _ of readXml(chunks, events));
}
