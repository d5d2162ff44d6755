import type { FormInstance } from 'antd'
import { useState } from 'react'
import { ApiError } from '#ui/core/api.ts'
import { problemsOf, useFeedback } from '#ui/core/feedback.ts'

export interface SaveOptions {
  /** What is said when it went well; nothing by default. */
  said?: string
  /** The field that a refusal belongs to when the server names none; else it is said above the page. */
  blames?: (error: ApiError) => string
}

const refused = (error: unknown): error is ApiError =>
  error instanceof ApiError && error.status >= 400 && error.status < 500

/** The submit of a form written by hand: one at a time, and what the server refuses stands at its fields. */
export function useSave<Values>(
  form: FormInstance<Values>,
  work: (values: Values) => Promise<unknown>,
  { said, blames }: SaveOptions = {},
): { busy: boolean; save: (values: Values) => Promise<void> } {
  const { done, failed } = useFeedback()
  const [busy, setBusy] = useState(false)
  const save = async (values: Values): Promise<void> => {
    setBusy(true)
    try {
      await work(values)
      if (said) done(said)
    } catch (error) {
      // the server knows fields by name only; the form's own type of names is narrower
      const put = (problems: { name: string[]; errors: string[] }[]) =>
        form.setFields(problems as Parameters<typeof form.setFields>[0])
      if (blames && refused(error)) return put([{ name: [blames(error)], errors: [error.text] }])
      put(problemsOf(error))
      failed(error)
    } finally {
      setBusy(false)
    }
  }
  return { busy, save }
}
