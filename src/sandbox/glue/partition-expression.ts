import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { glueError } from './errors.ts'
import { matchesLike } from './like.ts'

/** Whether a partition with these values, one a key, is asked for. */
export type PartitionFilter = (values: readonly string[]) => boolean

export interface PartitionKey {
  readonly Name: string
  readonly Type?: string | undefined
}

/**
 * Reads the condition of `GetPartitions`, which is like a WHERE clause of SQL: comparisons of keys with literals, `IN`, `BETWEEN`, `LIKE`,
 * `IS NULL`, joined by `AND`, `OR` and `NOT`. That a value is compared as its key's type has it is documented; the words of refusals are inferred.
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html#Glue-GetPartitions-request-Expression
 */
export function parsePartitionExpression(text: string, keys: readonly PartitionKey[]): Result<PartitionFilter, AwsError> {
  try {
    const parser = new Parser(tokensOf(text), keys)
    const filter = parser.disjunction()
    parser.end()
    return ok((values) => filter(values) === true)
  } catch (error) {
    if (error instanceof Unsupported) return err(glueError('InvalidInputException', `Unsupported expression '${text}': ${error.message}`))
    throw error
  }
}

class Unsupported extends Error {}

/** As SQL has it: of a value that is not there nothing is known, nor is its opposite. */
type Truth = boolean | undefined
type Condition = (values: readonly string[]) => Truth

const isAny = (truths: readonly Truth[]): Truth => (truths.includes(true) ? true : truths.includes(undefined) ? undefined : false)
const isEach = (truths: readonly Truth[]): Truth => (truths.includes(false) ? false : truths.includes(undefined) ? undefined : true)

const not =
  (condition: Condition): Condition =>
  (values) => {
    const truth = condition(values)
    return truth === undefined ? undefined : !truth
  }

type Token = { readonly kind: 'word' | 'name' | 'text' | 'number' | 'sign'; readonly text: string }

const token = /\s*(?:([A-Za-z_][\w$]*)|`([^`]+)`|"([^"]+)"|'((?:[^']|'')*)'|([+-]?\d+(?:\.\d+)?)|(<>|!=|<=|>=|[=<>(),]))/y

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  token.lastIndex = 0
  while (text.slice(token.lastIndex).trim() !== '') {
    const at = token.lastIndex
    const match = token.exec(text)
    if (match === null) throw new Unsupported(`nothing that is known begins at ${at + 1}`)
    const [, word, ticked, quoted, string, number, sign = ''] = match
    if (word !== undefined) tokens.push({ kind: 'word', text: word })
    else if (ticked !== undefined || quoted !== undefined) tokens.push({ kind: 'name', text: ticked ?? quoted ?? '' })
    else if (string !== undefined) tokens.push({ kind: 'text', text: string.replaceAll("''", "'") })
    else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else tokens.push({ kind: 'sign', text: sign })
  }
  return tokens
}

/** How Hive spells the value of a partition that has none. */
const nothing = '__HIVE_DEFAULT_PARTITION__'

/** The types whose values are compared as numbers; the others are compared as text, which is right for dates too. @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html */
const numeric = /^(?:tinyint|smallint|int|integer|bigint|long|decimal(?:\s*\(.*\))?)$/i
const textual = /^(?:string|date|timestamp|char(?:\s*\(.*\))?|varchar(?:\s*\(.*\))?)$/i

/** One of the keys, by its place. */
interface Operand {
  readonly place: number
  readonly isNumeric: boolean
}

type Compare = (order: number) => boolean

const comparisons: Readonly<Record<string, Compare>> = {
  '=': (order) => order === 0,
  '<>': (order) => order !== 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
}

/** The other way round. */
const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' }

/** Parentheses may be so deep. */
const deepest = 50

class Parser {
  #at = 0
  #depth = 0
  readonly #tokens: readonly Token[]
  readonly #keys: readonly PartitionKey[]

  constructor(tokens: readonly Token[], keys: readonly PartitionKey[]) {
    this.#tokens = tokens
    this.#keys = keys
  }

  disjunction(): Condition {
    const any = [this.#conjunction()]
    while (this.#takes('OR')) any.push(this.#conjunction())
    return any.length === 1 && any[0] !== undefined ? any[0] : (values) => isAny(any.map((condition) => condition(values)))
  }

  end(): void {
    const rest = this.#tokens[this.#at]
    if (rest !== undefined) throw new Unsupported(`${rest.text} is not expected`)
  }

  #conjunction(): Condition {
    const all = [this.#negation()]
    while (this.#takes('AND')) all.push(this.#negation())
    return all.length === 1 && all[0] !== undefined ? all[0] : (values) => isEach(all.map((condition) => condition(values)))
  }

  #negation(): Condition {
    if (!this.#takes('NOT')) return this.#primary()
    const filter = this.#deeper(() => this.#negation())
    return not(filter)
  }

  #primary(): Condition {
    if (!this.#takes('(')) return this.#predicate()
    const filter = this.#deeper(() => this.disjunction())
    this.#expect(')')
    return filter
  }

  #deeper(read: () => Condition): Condition {
    this.#depth += 1
    if (this.#depth > deepest) throw new Unsupported('it is nested too deeply')
    const filter = read()
    this.#depth -= 1
    return filter
  }

  #predicate(): Condition {
    const first = this.#tokens[this.#at]
    if (first?.kind === 'text' || first?.kind === 'number') {
      const literal = this.#literal()
      const sign = this.#comparison()
      return this.#compared(this.#operand(), mirrored[sign] ?? sign, literal)
    }
    const operand = this.#operand()
    if (this.#takes('IS')) return this.#isNull(operand)
    const negated = this.#takes('NOT')
    const filter = this.#worded(operand)
    if (filter !== undefined) return negated ? not(filter) : filter
    if (negated) throw new Unsupported('NOT stands before nothing')
    return this.#compared(operand, this.#comparison(), this.#literal())
  }

  #isNull({ place }: Operand): Condition {
    const negated = this.#takes('NOT')
    this.#expect('NULL')
    return (values) => (values[place] === nothing) !== negated
  }

  #worded(operand: Operand): Condition | undefined {
    if (this.#takes('IN')) {
      const tests = this.#list().map((literal) => this.#compared(operand, '=', literal))
      return (values) => isAny(tests.map((test) => test(values)))
    }
    if (this.#takes('BETWEEN')) {
      const low = this.#compared(operand, '>=', this.#literal())
      this.#expect('AND')
      const high = this.#compared(operand, '<=', this.#literal())
      return (values) => isEach([low(values), high(values)])
    }
    if (!this.#takes('LIKE')) return undefined
    const pattern = this.#literal()
    return present(operand, (value) => matchesLike(pattern, value))
  }

  #list(): string[] {
    this.#expect('(')
    const literals = [this.#literal()]
    while (this.#takes(',')) literals.push(this.#literal())
    this.#expect(')')
    return literals
  }

  #compared(operand: Operand, sign: string, literal: string): Condition {
    const holds = comparisons[sign]
    if (holds === undefined) throw new Unsupported(`${sign} is no comparison`)
    if (operand.isNumeric && !isNumber(literal)) throw new Unsupported(`${literal} is no number`)
    return present(operand, (value) => {
      if (!operand.isNumeric) return holds(value < literal ? -1 : value > literal ? 1 : 0)
      return isNumber(value) && holds(compareNumbers(value, literal))
    })
  }

  #operand(): Operand {
    const next = this.#next()
    const name = next?.kind === 'word' || next?.kind === 'name' ? next.text : undefined
    const place = this.#keys.findIndex((key) => key.Name.toLowerCase() === name?.toLowerCase())
    const key = this.#keys[place]
    if (key === undefined) throw new Unsupported(`${next?.text ?? 'its end'} is no partition key`)
    const { Type = 'string' } = key
    if (!numeric.test(Type) && !textual.test(Type)) throw new Unsupported(`partition keys of type ${Type} are not supported`)
    return { place, isNumeric: numeric.test(Type) }
  }

  #comparison(): string {
    const next = this.#next()
    if (next?.kind !== 'sign' || comparisons[next.text] === undefined) throw new Unsupported(`${next?.text ?? 'its end'} is no comparison`)
    return next.text
  }

  /** `DATE '2026-11-21'` too. */
  #literal(): string {
    const next = this.#next()
    const typed = next?.kind === 'word' && /^(?:date|timestamp)$/i.test(next.text) ? this.#next() : next
    if (typed?.kind !== 'text' && typed?.kind !== 'number') throw new Unsupported(`${typed?.text ?? 'its end'} is no literal`)
    return typed.text
  }

  #next(): Token | undefined {
    const next = this.#tokens[this.#at]
    this.#at += 1
    return next
  }

  #takes(text: string): boolean {
    const next = this.#tokens[this.#at]
    const isIt = (next?.kind === 'word' || next?.kind === 'sign') && next.text.toUpperCase() === text
    if (isIt) this.#at += 1
    return isIt
  }

  #expect(text: string): void {
    if (!this.#takes(text)) throw new Unsupported(`${text} is missing`)
  }
}

const present =
  ({ place }: Operand, holds: (value: string) => boolean): Condition =>
  (values) => {
    const value = values[place]
    return value === undefined || value === nothing ? undefined : holds(value)
  }

const isNumber = (text: string): boolean => /^[+-]?\d+(?:\.\d+)?$/.test(text)

/** Of any length: a bigint is more than a number can hold. */
function compareNumbers(left: string, right: string): number {
  const places = Math.max(decimalsOf(left), decimalsOf(right))
  const [one, other] = [scaled(left, places), scaled(right, places)]
  return one < other ? -1 : one > other ? 1 : 0
}

const decimalsOf = (text: string): number => text.split('.')[1]?.length ?? 0

function scaled(text: string, places: number): bigint {
  const [whole = '', decimals = ''] = text.replace('+', '').split('.')
  return BigInt(whole + decimals.padEnd(places, '0'))
}
