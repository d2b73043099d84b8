import type { ResourceElement } from '../policy/policy.ts'
import type { ActionReference } from '../policy/reference.ts'
import { type Automaton, automatonOf } from './automaton.ts'
import { anyArn, anyOne, anyRun, digit, literalTokens, nameOne, nameRun, segmentOne, segmentRun, type Tokens } from './token.ts'

/** The resources that requests of an action can have. Equal keys, equal resources. */
export interface ResourceTemplate {
  readonly key: string
  readonly domain: Automaton
  /** The services in its ARNs; absent where any may stand there. */
  readonly services?: ReadonlySet<string>
  /** Further resources, tried when none of the first will do. */
  readonly otherwise?: ResourceTemplate
}

const noResource: ResourceTemplate = { key: '*', domain: automatonOf([literalTokens('*')]), services: new Set() }

/** Any ARN, and a request without a resource. */
export const anyResource: ResourceTemplate = { key: 'any', domain: automatonOf([anyArn, literalTokens('*')]) }

/** Makes templates for the partitions that a comparison is about. */
export function templateMaker(partitions: readonly string[]): (action: ActionReference) => ResourceTemplate {
  const key = partitions.join()
  const made = byAction.get(key) ?? new WeakMap<ActionReference, ResourceTemplate>()
  byAction.set(key, made)
  return (action) => {
    const before = made.get(action)
    if (before !== undefined) return before
    const template = templateOf(action, partitions)
    made.set(action, template)
    return template
  }
}

const byAction = new Map<string, WeakMap<ActionReference, ResourceTemplate>>()

/** The role that a trust policy is of. */
export const anyRole = (partitions: readonly string[]): ResourceTemplate =>
  remembered(`role ${partitions.join()}`, () => templateTokens(roleArn, partitions))

const roleArn = ['arn', '${Partition}', 'iam', '', '${Account}', 'role/${RoleNameWithPath}'].join(':')

const known = new Map<string, ResourceTemplate>()

function remembered(key: string, patterns: () => readonly Tokens[], more: Omit<ResourceTemplate, 'key' | 'domain'> = {}): ResourceTemplate {
  const before = known.get(key)
  if (before !== undefined) return before
  let domain: Automaton | undefined
  const made: ResourceTemplate = {
    ...more,
    key,
    get domain() {
      domain ??= automatonOf(patterns())
      return domain
    },
  }
  known.set(key, made)
  return made
}

/**
 * The ARNs of the resource types that the authorization reference lists for an action; `*` where it needs no resource. The reference calls no type
 * of an S3 action required, because an access point can stand for a bucket; yet each call names one of them.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
function templateOf({ service, resourceTypes }: ActionReference, partitions: readonly string[]): ResourceTemplate {
  if (resourceTypes.length === 0) return noResource
  const arns = [...new Set(resourceTypes.map(({ type }) => type.arn))].sort()
  const mayLack = service !== 's3' && !resourceTypes.some(({ required }) => required)
  const key = `${partitions.join()} ${arns.join(' ')}${mayLack ? ' *' : ''}`
  const services = arns.map((arn) => arn.split(':')[2] ?? '')
  return remembered(key, () => arns.flatMap((arn) => templateTokens(arn, partitions)), {
    ...(services.some((name) => name.includes('$')) ? {} : { services: new Set(services) }),
    ...(mayLack ? { otherwise: noResource } : {}),
  })
}

/** `arn:${Partition}:s3:::${BucketName}/${ObjectName}`: a name has one character or more, and a bucket's has no slash. */
function templateTokens(arn: string, partitions: readonly string[]): readonly Tokens[] {
  return partitions.map((partition) => {
    let colons = 0
    return arn.split(/(\$\{[^}]*\})/).flatMap((piece, index): Tokens => {
      if (index % 2 === 1) return piece === '${Partition}' ? literalTokens(partition) : variableTokens(piece, colons >= 5)
      colons += piece.split(':').length - 1
      return literalTokens(piece).map((token) => (token === 42 ? anyRun : token))
    })
  })
}

function variableTokens(variable: string, inResource: boolean): Tokens {
  if (variable === '${Account}') return Array.from({ length: 12 }, () => digit)
  if (!inResource) return [segmentOne, segmentRun]
  return /^\$\{(?:BucketName|AccessPointName|AccessPointAlias)\}$/.test(variable) ? [nameOne, nameRun] : [anyOne, anyRun]
}

/**
 * The partitions that the texts name; `aws` where they name none. A policy lives in one partition and meets no resources of others.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function partitionsIn(texts: Iterable<string>): readonly string[] {
  const named = new Set<string>()
  for (const text of texts) {
    const [, partition] = /^arn:([a-z-]+):/.exec(text) ?? []
    if (partition !== undefined) named.add(partition)
  }
  return named.size === 0 ? ['aws'] : [...named].sort()
}

/** The services in the ARNs of a `Resource`; undefined where any may be meant. */
export function servicesMeant(element: ResourceElement | undefined): ReadonlySet<string> | undefined {
  if (element === undefined || element.element === 'NotResource') return undefined
  const named = element.patterns.map(({ text }) => text.split(':')[2])
  return named.some((name) => name === undefined || /[*?$]/.test(name)) ? undefined : new Set(named.flatMap((name) => name ?? []))
}
