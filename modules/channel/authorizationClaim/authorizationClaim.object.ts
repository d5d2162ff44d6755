import { bool, date, decimal, defineObject, integer, ref } from '#kernel/declare/index.ts'
import { SCALE } from '../agentAuthorization/territory.ts'

const derived = { required: true, readOnly: true } as const

/**
 * 授权占用: what the authorisations in force hold, one row a package and stretch of the map (see territory.ts). Written
 * by the authorisation's own changes only; here the database sees to it that no two exclusive rights ever meet. Rights
 * are compared with those of the same depth: what is granted under another lies within it, so two lines that meet
 * anywhere meet where they part.
 */
export const authorizationClaim = defineObject({
  name: 'authorizationClaim',
  label: { zh: '授权占用', en: 'Claim' },
  readOnly: true,
  customizable: false,
  owned: true,
  within: 'authorization',
  title: 'id',
  fields: {
    authorization: ref('agentAuthorization', { zh: '代理授权', en: 'Authorisation' }, derived),
    agent: ref('account', { zh: '代理商', en: 'Agent' }, derived),
    package: ref('productPackage', { zh: '品规', en: 'Package' }, derived),
    /** Set where the stretch is one named hospital. */
    hospital: ref('account', { zh: '医院', en: 'Hospital' }, { readOnly: true }),
    fromPoint: decimal({ zh: '起点', en: 'From point' }, { ...derived, scale: SCALE }),
    toPoint: decimal({ zh: '终点', en: 'To point' }, { ...derived, scale: SCALE }),
    exclusive: bool({ zh: '独家', en: 'Exclusive' }, derived),
    depth: integer({ zh: '层级', en: 'Depth' }, derived),
    scopeVersion: integer({ zh: '范围版次', en: 'Version of the scope' }, derived),
    validFrom: date({ zh: '生效日期', en: 'Valid from' }, derived),
    validTo: date({ zh: '失效日期', en: 'Valid to' }, derived),
  },
  constraints: {
    exclusiveOnce: {
      sql: "exclude using gist (package_id with =, depth with =, numrange(from_point, to_point) with &&, daterange(valid_from, valid_to, '[]') with &&) where (exclusive)",
      message: {
        zh: '与另一独家授权在品规、地区（或医院）和期限上重叠，请先查看冲突，调整范围或期限后再生效',
        en: 'It overlaps another exclusive authorisation in package, place and period; look at the conflicts and change the scope or the period first',
      },
    },
    exclusiveAlone: {
      sql: "exclude using gist (package_id with =, depth with =, (exclusive::int) with <>, agent_id with <>, numrange(from_point, to_point) with &&, daterange(valid_from, valid_to, '[]') with &&)",
      message: {
        zh: '独家授权与其他代理商的授权重叠，请先查看冲突，调整范围或期限后再生效',
        en: 'An exclusive authorisation overlaps one of another agent; look at the conflicts and change the scope or the period first',
      },
    },
  },
  list: ['authorization', 'agent', 'package', 'hospital', 'exclusive', 'validFrom', 'validTo'],
  filters: ['authorization', 'package', 'agent'],
  // Read through the authorisations themselves; nobody needs the bookkeeping behind them.
  access: {},
})
