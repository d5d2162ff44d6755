import type { Ids } from './stage.ts'

/** One request by which a raw route shows as much as it can. */
export interface Ask {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: Record<string, unknown>
}

/** Requests of one route, or why it shows nothing of any record's fields. */
type Entry = ((ids: Ids) => Ask[]) | string

const id = (of: keyof Ids) => (ids: Ids) => [{ params: { id: ids[of] } }]
const once = () => [{}]
const all = (...asks: Ask[]): Ask[] => asks

/**
 * Every route beyond those of declared objects, by method and path. A route that is not here fails the test: say how to
 * ask it so that it shows all it can, or why it shows no field of any record.
 */
export const ASKS: Record<string, Entry> = {
  'GET /regions': 'divisions of China',
  'GET /me': 'the reader’s own login and file',
  'PATCH /me': 'the reader’s own login and file',
  'GET /meta': 'declarations; held against field rights by testing/model',
  'GET /search': (ids) => [
    { query: { q: '医院' } },
    { query: { q: ids.order } },
    { query: { q: 'yy' } },
    { query: { q: 'DD2026' } },
  ],
  'GET /roles/{id}/grants': 'grants are no fields; only who may read the role',
  'PUT /roles/{id}/grants': 'writes grants; administrators only',
  'GET /audit': 'administrators only; entries pass through the same door as history',

  'GET /sales-orders/board': (ids) =>
    all({}, { query: { late: 'true' } }, { query: { region: '330000' } }, { query: { soldTo: ids.account } }),
  'POST /sales-orders/check': (ids) => [
    { body: { values: { soldTo: ids.account, lines: [{ package: ids.package, qty: '5', unitPrice: '10' }] } } },
  ],
  'GET /sales-orders/{id}/chain': id('order'),
  'GET /sales-orders/{id}/pick-plan': (ids) => [{ params: { id: ids.openOrder } }, { params: { id: ids.order } }],
  'GET /accounts/{id}/statement': (ids) => [
    { params: { id: ids.account } },
    { params: { id: ids.account }, query: { from: '2026-06-01', to: '2026-12-31' } },
  ],
  'GET /accounts/{id}/credit': id('account'),
  'GET /receivables/ageing': () => [{}, { query: { by: 'owner' } }],
  'POST /sales/price-lines': (ids) => [
    {
      body: {
        account: ids.account,
        lines: [
          { package: ids.package, qty: '5' },
          { package: ids.package, qty: '1', unitPrice: '9' },
        ],
      },
    },
  ],
  'GET /accounts/{id}/purchase-history': id('account'),
  'GET /sales/opportunity-board': () => [{}, { query: { where: '{"amount":{"gt":"6000"}}' } }],
  'GET /sales/opportunity-funnel': () => [{}, { query: { productLine: 'oncology' } }],

  'GET /tenders/{id}/progress': id('tender'),
  'POST /agent-authorizations/{id}/conflicts': id('authorization'),
  'GET /agent-tree': once,
  'GET /stock/overview': (ids) =>
    all({}, { query: { near: 'true' } }, { query: { product: ids.product } }, { query: { q: '药品' } }),
  'GET /accounts/{id}/licences': id('account'),
  'GET /accounts/map': () => all({}, { query: { where: '{"regionCode":{"startsWith":"33"}}' } }),
  'GET /accounts/map/nearest': () => [{ query: { lng: '120.2', lat: '30.2' } }],
  'POST /prices/lookup': (ids) => [{ body: { account: ids.account, packages: [ids.package], qty: '3' } }],
  'GET /rules/current': 'refused to whoever may not read the names, values and days of rules; nothing else is in it',

  'GET /approvals/inbox': () => [{ query: { tab: 'pending' } }, { query: { tab: 'started' } }],
  'GET /approvals/{id}': id('request'),
  'GET /approvals/of/{object}/{id}':
    'the same answer as GET /approvals/{id}; that a copy of a document keeps no hidden value is tested below',
  'POST /approvals/simulate': 'names steps and approvers, of a document that the asker may submit',
  'POST /approvals/check-expression': 'administrators only; judges the words of a condition',
  'POST /approvals/{id}/retry': 'answers with the request as GET /approvals/{id} shows it',
  'GET /second-factor-rule': 'administrators only; counts logins',
  'PUT /second-factor-rule': 'administrators only; counts logins',
  'GET /custom-fields/indexes': 'how far indexes are built; no field of a record',
  'PUT /stars/{object}/{id}': 'answers nothing',
  'DELETE /stars/{object}/{id}': 'answers nothing',
  'GET /merges/{object}/{id}': (ids) => [{ params: { object: 'account', id: ids.account } }],
  'GET /message-kinds': 'declarations',
  'GET /mail-settings': 'administrators only',
  'PUT /mail-settings': 'administrators only',
  'POST /mail-settings/test': 'answers nothing',
  'GET /prints': 'names of forms',
  'GET /prints/shipped': 'layouts that ship',
  'POST /prints/preview': 'administrators only; reads through list and get',
}

for (const verb of ['approve', 'reject', 'return', 'transfer', 'addSign', 'read'])
  ASKS[`POST /approvals/tasks/{id}/${verb}`] = 'answers with the request as GET /approvals/{id} shows it'
for (const verb of ['withdraw', 'urge', 'resubmit', 'cc'])
  ASKS[`POST /approvals/{id}/${verb}`] = 'answers with the request as GET /approvals/{id} shows it'

const REFUSAL =
  'says what the submit would refuse: whoever orders must know which paper, product or price stands in the way'
const BUYER = 'the price that this buyer pays is told; from which list it comes is not'
const ENGINE = 'a request is shown whole to who takes part; fields of its document are judged by the document’s rights'

/**
 * What an answer may follow from although the field itself is hidden, by route and `object.field` (or `object.*`), and
 * why: a decision that the house tells on purpose, not the value it rests on.
 */
export const DECLARED: Record<string, Record<string, string>> = {
  'POST /sales-orders/check': { 'product.*': REFUSAL, 'license.*': REFUSAL, 'priceListItem.*': REFUSAL },
  'POST /sales/price-lines': { 'account.regionCode': BUYER },
  'POST /prices/lookup': { 'account.regionCode': BUYER },
  'GET /approvals/{id}': { 'approvalRequest.*': ENGINE, 'approvalTask.*': ENGINE, 'approvalFlow.*': ENGINE },
  'GET /approvals/inbox': { 'approvalRequest.*': ENGINE, 'approvalTask.*': ENGINE },
}
