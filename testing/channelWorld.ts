import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import { newId } from '#kernel/store/ids.ts'
import { sql } from '#kernel/store/sql.ts'
import { authorizationCommands } from '#modules/channel/index.ts'
import { type Person, type World, world } from './world.ts'

/** A company with the people of its channel, who make agents, packages and authorisations of the second half of 2026. */
export class ChannelWorld {
  readonly w: World
  readonly manager: Person
  readonly legal: Person
  readonly cashier: Person
  readonly finance: Person
  readonly rep: Person
  readonly product: string
  #n = 0

  private constructor(w: World, people: Person[], product: string) {
    this.w = w
    ;[this.manager, this.legal, this.cashier, this.finance, this.rep] = people as [
      Person,
      Person,
      Person,
      Person,
      Person,
    ]
    this.product = product
  }

  static async open(): Promise<ChannelWorld> {
    const w = await world({ now: '2026-06-15T02:00:00Z' })
    const people: Person[] = []
    for (const role of ['channelManager', 'legal', 'cashier', 'finance', 'rep'])
      people.push(await w.hire(`某${role}`, { roles: [role] }))
    const product = await w.asSystem((u) => create(u, 'product', { genericName: '阿莫西林', dosageForm: '胶囊' }))
    return new ChannelWorld(w, people, product.id as string)
  }

  make = async (object: string, values: Values): Promise<string> =>
    (await this.w.asSystem((unit) => create(unit, object, values))).id as string

  account = (role: string, regionCode: string): Promise<string> =>
    this.make('account', { name: `${role}${++this.#n}号`, accountRoles: [role], regionCode })

  agent = (): Promise<string> => this.account('agent', '330106')

  pack = (): Promise<string> =>
    this.make('productPackage', { product: this.product, packDescription: `${++this.#n} 片/盒` })

  /** A file that somebody has uploaded and not attached yet. */
  file = async (who: Person): Promise<string> => {
    const id = newId()
    await this.w.asSystem((unit) =>
      unit.tx.query(sql`insert into ${unit.table('file')} (id, name, mime, size, sha256, created_at, created_by)
        values (${id}, '合同.pdf', 'application/pdf', 1, ${'0'.repeat(64)}, now(), ${who.id})`),
    )
    return id
  }

  draft = async (values: Values): Promise<string> => {
    const row = await this.manager.create('agentAuthorization', {
      agentLevel: 'province',
      validFrom: '2026-07-01',
      validTo: '2026-12-31',
      contractFile: [await this.file(this.manager)],
      ...values,
      packages: values.packages ?? [await this.pack()],
    })
    return row.id as string
  }

  pending = async (values: Values): Promise<string> => {
    const id = await this.draft(values)
    await this.manager.run(authorizationCommands.submit, id)
    return id
  }

  active = async (values: Values): Promise<string> => {
    const id = await this.pending(values)
    await this.legal.run(authorizationCommands.activate, id)
    return id
  }

  stateOf = async (id: string): Promise<string> =>
    (await this.legal.get<{ state: string }>('agentAuthorization', id)).state
}
