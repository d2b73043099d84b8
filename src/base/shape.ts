import type { Located, Member } from './located.ts'
import type { Problem } from './problem.ts'
import type { Span } from './span.ts'
import { didYouMean, suggest } from './suggest.ts'

/**
 * What a value in a user's file may be, as data: it reads located values and describes itself as JSON Schema.
 *
 * Reading collects problems and goes on: an unknown key, a bad item of a list and a bad optional member are reported and left out, so that one
 * mistake does not hide the next. Only a value that is of no use at all reads as undefined.
 */
export interface Shape<T> {
  readonly schema: JsonSchema
  readonly read: (value: Located, report: Report) => T | undefined
}

export type JsonSchema = { readonly [keyword: string]: unknown }

/** Takes one problem; the reader of the file knows the first half of its code. */
export type Report = (what: string, at: Span, message: string, help?: string) => void

/** Collects the problems of one file under the codes `fixture/…` or `scenario/…`. */
export const reportTo =
  (problems: Problem[], family: string): Report =>
  (what, at, message, help) => {
    problems.push({ code: `${family}/${what}`, at, message, ...(help === undefined ? {} : { help }) })
  }

/** A text and where it stands. */
export interface TextAt {
  readonly text: string
  readonly at: Span
}

export interface ValueAt<T> {
  readonly value: T
  readonly at: Span
}

const kindNames: Record<Located['kind'], string> = {
  null: 'nothing',
  boolean: 'a boolean',
  number: 'a number',
  string: 'a text',
  array: 'a list',
  object: 'a map of names to values',
}

function mistaken(value: Located, wanted: string, report: Report, help?: string): undefined {
  report('wrong-kind', value.at, `expected ${wanted}, found ${kindNames[value.kind]}`, help)
}

/** Refuses numbers and booleans instead of turning them into text: an account id would lose its zero. */
function readText(value: Located, report: Report): TextAt | undefined {
  if (value.kind === 'string') return { text: value.value, at: value.at }
  if (value.kind === 'number' || value.kind === 'boolean') {
    const written = value.kind === 'number' ? value.text : String(value.value)
    report('needs-quotes', value.at, `\`${written}\` is ${kindNames[value.kind]}, a text is needed`, `put it in quotes: "${written}"`)
    return undefined
  }
  return mistaken(value, 'a text', report)
}

export interface TextRule {
  readonly pattern: RegExp
  /** What a text that does not match is not: `an IAM path`. */
  readonly is: string
  readonly help: string
}

/** Any text, or a text that keeps a rule. */
export const text = (rule?: TextRule): Shape<TextAt> => ({
  schema: { type: 'string', ...(rule === undefined ? {} : { pattern: rule.pattern.source }) },
  read: (value, report) => {
    const found = readText(value, report)
    if (found === undefined || rule === undefined || rule.pattern.test(found.text)) return found
    report('wrong-text', found.at, `\`${found.text}\` is not ${rule.is}`, rule.help)
    return undefined
  },
})

/** A text that no message shows, whatever is wrong with it. */
export const secret = (rule?: TextRule): Shape<TextAt> => ({
  schema: text(rule).schema,
  read: (value, report) => {
    if (value.kind === 'number' || value.kind === 'boolean') {
      report('needs-quotes', value.at, `this is ${kindNames[value.kind]}, a text is needed`, 'put it in quotes')
      return undefined
    }
    const found = readText(value, report)
    if (found === undefined || rule === undefined || rule.pattern.test(found.text)) return found
    report('wrong-text', found.at, `this is not ${rule.is}`, rule.help)
    return undefined
  },
})

export const truth: Shape<ValueAt<boolean>> = {
  schema: { type: 'boolean' },
  read: (value, report) => {
    if (value.kind === 'boolean') return { value: value.value, at: value.at }
    const meant = value.kind === 'string' ? truthWords.get(value.value.toLowerCase()) : undefined
    return mistaken(value, 'true or false', report, meant === undefined ? undefined : `write \`${meant}\``)
  },
}

const truthWords = new Map([
  ['yes', true],
  ['on', true],
  ['true', true],
  ['no', false],
  ['off', false],
  ['false', false],
])

export const wholeNumber = (least: number, most: number): Shape<ValueAt<number>> => ({
  schema: { type: 'integer', minimum: least, maximum: most },
  read: (value, report) => {
    if (value.kind !== 'number') return mistaken(value, `a whole number from ${least} to ${most}`, report)
    if (Number.isInteger(value.value) && value.value >= least && value.value <= most) return { value: value.value, at: value.at }
    report('out-of-range', value.at, `\`${value.text}\` is not a whole number from ${least} to ${most}`)
    return undefined
  },
})

export const choice = <const Value extends string>(...values: readonly Value[]): Shape<ValueAt<Value>> => ({
  schema: { enum: values },
  read: (value, report) => {
    const found = readText(value, report)
    if (found === undefined) return undefined
    const chosen = values.find((candidate) => candidate === found.text)
    if (chosen !== undefined) return { value: chosen, at: found.at }
    report(
      'unknown-value',
      found.at,
      `\`${found.text}\` is none of ${values.map((each) => `\`${each}\``).join(', ')}`,
      didYouMean(found.text, values).help,
    )
    return undefined
  },
})

export interface ListAt<T> {
  readonly items: readonly T[]
  readonly at: Span
}

export const list = <T>(item: Shape<T>): Shape<ListAt<T>> => ({
  schema: { type: 'array', items: item.schema },
  read: (value, report) => {
    if (value.kind !== 'array') return mistaken(value, 'a list', report, value.kind === 'string' ? `write \`[${value.value}]\`` : undefined)
    return { items: value.items.map((each) => item.read(each, report)).filter((each) => each !== undefined), at: value.at }
  },
})

/** One `name: value` of a map whose names the user chooses. */
export interface Entry<T> {
  readonly key: string
  readonly keyAt: Span
  readonly value: T
}

export const map = <T>(of: Shape<T>, help?: string): Shape<readonly Entry<T>[]> => ({
  schema: { type: 'object', additionalProperties: of.schema },
  read: (value, report) => {
    if (value.kind !== 'object') return mistaken(value, kindNames.object, report, help)
    return value.members.flatMap(({ key, keyAt, value: member }) => {
      const read = of.read(member, report)
      return read === undefined ? [] : [{ key, keyAt, value: read }]
    })
  },
})

/** A member of a record: what it is, whether it must be there, and a sentence for editors. */
export interface Field<T, Required extends boolean = boolean> {
  readonly shape: Shape<T>
  readonly required: Required
  readonly description: string
}

export const required = <T>(shape: Shape<T>, description: string): Field<T, true> => ({ shape, required: true, description })
export const optional = <T>(shape: Shape<T>, description: string): Field<T, false> => ({ shape, required: false, description })

type Fields = Readonly<Record<string, Field<unknown>>>

/** The members of a record: those that need not be there may be undefined. */
export type Members<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends Field<infer T, infer Required> ? (Required extends true ? T : T | undefined) : never
}

export interface RecordAt<F extends Fields> {
  readonly at: Span
  readonly of: Members<F>
}

/** What a record shape reads. */
export type Read<S> = S extends Shape<infer T> ? T : never

/**
 * A map whose keys we chose. `what` names it in messages: `a role`. Where its members say one thing together, it is left out as a whole when one of
 * them is broken: without it the others would say something else.
 */
export const record = <F extends Fields>(what: string, fields: F, together = false): Shape<RecordAt<F>> => ({
  schema: recordSchema(fields),
  read: (value, report) => {
    if (value.kind !== 'object') return mistaken(value, kindNames.object, report)
    const meant = reportUnknownKeys(what, fields, value.members, report)
    const members: Record<string, unknown> = {}
    let whole = true
    for (const [name, field] of Object.entries(fields)) {
      const found = value.members.find(({ key }) => key === name) ?? meant.get(name)
      members[name] = found === undefined ? undefined : field.shape.read(found.value, report)
      if (members[name] !== undefined || (!field.required && (found === undefined || !together))) continue
      whole = false
      if (found !== undefined) continue
      report('missing-key', value.at, `${what} needs \`${name}\``, `\`${name}\`: ${field.description}`)
    }
    // The loop has just read each member with its own shape and found each required one.
    return whole ? { at: value.at, of: members as Members<F> } : undefined
  },
})

/** Gives what stands under misspelt names by the names that were meant: it is read as if they were right, so that one slip hides nothing. */
function reportUnknownKeys(what: string, fields: Fields, members: readonly Member[], report: Report): ReadonlyMap<string, Member> {
  const names = Object.keys(fields)
  const meant = new Map<string, Member>()
  for (const member of members) {
    const { key, keyAt } = member
    if (names.includes(key)) continue
    const missing = names.filter((name) => !meant.has(name) && !members.some((other) => other.key === name))
    const near = suggest(key, missing)
    if (near !== undefined) meant.set(near, member)
    const help = near === undefined ? `it may have ${names.map((name) => `\`${name}\``).join(', ')}` : `did you mean \`${near}\`?`
    report('unknown-key', keyAt, `${what} has no key \`${key}\``, help)
  }
  return meant
}

const recordSchema = (fields: Fields): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  required: Object.entries(fields).flatMap(([name, field]) => (field.required ? [name] : [])),
  properties: Object.fromEntries(Object.entries(fields).map(([name, { shape, description }]) => [name, { ...shape.schema, description }])),
})

/** The value itself for the short form, else the long form. */
export const either = <Short, Long>(
  kinds: readonly Located['kind'][],
  short: Shape<Short>,
  long: Shape<Long>,
): Shape<{ readonly short: Short } | { readonly long: Long }> => ({
  schema: { anyOf: [short.schema, long.schema] },
  read: (value, report) => {
    if (kinds.includes(value.kind)) {
      const read = short.read(value, report)
      return read === undefined ? undefined : { short: read }
    }
    const read = long.read(value, report)
    return read === undefined ? undefined : { long: read }
  },
})
