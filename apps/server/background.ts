import type { Tenant } from '#kernel/tenant.ts'
import { runImports } from '#kernel/transfer/index.ts'

/** What goes on beside the requests, in this process: imports. */
export function startBackground(tenants: Tenant[]): { stop(): Promise<void> } {
  const ending = new AbortController()
  const running = tenants.map((tenant) => runImports(tenant, { signal: ending.signal }))
  return {
    async stop() {
      ending.abort()
      await Promise.allSettled(running)
    },
  }
}
