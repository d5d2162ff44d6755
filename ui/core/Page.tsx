import { Button, Empty, Result, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { Component } from 'react'
import { ApiError } from './api.ts'
import { initials } from './format.ts'
import { useT } from './i18n.tsx'
import { AppLink } from './nav.tsx'

export interface PageProps {
  title?: ReactNode
  /** One quiet line under the title. */
  sub?: ReactNode
  /** Links above the title. */
  crumbs?: { label: ReactNode; href?: string }[]
  actions?: ReactNode
  children?: ReactNode
  /** The content fills the height that is left and scrolls inside (lists). */
  fill?: boolean
  className?: string
}

/** The frame of every page: crumbs, title, actions on the right, then the content. */
export function Page({ title, sub, crumbs, actions, children, fill, className }: PageProps) {
  return (
    <div className={`xl-page ${fill ? 'xl-page-fill' : ''} ${className ?? ''}`}>
      {crumbs && crumbs.length > 0 && (
        <nav className="xl-crumbs">
          {crumbs.map((c, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: crumbs never reorder
            <span key={i}>{c.href ? <AppLink href={c.href}>{c.label}</AppLink> : c.label}</span>
          ))}
        </nav>
      )}
      {(title || actions) && (
        <header className="xl-page-head">
          <div className="xl-page-titles">
            {title && <h1>{title}</h1>}
            {sub && <p>{sub}</p>}
          </div>
          {actions && <div className="xl-page-actions">{actions}</div>}
        </header>
      )}
      {children}
    </div>
  )
}

/** A white card with a quiet heading. */
export function Panel({
  title,
  extra,
  children,
  flush,
  className,
}: {
  title?: ReactNode
  extra?: ReactNode
  children: ReactNode
  /** Lists and tables touch the edges. */
  flush?: boolean
  className?: string
}) {
  return (
    <section className={`xl-panel ${flush ? 'xl-panel-flush' : ''} ${className ?? ''}`}>
      {(title || extra) && (
        <header>
          <h2>{title}</h2>
          {extra && <div className="xl-panel-extra">{extra}</div>}
        </header>
      )}
      <div className="xl-panel-body">{children}</div>
    </section>
  )
}

/** Nothing here: says what would be, and offers the way to it. */
export function Nothing({ what, hint, action }: { what?: ReactNode; hint?: ReactNode; action?: ReactNode }) {
  const t = useT()
  return (
    <Empty
      className="xl-nothing"
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={
        <>
          <div>{what ?? t('noData')}</div>
          {hint && <div className="xl-hint">{hint}</div>}
        </>
      }
    >
      {action}
    </Empty>
  )
}

export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div className="xl-loading" aria-busy="true">
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  )
}

/** A failed request or page, said plainly, with a way on. 404 and 403 look the same on purpose: both say "not yours". */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useT()
  const problem = error instanceof ApiError ? error : undefined
  const status = problem?.status
  // the session has ended: its own dialog asks to sign in again, and then this loads
  if (status === 401) return <Loading />
  const kind = status === 404 || status === 403 ? status : status && status >= 500 ? 500 : undefined
  const titles: Record<number, string> = {
    403: t({ zh: '没有权限查看', en: 'You may not see this' }),
    404: t({ zh: '没有找到，或您无权查看', en: 'Not found, or not yours to see' }),
    500: t({ zh: '服务器出错了', en: 'The server failed' }),
  }
  return (
    <Result
      className="xl-failure"
      status="info"
      icon={<span className="xl-failure-code">{kind ?? '!'}</span>}
      title={kind ? titles[kind] : (problem?.text ?? t('errorUnknown'))}
      subTitle={
        <>
          {kind && problem?.body.message ? <div>{problem.text}</div> : null}
          {problem?.requestId && <code className="xl-hint">{problem.requestId}</code>}
        </>
      }
      extra={
        <>
          {onRetry && status !== 404 && status !== 403 && (
            <Button type="primary" onClick={onRetry}>
              {t('retry')}
            </Button>
          )}
          <AppLink href="/" className="xl-link-button">
            {t({ zh: '回到首页', en: 'Go home' })}
          </AppLink>
        </>
      }
    />
  )
}

/** Catches what a page throws while drawing, so that the menu around it survives. */
export class Guard extends Component<{ children: ReactNode; resetKey?: string }, { error: unknown }> {
  override state: { error: unknown } = { error: null }
  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error }
  }
  override componentDidUpdate(before: { resetKey?: string }): void {
    if (before.resetKey !== this.props.resetKey && this.state.error) this.setState({ error: null })
  }
  override render(): ReactNode {
    if (!this.state.error) return this.props.children
    return <Failure error={this.state.error} onRetry={() => this.setState({ error: null })} />
  }
}

const TINTS = ['#2a7f68', '#b8653a', '#4a7ba6', '#8a5a83', '#7c8a3c', '#a3553f', '#3f7f86', '#6a6fa8']

/** A person as a small disc with the end of the name; the colour follows the name. */
export function Avatar({ name, size = 28 }: { name: string | null | undefined; size?: number }) {
  const text = initials(name)
  const sum = [...(name ?? '')].reduce((n, c) => n + (c.codePointAt(0) ?? 0), 0)
  return (
    <span
      className="xl-avatar"
      aria-hidden="true"
      style={{
        width: size,
        height: size,
        fontSize: size * (text.length > 1 ? 0.38 : 0.46),
        background: TINTS[sum % TINTS.length],
      }}
    >
      {text}
    </span>
  )
}
