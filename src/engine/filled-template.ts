import type { PatternPart } from '../policy/pattern.ts'
import { fillTemplate, type Template, variablesOf } from '../policy/template.ts'
import { variableValue } from './context-value.ts'
import type { RequestContext } from './request.ts'

/** A value of a policy, made ready for each request. */
export interface CompiledTemplate<T> {
  /** What it stands for in a request; undefined when one of its variables has no value: then it matches nothing. */
  readonly fill: (context: RequestContext) => T | undefined
  /** The variables that have no value, as the policy writes them. */
  readonly missing: (context: RequestContext) => readonly string[]
  /** What it always stands for, when it has no variables. */
  readonly fixed?: T
}

/**
 * A value of a policy made ready once, or once for each set of values that its variables take: callers repeat themselves.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function compileTemplate<T>(template: Template, compile: (parts: readonly PatternPart[]) => T): CompiledTemplate<T> {
  const variables = variablesOf(template).map(({ key, fallback }) => ({ key, name: key.toLowerCase(), fallback }))
  if (variables.length === 0) {
    const fixed = compile(fillTemplate(template, () => undefined).parts)
    return { fill: () => fixed, missing: () => none, fixed }
  }
  const made = new Map<string, T>()
  const fill = (context: RequestContext): T | undefined => {
    const values = valuesOf(variables, context)
    if (values === undefined) return undefined
    const key = keyOf(values)
    const known = made.get(key)
    if (known !== undefined) return known
    if (made.size >= most) made.clear()
    const [...left] = values
    const value = compile(fillTemplate(template, () => left.shift()).parts)
    made.set(key, value)
    return value
  }
  return {
    fill,
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
}

const singleValue = ({ name, fallback }: NamedVariable, context: RequestContext): string | undefined =>
  variableValue(context, name) ?? fallback

function valuesOf(variables: readonly NamedVariable[], context: RequestContext): readonly string[] | undefined {
  const values: string[] = []
  for (const variable of variables) {
    const value = singleValue(variable, context)
    if (value === undefined) return undefined
    values.push(value)
  }
  return values
}

/** Different values never have the same key. */
function keyOf(values: readonly string[]): string {
  const [first = '', ...others] = values
  return others.length === 0 ? first : values.map((value) => `${value.length}:${value}`).join('')
}
