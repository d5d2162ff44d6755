import { lazy } from 'react'
import { addPage } from '#ui/core/slots.ts'

addPage({
  path: '/orders/board',
  label: { zh: '订单看板', en: 'Order board' },
  menu: { group: 'orders', icon: 'dashboard', order: 10 },
  needs: { object: 'salesOrder', verb: 'read' },
  component: lazy(() => import('./BoardPage.tsx')),
})
addPage({
  path: '/orders/mine',
  label: { zh: '我的订单', en: 'My orders' },
  menu: { group: 'orders', icon: 'profile', order: 20 },
  needs: { object: 'salesOrder', verb: 'create' },
  component: lazy(() => import('../order/MyOrdersPage.tsx')),
})
addPage({
  path: '/orders/audit',
  label: { zh: '订单审核', en: 'Order review' },
  menu: { group: 'orders', icon: 'audit', order: 40 },
  needs: { object: 'salesOrder', verb: 'reject' },
  component: lazy(() => import('../audit/AuditPage.tsx')),
})
addPage({
  path: '/orders/warehouse',
  label: { zh: '配货发货', en: 'Warehouse' },
  menu: { group: 'orders', icon: 'inbox', order: 45 },
  needs: { object: 'salesOrder', verb: 'pick' },
  component: lazy(() => import('../warehouse/WarehousePage.tsx')),
})
addPage({
  path: '/orders/receive',
  label: { zh: '签收登记', en: 'Goods receipt' },
  menu: { group: 'orders', icon: 'task', order: 60 },
  needs: { object: 'shipment', verb: 'receive' },
  component: lazy(() => import('../warehouse/ReceivePage.tsx')),
})
addPage({
  path: '/orders/cashier',
  label: { zh: '收款核销', en: 'Payments' },
  menu: { group: 'finance', icon: 'transaction', order: 10 },
  needs: { object: 'payment', verb: 'allocate' },
  component: lazy(() => import('../cashier/CashierPage.tsx')),
})
addPage({
  path: '/orders/invoicing',
  label: { zh: '开票工作台', en: 'Invoicing' },
  menu: { group: 'finance', icon: 'fileDone', order: 20 },
  needs: { object: 'invoice', verb: 'prepare' },
  component: lazy(() => import('../invoicing/InvoicingPage.tsx')),
})
addPage({
  path: '/orders/returns',
  label: { zh: '退货处理', en: 'Return desk' },
  menu: { group: 'orders', icon: 'swap', order: 70 },
  needs: { object: 'returnOrder', verb: 'read' },
  component: lazy(() => import('../returns/ReturnsPage.tsx')),
})
addPage({
  path: '/receivables/ageing',
  label: { zh: '账龄分析', en: 'Receivables ageing' },
  menu: { group: 'finance', icon: 'chart', order: 30 },
  needs: { object: 'receivableEntry', verb: 'read' },
  component: lazy(() => import('../receivables/AgeingPage.tsx')),
})
addPage({
  path: '/receivables/statement',
  label: { zh: '客户对账单', en: 'Statements' },
  menu: { group: 'finance', icon: 'fileText', order: 40 },
  needs: { object: 'receivableEntry', verb: 'read' },
  component: lazy(() => import('../receivables/StatementPage.tsx')),
})
