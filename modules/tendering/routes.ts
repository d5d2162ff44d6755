import type { ApiRoute } from '#kernel/http/api.ts'

/** Routes beyond those that declarations give. */
export const routes: ApiRoute[] = []
