const DIGITS = '零壹贰叁肆伍陆柒捌玖'
const PLACES = ['', '拾', '佰', '仟']
const GROUPS = ['', '万', '亿', '万亿']

/** Four digits in words: `1005` → `壹仟零伍`; nothing for `0000`. */
function group(four: string): string {
  let out = ''
  let gap = false
  for (const [i, c] of [...four].entries()) {
    if (c === '0') {
      gap = out !== ''
      continue
    }
    out += `${gap ? '零' : ''}${DIGITS[Number(c)]}${PLACES[3 - i]}`
    gap = false
  }
  return out
}

function whole(digits: string): string {
  const padded = digits.padStart(Math.ceil(digits.length / 4) * 4, '0')
  const fours = padded.match(/\d{4}/g) ?? []
  let out = ''
  let gap = false
  for (const [i, four] of fours.entries()) {
    const text = group(four)
    if (!text) {
      gap = out !== ''
      continue
    }
    out += (out !== '' && (gap || four.startsWith('0')) ? '零' : '') + text + (GROUPS[fours.length - 1 - i] ?? '')
    gap = false
  }
  return out
}

/**
 * 金额大写 of a decimal string with two digits after the point, by the rules for bills of the People's Bank (《支付结算
 * 办法》附件一): `1005.40` → `壹仟零伍元肆角`, `100` → `壹佰元整`. Empty for what is no such amount (16 digits at most).
 */
export function capitalAmount(amount: string): string {
  const m = /^(-?)0*(\d{0,16})(?:\.(\d{1,2})0*)?$/.exec(amount)
  if (!m || amount === '') return ''
  const [, sign, yuan = '', cents = ''] = m
  const [jiao, fen] = [cents[0] ?? '0', cents[1] ?? '0']
  const front = whole(yuan)
  let out = front ? `${front}元` : ''
  if (jiao !== '0') out += `${front && yuan.endsWith('0') ? '零' : ''}${DIGITS[Number(jiao)]}角`
  if (fen !== '0') out += `${jiao === '0' && front ? '零' : ''}${DIGITS[Number(fen)]}分`
  if (!out) return '零元整'
  if (jiao === '0' && fen === '0') out += '整'
  return (sign ? '负' : '') + out
}
