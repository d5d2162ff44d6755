import { Alert, Button, Form, Input } from 'antd'
import { useState } from 'react'
import type { ObjectMeta } from '#kernel/declare/meta.ts'
import { formatInstant } from '#ui/core/format.ts'
import { useObject } from '#ui/core/meta.ts'
import { Failure, Loading } from '#ui/core/Page.tsx'
import type { Ref, Row } from '#ui/core/types.ts'
import { useRow } from '#ui/detail/useRow.ts'
import { useText } from '#ui/fields/text.ts'
import type { FileValue } from '#ui/fields/values.ts'
import { FilesPicker } from '#ui/files/FilesPicker.tsx'
import { isPositive, times } from '../web/decimals.ui.ts'
import { LineTable } from '../web/LineTable.tsx'
import { Fact, Money, qtyText } from '../web/parts.tsx'
import { AskCommand, NumberLink, OrderLink, Sheet, StateTag } from '../web/Sheet.tsx'
import { commandOf, type Run, useRun } from '../web/useRun.ui.ts'
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
export function InvoiceSheet(props: InvoiceProps) {
  const invoice = useObject('invoice')
  return invoice ? <Loaded invoice={invoice} {...props} /> : null
}

function Loaded({ invoice, id, onDone, onRed, onBack }: InvoiceProps & { invoice: ObjectMeta }) {
  const { t } = useText()
  const query = useRow(invoice, id)
  // Above the failure, so that a number already typed outlives one.
  const issue = useIssue(invoice, query.data, onDone)
  const [asking, setAsking] = useState('')
  if (query.isPending) return <Loading rows={5} />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const row = query.data
  return (
    <Sheet
      title={(row.account as Ref | null)?.label ?? t('hiddenRecord')}
      sub={
        <>
          <NumberLink path={invoice.path} id={id} number={row.number} />
          {'　'}
          <OrderLink row={row} />
        </>
      }
      extra={
        <>
          <StateTag object={invoice} row={row} />
          <Money value={row.amount} strong style={{ fontSize: 20 }} />
        </>
      }
      onBack={onBack}
      work={issue.work}
      footer={<Ends row={row} issue={issue} onAsk={setAsking} />}
    >
      <Facts row={row} />
      {row.state === 'awaitingBuyer' && <BuyerConfirms by={row.buyerConfirmBy as string | null} />}
      {issue.may && <IssueForm issue={issue} />}
      <InvoiceLines row={row} />
      <Asked invoice={invoice} row={row} asking={asking} onDone={onDone} onRed={onRed} onClose={() => setAsking('')} />
    </Sheet>
  )
}

/** The dialog of the button last pressed. */
function Asked({
  invoice,
  row,
  asking,
  onDone,
  onRed,
  onClose,
}: Pick<InvoiceProps, 'onDone' | 'onRed'> & { invoice: ObjectMeta; row: Row; asking: string; onClose: () => void }) {
  if (asking === 'issueRed')
    return <RedModal row={row} path={invoice.path} touched={TOUCHED} onDone={onRed} onClose={onClose} />
  const about = row.invoiceNo ?? row.number
  return <AskCommand object={invoice} row={row} asking={asking} about={about} onDone={onDone} onClose={onClose} />
}

const isUnissued = (row: Row): boolean => row.state === 'draft' || row.state === 'awaitingBuyer'

interface Issue {
  command: 'issue' | 'confirmRed'
  may: boolean
  no: string
  setNo: (no: string) => void
  file: FileValue[]
  setFile: (file: FileValue[]) => void
  work: Run
  save: () => void
}

/** Issuing it under its number: a draft at once, a red one when its buyer has confirmed. */
function useIssue(invoice: ObjectMeta, row: Row | undefined, onDone: () => void): Issue {
  const { say } = useText()
  const [no, setNo] = useState('')
  const [file, setFile] = useState<FileValue[]>([])
  const work = useRun()
  const command = row?.state === 'awaitingBuyer' ? 'confirmRed' : 'issue'
  const may = row !== undefined && isUnissued(row) && (row._can?.commands.includes(command) ?? false)
  const save = async () => {
    if (!row) return
    const input = { invoiceNo: no, ...(file.length > 0 && command === 'issue' ? { file: file.map((f) => f.id) } : {}) }
    if (await work.run(commandOf(invoice.path, row.id, command, input), say('已开具', 'Issued'), TOUCHED)) onDone()
  }
  return { command, may, no, setNo, file, setFile, work, save }
}

/** What ends the work on an invoice. */
function Ends({ row, issue, onAsk }: { row: Row; issue: Issue; onAsk: (command: string) => void }) {
  const { say } = useText()
  const can = new Set(row._can?.commands ?? [])
  return (
    <>
      {isUnissued(row) && can.has('voidDraft') && (
        <Button danger onClick={() => onAsk('voidDraft')}>
          {say('作废', 'Void')}
        </Button>
      )}
      {row.state === 'issued' && can.has('issueRed') && row.kind !== 'red' && (
        <Button danger onClick={() => onAsk('issueRed')}>
          {say('红冲', 'Reverse in red')}
        </Button>
      )}
      {issue.may && (
        <Button type="primary" loading={issue.work.busy} disabled={!NUMBER.test(issue.no)} onClick={issue.save}>
          {issue.command === 'issue' ? say('确认开具', 'Issue') : say('对方已确认，开具红票', 'Buyer confirmed: issue')}
        </Button>
      )}
    </>
  )
}

function BuyerConfirms({ by }: { by: string | null }) {
  const { say } = useText()
  const title = say(`请在 ${formatInstant(by)} 前取得对方确认`, `The buyer has to confirm by ${formatInstant(by)}`)
  return <Alert type="info" showIcon style={{ marginTop: 12 }} title={title} />
}

function IssueForm({ issue: { command, no, setNo, file, setFile } }: { issue: Issue }) {
  const { say } = useText()
  const wrong = no !== '' && !NUMBER.test(no)
  return (
    <Form layout="vertical" component="div" className="xl-ship-form">
      <Form.Item
        label={say('发票号码', 'Invoice no.')}
        required
        htmlFor="invoice-no"
        validateStatus={wrong ? 'error' : ''}
        help={
          wrong
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
    <LineTable
      top={14}
      lines={lines}
      columns={[
        { title: say('品规', 'Package'), cell: (l) => l.package?.label },
        { title: say('批号', 'Batch'), className: 'xl-num', cell: (l) => l.batchNo },
        { title: say('数量', 'Qty'), num: true, className: 'xl-num', cell: (l) => qtyText(l.qty) },
        some && {
          title: say('已红冲', 'Reversed'),
          num: true,
          className: 'xl-num xl-late',
          cell: (l) => qtyText(l.redQty),
        },
        {
          title: say('税率', 'Tax rate'),
          num: true,
          className: 'xl-num',
          cell: (l) => `${times(l.taxRate, '100')}%`,
        },
        { title: say('价税合计', 'Amount'), num: true, cell: (l) => <Money value={l.amount} /> },
      ]}
    />
  )
}
