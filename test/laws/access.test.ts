import { describe, it } from 'vitest'
import * as laws from './access-laws.ts'

describe('what a change newly allows', () => {
  it('is what trying every request finds', () => laws.agreesWithBruteForce({ numRuns: 30 }))
  it('is never overlooked where policies have variables', () => laws.agreesWithBruteForceOnVariables({ numRuns: 30 }))
  it('is what trying every caller finds', () => laws.agreesWithBruteForceOnPrincipals({ numRuns: 30 }))
  it('is nothing where nothing changed', () => laws.isReflexive({ numRuns: 30 }))
  it('does not depend on order and duplicates', () => laws.orderAndDuplicatesChangeNothing({ numRuns: 30 }))
  it('does not depend on how statements are split', () => laws.splittingChangesNothing({ numRuns: 30 }))
  it('is nothing where an allow is taken away', () => laws.anAllowTakesNothingAway({ numRuns: 30 }))
  it('is nothing where a deny is added', () => laws.aDenyBringsNothing({ numRuns: 30 }))
  it('is transitive', () => laws.isTransitive({ numRuns: 30 }))
})
