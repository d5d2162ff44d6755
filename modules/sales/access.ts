import { allow, type DefaultGrants } from '#kernel/declare/index.ts'

/** Departments that work on every order, whoever's customer it is. */
export const BACK_OFFICE = [
  'commerce',
  'finance',
  'cashier',
  'warehouse',
  'invoicing',
  'qa',
  'director',
  'viewer',
  'legal',
]

/** Documents within an account: the back office reads all of them, sales their own reach. */
export function document(verbs: Parameters<typeof allow>[0]): DefaultGrants {
  return allow({ read: { all: BACK_OFFICE, departmentBelow: ['manager'], own: ['rep'] }, ...verbs })
}

/** Sales verbs: the rep on his own, the manager on his department's, the order desk and the director on all. */
export const SALES = { all: ['commerce', 'director'], departmentBelow: ['manager'], own: ['rep'] }
