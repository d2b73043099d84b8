import { formatPlace } from '../../base/span.ts'
import type { DecisionReason } from '../../engine/decision.ts'
import { layerTitle } from '../../engine/render-trace.ts'
import { statementName } from '../../policy/statement-name.ts'
import type { DecisionRecord } from '../../sandbox/authorize-call.ts'

/** One line for each decision of the sandbox: who, what, on what, the outcome and the statement that settled it. */
export function formatDecision({ call, request, decision }: DecisionRecord): string {
  const who = 'arn' in request.principal ? request.principal.arn : request.principal.type
  const [reason] = decision.by
  return `${call.now.toISOString()} ${decision.outcome} ${request.action} ${request.resource} by ${who} in ${call.service}:${call.operation}${reason === undefined ? '' : ` (${settledBy(reason)})`}`
}

function settledBy(reason: DecisionReason): string {
  switch (reason.reason) {
    case 'exception':
      return reason.exception
    case 'noAllow':
      return `no statement of ${layerTitle[reason.layer]}`
    case 'allow':
    case 'explicitDeny':
      return `${layerTitle[reason.layer]}: ${statementName(reason.statement)} at ${formatPlace(reason.statement.at)}`
  }
}
