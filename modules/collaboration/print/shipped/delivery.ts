import type { PrintDef } from '#kernel/declare/index.ts'

/**
 * 随货同行单: what the law wants to travel with the goods (《药品管理法》第五十七条、《药品经营质量管理规范》第七十三条):
 * generic name, form, strength, batch, expiry, holder, manufacturer, both parties, quantity, price, date, ship-to address.
 */
export const deliveryNote: PrintDef = {
  name: 'deliveryNote',
  object: 'shipment',
  label: { zh: '随货同行单', en: 'Delivery note' },
  layout: `@page landscape
@header {{company}} | | {{number}}
@footer 一式四联：存根、客户、随货、回执 | 打印：{{reader}} {{today}} | 第 {page} 页 共 {pages} 页
# 随 货 同 行 单（票）
[grid 3]
供货单位 = {{company}}
随货单号 = {{number}}
发货日期 = {{shippedAt|dateCn}}
购货单位 = {{order.soldTo}}
订单号 = {{order}}
承运商 = {{carrier}}
收货单位 = {{shipTo}}
收货地址 = {{address}}
物流单号 = {{logisticsNo}}
[/grid]
[table lines]
序号 | 3% | center = {{#}}
通用名称 | 11% = {{package.product.genericName}}
剂型 | 5% = {{package.product.dosageForm}}
规格 | 7% = {{package.product.strength}}
上市许可持有人 | 10% = {{package.product.mahName}}
生产企业 | 10% = {{package.product.manufacturerName}}
批准文号 | 10% = {{package.product.approvalNo}}
批号 | 8% = {{batch}}
生产日期 | 8% = {{batch.mfgDate}}
有效期 | 8% = {{batch.expiryLabel}}
单位 | 3% | center = {{package.baseUnit}}
数量 | 5% | right | sum = {{qty}}
单价 | 6% | right = {{unitPrice}}
金额 | 7% | right | sum = {{amount}}
[/table]
[totals]
金额合计（大写） = {{lines.amount|sum|upper}}
[/totals]
? 备注：{{note}}
[sign]
配货人 = {{pickedBy}}
复核人 = {{checkedBy}}
收货人签字（盖出库专用章有效）： =
收货日期： =
[/sign]
`,
}

/** 对账单: every change of what a customer owes, of a period: what was owed before, what came, what is owed. */
export const statement: PrintDef = {
  name: 'statement',
  object: 'account',
  label: { zh: '对账单', en: 'Account statement' },
  layout: `@header {{company}} | | {{number}}
@footer {{company}} | 打印：{{reader}} {{today}} | 第 {page} 页 共 {pages} 页
# 往来对账单
[grid 2]
客户 = {{name}}
信用代码 = {{uscc}}
期间 = {{from}} 至 {{to}}
对账日期 = {{today|dateCn}}
[/grid]
[table receivableEntry.account sort bookedOn day bookedOn]
序号 | 7% | center = {{#}}
记账日 | 14% = {{bookedOn}}
类型 | 13% = {{kind}}
订单 = {{order}}
到期日 | 14% = {{dueOn}}
金额（+应收 −已收） | 20% | right | sum = {{amount}}
[/table]
[totals]
期初应收 = ¥{{receivableEntry.account.amount|before|money}}
本期发生 = ¥{{receivableEntry.account.amount|sum|money}}
期末应收（小写） = ¥{{receivableEntry.account.amount|until|money}}
期末应收（大写） = {{receivableEntry.account.amount|until|upper}}
[/totals]
> 请核对以上往来，如无异议请盖章后寄回；如有不符，请于收到之日起十五日内提出。
[sign]
客户确认（盖章） = {{name}}
供货单位（盖章） = {{company}}
[/sign]
`,
}
