import * as fc from 'fast-check'
import type { Constraint, Member, Shape, StructureShape } from '../../src/sandbox/wire/shape.ts'

/** Text that is hard for markup, forms and JSON alike. */
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
  fc.constantFrom('&<>"\'', ' a  b ', 'a+b%20c', 'ü€😀', '__proto__', 'true', '007', ']]>', 'a=b&c=d'),
)

/** Headers are trimmed by everybody, and lists in them are split at commas. */
const headerText = fc.stringMatching(/^[A-Za-z0-9_.:=;/+-]{1,16}$/)
const date = fc.integer({ min: 86_400, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000))

/** A value of the shape as an SDK client takes it and gives it back. */
export function shapeValue(shape: Shape, member?: Member, constraint: Constraint | undefined = member?.constraint): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'structure':
      return structureValue(shape)
    case 'list':
      return fc.array(shapeValue(shape.member, inHeader(member) ? member : undefined, constraint?.member), { minLength: 1, maxLength: 3 })
    case 'map':
      return fc.dictionary(
        inHeader(member) ? fc.stringMatching(/^[a-z0-9-]{1,8}$/) : fc.stringMatching(/^[\w.:/-]{1,8}$/),
        shapeValue(shape.value, member, constraint?.value),
        {
          minKeys: 1,
          maxKeys: 3,
          noNullPrototype: true,
        },
      )
    case 'simple':
      return simpleValue(shape.type, member, constraint)
  }
}

const inHeader = (member: Member | undefined): boolean =>
  member !== undefined && (member.traits.header !== undefined || member.traits.prefix !== undefined)

function simpleValue(type: string, member: Member | undefined, constraint: Constraint | undefined): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return constraint?.data.enum === undefined ? (inHeader(member) ? headerText : text) : fc.constantFrom(...constraint.data.enum)
    case 'number':
      return fc.integer({ min: 0, max: 1000 })
    case 'integer':
      return fc.integer({ min: 0, max: 1_000_000 })
    case 'boolean':
      return fc.boolean()
    case 'blob':
    case 'stream':
      return fc.uint8Array({ minLength: 1, maxLength: 20 })
    default:
      return date
  }
}

/** A structure that holds a list of its own kind would have no end. */
const isListOf = (shape: Shape, structure: StructureShape): boolean => shape.kind === 'list' && shape.member === structure

/** Required members always, the others as chance has it, but never none at all: forms cannot say that a structure is there and empty. */
export function structureValue(
  shape: StructureShape,
  always: readonly string[] = [],
  never: readonly string[] = [],
): fc.Arbitrary<Record<string, unknown>> {
  const members = shape.members.filter(({ name, shape: of }) => !never.includes(name) && !isListOf(of, shape))
  const required = members.filter((member) => member.required || always.includes(member.name))
  const [first] = required.length === 0 ? members : required
  return fc.record(Object.fromEntries(members.map((member) => [member.name, shapeValue(member.shape, member)])), {
    requiredKeys: [...required, ...(first === undefined ? [] : [first])].map(({ name }) => name),
    noNullPrototype: true,
  })
}
