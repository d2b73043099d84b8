import type { Budget } from './budget.ts'
import type { DimensionFacts } from './caller-kind.ts'
import { principalArnDimension } from './caller-kind.ts'
import { chooseValue } from './choose-value.ts'
import { providerDimension, serviceDimension, sessionDimension } from './compile-principal.ts'
import { resourceDimension } from './compile-resource.ts'
import type { Atom } from './formula.ts'
import type { Model } from './solve.ts'
import type { ValueSet } from './value-set.ts'

/** Every request of which this is true is new: what the search asked of each part, in words. */
export interface Description {
  /** `arn:aws:s3:::b/*, but not arn:aws:s3:::b/secret/*` */
  readonly resource: string
  /** Absent where the policy is about whoever it is attached to. */
  readonly principal?: string
  /** `aws:PrincipalTag/team is not x` */
  readonly conditions: readonly string[]
}

export function describeModel(
  model: Model,
  facts: (dimension: string) => DimensionFacts,
  spelling: (key: string) => string,
  budget: Budget,
): Description {
  const byDimension = groupByDimension(model)
  const conditions: string[] = []
  const principals: string[] = []
  let resource = '*'
  for (const [dimension, literals] of byDimension) {
    const said = tellingOf(literals, facts(dimension), budget)
    const inside = said.filter(([, holds]) => holds).map(([atom]) => atom.text)
    const outside = said.filter(([, holds]) => !holds).map(([atom]) => atom.text)
    if (dimension === resourceDimension)
      resource = `${inside.length === 0 ? '*' : inside.join(' and ')}${outside.map((text) => `, but not ${text}`).join('')}`
    else if (isAboutCaller(dimension)) principals.push(...inside, ...outside.map((text) => `not ${text}`))
    else if (dimension.startsWith('key '))
      conditions.push(...said.map(([atom, holds]) => sentence(spelling(dimension.slice(4)), atom, holds)))
  }
  const principal = principals.length === 0 ? undefined : principals.join(', ')
  return { resource, conditions, ...(principal === undefined ? {} : { principal }) }
}

const isAboutCaller = (dimension: string): boolean =>
  dimension === serviceDimension || dimension === providerDimension || dimension === sessionDimension || dimension === principalArnDimension

function groupByDimension({ literals }: Model): ReadonlyMap<string, readonly (readonly [Atom, boolean])[]> {
  const groups = new Map<string, (readonly [Atom, boolean])[]>()
  for (const literal of literals) {
    const group = groups.get(literal[0].dimension)
    if (group === undefined) groups.set(literal[0].dimension, [literal])
    else group.push(literal)
  }
  return groups
}

/** Without what the rest says already. */
function tellingOf(
  literals: readonly (readonly [Atom, boolean])[],
  { domain }: DimensionFacts,
  budget: Budget,
): readonly (readonly [Atom, boolean])[] {
  const sets = (wanted: boolean, without: Atom): readonly ValueSet[] =>
    literals.flatMap(([atom, holds]) => (holds === wanted && atom !== without && atom.test.kind === 'any' ? [atom.test.set] : []))
  const left: (readonly [Atom, boolean])[] = []
  const absent = literals.filter(([atom, holds]) => atom.test.kind === 'absent' && holds)
  if (absent.length > 0) return absent
  for (const [atom, holds] of literals) {
    if (atom.test.kind === 'absent' && !holds && literals.some(([other, value]) => other.test.kind === 'any' && value)) continue
    if (atom.test.kind === 'any' && !holds) {
      const overlap = chooseValue([...sets(true, atom), atom.test.set], [], domain, budget)
      if (!overlap.found && !overlap.unsure) continue
    }
    left.push([atom, holds])
  }
  return left
}

function sentence(key: string, atom: Atom, holds: boolean): string {
  switch (atom.test.kind) {
    case 'absent':
      return holds ? `${key} is absent` : `${key} is present`
    case 'single':
      return holds ? `${key} has one value` : `${key} has several values`
    case 'anyOutside':
      return holds ? `a value of ${key} is not ${atom.text}` : `each value of ${key} is ${atom.text}`
    case 'any':
    case 'variable':
    case 'opaque':
      return `${key} ${holds ? 'is' : 'is not'} ${atom.text}`
  }
}
