import type { PatternPart } from '../policy/pattern.ts'
import { globalConditionKeys } from '../policy/reference.ts'
import { fillTemplate, type Template, type Variable, variablesOf } from '../policy/template.ts'
import { type DimensionFacts, keyDimension } from './caller-kind.ts'
import { type AtomTable, type Formula, literal, no, not, or } from './formula.ts'
import type { ValueSet } from './value-set.ts'

/** A value of a policy: known, or with variables whose values the search may choose. */
export interface PolicyValue {
  readonly template: Template
  readonly text: string
}

/** What a list of values comes to. */
export interface OpenValues {
  /**
   * Whether a value of the dimension is one of the expected ones. `words` turns a value whose variables are replaced into what it stands for.
   * `outside` asks instead for a value that is none of them.
   */
  readonly test: (
    dimension: string,
    values: readonly PolicyValue[],
    words: (filled: readonly (readonly PatternPart[])[]) => ValueSet,
    key: string,
    outside?: boolean,
  ) => Formula
  /** That all variables of the values have a value; `yes` unless the reading makes a statement void without. */
  readonly resolved: (values: readonly PolicyValue[]) => Formula
}

interface Compiling {
  readonly reading: { readonly variables?: ReadonlyMap<string, string | undefined>; readonly voidUnresolved?: boolean }
  readonly table: AtomTable
  readonly facts: (dimension: string) => DimensionFacts
  readonly axioms: Formula[]
  readonly openKeys: Set<string>
  readonly spellings: Map<string, string>
}

const multivaluedKeys: ReadonlySet<string> = new Set(
  globalConditionKeys.filter(({ multivalued }) => multivalued).map(({ key }) => key.toLowerCase()),
)

export function compileValues(compiling: Compiling): OpenValues {
  const { table } = compiling
  const test: OpenValues['test'] = (dimension, values, words, key, outside = false) => {
    const kind = outside ? 'anyOutside' : 'any'
    const settled = values.flatMap(({ template }) => settle(template, compiling) ?? [])
    const open = values.filter(({ template }) => isOpen(template, compiling))
    const said = (listed: readonly PolicyValue[]): string => `${relationOf(key)}${listed.map(({ text }) => text).join(', ')}`
    const name = `${key} ${settled.map(partsKey).sort().join(' , ')}`
    const fixed =
      settled.length === 0 && !outside
        ? no
        : literal(table.atom(dimension, name, said(values.filter((value) => !open.includes(value))), { kind, set: words(settled) }))
    if (open.length === 0) return fixed
    if (outside && values.length > 1) return literal(table.atom(dimension, `${name} ${said(values)}`, said(values), { kind: 'opaque' }))
    return or([
      ...(settled.length === 0 ? [] : [fixed]),
      ...open.map((value) => variableLiteral(dimension, value, words, key, outside, compiling)),
    ])
  }
  return { test, resolved: (values) => resolvedIn(values, compiling) }
}

const partsKey = (parts: readonly PatternPart[]): string =>
  parts.map((part) => (part.kind === 'text' ? `${part.filled === true ? '!' : ''}${JSON.stringify(part.text)}` : part.kind)).join('')

/** The variables of a template that the reading leaves open. */
function openVariables(template: Template, { reading, facts }: Compiling): readonly Variable[] {
  if (reading.variables !== undefined) return []
  return variablesOf(template).filter(({ key }) => canHaveValue(key, facts))
}

const canHaveValue = (key: string, facts: Compiling['facts']): boolean =>
  !multivaluedKeys.has(key.toLowerCase()) && facts(keyDimension(key.toLowerCase())).presence !== 'never'

const isOpen = (template: Template, compiling: Compiling): boolean =>
  openVariables(template, compiling).length > 0 && settle(template, compiling) === undefined && !isUnresolvable(template, compiling)

/** A variable that can never have a value makes its value match nothing. */
const isUnresolvable = (template: Template, { facts }: Compiling): boolean =>
  variablesOf(template).some(({ key, fallback }) => fallback === undefined && !canHaveValue(key, facts))

/** The value with its variables replaced, as a list of none or one; undefined while some of them are open. */
function settle(template: Template, compiling: Compiling): readonly (readonly PatternPart[])[] | undefined {
  if (openVariables(template, compiling).length > 0) return isUnresolvable(template, compiling) ? [] : undefined
  const { variables } = compiling.reading
  const { parts, unresolved } = fillTemplate(template, (key) =>
    canHaveValue(key, compiling.facts) ? variables?.get(key.toLowerCase()) : undefined,
  )
  return unresolved.length > 0 ? [] : [parts]
}

function variableLiteral(
  dimension: string,
  { template, text }: PolicyValue,
  words: (filled: readonly (readonly PatternPart[])[]) => ValueSet,
  name: string,
  outside: boolean,
  compiling: Compiling,
): Formula {
  const { table, facts, axioms, openKeys, spellings } = compiling
  const variables = openVariables(template, compiling)
  const keys = [...new Set(variables.map(({ key }) => key.toLowerCase()))]
  const before = table.atoms.length
  const atom = table.atom(dimension, `${name} ${outside} ${text}`, `${relationOf(name)}${text}`, {
    kind: 'variable',
    outside,
    template,
    keys,
    words: (parts) => words([parts]),
  })
  for (const key of keys) openKeys.add(key)
  for (const { key } of variables) if (!spellings.has(key.toLowerCase())) spellings.set(key.toLowerCase(), key)
  if (table.atoms.length > before && !outside)
    for (const { key, fallback } of variables) {
      const keyed = keyDimension(key.toLowerCase())
      if (fallback !== undefined) continue
      if (facts(keyed).presence === 'possible')
        axioms.push(or([not(literal(atom)), not(literal(table.atom(keyed, '', 'absent', { kind: 'absent' })))]))
      if (facts(keyed).multivalued) axioms.push(or([not(literal(atom)), literal(table.atom(keyed, '', 'single', { kind: 'single' }))]))
    }
  return literal(atom)
}

function resolvedIn(values: readonly PolicyValue[], { reading, table, facts }: Compiling): Formula {
  if (reading.voidUnresolved !== true) return not(no)
  const absent = values.flatMap(({ template }) =>
    variablesOf(template).flatMap(({ key, fallback }) => {
      const dimension = keyDimension(key.toLowerCase())
      if (fallback !== undefined || facts(dimension).presence === 'always') return []
      if (!canHaveValue(key, facts)) return [not(no)]
      return [literal(table.atom(dimension, '', 'absent', { kind: 'absent' }))]
    }),
  )
  return not(or(absent))
}

/** How an operator is read out after `is`; text and ARNs of `Resource` stand by themselves. */
const relations: Readonly<Record<string, string>> = {
  StringLike: 'like ',
  StringEqualsIgnoreCase: 'in any case ',
  NumericLessThan: 'less than ',
  NumericLessThanEquals: 'at most ',
  NumericGreaterThan: 'more than ',
  NumericGreaterThanEquals: 'at least ',
  DateLessThan: 'before ',
  DateLessThanEquals: 'at the latest ',
  DateGreaterThan: 'after ',
  DateGreaterThanEquals: 'at the earliest ',
  IpAddress: 'in ',
  ArnEquals: 'like ',
  ArnLike: 'like ',
}

const relationOf = (key: string): string => relations[key.split(' ', 1)[0] ?? ''] ?? ''
