/** One call of an API, as the SDK or CloudTrail writes it. */
export interface ApiCall {
  /** `s3:ListObjectsV2`: prefix of the service and operation. */
  readonly operation: string
  /** In the SDK's names: `{ Bucket: 'acme-exports', Prefix: 'daily/' }`. */
  readonly parameters: Readonly<Record<string, unknown>>
  readonly partition: string
  readonly region: string
  /** The account that owns the resources which the parameters only name. */
  readonly account: string
  /** What the call meets and its parameters do not say. */
  readonly facts?: ResourceFacts
}

export interface ResourceFacts {
  /** ARN of the KMS key that the object is encrypted with, or the bucket by default. */
  readonly encryptionKey?: string
  /** The same of the source of a copy. */
  readonly sourceEncryptionKey?: string
  /** The tags of the source of a copy, which go along unless the call says otherwise. */
  readonly sourceTags?: ReadonlyMap<string, string>
  /** With a bucket key the encryption context is the bucket's ARN. */
  readonly bucketKey?: boolean
  /** The bucket behind the access point that `Bucket` names. */
  readonly accessPointBucket?: string
  /** Whether the access point takes requests from a VPC only. */
  readonly accessPointOrigin?: 'Internet' | 'VPC'
  /** ARN with the path of the role or user that the parameters only name. */
  readonly identityArn?: string
}

/** What the caller must be allowed to do, and the keys that come with it. */
export interface NeededPermission {
  readonly action: string
  /** The full ARN, or `*` for an action without resource types. */
  readonly resource: string
  /** Keys of the service, in AWS's spelling. Undefined was not sent. */
  readonly keys?: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly requestTags?: ReadonlyMap<string, string>
  /** Services that ask in the caller's name, as S3 asks KMS. */
  readonly calledVia?: readonly string[]
}

/** What an operation needs, given its call. */
export type Needs = (call: ApiCall) => readonly NeededPermission[]

/**
 * A call that hands a role to a service needs `iam:PassRole` on the role as well.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export function passRole(roleArn: string, service: string): NeededPermission {
  return { action: 'iam:PassRole', resource: roleArn, keys: { 'iam:PassedToService': service } }
}

/** A text parameter; anything else is as if it was not sent. */
export function textOf(parameters: ApiCall['parameters'], name: string): string | undefined {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** Members of a list parameter that are objects. */
export function listOf(parameters: ApiCall['parameters'], name: string): readonly Readonly<Record<string, unknown>>[] {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** An object parameter; an empty one when it was not sent. */
export function objectOf(parameters: ApiCall['parameters'], name: string): Readonly<Record<string, unknown>> {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined
  return isObject(value) ? value : {}
}

/** `[{ Key, Value }]` as a map; undefined when there is none. `names` are the members' names in the service. */
export function tagsOf(
  parameters: ApiCall['parameters'],
  name: string,
  names: readonly [key: string, value: string] = ['Key', 'Value'],
): ReadonlyMap<string, string> | undefined {
  const tags = listOf(parameters, name).flatMap((tag) => {
    const key = textOf(tag, names[0])
    return key === undefined ? [] : [[key, textOf(tag, names[1]) ?? ''] as const]
  })
  return tags.length === 0 ? undefined : new Map(tags)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
