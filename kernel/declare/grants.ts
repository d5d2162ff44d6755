import type { DefaultGrants, Scope } from './object.ts'

type Reach = Partial<Record<Exclude<Scope, 'none'>, string[]>>

/**
 * Default grants written the way people say them, verb by verb: `allow({ read: { all: ['finance'], own: ['rep'] } })`.
 * Several verbs of one reach share a key, separated by blanks: `'create update'`. A role named twice for a verb is a
 * mistake and throws.
 */
export function allow(verbs: Record<string, Reach>): DefaultGrants {
  const grants: Record<string, Record<string, Scope>> = {}
  for (const [names, reach] of Object.entries(verbs))
    for (const verb of names.split(' '))
      for (const [scope, roles] of Object.entries(reach) as [Scope, string[]][])
        for (const role of roles) {
          grants[role] ??= {}
          if (grants[role][verb]) throw new Error(`${role} is given ${verb} twice`)
          grants[role][verb] = scope
        }
  return grants
}
