import { randomUUID } from 'node:crypto'
import type { Caller } from '../../access/actor.ts'
import { denied, Refusal } from '../../errors.ts'
import { sql } from '../../store/sql.ts'
import { at } from '../../tenant.ts'
import { compose } from './compose.ts'
import { isMailAddress, mailServerOf } from './settings.ts'
import { postman } from './transport.ts'

/** Sends an administrator a mail to his own address, so that settings are known to work before others rely on them. */
export async function sendTestMail(caller: Caller): Promise<void> {
  if (!caller.actor.admin) throw denied('mailSettings')
  const { tenant } = caller
  const server = await mailServerOf(tenant)
  if (!server)
    throw new Refusal('mail.notSet', {
      zh: '尚未设置邮件服务器，请先填写并保存',
      en: 'There is no mail server yet; fill in the settings and save them first',
    })
  const [me] = await tenant.db.query<{ email: string | null }>(
    sql`select email from ${at(tenant, 'employee')} where id = ${caller.actor.id}`,
  )
  const to = me?.email?.trim() ?? ''
  if (!isMailAddress(to))
    throw new Refusal('mail.noAddress', {
      zh: '您的员工档案没有可用的邮箱，请先填写',
      en: 'Your own employee file has no usable mail address; fill it in first',
    })
  const title = { zh: '测试邮件：发信设置有效', en: 'Test mail: the mail settings work' }
  const post = postman(server)
  try {
    const mail = compose([{ title }], caller.locale, tenant.label, tenant.url)
    const failure = await post.send({ ...mail, to, messageId: randomUUID() })
    if (failure)
      throw new Refusal('mail.failed', {
        zh: `邮件服务器未接收：${failure.reason}。请核对地址、端口、加密方式与账号`,
        en: `The mail server did not take it: ${failure.reason}. Check address, port, encryption and login`,
      })
  } finally {
    post.close()
  }
}
