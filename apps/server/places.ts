import { transferHooks } from '#kernel/transfer/index.ts'
import { matchRegion, regionPath } from '#modules/customers/index.ts'

/** Tells the spreadsheets what places are called: the kernel knows no divisions. */
export function namePlaces(): void {
  transferHooks.region = matchRegion
  transferHooks.regionPath = regionPath
  transferHooks.synonyms = {
    name: [
      '客户',
      '单位名称',
      '机构名称',
      '医院名称',
      '医院',
      '企业名称',
      '公司名称',
      '药店名称',
      '终端名称',
      '客户全称',
      'hospital',
      'company',
    ],
    phone: ['tel', '联系电话', '电话号码'],
    tags: ['标签'],
    accountRoles: ['客户类别', '客户属性', '机构类型', '单位类型'],
    uscc: ['信用代码', '统一信用代码', '社会信用代码', '税号', '纳税人识别号', 'creditcode'],
    licenseNo: ['许可证', '经营许可证号', '执业许可证号', 'license'],
    regionCode: ['地区', '区域', '行政区划', '行政区划代码', 'region'],
    hcoLevel: ['等级', '医院级别', '机构等级', 'level'],
    beds: ['床位', '病床数'],
  }
}
