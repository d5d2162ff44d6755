/** Verbs that every owned object has besides its own. Plain functions in an open unit; routes and buttons are the caller's. */
export { addMember, listMembers, type Member, type MemberInput, removeMember } from './member.ts'
export { merge } from './merge.ts'
export { type AssignInput, assign, moveRows, standsAlone } from './owner.ts'
export { type RevealInput, reveal } from './reveal.ts'
export { unmerge } from './unmerge.ts'
