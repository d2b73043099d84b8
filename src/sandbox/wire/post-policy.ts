import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'

/** What the signer of a form allows whoever sends it. */
export interface PostPolicy {
  readonly expiration: Date
  readonly conditions: readonly PostCondition[]
}

export type PostCondition =
  | { readonly kind: 'eq' | 'starts-with'; readonly field: string; readonly value: string }
  | { readonly kind: 'content-length-range'; readonly least: string; readonly most: string }

type FieldCondition = Extract<PostCondition, { readonly field: string }>

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html */
export function parsePostPolicy(base64: string): Result<PostPolicy, AwsError> {
  if (!isBase64.test(base64)) return err(invalidPolicy('invalid Base64 encoding.'))
  const document = parseJson(Buffer.from(base64, 'base64').toString('utf8'))
  if (!isObject(document)) return err(invalidJson)
  const { expiration, conditions } = document
  const date = parseExpiration(expiration)
  if (!date.ok) return date
  if (conditions === undefined) return err(invalidPolicy('Policy missing conditions.'))
  if (!Array.isArray(conditions)) return err(invalidPolicy("Invalid 'conditions' value: must be a List."))
  // That it is refused was recorded from S3 by argmin; the words are inferred.
  if (conditions.length === 0) return err(invalidPolicy('Policy missing conditions.'))
  const parsed: PostCondition[] = []
  for (const item of conditions) {
    const condition = parseCondition(item)
    if (!condition.ok) return condition
    parsed.push(condition.value)
  }
  return ok({ expiration: date.value, conditions: parsed })
}

const isBase64 = /^[A-Za-z0-9+/\s]*={0,2}\s*$/

function parseExpiration(expiration: unknown): Result<Date, AwsError> {
  if (expiration === undefined) return err(invalidPolicy('Policy missing expiration.'))
  if (typeof expiration !== 'string') return err(invalidJson)
  const date = new Date(expiration)
  if (isoDate.test(expiration) && !Number.isNaN(date.getTime())) return ok(date)
  return err(invalidPolicy(`Invalid 'expiration' value: '${expiration}'`))
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html#HTTPPOSTExpiration */
const isoDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The words were recorded from AWS, by argmin (crates/s3-tests/tests/post_object.rs) and LocalStack, and are expected by the suite of versity/versitygw
 * (tests/integration/PostObject.go), which is run against S3 too.
 */
const invalidPolicy = (message: string): AwsError => ({
  code: 'InvalidPolicyDocument',
  message: `Invalid Policy: ${message}`,
  status: 400,
})

const invalidJson = invalidPolicy('Invalid JSON.')

const parseCondition = (item: unknown): Result<PostCondition, AwsError> =>
  Array.isArray(item)
    ? parseListed(item)
    : isObject(item)
      ? parseSimple(Object.entries(item))
      : err(invalidPolicy('Invalid condition test: must be a List or Object.'))

/** As S3 spells them where it counts their arguments. */
const operators: Readonly<Record<string, string>> = {
  eq: 'Eq',
  'starts-with': 'starts-with',
  'content-length-range': 'content-length-range',
}

function parseListed([kind, ...values]: readonly unknown[]): Result<PostCondition, AwsError> {
  if (kind === undefined) return err(invalidPolicy('Invalid Condition: missing operation identifier.'))
  if (typeof kind !== 'string') return err(invalidJson)
  const operator = kind.toLowerCase()
  const spelt = operators[operator]
  if (spelt === undefined) return err(invalidPolicy(`Invalid Condition: unknown operation '${kind}'.`))
  if (values.length !== 2) return err(invalidPolicy(`Invalid ${spelt}: wrong number of arguments.`))
  if (!values.every((value) => typeof value === 'string' || typeof value === 'number')) return err(invalidJson)
  const [first = '', second = ''] = values.map(String)
  if (operator === 'content-length-range') return ok({ kind: operator, least: first, most: second })
  return ok({ kind: operator === 'eq' ? 'eq' : 'starts-with', field: first, value: second })
}

function parseSimple([pair, ...others]: readonly (readonly [string, unknown])[]): Result<PostCondition, AwsError> {
  if (pair === undefined || others.length > 0)
    return err(invalidPolicy('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.'))
  const [field, value] = pair
  return typeof value === 'string'
    ? ok({ kind: 'eq', field: `$${field}`, value })
    : err(invalidPolicy('Invalid Simple-Condition: value must be a string.'))
}

/** Fields that need no condition. */
const unconditional = /^(?:x-amz-signature|awsaccesskeyid|signature|file|policy|x-ignore-.*)$/

/** Whether the form is what its policy allows, but for the length of the file. The words were recorded from AWS. */
export function refuseForm({ expiration, conditions }: PostPolicy, fields: ReadonlyMap<string, string>, now: Date): AwsError | undefined {
  if (expiration <= now) return accordingTo('Policy expired.')
  for (const condition of conditions) {
    if (condition.kind === 'content-length-range') {
      if (!/^\d+$/.test(condition.least) || !/^\d+$/.test(condition.most)) return conditionFailed(condition)
    } else if (!holds(condition, fields)) return conditionFailed(condition)
  }
  const named = new Set(conditions.map((condition) => ('field' in condition ? condition.field.slice(1).toLowerCase() : '')))
  const extra = [...fields.keys()].find((name) => !unconditional.test(name) && !named.has(name))
  return extra === undefined ? undefined : accordingTo(`Extra input fields: ${extra}`)
}

const accordingTo = (what: string): AwsError => ({ code: 'AccessDenied', message: `Invalid according to Policy: ${what}`, status: 403 })

const conditionFailed = (condition: PostCondition): AwsError => {
  const parts =
    condition.kind === 'content-length-range'
      ? [condition.kind, condition.least, condition.most]
      : [condition.kind, condition.field, condition.value]
  return accordingTo(`Policy Condition failed: [${parts.map((part) => JSON.stringify(part)).join(', ')}]`)
}

function holds({ kind, field, value }: FieldCondition, fields: ReadonlyMap<string, string>): boolean {
  if (!field.startsWith('$')) return false
  const sent = fields.get(field.slice(1).toLowerCase())
  if (kind === 'eq') return sent === value
  // Content types come in lists, each of which must begin so.
  return field.toLowerCase() === '$content-type'
    ? (sent ?? '').split(',').every((item) => item.trim().startsWith(value))
    : (sent ?? '').startsWith(value)
}

/** How long the file may be. */
export function lengthRange({ conditions }: PostPolicy): { readonly least: number; readonly most: number } | undefined {
  for (const condition of conditions) {
    if (condition.kind === 'content-length-range') return { least: Number(condition.least), most: Number(condition.most) }
  }
  return undefined
}
