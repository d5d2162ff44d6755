import { Button } from 'antd'
import { useState } from 'react'
import type { FieldMeta, Label, ObjectMeta } from '#kernel/declare/index.ts'
import type { AuditEntry } from '#ui/core/types.ts'
import { FieldView } from '#ui/fields/FieldView.tsx'
import { allFields, isInternal } from '#ui/fields/system.ts'
import { useText } from '#ui/fields/text.ts'

const VERBS: Record<string, [string, string]> = {
  create: ['新建', 'created'],
  update: ['修改', 'changed'],
  delete: ['删除', 'deleted'],
  restore: ['恢复', 'restored'],
  assign: ['转移负责人', 'assigned'],
  addMember: ['添加团队成员', 'added a member'],
  removeMember: ['移出团队成员', 'removed a member'],
  merge: ['合并', 'merged'],
  unmerge: ['撤销合并', 'undid a merge'],
  reveal: ['查看了隐藏信息', 'looked at a masked value'],
  export: ['导出', 'exported'],
  import: ['导入', 'imported'],
  undoImport: ['撤销导入', 'undid an import'],
  approvalStarted: ['提交审批', 'handed in for approval'],
  approvalApproved: ['审批通过', 'approved'],
  approvalRejected: ['审批驳回', 'rejected'],
  approvalReturned: ['审批退回', 'sent back'],
  approvalWithdrawn: ['撤回审批', 'withdrew the request'],
  approvalVoided: ['审批作废', 'approval void'],
  approvalRetried: ['重试执行', 'tried again'],
}

/** What is noted beside an entry and is no field. */
const NOTES: Record<string, Label> = {
  approval: { zh: '审批单', en: 'Request' },
  command: { zh: '操作', en: 'Command' },
  comment: { zh: '说明', en: 'Comment' },
}

/** What a verb is called in a log. */
export function useVerb(object: ObjectMeta): (verb: string) => string {
  const { t, say } = useText()
  return (verb) => {
    const short = verb.split('.').pop() ?? verb
    const known = VERBS[short]
    if (known) return say(...known)
    const command = object.commands.find((c) => c.name === short)
    return command ? t(command.label) : verb
  }
}

const asField = (object: ObjectMeta, change: AuditEntry['changes'][number]): FieldMeta => {
  const known = allFields(object).get(change.field)
  const line = object.lines.find((l) => l.name === change.field)
  const fallback: FieldMeta = {
    name: change.field,
    type: typeof change.new === 'object' && change.new !== null ? 'json' : 'text',
    label: line?.label ?? change.label ?? NOTES[change.field] ?? { zh: change.field, en: change.field },
    right: 'read',
  }
  return known ? { ...known, right: 'read' } : fallback
}

const isVerb = (object: ObjectMeta, { field, old }: AuditEntry['changes'][number]): boolean =>
  field === 'command' && old === null && !object.fields.some((f) => f.name === field)

/** A new row has as many changes as fields; the rest is one click away. */
const FEW = 6

/** old → new, each drawn as its field always is. */
export function Changes({ object, changes }: { object: ObjectMeta; changes: AuditEntry['changes'] }) {
  const { t, say } = useText()
  const verb = useVerb(object)
  const [all, setAll] = useState(false)
  const readable = changes.filter((c) => {
    const field = object.fields.find((f) => f.name === c.field)
    return !field || !isInternal(object, field)
  })
  const shown = all ? readable : readable.slice(0, FEW)
  return (
    <div>
      {shown.map((change) => {
        const field = asField(object, change)
        const had = change.old !== null && change.old !== undefined && change.old !== ''
        return (
          <div key={change.field} className="xl-change">
            <span>{t(change.label ?? field.label)}</span>
            <span>
              {had && (
                <span className="xl-old">
                  <FieldView field={field} value={change.old} dense />
                </span>
              )}
              {had && ' → '}
              <FieldView field={field} value={isVerb(object, change) ? verb(String(change.new)) : change.new} dense />
            </span>
          </div>
        )
      })}
      {readable.length > shown.length && (
        <Button type="link" size="small" style={{ paddingInline: 0 }} onClick={() => setAll(true)}>
          {say(`展开全部 ${readable.length} 项`, `Show all ${readable.length}`)}
        </Button>
      )}
    </div>
  )
}
