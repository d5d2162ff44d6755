/** Mail: which messages leave by it, when, in which words, and what became of them. */
export { messageKinds, shippedRule } from './channels.ts'
export { mailTask, sendDueMail } from './send.ts'
export { readMailSettings, saveMailSettings } from './settings.ts'
export { sendTestMail } from './testMail.ts'
export { vaultOf } from './vault.ts'
