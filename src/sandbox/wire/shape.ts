import { type ConstraintData, type MemberTraits, type ModelData, simpleTypes, type TypeName } from './model.ts'

/** A type of the model with its names resolved; made once per name, when a codec first meets it. */
export type Shape =
  | { readonly kind: 'simple'; readonly type: SimpleType }
  | StructureShape
  | { readonly kind: 'list'; readonly member: Shape; readonly xmlName: string | undefined }
  | { readonly kind: 'map'; readonly key: Shape; readonly value: Shape }

export type SimpleType = (typeof simpleTypes)[number]

export interface StructureShape {
  readonly kind: 'structure'
  readonly name: string
  readonly xmlName: string | undefined
  readonly members: readonly Member[]
}

export interface Member {
  readonly name: string
  readonly shape: Shape
  /** `xmlName`, or the member's own name. */
  readonly wireName: string
  readonly required: boolean
  readonly traits: MemberTraits
  readonly constraint: Constraint | undefined
}

export interface Constraint {
  readonly data: ConstraintData
  readonly pattern: RegExp | undefined
  readonly member: Constraint | undefined
  readonly key: Constraint | undefined
  readonly value: Constraint | undefined
}

export interface OperationShape {
  readonly name: string
  readonly input: StructureShape
  readonly output: StructureShape
  readonly http: { readonly method: string; readonly uri: string; readonly status: number }
  readonly hasChecksum: boolean
  /** Whether the request's payload is a stream: its bytes pass by without being held. */
  readonly streams: boolean
}

const nothing: StructureShape = { kind: 'structure', name: 'Unit', xmlName: undefined, members: [] }
const simple = new Map<string, Shape>(simpleTypes.map((type) => [type, { kind: 'simple', type }]))

/** One service's model, read lazily: a server that is asked for ten operations resolves ten. */
export class Model {
  readonly #text: string
  #data: ModelData | undefined
  readonly #shapes = new Map<TypeName, Shape>()
  readonly #constraints = new Map<string, Constraint>()
  readonly #operations = new Map<string, OperationShape>()

  /** `text` is the JSON of a generated file. */
  constructor(text: string) {
    this.#text = text
  }

  get data(): ModelData {
    this.#data ??= JSON.parse(this.#text) as ModelData
    return this.#data
  }

  /** The operation of this name, served or not; undefined for names that the service does not have. */
  operation(name: string): OperationShape | undefined {
    if (!Object.hasOwn(this.data.operations, name)) return undefined
    return cached(this.#operations, name, () => this.#resolveOperation(name))
  }

  shape(name: TypeName): Shape {
    return simple.get(name) ?? this.#shapes.get(name) ?? this.#resolve(name)
  }

  #resolveOperation(name: string): OperationShape {
    const { input: request, output, http, checksum } = entry(this.data.operations, name)
    const [method, uri, status] = http ?? ['POST', '/', 200]
    const input = this.#structure(request)
    const streams = input.members.some(({ shape }) => shape.kind === 'simple' && shape.type === 'stream')
    return { name, input, output: this.#structure(output), http: { method, uri, status }, hasChecksum: checksum === 1, streams }
  }

  #structure(name: TypeName | undefined): StructureShape {
    const shape = name === undefined ? nothing : this.shape(name)
    if (shape.kind !== 'structure') throw new Error(`internal error: ${name} is no structure`)
    return shape
  }

  #resolve(name: TypeName): Shape {
    const { structures, lists, maps } = this.data
    if (Object.hasOwn(structures, name)) return this.#resolveStructure(name)
    if (Object.hasOwn(lists, name)) {
      const { member, xmlName } = entry(lists, name)
      return this.#remember(name, { kind: 'list', member: this.shape(member), xmlName })
    }
    const { key, value } = entry(maps, name)
    return this.#remember(name, { kind: 'map', key: this.shape(key), value: this.shape(value) })
  }

  /** Remembered before its members are read, since structures may contain themselves. */
  #resolveStructure(name: TypeName): Shape {
    const { members, required, xmlName } = entry(this.data.structures, name)
    const resolved: Member[] = []
    const shape = this.#remember(name, { kind: 'structure', name, xmlName, members: resolved })
    for (const [member, written] of Object.entries(members)) {
      const [type, traits] = typeof written === 'string' ? [written, {}] : written
      resolved.push({
        name: member,
        shape: this.shape(type),
        wireName: traits.xmlName ?? member,
        required: required?.includes(member) === true,
        traits,
        constraint: this.#constraint(traits.constraint),
      })
    }
    return shape
  }

  #remember(name: TypeName, shape: Shape): Shape {
    this.#shapes.set(name, shape)
    return shape
  }

  #constraint(name: string | undefined): Constraint | undefined {
    if (name === undefined) return undefined
    return cached(this.#constraints, name, () => {
      const data = entry(this.data.constraints, name)
      return {
        data,
        pattern: data.pattern === undefined ? undefined : compilePattern(data.pattern),
        member: this.#constraint(data.member),
        key: this.#constraint(data.key),
        value: this.#constraint(data.value),
      }
    })
  }
}

function cached<T>(cache: Map<string, T>, key: string, make: () => T): T {
  const known = cache.get(key)
  if (known !== undefined) return known
  const made = make()
  cache.set(key, made)
  return made
}

function entry<T>(record: Readonly<Record<string, T>>, name: string): T {
  const found = record[name]
  if (found === undefined) throw new Error(`internal error: the model has no ${name}`)
  return found
}

/** The whole value must match. The models' patterns are Java's; JavaScript's `u` flag refuses `\:`, and `\-` outside classes. */
export const compilePattern = (pattern: string): RegExp =>
  new RegExp(`^(?:${pattern.replaceAll('\\:', ':').replace(outsideClasses, unescapeDash)})$`, 'u')

/** A class of characters, or an escaped dash that stands in none. */
const outsideClasses = /\[(?:\\.|[^\]])*\]|\\-/g

const unescapeDash = (part: string): string => (part === '\\-' ? '-' : part)
