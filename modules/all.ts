import { Registry } from '#kernel/declare/index.ts'
import { customers } from './customers/index.ts'
import { organization } from './organization/index.ts'
import { workspace } from './workspace/index.ts'

/** Every module of the house, in the order of the menu. */
export const modules = [customers, organization, workspace]

export const registry = (): Registry => new Registry(modules)
