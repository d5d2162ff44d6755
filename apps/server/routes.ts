import type { ApiRoute } from '#kernel/http/api.ts'
import type { House } from '#kernel/http/house.ts'

/** Routes beyond those that declarations give: what modules and the kernel's rooms add. */
export function routes(_house: House): ApiRoute[] {
  return []
}
