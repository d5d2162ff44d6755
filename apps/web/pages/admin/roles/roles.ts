import { useQuery } from '@tanstack/react-query'
import type { Locale } from '#kernel/declare/label.ts'
import { api, keys } from '#ui/core/api.ts'
import type { Row } from '#ui/core/types.ts'

export interface Role extends Row {
  name: string
  labelZh: string
  labelEn?: string | null
  description?: string | null
  shipped?: boolean | null
}

/** A role's name as people read it. */
export const roleLabel = (role: Role, locale: Locale): string =>
  (locale === 'en' && role.labelEn) || role.labelZh || role.name

const QUERY = { limit: 200, sort: 'createdAt' }

/** All roles; a company has dozens. */
export const useRoles = () =>
  useQuery({
    queryKey: keys.list('role', QUERY),
    queryFn: ({ signal }) => api.list<Role>('roles', QUERY, signal),
    select: (page) => page.data,
  })
