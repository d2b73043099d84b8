import type { PatternPart } from '../policy/pattern.ts'
import { fillTemplate, type Template, variablesOf } from '../policy/template.ts'
import { intern } from './intern.ts'
import { isMultivaluedKey } from './multivalued-key.ts'
import type { RequestContext } from './request.ts'

/** A value of a policy, made ready for each request. */
export interface CompiledTemplate<T> {
  /** What it always stands for, when it has no variables. */
  readonly fixed: T | undefined
  /** What it stands for in a request; undefined when one of its variables has no value: then it matches nothing. */
  readonly fill: (context: RequestContext) => T | undefined
  /** The variables that have no value, as the policy writes them. */
  readonly missing: (context: RequestContext) => readonly string[]
}

/**
 * A value of a policy made ready once, or once for each set of values that its variables take: callers repeat themselves.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function compileTemplate<T>(template: Template, compile: (parts: readonly PatternPart[]) => T): CompiledTemplate<T> {
  const variables = variablesOf(template).map(({ key, fallback }) => {
    const name = intern(key.toLowerCase())
    return { key, name, fallback, single: !isMultivaluedKey(name) }
  })
  const make = (values: readonly string[]): T => {
    const left = values.toReversed()
    return compile(fillTemplate(template, () => left.pop()).parts)
  }
  const [only] = variables
  if (only === undefined) {
    const fixed = make([])
    return { fixed, fill: () => fixed, missing: () => none }
  }
  return {
    fixed: undefined,
    fill: variables.length === 1 ? fillOne(only, make) : fillAll(variables, make),
    missing: (context) => variables.filter((variable) => singleValue(variable, context) === undefined).map(({ key }) => key),
  }
}

const none: readonly string[] = []

/** How many sets of values are remembered. */
const most = 256

interface NamedVariable {
  /** Lower-cased. */
  readonly name: string
  readonly fallback: string | undefined
  /** Keys that hold a list stand for nothing. */
  readonly single: boolean
}

function singleValue({ name, fallback, single }: NamedVariable, context: RequestContext): string | undefined {
  const values = single ? context.get(name) : undefined
  return values?.length === 1 ? values[0] : fallback
}

function fillOne<T>(variable: NamedVariable, make: (values: readonly string[]) => T): CompiledTemplate<T>['fill'] {
  const made = new Map<string, T>()
  return (context) => {
    const value = singleValue(variable, context)
    if (value === undefined) return undefined
    return made.get(value) ?? keep(made, value, make([value]))
  }
}

function fillAll<T>(variables: readonly NamedVariable[], make: (values: readonly string[]) => T): CompiledTemplate<T>['fill'] {
  const made = new Map<string, T>()
  return (context) => {
    const values: string[] = []
    for (const variable of variables) {
      const value = singleValue(variable, context)
      if (value === undefined) return undefined
      values.push(value)
    }
    const key = keyOf(values)
    return made.get(key) ?? keep(made, key, make(values))
  }
}

function keep<T>(made: Map<string, T>, key: string, value: T): T {
  if (made.size >= most) made.clear()
  made.set(key, value)
  return value
}

/** Different values never have the same key. */
const keyOf = (values: readonly string[]): string => values.map((value) => `${value.length}:${value}`).join('')
