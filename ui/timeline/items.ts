import type { ComponentType } from 'react'
import type { Label, ObjectMeta } from '#kernel/declare/index.ts'
import type { AuditEntry, Ref, Row } from '#ui/core/types.ts'

/** One thing that happened to a row or to something that lies within it. */
export interface TimelineEntry {
  /** Name of an object, or `history`, or `file`. */
  kind: string
  id: string
  at: string
  actor: Ref | null
  title: string | Label | null
  text: string | null
  /** The row itself; of `history` the entry of the log. */
  row?: (Row & Partial<AuditEntry>) | null
}

export interface TimelineItemProps {
  entry: TimelineEntry
}

const items = new Map<string, ComponentType<TimelineItemProps>>()

/** A module draws its own kind of entry (a contact record with its comments). Call it at the top level of a `*.ui.tsx`. */
export function fillTimeline(kind: string, component: ComponentType<TimelineItemProps>): void {
  items.set(kind, component)
}

export const timelineItem = (kind: string): ComponentType<TimelineItemProps> | undefined => items.get(kind)

export interface ComposerProps {
  object: ObjectMeta
  row: Row
}

const composers = new Map<string, ComponentType<ComposerProps>>()

/** A module puts a box above the timeline of an object, in which one writes the next entry. */
export function fillComposer(object: string, component: ComponentType<ComposerProps>): void {
  composers.set(object, component)
}

export const timelineComposer = (object: string): ComponentType<ComposerProps> | undefined => composers.get(object)
