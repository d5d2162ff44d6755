/** Who must sign in with a second factor, as an administrator sees it. */
export interface SecondFactorView {
  mode: 'off' | 'roles' | 'everybody'
  /** Ids of roles; kept while the mode is another. */
  roles: string[]
  /** People with a login whom the rule binds, and how many of them have none yet. */
  bound: number
  without: number
}
