import { suggest } from '../base/suggest.ts'
import type { ActionElement, Text } from '../policy/policy.ts'
import { findAction, findService } from '../policy/reference.ts'

/** How the actions of a statement that does not have the wanted one stand to it. */
export type ActionRelation =
  /** It names something that is no action, and the wanted one was meant. */
  | { readonly relation: 'misspelt'; readonly pattern: Text }
  /** `NotAction` leaves it out. */
  | { readonly relation: 'excluded'; readonly pattern: Text | undefined }
  | { readonly relation: 'other' }

export function relateAction({ element, patterns }: ActionElement, wanted: string): ActionRelation {
  if (element === 'NotAction')
    return { relation: 'excluded', pattern: patterns.find(({ text }) => text.toLowerCase() === wanted.toLowerCase()) }
  const pattern = patterns.find(({ text }) => meantAction(text) === wanted)
  return pattern === undefined ? { relation: 'other' } : { relation: 'misspelt', pattern }
}

/**
 * Names of API operations that are no names of permissions, and the permissions they need.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const operations: Readonly<Record<string, string>> = {
  's3:listobjects': 's3:ListBucket',
  's3:listobjectsv2': 's3:ListBucket',
  's3:listobject': 's3:ListBucket',
  's3:headbucket': 's3:ListBucket',
  's3:headobject': 's3:GetObject',
  's3:readobject': 's3:GetObject',
  's3:createmultipartupload': 's3:PutObject',
  's3:initiatemultipartupload': 's3:PutObject',
  's3:uploadpart': 's3:PutObject',
  's3:completemultipartupload': 's3:PutObject',
  's3:writeobject': 's3:PutObject',
  's3:uploadobject': 's3:PutObject',
  's3:deleteobjects': 's3:DeleteObject',
  's3:listmultipartuploads': 's3:ListBucketMultipartUploads',
  's3:listparts': 's3:ListMultipartUploadParts',
}

/** The action that a text was meant to be, when it is none itself; IAM saves any text. */
export function meantAction(text: string): string | undefined {
  const [prefix = '', name = '', ...more] = text.split(':')
  if (more.length > 0 || /[*?]/.test(text) || findAction(text) !== undefined) return undefined
  const operation = operations[text.toLowerCase()]
  if (operation !== undefined) return operation
  const service = findService(prefix)
  if (service === undefined) return actionOfConnectors(name)
  const near = suggest(name, commonFirst(service.prefix, [...service.actions.keys()]))
  return near === undefined ? actionOfConnectors(name) : service.actions.get(near.toLowerCase())?.action
}

/** The action of that very name in a service that connectors use: `amazons3:GetObject` was meant to be one of S3. */
const actionOfConnectors = (name: string): string | undefined =>
  ['s3', 'kms', 'sts', 'glue'].map((prefix) => findAction(`${prefix}:${name}`)?.action).find((action) => action !== undefined)

/** Of equally near names the one that connectors use was meant. */
function commonFirst(prefix: string, names: readonly string[]): readonly string[] {
  const common = prefix === 's3' ? ['getobject', 'putobject', 'listbucket', 'deleteobject'] : []
  return [...common, ...names.filter((name) => !common.includes(name))]
}
