import type { ServiceName } from '../operation.ts'
import { lowerFirst } from './query.ts'
import type { Constraint, Member, Shape, StructureShape } from './shape.ts'
import { textOf } from './simple.ts'
import type { Value, ValueRecord } from './value.ts'

/**
 * The constraints of the model, in AWS's words: `1 validation error detected: Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must
 * have length greater than or equal to 2`.
 *
 * @see https://smithy.io/2.0/spec/constraint-traits.html
 */
export function validate(service: ServiceName, input: StructureShape, value: ValueRecord): string | undefined {
  const violations = violationsOf(input, value)
  return service === 'iam' ? describeForIam(violations) : describeViolations(violations.map(sentence))
}

export function violationsOf(input: StructureShape, value: ValueRecord): readonly Violation[] {
  const violations: Violation[] = []
  checkStructure(input, value, '', violations)
  return violations
}

/** IAM prints no values and no sets, and sorts by name: recorded, except that it does not print `null` either, which is inferred. */
function describeForIam(violations: readonly Violation[]): string | undefined {
  for (const { path, must } of violations) {
    const allowed = allowedOf.get(must)
    if (allowed !== undefined) return `The specified value for ${path} is invalid. It must ${allowed}`
  }
  const bare = violations.map(({ path, must }) => ({ path, text: undefined, must: must.replace(/ value set: .*/, ' value set') }))
  return describeViolations(bare.toSorted((left, right) => (left.path < right.path ? -1 : 1)).map(sentence))
}

/** IAM has its own sentence for names, seen in https://github.com/hashicorp/terraform-provider-aws/issues/3087, and for paths (recorded). */
const allowedOf: ReadonlyMap<string, string> = new Map(
  [
    ['[\\w+=,.@-]+', 'contain only alphanumeric characters and/or the following: +=,.@_-'],
    ['(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)', 'begin and end with / and contain only alphanumeric characters and/or / characters.'],
  ].map(([pattern = '', allowed = '']) => [`satisfy regular expression pattern: ${pattern}`, allowed]),
)

const describeViolations = (sentences: readonly string[]): string | undefined =>
  sentences.length === 0 ? undefined : `${count(sentences.length)} detected: ${sentences.join('; ')}`

const count = (errors: number): string => `${errors} validation error${errors === 1 ? '' : 's'}`

export interface Violation {
  readonly path: string
  /** Absent for values that are not printed: lists, blobs, and sensitive members. */
  readonly text: string | undefined
  readonly must: string
}

function sentence({ path, text, must }: Violation): string {
  const value = text === undefined ? '' : text === 'null' ? 'null ' : `'${text}' `
  return `Value ${value}at '${path}' failed to satisfy constraint: Member must ${must}`
}

function checkStructure(shape: StructureShape, value: ValueRecord, path: string, violations: Violation[]): void {
  for (const member of shape.members) {
    const of = value[member.name]
    const at = path + lowerFirst(member.name)
    if (of !== undefined) checkMember(member, of, at, violations)
    else if (member.required) violations.push({ path: at, text: 'null', must: 'not be null' })
  }
}

function checkMember({ shape, constraint, traits }: Member, value: Value, path: string, violations: Violation[]): void {
  if (constraint !== undefined) checkConstraint(constraint, value, path, traits.sensitive === 1, violations)
  descend(shape, value, path, violations)
}

/** Structures inside lists have constraints of their own. */
function descend(shape: Shape, value: Value, path: string, violations: Violation[]): void {
  if (shape.kind === 'structure') checkStructure(shape, value as ValueRecord, `${path}.`, violations)
  if (shape.kind === 'list' && shape.member.kind === 'structure') {
    for (const [index, item] of (value as readonly Value[]).entries())
      descend(shape.member, item, `${path}.${index + 1}.member`, violations)
  }
}

function checkConstraint(constraint: Constraint, value: Value, path: string, sensitive: boolean, violations: Violation[]): void {
  const text = sensitive || typeof value === 'object' ? undefined : textOf(value)
  for (const must of failures(constraint, value)) violations.push({ path, text, must })
  const { member } = constraint
  if (!Array.isArray(value) || member === undefined) return
  const items: readonly Value[] = value
  if (items.every((item) => failures(member, item).length === 0)) return
  const listed = sensitive || items.some((item) => typeof item === 'object') ? undefined : `[${items.map(textOf).join(', ')}]`
  violations.push({ path, text: listed, must: `satisfy constraint: [${requirements(member.data).join(', ')}]` })
}

/** All that is asked of a list's items, which AWS prints whichever of it failed. */
function requirements({ max, min, pattern, enum: values }: Constraint['data']): string[] {
  const all: string[] = []
  if (max !== undefined) all.push(`Member must have length less than or equal to ${max}`)
  if (min !== undefined) all.push(`Member must have length greater than or equal to ${min}`)
  if (pattern !== undefined) all.push(`Member must satisfy regular expression pattern: ${pattern}`, 'Member must not be null')
  if (values !== undefined) all.push(`Member must satisfy enum value set: [${values.join(', ')}]`)
  return all
}

function failures({ data, pattern }: Constraint, value: Value): string[] {
  if (typeof value === 'number') return rangeFailures(data, value)
  const length = lengthOf(value)
  if (data.max !== undefined && length > data.max) return [`have length less than or equal to ${data.max}`]
  const failed = data.min !== undefined && length < data.min ? [`have length greater than or equal to ${data.min}`] : []
  if (typeof value !== 'string') return failed
  if (pattern !== undefined && !pattern.test(value)) failed.push(`satisfy regular expression pattern: ${data.pattern}`)
  if (data.enum !== undefined && !data.enum.includes(value)) failed.push(`satisfy enum value set: [${data.enum.join(', ')}]`)
  return failed
}

function rangeFailures({ min, max }: Constraint['data'], value: number): string[] {
  if (min !== undefined && value < min) return [`have value greater than or equal to ${min}`]
  return max !== undefined && value > max ? [`have value less than or equal to ${max}`] : []
}

function lengthOf(value: Value): number {
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Uint8Array) return value.length
  return typeof value === 'object' && !(value instanceof Date) ? Object.keys(value).length : 0
}
