import type { Values } from './values.ts'

/** A half-filled form as it survives a reload, a crash or a closed tab's "reopen". */
export interface Draft {
  values: Values
  /** Version of the row that was being edited; absent for a new one. */
  version?: number
  at: string
}

const keyOf = (user: string, object: string, id: string | undefined): string =>
  `xinglin.draft.${user}.${object}.${id ?? 'new'}`

/** The kept draft of a form, if any. */
export function readDraft(user: string, object: string, id?: string): Draft | null {
  try {
    const draft = JSON.parse(sessionStorage.getItem(keyOf(user, object, id)) ?? 'null') as Draft | null
    return draft && typeof draft.values === 'object' ? draft : null
  } catch {
    return null
  }
}

export function writeDraft(user: string, object: string, id: string | undefined, draft: Draft): void {
  try {
    sessionStorage.setItem(keyOf(user, object, id), JSON.stringify(draft))
  } catch {
    // Without storage the form still guards against leaving; nothing else can be done here.
  }
}

export function dropDraft(user: string, object: string, id?: string): void {
  try {
    sessionStorage.removeItem(keyOf(user, object, id))
  } catch {
    // See writeDraft.
  }
}
