import { transferHooks } from '#kernel/transfer/index.ts'
import { matchRegion, regionPath } from '#modules/customers/index.ts'

/** Tells the spreadsheets what places are called: the kernel knows no divisions. */
export function namePlaces(): void {
  transferHooks.region = matchRegion
  transferHooks.regionPath = regionPath
  transferHooks.synonyms = {
    name: ['医院名称', '机构名称', '单位名称', '客户全称'],
    phone: ['tel', '联系电话', '电话号码'],
    tags: ['标签'],
  }
}
