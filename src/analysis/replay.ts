import { authorize, decideOutcome } from '../engine/authorize.ts'
import type { Decision, StatementTrace } from '../engine/decision.ts'
import { nearMisses } from '../engine/near-miss.ts'
import type { Request } from '../engine/request.ts'
import type { AccessFinding, StatementPlace } from './access-report.ts'
import type { AccessSide } from './access-side.ts'

/** Why the engine allows a request after and refuses it before; undefined when that is not so. */
export function replay(request: Request, before: AccessSide, after: AccessSide): AccessFinding['because'] | undefined {
  if (decideOutcome(request, after.policies(request)) !== 'allowed') return undefined
  if (decideOutcome(request, before.policies(request)) === 'allowed') return undefined
  const now = authorize(request, after.policies(request))
  const then = authorize(request, before.policies(request))
  return { allowedBy: allowsOf(now, after), deniedBefore: deniesOf(then, before), nearestBefore: nearestOf(then, before) }
}

const isOf = (side: AccessSide, trace: StatementTrace): boolean => side.statements.some(({ statement }) => statement.at === trace.at)

function placeOf(side: AccessSide, trace: StatementTrace, misses?: readonly string[]): readonly StatementPlace[] {
  const own = side.statements.find(({ statement }) => statement.at === trace.at)
  if (own === undefined) return []
  const { layer, policy, statement } = own
  const { sid, at } = statement
  return [{ layer, policy, index: statement.index, ...(sid === undefined ? {} : { sid }), at, ...(misses === undefined ? {} : { misses }) }]
}

const allowsOf = ({ because }: Decision, side: AccessSide): readonly StatementPlace[] =>
  because.flatMap((layer) =>
    layer.because.flatMap((policy) =>
      policy.because
        .filter((trace) => trace.effect === 'Allow' && trace.applies && isOf(side, trace))
        .flatMap((trace) => placeOf(side, trace)),
    ),
  )

const deniesOf = ({ by }: Decision, side: AccessSide): readonly StatementPlace[] =>
  by.flatMap((reason) => (reason.reason === 'explicitDeny' ? placeOf(side, reason.statement) : []))

const mostNamed = 3

const nearestOf = (decision: Decision, side: AccessSide): readonly StatementPlace[] =>
  nearMisses(decision)
    .flatMap(({ statement, misses }) =>
      placeOf(side, statement, [
        ...new Set(misses.map((miss) => (miss.node === 'condition' ? `condition ${miss.condition.key}` : miss.element))),
      ]),
    )
    .slice(0, mostNamed)
