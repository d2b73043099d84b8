import type { Fixture } from '../fixture/fixture.ts'
import type { Denial } from './cause.ts'
import type { Edit } from './edit.ts'
import { addActions, addCondition, addResources, removeStatement, setConditionValues, setElement, setResources } from './edit-statement.ts'
import type { Evidence } from './evidence.ts'
import type { StatementFinding } from './findings.ts'
import { leastResources } from './grant.ts'
import { principalArnOf } from './holder.ts'
import { coversResource } from './relate-resource.ts'
import { bucketArn } from './subject.ts'

type DenialFinding = StatementFinding<Denial>

/**
 * Takes the connection's principal out of a Deny of a resource policy, and its reader where it has one, and nobody else: by the exception that the statement has already, or by
 * one of its own.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
export function exemptPrincipal({ claims, placed }: DenialFinding, { fixture }: Evidence): readonly Edit[] {
  const arns = principalsOf(claims, fixture)
  const { statement } = placed
  const names = statement.principal?.patterns ?? []
  if (statement.principal?.element === 'Principal' && names.some(({ text }) => arns.includes(text))) {
    const others = names.filter(({ text }) => !arns.includes(text)).map(({ text }) => text)
    return [others.length === 0 ? removeStatement(placed) : setElement(placed, 'Principal', { AWS: others })]
  }
  const exception = statement.conditions.find(
    ({ key, operator }) => key.toLowerCase() === 'aws:principalarn' && /^(Arn|String)Not(Like|Equals)$/.test(operator.name),
  )
  if (exception === undefined) return [addCondition(placed, 'ArnNotEquals', 'aws:PrincipalArn', arns)]
  return [setConditionValues(placed, exception, [...exception.values.map(({ text }) => text), ...arns])]
}

/** The ARNs of all whom a statement denies something. */
export const principalsOf = (claims: readonly Pick<Denial, 'need'>[], fixture: Fixture): readonly string[] => [
  ...new Set(claims.map(({ need }) => principalArnOf(fixture, need.by))),
]

/**
 * Takes what the connection needs out of a Deny of an identity policy: resources or actions are excepted where the statement speaks of everything
 * but some, taken off its list where they are listed, and a statement that is about nothing else goes.
 */
export function exemptNeeds({ claims, placed }: DenialFinding, evidence: Evidence): readonly Edit[] {
  const { action, resource } = placed.statement
  if (action.element === 'NotAction') return [addActions(placed, [...new Set(claims.map(({ need }) => need.action))])]
  const needed = [...new Set(claims.flatMap(({ need }) => leastResources(evidence, need)))]
  if (resource === undefined) return [removeStatement(placed)]
  if (resource.element === 'NotResource') return [addResources(placed, needed)]
  const texts = resource.patterns.map(({ text }) => text)
  const fatal = texts.filter((text) => claims.some(({ need }) => coversResource(text, need.resource)))
  if (fatal.some((text) => isBroad(text, evidence))) {
    return texts.length === fatal.length
      ? [setElement(placed, 'NotResource', needed, 'Resource')]
      : [setResources(placed, without(texts, fatal))]
  }
  return [texts.length === fatal.length ? removeStatement(placed) : setResources(placed, without(texts, fatal))]
}

const without = (texts: readonly string[], fatal: readonly string[]): readonly string[] => texts.filter((text) => !fatal.includes(text))

/** Whether a pattern is about more than the bucket of the connection. */
const isBroad = (text: string, { connection }: Evidence): boolean =>
  coversResource(text, bucketArn('some-other-bucket')) || coversResource(text, `${bucketArn(`${connection.bucket}-other`)}/key`)
