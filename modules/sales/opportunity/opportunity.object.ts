import {
  date,
  defineObject,
  instant,
  integer,
  json,
  longText,
  money,
  ref,
  refs,
  select,
  tags,
  text,
} from '#kernel/declare/index.ts'
import { document, SALES } from '../access.ts'
import { stageIndex } from './stages.ts'

/** 商机: a possible sale, stage by stage; the stage moves by command, after its exit checks. */
export const opportunity = defineObject({
  name: 'opportunity',
  label: { zh: '商机', en: 'Opportunity' },
  number: 'SJ{yyyy}{MM}-{seq:4}',
  owned: true,
  within: 'account',
  fields: {
    account: ref('account', { zh: '客户', en: 'Account' }, { required: true, createOnly: true }),
    title: text({ zh: '商机名称', en: 'Title' }, { required: true, max: 200, search: true }),
    productLine: select({ zh: '产品线', en: 'Product line' }, 'productLine', { index: true }),
    packages: refs('productPackage', { zh: '意向品规', en: 'Packages' }),
    amount: money({ zh: '预计金额', en: 'Expected amount' }, { min: 0 }),
    probability: integer(
      { zh: '赢率', en: 'Probability' },
      { readOnly: true, min: 0, atMost: 100, unit: { zh: '%', en: '%' } },
    ),
    expectedAt: date({ zh: '预计成交', en: 'Expected close' }, { index: true }),
    contact: ref('contact', { zh: '决策人', en: 'Decision maker' }),
    competitor: ref('account', { zh: '竞争对手', en: 'Competitor' }),
    tender: ref('tender', { zh: '相关投标', en: 'Tender' }),
    source: select({ zh: '来源', en: 'Source' }, 'customerSource'),
    stageSince: instant({ zh: '进入阶段', en: 'In stage since' }, { readOnly: true, hiddenInForm: true, index: true }),
    checklist: json({ zh: '阶段任务', en: 'Stage tasks' }, { readOnly: true, hiddenInForm: true }),
    lossReason: select({ zh: '输单原因', en: 'Why lost' }, 'lossReason', { readOnly: true, hiddenInForm: true }),
    /** Seconds spent in each stage that was left. */
    stageDays: json({ zh: '各阶段时长', en: 'Time in stages' }, { readOnly: true, hiddenInForm: true }),
    /** Furthest stage ever reached, 0 the first, 4 won. */
    reached: integer({ zh: '到达过的阶段', en: 'Furthest stage' }, { readOnly: true, hiddenInForm: true, default: 0 }),
    closedFrom: text({ zh: '关闭前阶段', en: 'Closed from' }, { readOnly: true, hiddenInForm: true, max: 20 }),
    closeNote: longText({ zh: '关闭说明', en: 'Closing note' }, { readOnly: true, hiddenInForm: true, max: 500 }),
    closedOn: date({ zh: '关闭日期', en: 'Closed on' }, { readOnly: true, hiddenInForm: true, index: true }),
    tags: tags({ zh: '标签', en: 'Tags' }),
    note: longText({ zh: '说明', en: 'Note' }, { max: 4000 }),
  },
  states: {
    identified: { label: { zh: '发现需求', en: 'Identified' } },
    qualified: { label: { zh: '立项确认', en: 'Qualified' }, color: 'cyan' },
    proposal: { label: { zh: '方案报价', en: 'Proposal' }, color: 'blue' },
    negotiation: { label: { zh: '商务谈判', en: 'Negotiation' }, color: 'geekblue' },
    won: { label: { zh: '赢单', en: 'Won' }, color: 'green' },
    lost: { label: { zh: '输单', en: 'Lost' }, color: 'red' },
  },
  indexes: [['state', 'stage_since', 'id']],
  derive: (row, ctx) =>
    ctx.before
      ? undefined
      : {
          stageSince: row.stageSince ?? ctx.now.toISOString(),
          reached: Math.max(Number(row.reached ?? 0), stageIndex(String(row.state ?? ''))),
        },
  list: [
    'number',
    'title',
    'account',
    'productLine',
    'amount',
    'probability',
    'expectedAt',
    'stageSince',
    'state',
    'owner',
  ],
  filters: ['account', 'productLine', 'expectedAt', 'state', 'owner'],
  form: [
    ['account', 'title'],
    ['productLine', 'amount'],
    ['packages'],
    ['expectedAt', 'contact'],
    ['competitor', 'tender'],
    ['source', 'tags'],
    ['note'],
  ],
  access: document({
    'create update': SALES,
    'advance back win lose reopen checkTask': SALES,
    export: { all: ['director'], departmentBelow: ['manager'] },
    import: { all: ['director'], departmentBelow: ['manager'] },
    delete: { all: ['director'], departmentBelow: ['manager'] },
  }),
  menu: { group: 'sales', icon: 'aim', order: 10 },
})
