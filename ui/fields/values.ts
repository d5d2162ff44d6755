/** A reference as the API gives it; the label is null where the reader may not see the target. */
export interface RefValue {
  id: string
  label?: string | null
}

export interface FileValue extends RefValue {
  size?: number
  mime?: string
}

export const isRef = (value: unknown): value is RefValue =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'

/** References of a field that holds several, or the one of a field that holds a single one. */
export const asRefs = (value: unknown): RefValue[] => {
  if (Array.isArray(value)) return value.filter(isRef)
  return isRef(value) ? [value] : []
}

export const asStrings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : []
