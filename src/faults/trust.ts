import type { PrincipalPattern } from '../policy/policy.ts'
import { decideSetUp, grantingStatement } from './break-grant.ts'
import type { Cause, Miss } from './cause.ts'
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
