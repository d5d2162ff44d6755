import { readFile } from 'node:fs/promises'
import { getDocumentProxy } from 'unpdf'

/** The process that reads one PDF and says its text to its parent; see pdf.ts. */
const [path, max] = [process.argv[2]!, Number(process.argv[3])]
const document = await getDocumentProxy(new Uint8Array(await readFile(path)), { verbosity: 0 })
let text = ''
for (let n = 1; n <= document.numPages && text.length < max; n++) {
  const page = await document.getPage(n)
  const { items } = await page.getTextContent()
  for (const item of items) if ('str' in item) text += item.str + (item.hasEOL ? '\n' : '')
  text += '\n'
  page.cleanup()
}
process.send?.(text.slice(0, max))
