import { decideSetUp, grantingStatement } from './break-grant.ts'
import { applyEdits } from './edit-fixture.ts'
import { addActions } from './edit-statement.ts'
import type { SetUp } from './set-up.ts'

/** The set-up with more actions in the statement that allows a step; undefined where no policy of the identity allows it. */
export function allowBeside(setUp: SetUp, step: string, actions: readonly string[]): SetUp | undefined {
  const allowed = decideSetUp(setUp).find(({ need, decision }) => need.step === step && decision.outcome === 'allowed')
  const placed = allowed === undefined ? undefined : grantingStatement(setUp, allowed, 'identity')
  return placed === undefined ? undefined : applyEdits(setUp, [addActions(placed, actions)])
}
