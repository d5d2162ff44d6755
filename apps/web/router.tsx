import { createRootRoute, createRoute, createRouter, Outlet, RouterProvider } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { lazy, Suspense } from 'react'
import { ApiError } from '#ui/core/api.ts'
import { useWhere } from '#ui/core/nav.tsx'
import { Failure, Guard, Loading } from '#ui/core/Page.tsx'
import { allPages } from '#ui/core/slots.ts'
import { activeLink } from './frame/activeLink.ts'
import { Shell } from './frame/Shell.tsx'
import { Login } from './pages/Login.tsx'

const Home = lazy(() => import('./pages/home/Home.tsx'))
const Search = lazy(() => import('./pages/Search.tsx'))
const Admin = lazy(() => import('./pages/admin/Admin.tsx'))
const Me = lazy(() => import('./pages/me/Me.tsx'))
const List = lazy(async () => ({ default: (await import('#ui/list/ListPage.tsx')).ListPage }))
const Detail = lazy(async () => ({ default: (await import('#ui/detail/DetailPage.tsx')).DetailPage }))
const Imports = lazy(async () => ({ default: (await import('#ui/import/ImportPage.tsx')).ImportPage }))
const Welcome = lazy(() => import('./pages/Welcome.tsx'))
const Recycle = lazy(() => import('./pages/Recycle.tsx'))

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: () => <NotFound />,
  errorComponent: ({ error, reset }) => <Failure error={error} onRetry={reset} />,
})

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell })

/** Inside the shell: waits with a skeleton, survives a page that throws. */
function page(path: string, Component: ComponentType) {
  return createRoute({
    getParentRoute: () => shell,
    path,
    component: () => (
      <Guard resetKey={location.href}>
        <Suspense fallback={<Loading />}>
          <Component />
        </Suspense>
      </Guard>
    ),
  })
}

/** A module's page by its path, or by the longest path above it (`/pool/rules` belongs to `/pool`). */
function ModulePage() {
  const { path } = useWhere()
  const found = activeLink(
    allPages().map((p) => ({ href: p.path })),
    path,
  )
  const entry = allPages().find((p) => p.path === found)
  return entry ? <entry.component key={entry.path} /> : <NotFound />
}

function NotFound() {
  return <Failure error={new ApiError(404, {})} />
}

const listRoute = page('/o/$path', () => {
  const { path } = listRoute.useParams() as { path: string }
  return <List key={path} path={path} />
})
const detailRoute = page('/o/$path/$id', () => {
  const { path, id } = detailRoute.useParams() as { path: string; id: string }
  return <Detail key={`${path}/${id}`} path={path} id={id} />
})

const login = createRoute({ getParentRoute: () => root, path: '/login', component: Login })
const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: () => (
    <Suspense>
      <Welcome />
    </Suspense>
  ),
})

const tree = root.addChildren([
  login,
  welcome,
  shell.addChildren([
    page('/', Home),
    page('/search', Search),
    page('/imports', Imports),
    page('/recycle', Recycle),
    page('/admin', Admin),
    page('/admin/$', Admin),
    page('/me', Me),
    page('/me/$', Me),
    listRoute,
    detailRoute,
    page('/$', ModulePage),
  ]),
])

const router = createRouter({ routeTree: tree, defaultPreload: false, scrollRestoration: true })

/** The whole app. */
export function Routes() {
  return <RouterProvider router={router} />
}
