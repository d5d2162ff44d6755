/** Who must sign in with a second factor: nobody, whoever holds one of these roles, everybody. */
export interface SecondFactorRule {
  mode: 'off' | 'roles' | 'everybody'
  /** Ids of roles; kept while the mode is another. */
  roles: string[]
}

/** The rule as an administrator sees it. */
export interface SecondFactorView extends SecondFactorRule {
  /** People with a login whom the rule binds, and how many of them have none yet. */
  bound: number
  without: number
}
