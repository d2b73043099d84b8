import type { LayerName } from '../engine/decision.ts'
import type { PolicySet } from '../engine/policy-set.ts'
import type { Request } from '../engine/request.ts'
import type { Policy, PolicyVersion, Statement } from '../policy/policy.ts'

/** A statement where it is attached. */
export interface SideStatement {
  readonly statement: Statement
  readonly version: PolicyVersion
  readonly layer: LayerName
  /** The name of its policy. */
  readonly policy: string
}

/** Statements one of which has to allow. */
export type Alternatives = readonly SideStatement[]

/** One side of a comparison: everything that has a say in its requests. */
export interface AccessSide {
  /** Every statement, in the order of the text. */
  readonly statements: readonly SideStatement[]
  /** The ways to an allow: in one of them each of the alternatives has to have a statement that allows. */
  readonly paths: readonly (readonly Alternatives[])[]
  /** The same policies for the engine, which has the last word on every witness. */
  readonly policies: (request: Request) => PolicySet
}

export const statementsIn = ({ statements, version }: Policy, layer: LayerName, policy: string): readonly SideStatement[] =>
  statements.map((statement) => ({ statement, version, layer, policy }))

/** Statements of such a layer say whom they mean. */
export const namesPrincipals = (layer: LayerName): boolean => layer === 'resource' || layer === 'vpcEndpoint' || layer === 'resourceControl'

/** What a statement says apart from its actions, in one spelling: order, case and lists of one do not count. */
export function bodyOf({ statement, version, layer }: SideStatement): string {
  const known = bodies.get(statement)
  if (known !== undefined) return known
  const { principal, resource, conditions } = statement
  const hasVariables = [...(resource?.patterns ?? []), ...conditions.flatMap(({ values }) => values)].some(({ text }) =>
    text.includes('${'),
  )
  const body = JSON.stringify([
    layer,
    hasVariables ? version : '',
    principal && [
      principal.element,
      ...principal.patterns.map(({ type, text }) => (text === '*' && type === 'AWS' ? '* *' : `${type} ${text}`)).sort(),
    ],
    resource && [resource.element, ...new Set(resource.patterns.map(({ text }) => text).sort())],
    conditions
      .map(({ operator, key, values }) =>
        JSON.stringify([
          operator.quantifier,
          operator.name,
          operator.ifExists,
          key.toLowerCase(),
          [...new Set(values.map(({ text }) => text))].sort(),
        ]),
      )
      .sort(),
  ])
  bodies.set(statement, body)
  return body
}

const bodies = new WeakMap<Statement, string>()

/** All that a statement says, in one spelling. */
export function textOf(each: SideStatement): string {
  const { element, patterns } = each.statement.action
  return JSON.stringify([bodyOf(each), element, ...new Set(patterns.map(({ text }) => text.toLowerCase()).sort())])
}
