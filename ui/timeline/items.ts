import type { ComponentType } from 'react'
import type { Label } from '#kernel/declare/index.ts'
import type { Ref, Row } from '#ui/core/types.ts'

/** One thing that happened to a row or to something that lies within it. */
export interface TimelineEntry {
  /** Name of an object, or `history`, or `file`. */
  kind: string
  id: string
  at: string
  actor: Ref | null
  title: string | Label | null
  text: string | null
  row?: Row | null
  changes?: { field: string; label?: Label; old: unknown; new: unknown }[]
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
