import * as fc from 'fast-check'
import { describe, it } from 'vitest'
import * as laws from '../laws/access-laws.ts'

/** As `test/laws/access.test.ts`, with more draws. */
describe('what a change newly allows, in many more changes', () => {
  const { numRuns } = fc.readConfigureGlobal()
  it.each(Object.entries(laws))('%s', (_, law) =>
    law(numRuns === undefined ? { numRuns: 5000, interruptAfterTimeLimit: 15_000 } : { numRuns }),
  )
})
