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
  const document = parseJson(Buffer.from(base64, 'base64').toString('utf8'))
  if (!isObject(document)) return err(invalidPolicy('Invalid JSON.'))
  const { expiration, conditions } = document
  if (typeof expiration !== 'string') return err(invalidPolicy('Policy missing expiration.'))
  const date = new Date(expiration)
  if (!isoDate.test(expiration) || Number.isNaN(date.getTime())) return err(invalidPolicy("Invalid 'expiration' value."))
  if (!Array.isArray(conditions)) return err(invalidPolicy('Policy missing conditions.'))
  const parsed: PostCondition[] = []
  for (const item of conditions) {
    const condition = parseCondition(item)
    if (!condition.ok) return condition
    parsed.push(condition.value)
  }
  return ok({ expiration: date, conditions: parsed })
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

/** The sentence on simple conditions was recorded from AWS. */
const invalidPolicy = (message: string): AwsError => ({
  code: 'InvalidPolicyDocument',
  message: `Invalid Policy: ${message}`,
  status: 400,
})

function parseCondition(item: unknown): Result<PostCondition, AwsError> {
  if (Array.isArray(item)) {
    const [kind, first, second] = item.map(String)
    const operator = kind?.toLowerCase()
    if (item.length !== 3 || first === undefined || second === undefined)
      return err(invalidPolicy('Invalid Condition: wrong number of arguments.'))
    if (operator === 'content-length-range') return ok({ kind: operator, least: first, most: second })
    if (operator === 'eq' || operator === 'starts-with') return ok({ kind: operator, field: first, value: second })
    return err(invalidPolicy(`Invalid Condition: unknown operation '${kind}'.`))
  }
  const pairs = isObject(item) ? Object.entries(item) : []
  const [pair] = pairs
  if (pair === undefined || pairs.length !== 1) {
    return err(invalidPolicy('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.'))
  }
  return ok({ kind: 'eq', field: `$${pair[0]}`, value: String(pair[1]) })
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
