let loading: Promise<unknown> | undefined

/**
 * Fetches the modules' own screens, once: apart from the first load, because the login page needs none of them. The
 * login page calls it while somebody types, the frame waits for it beside `/me` and `/meta`.
 */
export function loadModules(): Promise<unknown> {
  loading ??= import('./modules.ts').catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}
