import { describe, it } from 'vitest'
import * as laws from './access-laws.ts'

describe('what a change newly allows', () => {
  it('is what trying every request finds', () => laws.agreesWithBruteForce({ numRuns: 15 }))
  it('is never overlooked where policies have variables', () => laws.agreesWithBruteForceOnVariables({ numRuns: 15 }))
  it('is what trying every caller finds', () => laws.agreesWithBruteForceOnPrincipals({ numRuns: 15 }))
  it('is what trying every request of a caller finds, with everything that has a say', () =>
    laws.agreesWithBruteForceOnEverythingAttached({ numRuns: 12 }))
  it('is nothing where nothing changed', () => laws.isReflexive({ numRuns: 15 }))
  it('does not depend on order and duplicates', () => laws.orderAndDuplicatesChangeNothing({ numRuns: 15 }))
  it('does not depend on how statements are split', () => laws.splittingChangesNothing({ numRuns: 15 }))
  it('is nothing where an allow is taken away', () => laws.anAllowTakesNothingAway({ numRuns: 15 }))
  it('is nothing where a deny is added', () => laws.aDenyBringsNothing({ numRuns: 15 }))
  it('is transitive', () => laws.isTransitive({ numRuns: 15 }))
})
