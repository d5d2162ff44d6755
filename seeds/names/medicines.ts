/** Medicines of the demo company: real generic names, invented authorisations and prices. */
export interface DemoMedicine {
  generic: string
  trade?: string
  form: string
  strength: string
  pack: string
  unit: string
  /** Packs in a carton. */
  carton: number
  /** Supply price in yuan, tax included. */
  price: number
  line: string
  rx: 'Rx' | 'otcA' | 'otcB'
  storage?: 'cool' | 'cold'
  nrdl: 'A' | 'B' | 'negotiated' | 'none'
  essential?: boolean
  letter: 'H' | 'Z' | 'S'
  control?: 'vaccine' | 'psychotropic'
  /** How much of it is sold, against the others. */
  weight: number
  /** Month of the year in which most is sold, for what has a season. */
  season?: number
}

type Row = [
  generic: string,
  form: string,
  strength: string,
  pack: string,
  carton: number,
  price: number,
  line: string,
  nrdl: DemoMedicine['nrdl'],
  letter: DemoMedicine['letter'],
  weight: number,
  more?: Partial<DemoMedicine>,
]

const ROWS: Row[] = [
  [
    '阿莫西林胶囊',
    '胶囊剂',
    '0.25g',
    '24粒/盒',
    200,
    8.6,
    'antiinfective',
    'A',
    'H',
    9,
    { essential: true, season: 1 },
  ],
  ['头孢呋辛酯片', '片剂', '0.25g', '12片/盒', 300, 18.9, 'antiinfective', 'A', 'H', 7, { essential: true, season: 1 }],
  ['注射用头孢曲松钠', '注射剂', '1.0g', '10瓶/盒', 60, 42.5, 'antiinfective', 'A', 'H', 6, { unit: '盒', season: 12 }],
  ['左氧氟沙星片', '片剂', '0.5g', '7片/盒', 300, 12.8, 'antiinfective', 'A', 'H', 6],
  ['阿奇霉素分散片', '分散片', '0.25g', '6片/盒', 400, 9.9, 'antiinfective', 'A', 'H', 6, { season: 1 }],
  ['苯磺酸氨氯地平片', '片剂', '5mg', '28片/盒', 300, 6.5, 'cardio', 'A', 'H', 10, { essential: true, trade: '杏平' }],
  ['厄贝沙坦片', '片剂', '0.15g', '28片/盒', 300, 14.2, 'cardio', 'A', 'H', 8],
  ['阿托伐他汀钙片', '片剂', '20mg', '14片/盒', 400, 11.6, 'cardio', 'A', 'H', 9, { trade: '杏脂宁' }],
  ['瑞舒伐他汀钙片', '片剂', '10mg', '28片/盒', 300, 16.4, 'cardio', 'B', 'H', 7],
  ['硫酸氢氯吡格雷片', '片剂', '75mg', '7片/盒', 400, 17.5, 'cardio', 'A', 'H', 7],
  ['酒石酸美托洛尔片', '片剂', '25mg', '20片/盒', 400, 4.8, 'cardio', 'A', 'H', 6, { essential: true }],
  ['盐酸二甲双胍缓释片', '缓释片', '0.5g', '30片/盒', 240, 13.3, 'cardio', 'A', 'H', 8, { essential: true }],
  ['奥美拉唑肠溶胶囊', '肠溶胶囊', '20mg', '14粒/盒', 300, 9.2, 'digestive', 'A', 'H', 8, { essential: true }],
  ['铝碳酸镁咀嚼片', '咀嚼片', '0.5g', '20片/盒', 300, 15.8, 'digestive', 'B', 'H', 5, { rx: 'otcB' }],
  [
    '双歧杆菌三联活菌胶囊',
    '胶囊剂',
    '0.21g',
    '24粒/盒',
    200,
    23.6,
    'digestive',
    'B',
    'S',
    5,
    { storage: 'cold', rx: 'otcA' },
  ],
  ['孟鲁司特钠咀嚼片', '咀嚼片', '5mg', '6片/盒', 400, 19.7, 'respiratory', 'A', 'H', 6, { season: 11 }],
  [
    '布地奈德福莫特罗粉吸入剂',
    '吸入粉雾剂',
    '160µg/4.5µg',
    '60吸/支',
    100,
    128,
    'respiratory',
    'B',
    'H',
    4,
    { unit: '支', season: 11 },
  ],
  [
    '盐酸氨溴索口服溶液',
    '口服溶液',
    '100ml:0.6g',
    '1瓶/盒',
    120,
    14.5,
    'respiratory',
    'A',
    'H',
    6,
    { season: 12, rx: 'otcA' },
  ],
  ['草酸艾司西酞普兰片', '片剂', '10mg', '7片/盒', 400, 28.4, 'cns', 'A', 'H', 4],
  ['普瑞巴林胶囊', '胶囊剂', '75mg', '8粒/盒', 300, 22.8, 'cns', 'B', 'H', 4],
  ['甲磺酸倍他司汀片', '片剂', '6mg', '30片/盒', 300, 13.9, 'cns', 'A', 'H', 5],
  ['吉非替尼片', '片剂', '0.25g', '10片/盒', 200, 257, 'oncology', 'negotiated', 'H', 2],
  ['注射用培美曲塞二钠', '注射剂', '0.5g', '1瓶/盒', 120, 830, 'oncology', 'A', 'H', 2],
  ['来曲唑片', '片剂', '2.5mg', '10片/盒', 300, 68, 'oncology', 'A', 'H', 3],
  ['奥沙利铂注射液', '注射剂', '50mg', '1瓶/盒', 100, 186, 'oncology', 'A', 'H', 2, { storage: 'cool' }],
  [
    '重组人粒细胞刺激因子注射液',
    '注射剂',
    '150µg',
    '1支/盒',
    100,
    64,
    'oncology',
    'B',
    'S',
    3,
    { unit: '支', storage: 'cold' },
  ],
  [
    '复方丹参滴丸',
    '滴丸剂',
    '27mg',
    '180丸/瓶',
    120,
    27.5,
    'tcm',
    'A',
    'Z',
    6,
    { unit: '瓶', essential: true, rx: 'otcA' },
  ],
  [
    '连花清瘟胶囊',
    '胶囊剂',
    '0.35g',
    '24粒/盒',
    300,
    14.8,
    'tcm',
    'A',
    'Z',
    8,
    { rx: 'otcA', season: 12, essential: true },
  ],
  [
    '板蓝根颗粒',
    '颗粒剂',
    '10g',
    '20袋/包',
    100,
    9.8,
    'tcm',
    'A',
    'Z',
    6,
    { unit: '包', rx: 'otcB', season: 12, essential: true },
  ],
  ['六味地黄丸', '浓缩丸', '200丸', '1瓶/盒', 200, 16.5, 'tcm', 'A', 'Z', 5, { rx: 'otcB' }],
  [
    '藿香正气口服液',
    '合剂',
    '10ml',
    '10支/盒',
    120,
    17.2,
    'tcm',
    'A',
    'Z',
    5,
    { rx: 'otcB', season: 7, essential: true },
  ],
  ['血塞通软胶囊', '软胶囊', '0.33g', '24粒/盒', 200, 33.6, 'tcm', 'B', 'Z', 4],
  [
    '重组乙型肝炎疫苗（酿酒酵母）',
    '注射剂',
    '20µg',
    '1支/盒',
    100,
    76,
    'vaccine',
    'none',
    'S',
    2,
    { unit: '支', storage: 'cold', control: 'vaccine' },
  ],
  [
    '冻干水痘减毒活疫苗',
    '注射剂',
    '0.5ml',
    '1支/盒',
    100,
    138,
    'vaccine',
    'none',
    'S',
    2,
    { unit: '支', storage: 'cold', control: 'vaccine', season: 3 },
  ],
  ['艾司唑仑片', '片剂', '1mg', '20片/盒', 300, 3.9, 'cns', 'A', 'H', 2, { control: 'psychotropic' }],
  ['维生素C注射液', '注射剂', '2ml:0.5g', '10支/盒', 100, 6.9, 'other', 'A', 'H', 5, { essential: true }],
]

export const MEDICINES: readonly DemoMedicine[] = ROWS.map(
  ([generic, form, strength, pack, carton, price, line, nrdl, letter, weight, more]) => ({
    generic,
    form,
    strength,
    pack,
    carton,
    price,
    line,
    nrdl,
    letter,
    weight,
    unit: '盒',
    rx: 'Rx' as const,
    ...more,
  }),
)
