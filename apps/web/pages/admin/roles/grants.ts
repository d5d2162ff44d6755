import type { FieldRight, Scope } from '#kernel/declare/object.ts'
import type { Grants } from '#ui/core/types.ts'

/** Grants under the editor's hands: keyed for look-up, with what was there at first to tell what changed. */
export interface Draft {
  scopes: Record<string, Scope>
  rights: Record<string, FieldRight>
}

const key = (object: string, name: string): string => `${object}.${name}`
const split = (k: string): [string, string] => {
  const dot = k.indexOf('.')
  return [k.slice(0, dot), k.slice(dot + 1)]
}

export const scopeOf = (draft: Draft, object: string, verb: string): Scope => draft.scopes[key(object, verb)] ?? 'none'
export const rightOf = (draft: Draft, object: string, field: string): FieldRight | undefined =>
  draft.rights[key(object, field)]

export function toDraft(grants: Grants): Draft {
  return {
    scopes: Object.fromEntries(grants.grants.map((g) => [key(g.object, g.verb), g.scope])),
    rights: Object.fromEntries(grants.fields.map((f) => [key(f.object, f.field), f.right])),
  }
}

/** Back to what the server takes. What was taken away is said explicitly, so that no default grows back in its place. */
export function fromDraft(draft: Draft): Grants {
  return {
    grants: Object.entries(draft.scopes).map(([k, scope]) => {
      const [object, verb] = split(k)
      return { object, verb, scope }
    }),
    fields: Object.entries(draft.rights).map(([k, right]) => {
      const [object, field] = split(k)
      return { object, field, right }
    }),
  }
}

export function withScope(draft: Draft, object: string, verb: string, scope: Scope): Draft {
  const k = key(object, verb)
  const scopes = { ...draft.scopes, [k]: scope }
  if (scope === 'none' && !(k in draft.scopes)) delete scopes[k]
  return { ...draft, scopes }
}

/** `undefined` takes the role's own right away: what the module declares holds again. */
export function withRight(draft: Draft, object: string, field: string, right: FieldRight | undefined): Draft {
  const rights = { ...draft.rights }
  if (right) rights[key(object, field)] = right
  else delete rights[key(object, field)]
  return { ...draft, rights }
}

/** How many cells differ. */
export function changes(before: Draft, after: Draft): number {
  const differ = <T>(a: Record<string, T>, b: Record<string, T>, absent?: T): number =>
    [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((k) => (a[k] ?? absent) !== (b[k] ?? absent)).length
  return differ<Scope>(before.scopes, after.scopes, 'none') + differ(before.rights, after.rights)
}
