import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiError } from '#ui/core/api.ts'
import { cssVariables } from '#ui/core/tokens.ts'
import { Look } from './Look.tsx'
import { Routes } from './router.tsx'
import './styles/base.css'
import './styles/header.css'
import './styles/frame.css'
import './styles/login.css'
import './styles/home.css'
import './styles/settings.css'
import './styles/grants.css'

const style = document.createElement('style')
style.textContent = cssVariables()
document.head.append(style)

/** After an update of the server, a page that is still open asks for parts that no longer exist: load it anew, once. */
const RELOADED = 'xinglin.reloaded'
addEventListener('vite:preloadError', (event) => {
  if (Date.now() - Number(sessionStorage.getItem(RELOADED) ?? 0) < 30_000) return
  event.preventDefault()
  sessionStorage.setItem(RELOADED, String(Date.now()))
  location.reload()
})

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // what the server has decided (4xx) will not change by asking again
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      refetchOnWindowFocus: true,
    },
  },
})

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <Look>
        <Routes />
      </Look>
    </QueryClientProvider>
  </StrictMode>,
)
