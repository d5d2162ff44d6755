import type { CommandDef } from './command.ts'
import type { Option } from './fields.ts'
import type { Label } from './label.ts'
import { type ObjectDef, snake } from './object.ts'

export interface Dictionary {
  name: string
  label: Label
  items: Option[]
}

/** Declares a dictionary with the items it ships with; administrators add, rename, order and retire items. */
export function defineDictionary(name: string, label: Label, items: Option[]): Dictionary {
  return { name, label, items }
}

export interface RoleSpec {
  name: string
  label: Label
  description?: Label
}

/**
 * What an object owes others whenever its rows are written (an account's last contact): runs in the same transaction,
 * once for the whole batch. Made by `afterWrite` of kernel/records/hooks.ts, which binds the types.
 */
export interface HookDef {
  object: string
  handler: (unit: never, rows: never, how: never) => Promise<void>
}

/**
 * A kind of message that people may want by mail or not. `mail` is how it ships: at once, gathered into one mail a day,
 * or (absent) in the product only; administrators and readers decide for themselves.
 */
export interface MessageKind {
  kind: string
  label: Label
  mail?: 'immediate' | 'daily'
}

/**
 * What is looked for once a day and told to people once per stage (a licence that ends in 30 days). Made by `alert` of
 * kernel/events/alerts.ts, which binds the types.
 */
export interface AlertDef {
  name: string
  label: Label
  /** Fields that there being something to tell rests on, and those that the words tell of (kernel/events/notify.ts). */
  rests: string
  tells: string
  /** How it ships by mail; see {@link MessageKind}. */
  mail?: MessageKind['mail']
  find: (unit: never) => Promise<unknown[]>
}

/** Which event of the outbox is told to whom, in which words. Made by `notice` of kernel/events/notices.ts. */
export interface NoticeDef {
  topic: string
  label: Label
  tells?: string
  /** How it ships by mail; see {@link MessageKind}. */
  mail?: MessageKind['mail']
  of: (unit: never, event: never) => Promise<unknown>
}

/** What follows from an event, a moment later. Made by `follow` of kernel/events/follow.ts, which binds the types. */
export interface FollowDef {
  topic: string
  name: string
  handler: (unit: never, event: never) => Promise<void>
}

/** A printed form that ships; an administrator's template with the same name takes its place. */
export interface PrintDef {
  name: string
  object: string
  label: Label
  /** In the language of kernel/transfer/print/language.ts. */
  layout: string
}

/** Rows that a company starts with; from then on they are its own to change and remove. */
export interface ShippedRows {
  object: string
  rows: Record<string, unknown>[]
}

/** What a module brings to the house. */
export interface ModuleSpec {
  name: string
  label: Label
  objects: ObjectDef[]
  commands?: CommandDef[]
  hooks?: HookDef[]
  alerts?: AlertDef[]
  notices?: NoticeDef[]
  /** Kinds of messages that the module sends by `notify` itself. */
  messages?: MessageKind[]
  prints?: PrintDef[]
  dictionaries?: Dictionary[]
  roles?: RoleSpec[]
  ships?: ShippedRows[]
  follows?: FollowDef[]
}

/** All declarations of one running house. Built once by the application; the kernel looks everything up here. */
export class Registry {
  readonly modules: ModuleSpec[]
  readonly objects = new Map<string, ObjectDef>()
  readonly byPath = new Map<string, ObjectDef>()
  readonly commands = new Map<string, CommandDef>()
  readonly #commandsOf: Map<string, CommandDef[]>
  readonly hooks = new Map<string, HookDef[]>()
  readonly dictionaries = new Map<string, Dictionary>()
  readonly roles = new Map<string, RoleSpec>()
  /** What to say when the database refuses: constraint name → message. */
  readonly constraints = new Map<string, Label>()

  constructor(modules: ModuleSpec[]) {
    this.modules = modules
    for (const module of modules) {
      for (const object of module.objects) this.#add(this.objects, object.name, object, 'object')
      for (const object of module.objects) this.#add(this.byPath, object.path, object, 'path')
      for (const command of module.commands ?? []) this.#add(this.commands, command.key, command, 'command')
      for (const h of module.hooks ?? []) this.hooks.set(h.object, [...(this.hooks.get(h.object) ?? []), h])
      for (const d of module.dictionaries ?? []) this.#add(this.dictionaries, d.name, d, 'dictionary')
      for (const role of module.roles ?? []) this.#add(this.roles, role.name, role, 'role')
    }
    this.#commandsOf = Map.groupBy(this.commands.values(), (command) => command.object)
    for (const object of this.objects.values()) this.#rules(object)
    this.#check()
  }

  #rules(object: ObjectDef): void {
    const add = (table: string, rules: ObjectDef['spec']['constraints'] = {}): void => {
      for (const [name, rule] of Object.entries(rules))
        this.#add(this.constraints, `${table}_${snake(name)}`, rule.message, 'constraint')
    }
    add(object.table, object.spec.constraints)
    for (const [name, lines] of Object.entries(object.spec.lines ?? {}))
      add(`${object.table}_${snake(name)}`, lines.constraints)
  }

  #add<T>(map: Map<string, T>, key: string, value: T, what: string): void {
    if (map.has(key)) throw new Error(`${what} ${key} is declared twice`)
    map.set(key, value)
  }

  /** References must lead somewhere; a dangling one is a mistake of the declaration, not of a user. */
  #check(): void {
    for (const object of this.objects.values()) {
      const lines = Object.values(object.spec.lines ?? {}).flatMap((l) => Object.entries(l.fields))
      for (const [name, field] of [...Object.entries(object.fields), ...lines]) {
        if (field.to && !this.objects.has(field.to)) throw new Error(`${object.name}.${name}: no object ${field.to}`)
        if (field.dictionary && !this.dictionaries.has(field.dictionary))
          throw new Error(`${object.name}.${name}: no dictionary ${field.dictionary}`)
      }
    }
    for (const command of this.commands.values())
      if (!this.objects.has(command.object)) throw new Error(`command ${command.key}: no such object`)
  }

  object(name: string): ObjectDef {
    const found = this.objects.get(name)
    if (!found) throw new Error(`no object ${name}`)
    return found
  }

  commandsOf(object: string): CommandDef[] {
    return this.#commandsOf.get(object) ?? []
  }

  /** The object that a `within` field points at, if any. */
  parentOf(object: ObjectDef): ObjectDef | undefined {
    const field = object.spec.within ? object.fields[object.spec.within] : undefined
    return field?.to ? this.object(field.to) : undefined
  }
}
