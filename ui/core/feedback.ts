import type { ModalFuncProps } from 'antd'
import { App } from 'antd'
import { useMemo } from 'react'
import { ApiError, Awaiting } from './api.ts'
import { t } from './i18n.tsx'

export interface Feedback {
  done: (text: string) => void
  /** Says what went wrong. A cancelled request says nothing; an ended session and what waits for approval say so themselves. */
  failed: (error: unknown) => void
  /** Asks; resolves to true when the reader agrees. */
  ask: (options: Pick<ModalFuncProps, 'title' | 'content' | 'okText'> & { danger?: boolean }) => Promise<boolean>
}

/** How a page tells the reader that something worked, failed, or needs a yes. */
export function useFeedback(): Feedback {
  const { message, modal } = App.useApp()
  return useMemo(
    () => ({
      done: (text) => {
        message.success(text)
      },
      failed: (error) => {
        if (error instanceof DOMException && error.name === 'AbortError') return
        if (error instanceof Awaiting || (error instanceof ApiError && error.status === 401)) return
        message.error(error instanceof ApiError ? error.text : t('errorUnknown'))
      },
      ask: ({ danger, ...options }) =>
        new Promise((resolve) => {
          modal.confirm({
            ...options,
            okText: options.okText ?? t('confirm'),
            cancelText: t('cancel'),
            okButtonProps: { danger: danger ?? false },
            onOk: () => resolve(true),
            onCancel: () => resolve(false),
          })
        }),
    }),
    [message, modal],
  )
}

/** Puts the server's field problems where antd's form shows them: `form.setFields(problemsOf(error))`. */
export function problemsOf(error: unknown): { name: string[]; errors: string[] }[] {
  if (!(error instanceof ApiError)) return []
  return error.fields.map((f) => ({ name: f.field.split('.'), errors: [t(f.message)] }))
}
