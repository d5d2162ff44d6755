/** How far the index of a field is: not begun, being built beside the people at work, usable, begun and broken off. */
export type IndexState = 'waiting' | 'building' | 'ready' | 'failed'
