import type { DefaultGrants } from '#kernel/declare/index.ts'

/** Who may do what with everything that lies within an account: the reach is the account's. */
export function withinAccount(more: Partial<Record<string, string[]>> = {}): DefaultGrants {
  const every = (scope: 'own' | 'departmentBelow' | 'all', verbs: string[]) =>
    Object.fromEntries(verbs.map((v) => [v, scope]))
  return {
    director: every('all', ['read', 'create', 'update', 'delete', 'export', 'import', ...(more.director ?? [])]),
    manager: every('departmentBelow', [
      'read',
      'create',
      'update',
      'delete',
      'export',
      'import',
      ...(more.manager ?? []),
    ]),
    rep: every('own', ['read', 'create', 'update', 'delete', ...(more.rep ?? [])]),
    dataSteward: every('all', ['read', 'create', 'update', 'delete', 'export', 'import', ...(more.dataSteward ?? [])]),
    viewer: every('all', ['read']),
  }
}
