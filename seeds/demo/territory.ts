/** The sales organisation of the demo company: three regions, city offices, and the provinces each looks after. */

export interface Office {
  name: string
  /** Division codes of its territory. */
  within: string[]
  reps: number
}

export interface SalesRegion {
  name: string
  offices: Office[]
}

export const REGIONS: readonly SalesRegion[] = [
  {
    name: '华东大区',
    offices: [
      { name: '杭州办事处', within: ['330000'], reps: 5 },
      { name: '上海办事处', within: ['310000'], reps: 3 },
      { name: '南京办事处', within: ['320000'], reps: 5 },
      { name: '合肥办事处', within: ['340000'], reps: 3 },
    ],
  },
  {
    name: '华南大区',
    offices: [
      { name: '广州办事处', within: ['440000'], reps: 6 },
      { name: '福州办事处', within: ['350000'], reps: 3 },
      { name: '南宁办事处', within: ['450000', '460000'], reps: 3 },
    ],
  },
  {
    name: '华北大区',
    offices: [
      { name: '北京办事处', within: ['110000'], reps: 3 },
      { name: '天津办事处', within: ['120000'], reps: 2 },
      { name: '石家庄办事处', within: ['130000'], reps: 3 },
      { name: '济南办事处', within: ['370000'], reps: 5 },
    ],
  },
]

export const TERRITORY: readonly string[] = REGIONS.flatMap((r) => r.offices.flatMap((o) => o.within))
