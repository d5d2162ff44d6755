/**
 * Licence numbers (营业执照, 药品经营许可证 `浙AA5710001`, 医疗机构执业许可证 `PDY60001-…`) as typed and as compared.
 */

/** Half width, upper case, without blanks; dashes of every kind are `-`, brackets half width. The stored form. */
export function normalizeLicenseNo(input: string): string {
  return input
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\u200B-\u200F\uFEFF]/g, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[〔【[]/g, '(')
    .replace(/[〕】\]]/g, ')')
}

/** The comparison key: letters, digits and Chinese characters only; the words 第 … 号 and 证号 around a number go. */
export function licenseKey(input: string): string {
  return normalizeLicenseNo(input)
    .replace(/^(?:许可证号|证书编号|证号|编号|NO\.?)[::.]?/, '')
    .replace(/^第(.+)号$/, '$1')
    .replace(/[^\p{L}\p{N}]/gu, '')
}
