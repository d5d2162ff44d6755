import { Alert, Button, Input } from 'antd'
import type { FormEvent, KeyboardEvent } from 'react'
import { useEffect, useId, useRef, useState } from 'react'
import { ApiError } from '#ui/core/api.ts'
import { useT } from '#ui/core/i18n.tsx'
import { signIn, verifySecondFactor } from '#ui/core/session.tsx'

const LAST = 'xinglin.login'

/** Account and password, then the second step when the account has one. `account` fixes the account (re-login). */
export function SignInForm({ account, onDone }: { account?: string; onDone: () => void }) {
  const [step, setStep] = useState<'password' | 'code'>('password')
  if (step === 'code') return <CodeStep onDone={onDone} onBack={() => setStep('password')} />
  return <PasswordStep {...(account ? { account } : {})} onDone={onDone} onCode={() => setStep('code')} />
}

function useAttempt(run: () => Promise<void>): { busy: boolean; error: string; submit: (e: FormEvent) => void } {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState('')
  const t = useT()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setBusy(true)
    setError('')
    run()
      .catch((e: unknown) => setError(messageOf(e, t)))
      .finally(() => setBusy(false))
  }
  return { busy, error, submit }
}

function messageOf(error: unknown, t: ReturnType<typeof useT>): string {
  if (!(error instanceof ApiError)) return t('errorUnknown')
  if (error.status === 429)
    return error.body.message && typeof error.body.message === 'object'
      ? error.text
      : t({ zh: '尝试次数过多，请稍后再试', en: 'Too many attempts. Try again in a while' })
  const plain = error.status === 401 && !(error.body.message && typeof error.body.message === 'object')
  return plain ? t({ zh: '账号或密码不正确', en: 'Account or password is not right' }) : error.text
}

function PasswordStep({ account, onDone, onCode }: { account?: string; onDone: () => void; onCode: () => void }) {
  const t = useT()
  const id = useId()
  const [login, setLogin] = useState(account ?? localStorage.getItem(LAST) ?? '')
  const [password, setPassword] = useState('')
  const [caps, setCaps] = useState(false)
  const { busy, error, submit } = useAttempt(async () => {
    const result = await signIn(login.trim(), password)
    localStorage.setItem(LAST, login.trim())
    if (result === 'twoFactor') onCode()
    else onDone()
  })
  const watchCaps = (event: KeyboardEvent): void => setCaps(event.getModifierState('CapsLock'))
  return (
    <form className="xl-signin" onSubmit={submit}>
      {error && <Alert type="error" showIcon title={error} role="alert" />}
      <label htmlFor={`${id}-login`}>{t({ zh: '用户名 / 邮箱 / 手机号', en: 'Username, e-mail or phone' })}</label>
      <Input
        id={`${id}-login`}
        name="username"
        size="large"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={!login}
        disabled={account !== undefined}
        required
        value={login}
        onChange={(e) => setLogin(e.target.value)}
      />
      <label htmlFor={`${id}-password`}>{t('password')}</label>
      <Input.Password
        id={`${id}-password`}
        name="password"
        size="large"
        autoComplete="current-password"
        autoFocus={login !== ''}
        required
        value={password}
        onChange={(e) => setPassword(e.target.value)}
        onKeyDown={watchCaps}
        onKeyUp={watchCaps}
        onBlur={() => setCaps(false)}
        aria-describedby={caps ? `${id}-caps` : undefined}
      />
      <div className="xl-signin-caps" id={`${id}-caps`} role="status">
        {caps && t({ zh: '⇪ 大写锁定已打开', en: '⇪ Caps Lock is on' })}
      </div>
      <Button type="primary" htmlType="submit" size="large" block loading={busy}>
        {t('signIn')}
      </Button>
    </form>
  )
}

function CodeStep({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
  const t = useT()
  const id = useId()
  const [code, setCode] = useState('')
  const [backup, setBackup] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const { busy, error, submit } = useAttempt(async () => {
    await verifySecondFactor(code)
    onDone()
  })
  useEffect(() => {
    if (!backup && code.length === 6) form.current?.requestSubmit()
  }, [code, backup])
  return (
    <form className="xl-signin" onSubmit={submit} ref={form}>
      {error && <Alert type="error" showIcon title={error} role="alert" />}
      <label htmlFor={`${id}-code`}>
        {backup
          ? t({ zh: '备用恢复码', en: 'Backup code' })
          : t({ zh: '身份验证器中的 6 位动态码', en: 'Six digits of your authenticator app' })}
      </label>
      {backup ? (
        <Input id={`${id}-code`} size="large" autoFocus value={code} onChange={(e) => setCode(e.target.value.trim())} />
      ) : (
        <Input.OTP id={`${id}-code`} size="large" length={6} autoFocus onChange={setCode} inputMode="numeric" />
      )}
      <Button type="primary" htmlType="submit" size="large" block loading={busy} disabled={code.length < 6}>
        {t({ zh: '验证', en: 'Verify' })}
      </Button>
      <div className="xl-signin-links">
        <Button type="link" onClick={onBack}>
          {t('back')}
        </Button>
        <Button type="link" onClick={() => setBackup(!backup)}>
          {backup
            ? t({ zh: '使用动态码', en: 'Use the app instead' })
            : t({ zh: '使用备用恢复码', en: 'Use a backup code' })}
        </Button>
      </div>
    </form>
  )
}
