import type { ServiceName } from '../operation.ts'
import { lowerFirst } from './query.ts'
import type { Constraint, Member, Shape, StructureShape } from './shape.ts'
import { textOf } from './simple.ts'
import type { Misread, Value, ValueRecord } from './value.ts'

/**
 * The constraints of the model, in AWS's words: `1 validation error detected: Value 'x' at 'roleName' failed to satisfy constraint: Member must have
 * length less than or equal to 64`.
 *
 * @see https://smithy.io/2.0/spec/constraint-traits.html
 */
export function validate(service: ServiceName, input: StructureShape, value: ValueRecord): string | undefined {
  const violations: Violation[] = []
  checkStructure(input, value, '', violations)
  const invalidName =
    service === 'iam' ? violations.find(({ must }) => must === `satisfy regular expression pattern: ${namePattern}`) : undefined
  return invalidName === undefined
    ? describeViolations(violations.map((violation) => sentence(service, violation)))
    : `The specified value for ${invalidName.path} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`
}

/** IAM has its own sentence for names, seen in https://github.com/hashicorp/terraform-provider-aws/issues/3087. */
const namePattern = '[\\w+=,.@-]+'

/** Values that are not of their type at all, in the same frame (inferred: no recorded answer shows one). */
export const describeMisreads = (misreads: readonly Misread[]): string =>
  `${count(misreads.length)} detected: ${misreads
    .map(({ path, text, type }) => `Value '${text}' at '${path}' failed to satisfy constraint: Member must be of type ${type}`)
    .join('; ')}`

const describeViolations = (sentences: readonly string[]): string | undefined =>
  sentences.length === 0 ? undefined : `${count(sentences.length)} detected: ${sentences.join('; ')}`

const count = (errors: number): string => `${errors} validation error${errors === 1 ? '' : 's'}`

interface Violation {
  readonly path: string
  /** Absent for values that are not printed: lists, blobs, and sensitive members. */
  readonly text: string | undefined
  readonly must: string
}

/** IAM's answers to patterns and enums print neither the value nor the set, as recorded. */
function sentence(service: ServiceName, { path, text, must }: Violation): string {
  const bare = service === 'iam' && must.startsWith('satisfy')
  const value = bare || text === undefined ? '' : text === 'null' ? 'null ' : `'${text}' `
  return `Value ${value}at '${path}' failed to satisfy constraint: Member must ${bare ? must.replace(/ value set: .*/, ' value set') : must}`
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
  if (Array.isArray(value) && constraint.member !== undefined) {
    for (const [index, item] of (value as readonly Value[]).entries()) {
      checkConstraint(constraint.member, item, `${path}.${index + 1}.member`, sensitive, violations)
    }
  }
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
