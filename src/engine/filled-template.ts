import type { PatternPart } from '../policy/pattern.ts'
import { fillTemplate, type Template, variablesOf } from '../policy/template.ts'
import { variableValue } from './context-value.ts'
import type { RequestContext } from './request.ts'

/** What a value of a policy stands for in a request; undefined when one of its variables has no value: then it matches nothing. */
export type Filled<T> = (context: RequestContext) => T | undefined

/**
 * A value of a policy made ready once, or once for each set of values that its variables take: callers repeat themselves.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function compileTemplate<T>(template: Template, compile: (parts: readonly PatternPart[]) => T): Filled<T> {
  const variables = variablesOf(template).map(({ key, fallback }) => ({ key: key.toLowerCase(), fallback }))
  if (variables.length === 0) {
    const fixed = compile(fillTemplate(template, () => undefined).parts)
    return () => fixed
  }
  const made = new Map<string, T>()
  return (context) => {
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
}

/** How many sets of values are remembered. */
const most = 256

interface FilledVariable {
  readonly key: string
  readonly fallback: string | undefined
}

function valuesOf(variables: readonly FilledVariable[], context: RequestContext): readonly string[] | undefined {
  const values: string[] = []
  for (const { key, fallback } of variables) {
    const value = variableValue(context, key) ?? fallback
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
