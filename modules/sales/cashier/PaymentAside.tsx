import { useEffect, useRef } from 'react'
import { formatMoney } from '#ui/core/format.ts'
import type { SlotProps } from '#ui/core/slots.ts'
import { useText } from '#ui/fields/text.ts'
import { isRef } from '#ui/fields/values.ts'
import { capitalAmount } from '../web/capital.ui.ts'

/** The payer is nearly always the customer himself: his name is there as soon as he is chosen. */
export function PaymentAside({ values, set, id }: SlotProps['form.aside']) {
  const { say } = useText()
  const filled = useRef('')
  const account = isRef(values.account) ? values.account : undefined
  const payer = typeof values.payer === 'string' ? values.payer : ''
  useEffect(() => {
    if (id || !set || !account?.label || payer !== filled.current) return
    if (payer === account.label) return
    filled.current = account.label
    set('payer', account.label)
  }, [account?.label, payer, set, id])
  const amount = typeof values.amount === 'string' ? values.amount : ''
  const words = amount ? capitalAmount(amount) : ''
  if (!words) return null
  return (
    <p className="xl-hint" style={{ marginBottom: 12 }}>
      {formatMoney(amount)} · {say('大写', 'in words')} {words}
    </p>
  )
}
