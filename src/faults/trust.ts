import type { PrincipalPattern } from '../policy/policy.ts'
import { decideSetUp, grantingStatement } from './break-grant.ts'
import type { Cause, Miss } from './cause.ts'
import type { Edit } from './edit.ts'
import { dropCondition } from './edit-statement.ts'
import type { Evidence } from './evidence.ts'
import type { ConditionFinding } from './findings.ts'
import { grantAnew } from './grant.ts'
import { principalArnOf } from './holder.ts'
import type { PlacedStatement } from './placed-document.ts'
import type { SetUp } from './set-up.ts'

/** Whether a cause is about the trust policy of the connection's role. */
export const isTrust = ({ layer, need }: Cause): boolean => layer === 'resource' && need.action === 'sts:AssumeRole'

/** The principals of the statement, where they are what misses. */
export const missedPrincipals = ({ element, placed }: Miss): readonly PrincipalPattern[] =>
  element.element === 'principal' ? (placed.statement.principal?.patterns ?? []) : []

/** The account that a principal names or belongs to; undefined for services, unique ids and everybody. */
export function accountOfPrincipal({ type, text }: PrincipalPattern): string | undefined {
  if (type !== 'AWS') return undefined
  return /^(\d{12})$/.exec(text)?.[1] ?? /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(text)?.[1]
}

/** The statement of the trust policy that lets the connection in. */
export function trustingStatement(setUp: SetUp): PlacedStatement | undefined {
  const assume = decideSetUp(setUp).find(({ need, decision }) => need.step === 'sts.assume' && decision.outcome === 'allowed')
  return assume === undefined ? undefined : grantingStatement(setUp, assume, 'resource')
}

/**
 * Lets the connector in without a condition that it cannot meet: a statement about nobody else loses the condition, beside any other one stands a
 * statement of its own.
 */
export function mendTrustCondition({ claims, first, placed }: ConditionFinding, evidence: Evidence): readonly Edit[] {
  const arn = principalArnOf(evidence.fixture, first.need.by)
  const { principal } = placed.statement
  const isAlone = principal?.element === 'Principal' && principal.patterns.every(({ text }) => text === arn)
  return isAlone ? [dropCondition(placed, first.element.condition)] : grantAnew(evidence, claims)
}
