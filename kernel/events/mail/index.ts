/** Mail: which messages leave by it, when, in which words, and what became of them. */
export { messageKinds, RULE, shippedRule } from './channels.ts'
export { DELIVERY } from './enqueue.ts'
export { mailTask, sendDueMail } from './send.ts'
export { type MailSettingsView, readMailSettings, saveMailSettings } from './settings.ts'
export { sendTestMail } from './testMail.ts'
export { vaultOf } from './vault.ts'
