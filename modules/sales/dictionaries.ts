import { defineDictionary, items } from '#kernel/declare/index.ts'

export const dictionaries = [
  defineDictionary(
    'productLine',
    { zh: '产品线', en: 'Product line' },
    items({
      oncology: ['肿瘤', 'Oncology'],
      cardio: ['心血管', 'Cardiovascular'],
      antiinfective: ['抗感染', 'Anti-infective'],
      cns: ['神经精神', 'CNS'],
      respiratory: ['呼吸', 'Respiratory'],
      digestive: ['消化', 'Digestive'],
      tcm: ['中成药', 'Chinese medicine'],
      vaccine: ['疫苗', 'Vaccines'],
      other: ['其他', 'Other'],
    }),
  ),
  defineDictionary(
    'lossReason',
    { zh: '输单原因', en: 'Why lost' },
    items({
      price: ['价格', 'Price'],
      competitor: ['竞品', 'Competitor'],
      listing: ['未进院', 'Not listed'],
      budget: ['预算', 'Budget'],
      relation: ['客情', 'Relationship'],
      noNeed: ['无需求', 'No need'],
      other: ['其他', 'Other'],
    }),
  ),
]
