import { mailDelivery } from './mailDelivery.object.ts'
import { notificationPreference } from './notificationPreference.object.ts'
import { notificationRule } from './notificationRule.object.ts'
import { retryMail } from './verbs.ts'

/** Which messages go out by which way, and what became of the mails. */
export const messageObjects = [notificationRule, notificationPreference, mailDelivery]
export const messageVerbs = [retryMail]
