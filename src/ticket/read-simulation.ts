import { addUntold } from './find-errors.ts'
import type { Findings } from './findings.ts'
import { has, type LocatedObject, objectsAt, type Piece, placeOf, textAt } from './piece.ts'
import type { TicketError } from './ticket.ts'

/**
 * What `aws iam simulate-principal-policy` and `simulate-custom-policy` print: each action that would be refused counts as a refusal.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
 */
export function readSimulation(piece: Piece, into: Findings): boolean {
  const results = objectsAt(piece.root, 'EvaluationResults')
  if (results.length === 0 || !results.every((result) => has(result, 'EvalActionName', 'EvalDecision'))) return false
  const refused = results.filter((result) => textAt(result, 'EvalDecision') !== 'allowed')
  const told = `${results.length} ${results.length === 1 ? 'request' : 'requests'}, ${refused.length} refused`
  into.understand(placeOf(piece, piece.root), `the policy simulator: ${told}`, 'it has `EvaluationResults`')
  for (const result of refused) addUntold(refusalOf(piece, result), into)
  return true
}

function refusalOf(piece: Piece, result: LocatedObject): TicketError {
  const [action, resource = '*'] = [textAt(result, 'EvalActionName'), textAt(result, 'EvalResourceName')]
  return {
    at: placeOf(piece, result),
    code: 'AccessDenied',
    ...(action === undefined ? {} : { action }),
    ...(resource === '*' ? {} : { resource }),
    event: { from: 'policy simulator', parameters: {}, count: 1 },
    decoded: { effect: textAt(result, 'EvalDecision') === 'explicitDeny' ? 'explicit' : 'implicit', statements: [] },
  }
}
