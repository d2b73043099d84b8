import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCidr } from '../../src/base/cidr.ts'
import { authorize } from '../../src/engine/authorize.ts'
import { everyFault } from '../../src/faults/every-fault.ts'
import { anyArn, anyBucketName, anyCidr, anyFaultId, anyNetwork, anyPolicy, anyRequest } from '../../src/library/arbitraries.ts'
import { admits } from '../../src/network/admits.ts'
import type { Flow } from '../../src/network/flow.ts'
import { parseArn } from '../../src/policy/arn.ts'

describe('sallyport/arbitraries', () => {
  it('are what they say', () => {
    const ids = new Set(everyFault.map(({ id }) => id))
    fc.assert(
      fc.property(anyArn, anyCidr, anyBucketName, anyFaultId, (arn, cidr, bucket, fault) => {
        expect(parseArn(arn)).toBeDefined()
        expect(parseCidr(cidr).ok).toBe(true)
        expect(bucket).toMatch(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/)
        expect(ids.has(fault)).toBe(true)
      }),
    )
  })

  it('meet often enough that policies allow and deny', () => {
    const outcomes = fc
      .sample(fc.tuple(anyPolicy(), anyRequest), 300)
      .map(([policy, request]) => authorize(request, { identity: [{ name: 'random', policy }] }).outcome)
    expect(new Set(outcomes)).toEqual(new Set(['allowed', 'explicitDeny', 'implicitDeny']))
  })

  it('have networks that let somebody in and keep somebody out, shown as they are written', () => {
    const flow: Flow = {
      source: { type: 'networkInterface', networkInterface: 'app-1' },
      destination: { type: 'listener', listener: 'database' },
      traffic: { protocol: 'tcp', port: 5432 },
    }
    const networks = fc.sample(anyNetwork, 300)
    expect(new Set(networks.map((network) => admits(network, flow).outcome))).toEqual(new Set(['open', 'closed']))
    expect(fc.stringify(networks[0])).toMatch(/^\{"vpcs":\{"main"/)
  })

  it('shrink to a policy that a person can read', () => {
    const run = fc.check(
      fc.property(
        anyPolicy(),
        anyRequest,
        (policy, request) => authorize(request, { identity: [{ name: 'x', policy }] }).outcome !== 'allowed',
      ),
      { numRuns: 2000 },
    )
    const [policy] = run.counterexample ?? []
    expect(policy?.statements.length).toBe(1)
    expect(policy?.statements[0]?.conditions).toEqual([])
    expect(fc.stringify(policy)).toMatch(
      /^\{"Version":"20\d\d-10-17","Statement":\[\{"Effect":"Allow","(?:Not)?Action":"[^"]+","(?:Not)?Resource":"[^"]+"\}\]\}$/,
    )
  })
})
