import { lazy } from 'react'
import { addPage } from '#ui/core/slots.ts'

addPage({
  path: '/orders/board',
  label: { zh: '订单看板', en: 'Order board' },
  menu: { group: 'sales', icon: 'dashboard', order: 38 },
  needs: { object: 'salesOrder', verb: 'read' },
  component: lazy(() => import('./BoardPage.tsx')),
})
addPage({
  path: '/orders/mine',
  label: { zh: '我的订单', en: 'My orders' },
  menu: { group: 'sales', icon: 'profile', order: 39 },
  needs: { object: 'salesOrder', verb: 'create' },
  component: lazy(() => import('../order/MyOrdersPage.tsx')),
})
addPage({
  path: '/orders/audit',
  label: { zh: '订单审核', en: 'Order audit' },
  menu: { group: 'sales', icon: 'audit', order: 42 },
  needs: { object: 'salesOrder', verb: 'reject' },
  component: lazy(() => import('../audit/AuditPage.tsx')),
})
addPage({
  path: '/orders/warehouse',
  label: { zh: '配货发货', en: 'Warehouse' },
  menu: { group: 'sales', icon: 'inbox', order: 48 },
  needs: { object: 'salesOrder', verb: 'pick' },
  component: lazy(() => import('../warehouse/WarehousePage.tsx')),
})
addPage({
  path: '/orders/receive',
  label: { zh: '签收登记', en: 'Goods received' },
  menu: { group: 'sales', icon: 'task', order: 54 },
  needs: { object: 'shipment', verb: 'receive' },
  component: lazy(() => import('../warehouse/ReceivePage.tsx')),
})
addPage({
  path: '/orders/cashier',
  label: { zh: '收款核销', en: 'Payments' },
  menu: { group: 'sales', icon: 'transaction', order: 58 },
  needs: { object: 'payment', verb: 'allocate' },
  component: lazy(() => import('../cashier/CashierPage.tsx')),
})
addPage({
  path: '/orders/invoicing',
  label: { zh: '开票工作台', en: 'Invoicing' },
  menu: { group: 'sales', icon: 'fileDone', order: 68 },
  needs: { object: 'invoice', verb: 'prepare' },
  component: lazy(() => import('../invoicing/InvoicingPage.tsx')),
})
addPage({
  path: '/orders/returns',
  label: { zh: '退货处理', en: 'Return desk' },
  menu: { group: 'sales', icon: 'swap', order: 78 },
  needs: { object: 'returnOrder', verb: 'read' },
  component: lazy(() => import('../returns/ReturnsPage.tsx')),
})
addPage({
  path: '/receivables/ageing',
  label: { zh: '账龄分析', en: 'Receivables ageing' },
  menu: { group: 'sales', icon: 'chart', order: 76 },
  needs: { object: 'receivableEntry', verb: 'read' },
  component: lazy(() => import('../receivables/AgeingPage.tsx')),
})
addPage({
  path: '/receivables/statement',
  label: { zh: '客户对账单', en: 'Customer statement' },
  menu: { group: 'sales', icon: 'fileText', order: 77 },
  needs: { object: 'receivableEntry', verb: 'read' },
  component: lazy(() => import('../receivables/StatementPage.tsx')),
})
