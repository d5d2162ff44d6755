import { useSyncExternalStore } from 'react'
import { useT } from '#ui/core/i18n.tsx'

function subscribe(listener: () => void): () => void {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}

/** Says that the network is gone, for as long as it is. */
export function Banner() {
  const online = useSyncExternalStore(subscribe, () => navigator.onLine)
  const t = useT()
  if (online) return null
  return (
    <div className="xl-banner" role="status">
      {t('offline')}
    </div>
  )
}
