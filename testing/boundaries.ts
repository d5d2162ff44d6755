import { posix } from 'node:path'

/** One broken door: which file, what it did, which rule (text for people). */
export interface Violation {
  file: string
  what: string
  rule: string
}

interface Import {
  from: string
  /** Path from the repository root when it is ours, else undefined. */
  path: string | undefined
  typeOnly: boolean
}

const STATIC = /^(import|export)\s+(type\s)?[^'"`;]*?from\s*['"]([^'"]+)['"]/gm
const BARE = /^import\s*['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]/g

/** Imports of a source text: static, re-exports, bare and dynamic with a literal name. */
export function importsOf(file: string, text: string): Import[] {
  const found: Import[] = []
  const add = (from: string, typeOnly: boolean) => found.push({ from, path: resolveImport(file, from), typeOnly })
  for (const [, , type, from] of text.matchAll(STATIC)) add(from!, Boolean(type))
  for (const [, from] of text.matchAll(BARE)) add(from!, false)
  for (const [, from] of text.matchAll(DYNAMIC)) add(from!, false)
  return found
}

function resolveImport(file: string, from: string): string | undefined {
  if (from.startsWith('#')) return from.slice(1)
  if (from.startsWith('.')) return posix.join(posix.dirname(file), from)
  return undefined
}

const isTest = (file: string) => /\.test\.tsx?$/.test(file)
/** Pages of a module: `x.ui.tsx`, and the components beside it, which any .tsx is. */
const isUiFile = (file: string) => /(\.ui\.ts|\.tsx)$/.test(file)
const areaOf = (path: string) => /^modules\/([^/]+)\//.exec(path)?.[1]
const isModuleIndex = (path: string) => /^modules\/[^/]+\/([^/]+\/)?index\.ts$/.test(path)
const room = (path: string) => path.split('/')[0]

/** Packages that run in a browser; a page needs no other. */
const WEB_PACKAGES = /^(react|react-dom|antd|@ant-design\/icons|echarts|dayjs|@tanstack\/react-(query|router))(\/|$)/

type Rule = (file: string, use: Import) => string | undefined

/** `kernel` knows no business: it imports itself. Its declarations also run in the browser. */
const kernelRule: Rule = (file, { path, from }) => {
  if (file.startsWith('kernel/declare/') && !isTest(file)) {
    if (from.startsWith('node:')) return 'kernel/declare runs in the browser too: no node: modules'
    if (path && !path.startsWith('kernel/declare/')) return 'kernel/declare imports nothing but itself'
  }
  if (!path || room(path) === 'kernel') return undefined
  if (isTest(file) && (room(path) === 'testing' || path.startsWith('apps/node24'))) return undefined
  return 'the kernel imports the kernel only'
}

const moduleRule: Rule = (file, use) => {
  if (isUiFile(file)) return pageRule(file, use)
  const { path } = use
  if (!path || room(path) === 'kernel') return undefined
  if (room(path) === 'testing' && isTest(file)) return undefined
  if (room(path) !== 'modules') return 'modules import the kernel and other modules only'
  // what a page works out without drawing (`x.ui.ts`) is tested beside it
  if (isTest(file) && path.endsWith('.ui.ts') && areaOf(path) === areaOf(file)) return undefined
  if (isUiFile(path)) return 'server code of a module does not import pages'
  if (areaOf(path) === areaOf(file) || isModuleIndex(path)) return undefined
  return 'another module is used through its index.ts (modules/<area>/index.ts or modules/<area>/<object>/index.ts)'
}

const pageRule: Rule = (file, { path, from, typeOnly }) => {
  if (!path) return WEB_PACKAGES.test(from) ? undefined : 'pages use react, antd and their kin, no other package'
  if (room(path) === 'ui' || path.startsWith('kernel/declare/')) return undefined
  const ownPage = isUiFile(path) || path.endsWith('.css') || typeOnly
  if (areaOf(path) && areaOf(path) === areaOf(file) && ownPage) return undefined
  return 'pages (*.ui.tsx) import ui, kernel/declare and the pages and types of their own module only'
}

const uiRule: Rule = (_file, { path, from }) => {
  if (!path) return from.startsWith('node:') ? 'ui runs in the browser: no node: modules' : undefined
  if (room(path) === 'ui' || path.startsWith('kernel/declare/')) return undefined
  return 'ui imports ui and kernel/declare only'
}

const appRule: Rule = (file, { path }) => {
  if (!path) return undefined
  if (room(path) === 'testing' && isTest(file)) return undefined
  if (['testing', 'bench'].includes(room(path) ?? '')) return 'apps do not import testing or bench'
  const web = /^apps\/(web|field|portal)\//.test(file) && !isTest(file)
  if (!web) return undefined
  if (room(path) === 'ui' || room(path) === 'apps' || path.startsWith('kernel/declare/') || isUiFile(path))
    return undefined
  return 'a web app imports ui, kernel/declare and *.ui.tsx only'
}

const RULES: Record<string, Rule> = { kernel: kernelRule, modules: moduleRule, ui: uiRule, apps: appRule }

/** Tests of node's own side (*.test.ts) may use node: and testing whatever room they stand in. */
function exempt(file: string, use: Import): boolean {
  return isTest(file) && (use.from.startsWith('node:') || room(use.path ?? '') === 'testing')
}

const SQL_TEXT = /\bsql(\.raw\(|<[^>`]*>`|`)|\.query(<[^>(]*>)?\(/
const SQL_PLACES =
  /^(kernel|seeds|testing|bench|migrations)\/|^apps\/cli\/|^modules\/.*(\.sql\.ts$|\/reports\/)|\.test\.ts$/

/** The first line of `text` that holds SQL, comments aside. */
function sqlLine(text: string): string | undefined {
  return text.split('\n').find((line) => !/^\s*(\*|\/\/|\/\*)/.test(line) && SQL_TEXT.test(line))
}

/**
 * Checks the doors of the house over `files` (path from the repository root → source text).
 * `apps → modules → kernel`; pages → ui → kernel/declare; SQL only where it belongs.
 */
export function findViolations(files: Record<string, string>): Violation[] {
  const found: Violation[] = []
  for (const [file, text] of Object.entries(files)) {
    const rule = RULES[room(file) ?? '']
    if (!rule) continue
    for (const use of importsOf(file, text)) {
      const broken = exempt(file, use) ? undefined : rule(file, use)
      if (broken) found.push({ file, what: `imports ${use.from}`, rule: broken })
    }
    const sql = SQL_PLACES.test(file) ? undefined : sqlLine(text)
    if (sql) found.push({ file, what: sql.trim(), rule: 'SQL lives in kernel/, *.sql.ts and reports/ of a module' })
  }
  return found
}
