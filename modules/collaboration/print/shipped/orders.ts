import type { PrintDef } from '#kernel/declare/index.ts'

const FOOT = '@footer {{company}} | 打印：{{reader}} {{today}} | 第 {page} 页 共 {pages} 页'

const GOODS = `序号 | 5% | center = {{#}}
通用名称 = {{package.product.genericName}}
剂型 | 8% = {{package.product.dosageForm}}
规格 | 13% = {{package.product.strength}}
包装 | 11% = {{package.packDescription}}
生产企业 | 15% = {{package.product.manufacturerName}}`

/** What is sold, at which price, added up. */
const LINES = `[table lines]
${GOODS}
数量 | 9% | right | sum = {{qty}}
含税单价 | 9% | right = {{unitPrice}}
金额 | 11% | right | sum = {{amount}}
[/table]`

/** 报价单. */
export const quotationForm: PrintDef = {
  name: 'quotation',
  object: 'quotation',
  label: { zh: '报价单', en: 'Quotation' },
  layout: `@header {{company}} | | {{number}}
${FOOT}
# 报 价 单
[grid 2]
客户 = {{account}}
报价单号 = {{number}}
联系人 = {{contact}}
报价有效期至 = {{validTo|dateCn}}
付款方式 = {{paymentTerm}}
版次 = 第 {{revision}} 版
[/grid]
${LINES}
[totals]
价税合计（小写） = ¥{{amount}}
价税合计（大写） = {{amount|upper}}
[/totals]
? 备注：{{note}}
> 以上价格含增值税，其中税额 ¥{{taxAmount}}。报价在有效期内经双方确认后生效。
[sign]
报价单位（盖章） = {{company}}
经办人 = {{owner}}
日期 = {{createdAt|dateCn}}
[/sign]
`,
}

/** 合同. */
export const contractForm: PrintDef = {
  name: 'contract',
  object: 'contract',
  label: { zh: '购销合同', en: 'Contract' },
  layout: `@header {{title}} | | {{number}}
${FOOT}
# 药品购销合同
[grid 2]
甲方（购货方） = {{account}}
合同编号 = {{number}}
甲方地址 = {{account.address}}
纸质合同号 = {{contractNo}}
乙方（供货方） = {{company}}
合同期限 = {{validFrom|dateCn}} 至 {{validTo|dateCn}}
甲方信用代码 = {{account.uscc}}
付款方式 = {{paymentTerm}}
[/grid]
根据《中华人民共和国民法典》《中华人民共和国药品管理法》及有关规定，甲乙双方经协商一致，订立本合同。
## 一、标的、数量与价款
${LINES}
[totals]
合同金额（小写） = ¥{{amount}}
合同金额（大写） = {{amount|upper}}
其中税额 = ¥{{taxAmount}}
[/totals]
## 二、付款计划
[table paymentPlan]
序号 | 8% | center = {{#}}
应付日期 | 20% = {{dueOn|dateCn}}
条件 | 20% = {{condition}}
金额 | 20% | right | sum = {{amount}}
备注 = {{note}}
[/table]
## 三、其他条款
{{clauses}}
[sign]
甲方（盖章） = {{account}}
乙方（盖章） = {{company}}
[/sign]
[sign]
授权代表签字： =
授权代表签字： =
[/sign]
[sign]
日期：      年    月    日 =
日期：      年    月    日 =
[/sign]
`,
}

/** 销售订单. */
export const orderForm: PrintDef = {
  name: 'salesOrder',
  object: 'salesOrder',
  label: { zh: '销售订单', en: 'Sales order' },
  layout: `@header {{company}} | | {{number}}
${FOOT}
# 销 售 订 单
[grid 2]
购货单位 = {{soldTo}}
订单号 = {{number}}
信用代码 = {{soldTo.uscc}}
订单日期 = {{createdAt|dateCn}}
收货单位 = {{shipTo}}
要求到货 = {{requestedDate|dateCn}}
收货地址 = {{shipToAddress}}
付款方式 = {{paymentTerm}}
采购员 = {{buyer}}
客户订单号 = {{customerPo}}
合同 = {{contract}}
业务员 = {{owner}}
[/grid]
${LINES}
[totals]
价税合计（小写） = ¥{{amount}}
价税合计（大写） = {{amount|upper}}
其中税额 = ¥{{taxAmount}}
[/totals]
? 备注：{{note}}
[sign]
制单 = {{owner}}
审核 =
客户确认（盖章） =
[/sign]
`,
}
