import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useLocale, useT } from '#ui/core/i18n.tsx'
import { Wordmark } from '#ui/core/Mark.tsx'
import { useGo, useWhere } from '#ui/core/nav.tsx'
import { Grove } from '../frame/Grove.tsx'
import { SignInForm } from '../frame/SignInForm.tsx'
import { loadModules } from '../loadModules.ts'

/** Only paths of this very site: an address in `next` must not lead a person away after signing in. */
function safeNext(next: string | null): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\') ? next : '/'
}

export function Login() {
  const t = useT()
  const { locale, setLocale } = useLocale()
  const client = useQueryClient()
  const go = useGo()
  const { query } = useWhere()
  useEffect(() => {
    loadModules().catch(() => undefined)
  }, [])
  const done = (): void => {
    client.clear()
    go(safeNext(query.get('next')), { replace: true })
  }
  return (
    <div className="xl-login">
      <section className="xl-login-brand">
        <Wordmark size={36} tone="light" />
        <div className="xl-login-words">
          <h1>{t('tagline')}</h1>
          <p>
            {t({
              zh: '客户、联系人与每一次沟通，都在一处。看得见该看的，找得到要找的。',
              en: 'Accounts, people and every conversation in one place. See what is yours, find it in a second.',
            })}
          </p>
        </div>
        <Grove />
      </section>
      <section className="xl-login-form">
        <button
          type="button"
          className="xl-tool xl-tool-text xl-login-lang"
          onClick={() => setLocale(locale === 'zh' ? 'en' : 'zh')}
        >
          {locale === 'zh' ? 'English' : '中文'}
        </button>
        <div className="xl-login-card">
          <Wordmark size={32} />
          <h2>{t({ zh: '欢迎回来', en: 'Welcome back' })}</h2>
          <SignInForm onDone={done} />
          <p className="xl-hint">
            {t({
              zh: '忘记密码？请联系贵公司的系统管理员重置。',
              en: 'Forgotten the password? Your administrator can reset it.',
            })}
          </p>
        </div>
        <footer className="xl-hint">杏林 Xinglin</footer>
      </section>
    </div>
  )
}
