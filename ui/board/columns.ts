/** One column of a board: how many cards lie in it, and the first of them. */
export interface BoardColumn<Card> {
  key: string
  count: number
  cards: Card[]
}

/** What a board must know of its cards to put them where they belong. */
export interface CardRules<Card, Column> {
  columnOf: (card: Card) => string
  /** The order within a column; the server sorts alike. */
  before: (a: Card, b: Card) => boolean
  /** Further figures of a column, by the cards it had and those it has now. */
  recount?: (column: Column, had: Card[], has: Card[]) => Column
}

/** Cards of one column that come with the first paint, and with each 更多. */
export const STEP = 20

/** Most cards that a column is read with; what is beyond them is found in the list. */
export const MOST = 200

/** Puts the newest state of some cards into a board: out of where they were, into where they are now. */
export function patched<Card extends { id: string }, Column extends BoardColumn<Card>>(
  columns: Column[],
  ids: string[],
  fresh: Card[],
  rules: CardRules<Card, Column>,
): Column[] {
  const gone = new Set(ids)
  return columns.map((column) => {
    const had = column.cards
    const come = fresh.filter((c) => rules.columnOf(c) === column.key)
    if (come.length === 0 && !had.some((c) => gone.has(c.id))) return column
    const whole = had.length >= column.count
    const cards = had.filter((c) => !gone.has(c.id))
    for (const card of come) {
      const at = cards.findIndex((c) => rules.before(card, c))
      // beyond what has been loaded it is not shown, unless everything has been
      if (at >= 0) cards.splice(at, 0, card)
      else if (whole || cards.length < STEP || had.some((c) => c.id === card.id)) cards.push(card)
    }
    // the figures come a moment later; until then the count follows what is seen to move
    const count = Math.max(cards.length, column.count + cards.length - had.length)
    const next = { ...column, cards, count }
    return rules.recount ? rules.recount(next, had, cards) : next
  })
}

/** The newest figures of the columns; their cards stay. */
export function withFigures<Card, Column extends BoardColumn<Card>>(columns: Column[], fresh: Column[]): Column[] {
  const figures = new Map(fresh.map((c) => [c.key, c]))
  return columns.map((c) => ({ ...c, ...figures.get(c.key), cards: c.cards }))
}
