import type { ReactNode } from 'react'
import { AppLink } from '#ui/core/nav.tsx'
import './board.css'

/** What makes a card movable: given by the board, handed on by the page. */
export interface CardDrag {
  draggable: true
  'data-dragging': boolean
  onDragStart: (event: React.DragEvent) => void
  onDragEnd: () => void
}

export interface BoardCardProps {
  /** What tests and people call it: its number. */
  name?: string | undefined
  href: string
  title: ReactNode
  /** The title's own line, in full, where it may be cut off. */
  hint?: string | undefined
  /** At the right of the title: money, a menu. */
  aside?: ReactNode
  /** Titles of one line are cut off, others wrap. */
  oneLine?: boolean
  late?: boolean
  /** Somebody has just changed it. */
  bright?: boolean
  className?: string
  drag?: CardDrag | undefined
  children?: ReactNode
}

/** One card: its title is the link, and the whole card answers to it; what stands aside of the title is its own. */
export function BoardCard({ name, href, title, hint, aside, oneLine, late, bright, ...rest }: BoardCardProps) {
  const { className, drag, children } = rest
  return (
    <article
      className={className ? `xl-bcard ${className}` : 'xl-bcard'}
      data-card={name}
      data-late={late ?? false}
      data-bright={bright ?? false}
      {...drag}
    >
      <div className="xl-bcard-head">
        {/* the card is dragged, not its address */}
        <AppLink
          href={href}
          className={oneLine ? 'xl-bcard-title xl-ellipsis' : 'xl-bcard-title'}
          title={hint}
          draggable={false}
        >
          {title}
        </AppLink>
        {aside}
      </div>
      {children}
    </article>
  )
}

/** One quiet line of a card; the last thing in it stands at the right. */
export function CardLine({ tone, children }: { tone?: 'strong'; children: ReactNode }) {
  return (
    <div className="xl-bcard-line" data-tone={tone}>
      {children}
    </div>
  )
}
