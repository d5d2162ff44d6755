import { allow, date, decimal, defineObject, ref, text } from '#kernel/declare/index.ts'

/** 医院勾选: a hospital that confirmed a won package on the platform, and how much it agreed to buy in the cycle. */
export const tenderHospital = defineObject({
  name: 'tenderHospital',
  label: { zh: '医院勾选', en: 'Hospital confirmation' },
  owned: true,
  within: 'tender',
  title: 'hospital',
  fields: {
    tender: ref('tender', { zh: '投标', en: 'Tender' }, { required: true, createOnly: true }),
    hospital: ref('account', { zh: '医院', en: 'Hospital' }, { required: true, createOnly: true }),
    package: ref('productPackage', { zh: '品规', en: 'Package' }, { required: true, createOnly: true }),
    agreedVolume: decimal({ zh: '约定采购量', en: 'Agreed volume' }, { scale: 0, min: 0, required: true }),
    confirmedOn: date({ zh: '勾选日期', en: 'Confirmed on' }, { required: true, index: true }),
    distributor: ref('account', { zh: '配送商', en: 'Distributor' }),
    note: text({ zh: '说明', en: 'Note' }, { max: 300 }),
  },
  duplicates: [
    {
      name: 'once',
      label: { zh: '该医院已勾选此品规', en: 'This hospital has confirmed this package already' },
      fields: ['tender', 'hospital', 'package'],
      level: 'block',
    },
  ],
  list: ['tender', 'hospital', 'package', 'agreedVolume', 'confirmedOn', 'distributor'],
  filters: ['tender', 'hospital', 'package', 'confirmedOn'],
  sort: '-confirmedOn',
  access: allow({
    read: {
      all: ['tenderDesk', 'director', 'pricing', 'finance', 'legal', 'commerce', 'viewer'],
      departmentBelow: ['manager'],
      own: ['rep'],
    },
    'create update import delete': { all: ['tenderDesk'] },
    export: { all: ['tenderDesk', 'director'] },
  }),
})
