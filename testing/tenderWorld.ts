import { create } from '#kernel/records/create.ts'
import type { Values } from '#kernel/records/input.ts'
import { tenderCommands } from '#modules/tendering/index.ts'
import { type Person, type World, world } from './world.ts'

export type TenderRow = Values & { id: string; state: string; lines: (Values & { id: string })[] }

/** A company with its tender desk and those who sign, on 15 June 2026; brings tenders as far as a test wants them. */
export class TenderWorld {
  readonly w: World
  readonly desk: Person
  readonly pricing: Person
  readonly director: Person
  readonly rep: Person
  readonly products: [string, string]
  readonly packages: [string, string]
  #n = 0

  private constructor(w: World, people: Person[], products: string[], packages: string[]) {
    this.w = w
    ;[this.desk, this.pricing, this.director, this.rep] = people as [Person, Person, Person, Person]
    this.products = products as [string, string]
    this.packages = packages as [string, string]
  }

  static async open(): Promise<TenderWorld> {
    const w = await world({ now: '2026-06-15T02:00:00Z' })
    const people: Person[] = []
    for (const role of ['tenderDesk', 'pricing', 'director', 'rep'])
      people.push(await w.hire(`某${role}`, { roles: [role] }))
    const make = async (object: string, values: Values) =>
      (await w.asSystem((u) => create(u, object, values))).id as string
    const products = [
      await make('product', { genericName: '奥美拉唑', dosageForm: '肠溶胶囊', approvalNo: '国药准字H20050001' }),
      await make('product', { genericName: '头孢克肟', dosageForm: '分散片' }),
    ]
    const packages: string[] = []
    for (const product of products)
      packages.push(await make('productPackage', { product, packDescription: '14 粒/盒' }))
    return new TenderWorld(w, people, products, packages)
  }

  at(instant = '2026-06-15T02:00:00Z'): void {
    this.w.now = new Date(instant)
  }

  read = (id: string, by = this.desk): Promise<TenderRow> => by.get<TenderRow>('tender', id)

  announce = async (values: Values = {}): Promise<string> => {
    const row = await this.desk.create('tender', {
      title: `集采项目${++this.#n}`,
      province: '330000',
      tenderType: 'vbp',
      registerBy: '2026-06-20',
      submitBy: '2026-06-30',
      lines: [{ package: this.packages[0], quote: '12.5', floor: '10' }],
      ...values,
    })
    return row.id as string
  }

  drafted = async (values: Values = {}): Promise<string> => {
    const id = await this.announce(values)
    await this.desk.run(tenderCommands.assess, id, { assessment: '值得投' })
    await this.desk.run(tenderCommands.register, id, { registrationNo: 'BM1' })
    await this.desk.run(tenderCommands.startDraft, id)
    return id
  }

  send = (id: string) => this.desk.run(tenderCommands.markSent, id, { courier: '顺丰', courierNo: 'SF123' })

  opened = async (values: Values = {}): Promise<string> => {
    const id = await this.drafted(values)
    await this.pricing.run(tenderCommands.review, id)
    await this.send(id)
    await this.desk.run(tenderCommands.markDelivered, id)
    await this.desk.run(tenderCommands.markOpened, id)
    return id
  }

  /** Records every line as won at a price, for June 2026 to May 2027. */
  win = async (id: string, price = '11.8') => {
    const { lines } = await this.read(id)
    return this.desk.run(tenderCommands.recordResult, id, {
      lines: lines.map((l) => ({ id: l.id, result: 'won', winPrice: price, agreedVolume: '1000', rank: 1 })),
      cycleFrom: '2026-06-01',
      cycleTo: '2027-05-31',
      reason: '报价最低',
    })
  }
}
