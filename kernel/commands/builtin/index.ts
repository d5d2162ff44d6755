/** Verbs that every owned object has besides its own. Plain functions in an open unit; routes and buttons are the caller's. */
export { addMember, listMembers, removeMember } from './member.ts'
export { assign, atWork, moveRows, standsAlone } from './owner.ts'
export { reveal } from './reveal.ts'
