export { merge } from './merge.ts'
export { unmerge } from './unmerge.ts'
