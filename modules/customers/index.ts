import type { ModuleSpec } from '#kernel/declare/index.ts'
import { account } from './account/account.object.ts'
import { accountVerbs } from './account/verbs.ts'
import { affiliation } from './affiliation/affiliation.object.ts'
import { contact } from './contact/contact.object.ts'
import { comment } from './contactRecord/comment.ts'
import { contactRecord } from './contactRecord/contactRecord.object.ts'
import { lastContact } from './contactRecord/lastContact.sql.ts'
import { mentions } from './contactRecord/mentions.ts'
import { contactRelation } from './contactRelation/contactRelation.object.ts'
import { dictionaries } from './dictionaries.ts'
import { hcoDepartment } from './hcoDepartment/hcoDepartment.object.ts'
import { notices } from './notices.ts'

export {
  currentCode,
  divisionsTree,
  type RegionNode,
  regionByCode,
  regionPath,
  regionText,
} from './regions/divisions.ts'
export { matchRegion } from './regions/matchRegion.ts'

/** The customer file: who they are, who works there, what was said. */
export const customers: ModuleSpec = {
  name: 'customers',
  label: { zh: '客户', en: 'Customers' },
  objects: [account, contact, hcoDepartment, affiliation, contactRelation, contactRecord],
  commands: [...accountVerbs, comment],
  hooks: [lastContact, mentions],
  notices,
  dictionaries,
}

export { account } from './account/account.object.ts'
export { type RollUp, rollUp } from './account/rollUp.sql.ts'
export { type SimilarMatch, similarAccounts } from './account/similar.sql.ts'
export { mapRoutes as customerRoutes } from './map/routes.ts'
