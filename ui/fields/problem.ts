import { ApiError } from '#ui/core/api.ts'
import { t } from '#ui/core/i18n.tsx'

/** What to tell a person about anything that was thrown. */
export function problemText(error: unknown): string {
  if (error instanceof ApiError) return error.text
  return t('errorUnknown')
}

/** The request id that support asks for, if the server gave one. */
export const requestId = (error: unknown): string | undefined =>
  error instanceof ApiError ? error.requestId : undefined
