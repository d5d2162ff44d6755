import { defineObject, integer, items, longText, ref, select } from '#kernel/declare/index.ts'
import { invalidField } from '#kernel/errors.ts'
import { withinAccount } from '../access.ts'

function derive(row: Record<string, unknown>): Record<string, unknown> {
  if (row.from && row.from === row.to)
    throw invalidField('to', 'relation.self', '不能与本人建立关系', 'A person is not related to himself')
  return {}
}

/** An arrow of the influence map: who reports to, influences or is close to whom. */
export const contactRelation = defineObject({
  name: 'contactRelation',
  label: { zh: '人物关系', en: 'Contact relation' },
  within: 'account',
  owned: true,
  title: 'kind',
  fields: {
    account: ref('account', { zh: '客户', en: 'Account' }, { required: true }),
    from: ref('contact', { zh: '联系人', en: 'From' }, { required: true, createOnly: true }),
    kind: select(
      { zh: '关系', en: 'Relation' },
      items({
        reportsTo: ['汇报给', 'Reports to', 'blue'],
        influences: ['影响', 'Influences', 'orange'],
        colleague: ['同事', 'Colleague', 'default'],
        mentor: ['师承', 'Was taught by', 'purple'],
        friend: ['交好', 'Friend', 'green'],
        opposes: ['对立', 'Opposes', 'red'],
      }),
      { required: true, index: true },
    ),
    to: ref('contact', { zh: '对方', en: 'To' }, { required: true, createOnly: true }),
    strength: integer(
      { zh: '强度', en: 'Strength' },
      { min: 1, atMost: 5, help: { zh: '1（弱）至 5（强）', en: '1 (weak) to 5 (strong)' } },
    ),
    note: longText({ zh: '说明', en: 'Note' }, { max: 500 }),
  },
  derive,
  duplicates: [
    {
      name: 'arrow',
      label: { zh: '已有相同关系', en: 'The same relation exists' },
      fields: ['from', 'to', 'kind'],
      level: 'block',
    },
  ],
  list: ['from', 'kind', 'to', 'strength', 'account', 'updatedAt'],
  filters: ['kind'],
  form: [['account'], ['from', 'to'], ['kind', 'strength'], ['note']],
  access: withinAccount(),
})
