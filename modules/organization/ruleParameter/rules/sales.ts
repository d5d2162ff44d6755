import { cycleSteps, days, daysAhead, hours, lists, type Rule, times, workHours } from '../kinds.ts'

/** 销售：订单时限、合同、报价、购买周期 */
export const salesRules = {
  // Office hours of working days, eight a day as shipped.
  'order.slaSales': workHours({ zh: '订单时限：销售', en: 'Order held by sales' }, 24),
  'order.slaCommerce': workHours({ zh: '订单时限：商务审核', en: 'Order held by the order desk' }, 8),
  'order.slaFinance': workHours({ zh: '订单时限：财务审核', en: 'Order held by finance' }, 8),
  'order.slaCashier': workHours({ zh: '订单时限：收款', en: 'Order awaiting payment' }, 24),
  'order.slaWarehouse': workHours({ zh: '订单时限：发货', en: 'Order held by the warehouse' }, 8),
  'order.slaReceipt': workHours({ zh: '订单时限：签收', en: 'Order in transit' }, 40),
  'order.slaInvoicing': workHours({ zh: '订单时限：开票', en: 'Order held by invoicing' }, 16),
  'order.collectionGraceDays': days(
    { zh: '回款：到期日后多少天算逾期', en: 'Collection is late after its due day by' },
    0,
  ),
  'order.overdueGraceDays': days({ zh: '信用：逾期宽限', en: 'Credit: grace for overdue money' }, 7),
  'order.duplicateDays': days({ zh: '重复订单判断期', en: 'Orders within which doubles are looked for' }, 7),
  'invoice.chainMax': times(
    { zh: '两票制：到公立医疗机构最多几票', en: 'Two-invoice rule: invoices up to the institution' },
    2,
  ),
  /** By account role, the ownerships that count as public; one that nobody recorded is `unknown`. */
  'invoice.chainInstitutions': lists(
    { zh: '两票制：适用的医疗机构（按客户角色、所有制）', en: 'Two-invoice rule: institutions (by role, ownership)' },
    { hospital: ['public', 'unknown'], clinic: ['public'] },
  ),
  'invoice.redConfirmHours': hours({ zh: '红票确认时限', en: 'Time to confirm a red invoice' }, 72),
  'contract.endingDays': daysAhead({ zh: '合同到期提醒（提前天数）', en: 'Contract ends (days ahead)' }, [90, 30, 7]),
  'contract.managerDays': days(
    { zh: '合同到期：何时起同时提醒上级', en: 'Contract ends: the manager hears of it from' },
    30,
  ),
  'contract.instalmentDays': days({ zh: '付款计划到期提醒（提前）', en: 'Instalment due (ahead)' }, 7),
  'contract.instalmentManagerDays': days(
    { zh: '付款计划逾期多久上报', en: 'Instalment overdue: the manager hears of it after' },
    30,
  ),
  'quotation.endingDays': days({ zh: '报价到期提醒（提前）', en: 'Quotation ends (ahead)' }, 3),
  'purchaseCycle.gaps': times(
    { zh: '购买周期取最近几次间隔的中位数', en: 'Purchase cycle: median of the last gaps' },
    6,
  ),
  'purchaseCycle.lateSteps': cycleSteps(
    {
      zh: '超过购买周期几倍提醒：负责人 / 上级 / 总监',
      en: 'Late to buy again, in cycles: owner / manager / directors',
    },
    [1, 1.5, 2],
  ),
} satisfies Record<string, Rule<unknown>>
