import { type Condition, items } from '#kernel/declare/index.ts'

/** What a customer is to us; one account may be several of these (DOMAIN.md §1). */
export const ACCOUNT_ROLES = items({
  hospital: ['医院', 'Hospital', 'blue'],
  clinic: ['诊所', 'Clinic', 'cyan'],
  pharmacyChain: ['连锁药房', 'Pharmacy chain', 'green'],
  pharmacyStore: ['药店', 'Pharmacy store', 'green'],
  distributorT1: ['一级商', 'Tier-1 distributor', 'gold'],
  distributorT2: ['二级商', 'Tier-2 distributor', 'gold'],
  agent: ['代理商', 'Agent', 'orange'],
  cdc: ['疾控中心', 'CDC', 'purple'],
  vaccinationUnit: ['接种单位', 'Vaccination unit', 'purple'],
  patient: ['患者', 'Patient', 'magenta'],
  publicInterest: ['公利客户', 'Public-interest body', 'geekblue'],
  supplier: ['供应商', 'Supplier', 'default'],
  competitor: ['竞争对手', 'Competitor', 'red'],
})

const has = (...roles: string[]): Condition => ({ accountRoles: { has: roles } })

export const isMedical = has('hospital', 'clinic', 'vaccinationUnit')
export const isPharmacy = has('pharmacyChain', 'pharmacyStore')
export const isChannel = has('distributorT1', 'distributorT2', 'agent')
export const isAgent = has('agent')
export const isVaccine = has('cdc', 'vaccinationUnit')
export const isPatient = has('patient')
export const isPublic = has('publicInterest')
export const isSupplier = has('supplier')
export const isCompetitor = has('competitor')
/** Buyers on account: they have terms of payment. */
export const isBuyer = has(
  'hospital',
  'clinic',
  'pharmacyChain',
  'pharmacyStore',
  'distributorT1',
  'distributorT2',
  'agent',
  'cdc',
  'vaccinationUnit',
)
/** Whoever deals in or uses drugs holds a licence. */
export const isLicensed = has(
  'hospital',
  'clinic',
  'pharmacyChain',
  'pharmacyStore',
  'distributorT1',
  'distributorT2',
  'agent',
  'vaccinationUnit',
  'supplier',
)
