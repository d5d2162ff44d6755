import type { ModuleSpec, ObjectDef } from '#kernel/declare/index.ts'
import { organization } from '#modules/organization/index.ts'
import { workspace } from '#modules/workspace/index.ts'

export { registry } from '#modules/all.ts'

/** The people and papers of the house around objects that only a test knows. */
export const trial = (...objects: ObjectDef[]): ModuleSpec[] => [
  organization,
  workspace,
  { name: 'trial', label: { zh: '试', en: 'Trial' }, objects },
]
