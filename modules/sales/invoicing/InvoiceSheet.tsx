import { Alert, Button, Form, Input, Tag } from 'antd'
import { useState } from 'react'
import { formatInstant } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { AppLink, href } from '#ui/core/nav.tsx'
import { Failure, Loading } from '#ui/core/Page.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useRow } from '#ui/detail/useRow.ts'
import { useText } from '#ui/fields/text.ts'
import type { FileValue } from '#ui/fields/values.ts'
import { FilesPicker } from '#ui/files/FilesPicker.tsx'
import { CommandModal } from '#ui/form/CommandModal.tsx'
import { Sheet } from '../web/Bench.tsx'
import { isPositive, times } from '../web/decimals.ui.ts'
import { Fact, Money, qtyText } from '../web/parts.tsx'
import { Refused } from '../web/problems.tsx'
import { commandOf, useRun } from '../web/useRun.ui.ts'
import { invoiceLines, RedModal } from './RedModal.tsx'

const NUMBER = /^\d{20}$/
const TOUCHED = ['invoice', 'salesOrder', 'shipment', 'receivableEntry', 'returnOrder']

interface InvoiceProps {
  id: string
  onDone: () => void
  onRed: (id: string) => void
  onBack: (() => void) | undefined
}

/** One invoice: issued with the number of the tax office, or taken back in red. */
export function InvoiceSheet({ id, onDone, onRed, onBack }: InvoiceProps) {
  const invoice = useObject('invoice')
  return invoice ? <Loaded invoice={invoice} id={id} onDone={onDone} onRed={onRed} onBack={onBack} /> : null
}

function Loaded({
  invoice,
  id,
  onDone,
  onRed,
  onBack,
}: InvoiceProps & { invoice: NonNullable<ReturnType<typeof useObject>> }) {
  const { t, say } = useText()
  const query = useRow(invoice, id)
  const [no, setNo] = useState('')
  const [file, setFile] = useState<FileValue[]>([])
  const [asking, setAsking] = useState('')
  const work = useRun()
  if (query.isPending) return <Loading rows={5} />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const row = query.data
  const can = new Set(row._can?.commands ?? [])
  const command = row.state === 'awaitingBuyer' ? 'confirmRed' : 'issue'
  const issuing = (row.state === 'draft' || row.state === 'awaitingBuyer') && can.has(command)
  const state = invoice.states?.[row.state ?? '']
  const save = async () => {
    const input = { invoiceNo: no, ...(file.length > 0 && command === 'issue' ? { file: file.map((f) => f.id) } : {}) }
    if (await work.run(commandOf(invoice.path, id, command, input), say('已开具', 'Issued'), TOUCHED)) onDone()
  }
  const modal = asking === 'issueRed' ? undefined : invoice.commands.find((c) => c.name === asking)
  return (
    <Sheet
      title={(row.account as Ref | null)?.label ?? t('hiddenRecord')}
      sub={
        <>
          <AppLink href={href.record(invoice.path, id)} className="xl-num">
            {row.number}
          </AppLink>
          {'　'}
          {row.order ? (
            <AppLink href={href.record('sales-orders', (row.order as Ref).id)} className="xl-num">
              {(row.order as Ref).label}
            </AppLink>
          ) : null}
        </>
      }
      extra={
        <>
          {state && <Tag color={state.color}>{t(state.label)}</Tag>}
          <Money value={row.amount} strong style={{ fontSize: 20 }} />
        </>
      }
      onBack={onBack}
      footer={
        <>
          {(row.state === 'draft' || row.state === 'awaitingBuyer') && can.has('voidDraft') && (
            <Button danger onClick={() => setAsking('voidDraft')}>
              {say('作废', 'Void')}
            </Button>
          )}
          {row.state === 'issued' && can.has('issueRed') && row.kind !== 'red' && (
            <Button danger onClick={() => setAsking('issueRed')}>
              {say('红冲', 'Reverse in red')}
            </Button>
          )}
          {issuing && (
            <Button type="primary" loading={work.busy} disabled={!NUMBER.test(no)} onClick={save}>
              {command === 'issue' ? say('确认开具', 'Issue') : say('对方已确认，开具红票', 'Buyer confirmed: issue')}
            </Button>
          )}
        </>
      }
    >
      <Refused error={work.error} onClose={work.clear} />
      <Facts row={row} />
      {row.state === 'awaitingBuyer' && (
        <Alert
          type="info"
          showIcon
          style={{ marginTop: 12 }}
          title={say(
            `请在 ${formatInstant(row.buyerConfirmBy as string | null)} 前取得对方确认`,
            `The buyer has to confirm by ${formatInstant(row.buyerConfirmBy as string | null)}`,
          )}
        />
      )}
      {issuing && (
        <Form layout="vertical" component="div" className="xl-ship-form">
          <Form.Item
            label={say('发票号码', 'Invoice no.')}
            required
            htmlFor="invoice-no"
            validateStatus={no && !NUMBER.test(no) ? 'error' : ''}
            help={
              no && !NUMBER.test(no)
                ? say(
                    `数电票号码为 20 位数字，已输入 ${no.length} 位`,
                    `An e-invoice number has 20 digits; ${no.length} typed`,
                  )
                : undefined
            }
          >
            <Input
              id="invoice-no"
              value={no}
              maxLength={20}
              inputMode="numeric"
              autoComplete="off"
              onChange={(e) => setNo(e.target.value.replace(/\s/g, ''))}
            />
          </Form.Item>
          {command === 'issue' && (
            <Form.Item label={say('票据文件', 'File')}>
              <FilesPicker single value={file} onChange={setFile} />
            </Form.Item>
          )}
        </Form>
      )}
      <InvoiceLines row={row} />
      {asking === 'issueRed' && (
        <RedModal row={row} path={invoice.path} touched={TOUCHED} onDone={onRed} onClose={() => setAsking('')} />
      )}
      {modal && (
        <CommandModal
          object={invoice}
          command={modal}
          about={String(row.invoiceNo ?? row.number ?? '')}
          run={async (input, key) => {
            await commandOf(invoice.path, id, modal.name, input)(key)
            onDone()
          }}
          onClose={() => setAsking('')}
        />
      )}
    </Sheet>
  )
}

function Facts({ row }: { row: Row }) {
  const { say } = useText()
  return (
    <dl className="xl-dl">
      <Fact label={say('购买方', 'Buyer')}>{String(row.buyer ?? '–')}</Fact>
      <Fact label={say('税号', 'Tax number')}>
        <span className="xl-num">{String(row.buyerTaxNo ?? '–')}</span>
      </Fact>
      <Fact label={say('不含税', 'Net')}>
        <Money value={row.netAmount} />
      </Fact>
      <Fact label={say('税额', 'Tax')}>
        <Money value={row.taxAmount} />
      </Fact>
      {Boolean(row.invoiceNo) && (
        <Fact label={say('发票号码', 'Invoice no.')}>
          <span className="xl-num">{String(row.invoiceNo)}</span>
        </Fact>
      )}
    </dl>
  )
}

function InvoiceLines({ row }: { row: Row }) {
  const { say } = useText()
  const lines = invoiceLines(row)
  const some = lines.some((l) => isPositive(l.redQty))
  return (
    <div className="xl-otable" style={{ marginTop: 14 }}>
      <table>
        <thead>
          <tr>
            <th>{say('品规', 'Package')}</th>
            <th>{say('批号', 'Batch')}</th>
            <th className="is-num">{say('数量', 'Qty')}</th>
            {some && <th className="is-num">{say('已红冲', 'Reversed')}</th>}
            <th className="is-num">{say('税率', 'Tax rate')}</th>
            <th className="is-num">{say('价税合计', 'Amount')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((l) => (
            <tr key={l.id}>
              <td>{l.package?.label}</td>
              <td className="xl-num">{l.batchNo}</td>
              <td className="is-num xl-num">{qtyText(l.qty)}</td>
              {some && <td className="is-num xl-num xl-late">{qtyText(l.redQty)}</td>}
              <td className="is-num xl-num">{times(l.taxRate, '100')}%</td>
              <td className="is-num">
                <Money value={l.amount} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
