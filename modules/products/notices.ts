import type { NoticeDef } from '#kernel/declare/index.ts'
import { notice } from '#kernel/events/notices.ts'
import { holdersOf } from './people.sql.ts'

/** What happens to goods and papers that other departments must know at once. */
export const productNotices: NoticeDef[] = [
  notice(
    {
      topic: 'batch.recalled',
      label: { zh: '批号召回', en: 'Batch recalled' },
      tells: 'batch.batchNo batch.lockReason',
    },
    async (unit, { payload }) => ({
      to: await holdersOf(unit, ['qa', 'warehouse', 'commerce', 'director']),
      title: {
        zh: `{by} 召回了批号 ${payload.batchNo}，一切发货已停止`,
        en: `{by} recalled batch ${payload.batchNo}; nothing of it ships`,
      },
      body: String(payload.reason ?? ''),
    }),
  ),
  notice({ topic: 'license.submit', label: { zh: '资质待核验', en: 'Licence to verify' } }, async (unit) => ({
    to: await holdersOf(unit, ['qa']),
    title: { zh: '{by} 提交了资质，待质管核验', en: '{by} handed in a licence for QA to verify' },
  })),
  notice({ topic: 'product.suspend', label: { zh: '品种暂停', en: 'Product suspended' } }, async (unit) => ({
    to: await holdersOf(unit, ['commerce', 'warehouse', 'director', 'pricing']),
    title: { zh: '{by} 暂停了一个品种的销售', en: '{by} suspended a product' },
  })),
]
