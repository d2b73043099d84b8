import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { authorize, decideOutcome } from '../../src/engine/authorize.ts'
import { anyPolicySet } from '../arbitraries/policy-set.ts'
import { anyRequest } from '../arbitraries/request.ts'
import { oracle } from '../oracle/oracle.ts'

it('the engine decides as a slow, obvious reading of the rules, with the tree and without', () => {
  fc.assert(
    fc.property(anyRequest, anyPolicySet, (request, policies) => {
      const expected = oracle(request, policies)
      expect(decideOutcome(request, policies)).toBe(expected)
      expect(authorize(request, policies).outcome).toBe(expected)
    }),
    { numRuns: Math.max(1000, fc.readConfigureGlobal()?.numRuns ?? 0) },
  )
})
