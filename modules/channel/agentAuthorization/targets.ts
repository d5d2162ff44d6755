/** What an agent undertook to order from one day to another, inclusive; yuan. */
export interface Target {
  from: string
  to: string
  amount: string
}
