import { defineObject, type ModuleSpec, type ObjectDef, ref, text } from '#kernel/declare/index.ts'
import { organization } from '#modules/organization/index.ts'
import { workspace } from '#modules/workspace/index.ts'

export { registry } from '#modules/all.ts'

/** The people and papers of the house around objects that only a test knows. */
export const trial = (...objects: ObjectDef[]): ModuleSpec[] => [
  organization,
  workspace,
  { name: 'trial', label: { zh: '试', en: 'Trial' }, objects },
]

const zh = (name: string) => ({ zh: name, en: name })

/** A shop and the visits within it, each its owner's; who reads a shop is the test's to say. */
export const shopAndVisit = (readShop: 'own' | 'department'): [ObjectDef, ObjectDef] => [
  defineObject({
    name: 'shop',
    label: zh('门店'),
    owned: true,
    fields: { name: text(zh('名称'), { required: true }) },
    access: { rep: { read: readShop, create: 'own', update: 'own' } },
  }),
  defineObject({
    name: 'visit',
    label: zh('拜访'),
    owned: true,
    within: 'shop',
    fields: { shop: ref('shop', zh('门店'), { required: true }), topic: text(zh('主题')) },
    access: { rep: { read: 'own', create: 'own', update: 'own' } },
  }),
]
