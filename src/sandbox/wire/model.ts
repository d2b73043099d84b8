/**
 * The wire facts of one service, generated from the schemas that its SDK exports (`scripts/generate-models.js`). This file says what the data
 * means; the codecs read it through `shape.ts`.
 */
export interface ModelData {
  readonly service: string
  readonly protocol: 'query' | 'ec2' | 'rest-xml' | 'json' | 'rest-json'
  readonly version: string
  readonly namespace: string
  /** Prefix of `X-Amz-Target`. */
  readonly target: string
  readonly operations: Readonly<Record<string, OperationData>>
  readonly structures: Readonly<Record<string, StructureData>>
  readonly lists: Readonly<Record<string, ListData>>
  readonly maps: Readonly<Record<string, MapData>>
  /** By code on the wire: HTTP status. */
  readonly errors: Readonly<Record<string, number>>
  readonly constraints: Readonly<Record<string, ConstraintData>>
}

export interface OperationData {
  /** Absent where there is nothing to send. */
  readonly input?: string
  readonly output?: string
  /** Method, URI pattern, status. */
  readonly http?: readonly [string, string, number]
  /** The `httpChecksum` trait: a checksum header or trailer speaks of the request's body. */
  readonly checksum?: 1
}

export interface StructureData {
  readonly members: Readonly<Record<string, TypeName | readonly [TypeName, MemberTraits]>>
  readonly required?: readonly string[]
  readonly xmlName?: string
}

export interface ListData {
  readonly member: TypeName
  readonly xmlName?: string
}

export interface MapData {
  readonly key: TypeName
  readonly value: TypeName
}

/** A simple type, or the name of a structure, list or map. */
export type TypeName = string

export const simpleTypes = [
  'string',
  'number',
  'integer',
  'boolean',
  'blob',
  'stream',
  'timestamp',
  'date-time',
  'http-date',
  'epoch-seconds',
] as const

export interface MemberTraits {
  readonly header?: string
  readonly query?: string
  readonly prefix?: string
  readonly label?: 1
  readonly payload?: 1
  readonly xmlName?: string
  /** How EC2 calls the member in requests, where it is not its name on the wire with a capital letter. */
  readonly queryName?: string
  readonly flattened?: 1
  readonly attribute?: 1
  readonly namespace?: readonly [string, string]
  /** Of the model's `sensitive` trait: its value is left out of messages. */
  readonly sensitive?: 1
  readonly constraint?: string
}

/** @see https://smithy.io/2.0/spec/constraint-traits.html */
export interface ConstraintData {
  readonly min?: number
  readonly max?: number
  readonly pattern?: string
  readonly enum?: readonly string[]
  readonly integer?: boolean
  /** Names of the constraints of a list's members and of a map's keys and values. */
  readonly member?: string
  readonly key?: string
  readonly value?: string
}
