import { approvalDelegation } from './approvalDelegation.object.ts'
import { flowCommands, keepPublished } from './approvalFlow.commands.ts'
import { approvalFlow } from './approvalFlow.object.ts'
import { approvalRequest } from './approvalRequest.object.ts'
import { approvalTask } from './approvalTask.object.ts'

/** 审批: the objects in which the kernel's engine keeps flows, requests, tasks and stand-ins. */
export const approvals = {
  objects: [approvalFlow, approvalRequest, approvalTask, approvalDelegation],
  commands: flowCommands,
  hooks: [keepPublished],
}
