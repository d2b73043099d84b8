import { compilePattern, matchesPattern, type Pattern, type PatternPart } from './pattern.ts'
import * as data from './reference.data.ts'
import { services } from './services.data.ts'

export type AccessLevel = 'Read' | 'Write' | 'List' | 'Tagging' | 'Permissions management'

export type ConditionKeyType = 'String' | 'ARN' | 'Bool' | 'Date' | 'Numeric' | 'IPAddress'

export interface ConditionKeyReference {
  /** In AWS's spelling; the variable part is `${…}`. */
  readonly key: string
  readonly type: ConditionKeyType
  readonly multivalued: boolean
}

export interface ResourceTypeReference {
  readonly name: string
  /** `arn:${Partition}:s3:::${BucketName}` */
  readonly arn: string
  readonly conditionKeys: readonly ConditionKeyReference[]
}

export interface ActionReference {
  readonly service: string
  /** `s3:GetObject`, in AWS's spelling. */
  readonly action: string
  readonly access: AccessLevel
  /** The types of resources the action is authorized on; without any, only `*` matches. */
  readonly resourceTypes: readonly { readonly type: ResourceTypeReference; readonly required: boolean }[]
  /** The keys of its service that the action may send; global keys come on top. */
  readonly conditionKeys: readonly ConditionKeyReference[]
  /** Actions that it may need besides, as `iam:PassRole`. */
  readonly dependentActions: readonly string[]
}

export interface ServiceReference {
  readonly prefix: string
  readonly name: string
  /** By lower-cased name without prefix. */
  readonly actions: ReadonlyMap<string, ActionReference>
  readonly resourceTypes: readonly ResourceTypeReference[]
  readonly conditionKeys: readonly ConditionKeyReference[]
}

/** The day of the data, which every report can print. @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
export const { referenceDate } = data

/** The prefixes of all services. */
export const servicePrefixes: readonly string[] = data.servicePrefixes.split(' ')

const prefixes: ReadonlySet<string> = new Set(servicePrefixes)

/** A service by its prefix, whatever its case. */
export function findService(prefix: string): ServiceReference | undefined {
  const lower = prefix.toLowerCase()
  const known = parsedServices.get(lower)
  if (known !== undefined || !prefixes.has(lower)) return known
  rows ??= services()
  const service = readService(lower, JSON.parse(rows[lower] ?? '') as ServiceRow)
  parsedServices.set(lower, service)
  return service
}

/** `s3:GetObject`, whatever its case. */
export function findAction(action: string): ActionReference | undefined {
  const [prefix = '', name = '', ...more] = action.split(':')
  return more.length > 0 ? undefined : findService(prefix)?.actions.get(name.toLowerCase())
}

/** The actions of a pattern like `s3:Get*`. A wildcard in the prefix is none but `*`, which is every action of every service. */
export function actionsMatching(pattern: string): readonly ActionReference[] {
  if (pattern === '*') return servicePrefixes.flatMap((prefix) => [...(findService(prefix)?.actions.values() ?? [])])
  const [prefix = '', name = '', ...more] = pattern.toLowerCase().split(':')
  const service = more.length > 0 ? undefined : findService(prefix)
  if (service === undefined) return []
  if (!/[*?]/.test(name)) return [service.actions.get(name)].filter((action) => action !== undefined)
  const compiled = compilePattern(name)
  const actions: ActionReference[] = []
  for (const [lower, action] of service.actions) if (matchesPattern(compiled, lower)) actions.push(action)
  return actions
}

/**
 * A condition key by its name, whatever its case, the tag or path in it filled in: `aws:PrincipalTag/team`. Keys of identity providers that AWS
 * does not list are unknown.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function findConditionKey(key: string): ConditionKeyReference | undefined {
  const prefix = key.slice(0, key.indexOf(':')).toLowerCase()
  const owner = foreignPrefixes.find(([pattern]) => matchesPattern(pattern, prefix))?.[1] ?? prefix
  return [...globalConditionKeys, ...(findService(owner)?.conditionKeys ?? [])].find((candidate) => isKey(candidate, key))
}

/** Whether the name is that key, its variable part filled in. */
export const isKey = (reference: ConditionKeyReference, key: string): boolean => matchesPattern(patternOf(reference.key), key)

/** Whether RCPs bind the resources of the service. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services */
export const supportsResourceControl = (prefix: string): boolean => rcpServices.has(prefix.toLowerCase())

/** A row of the table as scripts/generate-reference-data.js writes it; numbers are indexes into `keys` and `types`. */
interface ServiceRow {
  readonly name: string
  readonly keys: readonly KeyRow[]
  readonly types: readonly (readonly [name: string, arn: string, keys: readonly number[]])[]
  readonly actions: readonly ActionRow[]
}
type KeyRow = readonly [key: string, type: string]
type ActionRow = readonly [name: string, access: string, types: readonly number[], keys: readonly number[], dependent?: readonly string[]]

/** Of all services, from when one is first asked for. */
let rows: Readonly<Record<string, string>> | undefined
const parsedServices = new Map<string, ServiceReference>()
const rcpServices: ReadonlySet<string> = new Set(JSON.parse(data.resourceControlServices) as readonly string[])

/** Keys that belong to no service. They come with every action, but for those about tags. */
export const globalConditionKeys: readonly ConditionKeyReference[] = (JSON.parse(data.globalKeys) as readonly KeyRow[]).map(readKey)

const accessLevels: Readonly<Record<string, AccessLevel>> = {
  R: 'Read',
  W: 'Write',
  L: 'List',
  T: 'Tagging',
  P: 'Permissions management',
}

function readService(prefix: string, row: ServiceRow): ServiceReference {
  const conditionKeys = row.keys.map(readKey)
  const keysAt = (indexes: readonly number[]): readonly ConditionKeyReference[] => indexes.flatMap((index) => conditionKeys[index] ?? [])
  const resourceTypes = row.types.map(([name, arn, keys]) => ({ name, arn, conditionKeys: keysAt(keys) }))
  const readAction = ([name, access, types, keys, dependentActions = []]: ActionRow): ActionReference => {
    const own = types.flatMap((index) => {
      const type = resourceTypes[index < 0 ? -1 - index : index]
      return type === undefined ? [] : [{ type, required: index < 0 }]
    })
    const sent = new Set([...keysAt(keys), ...own.flatMap(({ type }) => type.conditionKeys)])
    return {
      service: prefix,
      action: `${prefix}:${name}`,
      access: accessLevels[access] ?? 'Write',
      resourceTypes: own,
      conditionKeys: [...sent],
      dependentActions,
    }
  }
  const actions = new Map(row.actions.map((action) => [action[0].toLowerCase(), readAction(action)]))
  return { prefix, name: row.name, actions, resourceTypes, conditionKeys }
}

function readKey([key, type]: KeyRow): ConditionKeyReference {
  const multivalued = type.startsWith('ArrayOf')
  return { key, type: (multivalued ? type.slice('ArrayOf'.length) : type) as ConditionKeyType, multivalued }
}

const keyPatterns = new Map<string, Pattern>()

const foreignPrefixes = Object.entries(JSON.parse(data.keyPrefixes) as Readonly<Record<string, string>>).map(
  ([prefix, service]) => [patternOf(prefix), service] as const,
)

/** The variable part of a key is one character or more. */
function patternOf(key: string): Pattern {
  const known = keyPatterns.get(key)
  if (known !== undefined) return known
  const parts = key
    .split(/\$\{[^}]*\}/)
    .flatMap((text, index): readonly PatternPart[] => [
      ...(index > 0 ? [{ kind: '?' } as const, { kind: '*' } as const] : []),
      { kind: 'text', text },
    ])
  const pattern = compilePattern(parts, { ignoreCase: true })
  keyPatterns.set(key, pattern)
  return pattern
}
