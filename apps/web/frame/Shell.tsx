import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet } from '@tanstack/react-router'
import { Drawer } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { ApiError } from '#ui/core/api.ts'
import { startEvents } from '#ui/core/events.ts'
import { useT } from '#ui/core/i18n.tsx'
import { Wordmark } from '#ui/core/Mark.tsx'
import { useMetaQuery } from '#ui/core/meta.ts'
import { href, useGo, useWhere } from '#ui/core/nav.tsx'
import { Failure } from '#ui/core/Page.tsx'
import { useMeQuery, useOwed } from '#ui/core/session.tsx'
import { usePhone } from '#ui/core/useWidth.ts'
import { FilePreview } from '#ui/files/FilePreview.tsx'
import { loadModules } from '../loadModules.ts'
import { Banner } from './Banner.tsx'
import { Header } from './Header.tsx'
import { Relogin } from './Relogin.tsx'
import { MainMenu, Sider } from './Sider.tsx'
import { SubmittedNotice } from './SubmittedNotice.tsx'
import { TabBar } from './TabBar.tsx'

const Owed = lazy(() => import('../pages/Owed.tsx'))
const FOLD_KEY = 'xinglin.menu.folded'

/** Waits for who I am and what there is; sends strangers to the login page; then draws the app. */
export function Shell() {
  const me = useMeQuery()
  const meta = useMetaQuery()
  const modules = useQuery({
    queryKey: ['modules'],
    queryFn: async () => Boolean(await loadModules()),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const go = useGo()
  const where = useWhere()
  const stranger = !me.data && me.error instanceof ApiError && me.error.status === 401
  useEffect(() => {
    // this frame is still there for a moment after the address has changed; it must not lead on from the login page
    if (stranger && where.path !== '/login') go(href.login(where.href), { replace: true })
  }, [stranger, go, where.path, where.href])
  const owed = useOwed()
  if (stranger) return null
  if (owed)
    return (
      <Suspense fallback={<Splash />}>
        <Owed what={owed} />
      </Suspense>
    )
  const broken = (!me.data && me.error) || (!meta.data && meta.error) || modules.error
  if (broken) {
    const again = (): void => {
      me.refetch()
      meta.refetch()
      modules.refetch()
    }
    return <Failure error={broken} onRetry={again} />
  }
  if (!me.data || !meta.data || !modules.data) return <Splash />
  return <Frame user={me.data.user.id} />
}

function Splash() {
  return (
    <div className="xl-splash" aria-busy="true">
      <Wordmark size={44} />
    </div>
  )
}

function Frame({ user }: { user: string }) {
  const phone = usePhone()
  const t = useT()
  const client = useQueryClient()
  const [folded, setFolded] = useState(() => localStorage.getItem(FOLD_KEY) === '1')
  const [menu, setMenu] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another reader needs another connection
  useEffect(() => startEvents(client), [client, user])
  const fold = (next: boolean): void => {
    setFolded(next)
    localStorage.setItem(FOLD_KEY, next ? '1' : '0')
  }
  return (
    <div className={`xl-frame ${phone ? 'is-phone' : ''}`}>
      <a className="xl-skip" href="#main">
        {t({ zh: '跳到正文', en: 'Skip to content' })}
      </a>
      {!phone && <Sider folded={folded} onFold={fold} />}
      <div className="xl-body">
        <Header />
        <Banner />
        <main id="main" tabIndex={-1} className="xl-main">
          <Outlet />
        </main>
        {phone && <TabBar onMenu={() => setMenu(true)} />}
      </div>
      {phone && (
        <Drawer
          open={menu}
          onClose={() => setMenu(false)}
          placement="left"
          size={264}
          rootClassName="xl-menu-drawer"
          title={<Wordmark size={26} tone="light" />}
        >
          <MainMenu onPick={() => setMenu(false)} />
        </Drawer>
      )}
      <Relogin />
      <SubmittedNotice />
      <FilePreview />
    </div>
  )
}
