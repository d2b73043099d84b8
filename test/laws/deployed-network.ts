import { EC2 } from '@aws-sdk/client-ec2'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { deploy, tearDown } from '../../src/deploy/deploy.ts'
import type { Fixture } from '../../src/fixture/fixture.ts'
import { admits } from '../../src/network/admits.ts'
import type { Flow } from '../../src/network/flow.ts'
import { formatNetwork } from '../../src/network/format-network.ts'
import { anyDeployableNetwork } from '../arbitraries/deployable-network.ts'
import { anyFlows, networkFrom } from '../arbitraries/network.ts'
import { fixtureOf } from '../deploy/fixture.ts'
import { customer, openSandboxTarget, type SandboxTarget } from '../deploy/sandbox-target.ts'
import { describedNetwork } from '../support/described-network.ts'

/** Deploys random networks and reads them back. */
export function testDeployedNetworks(numRuns: number): void {
  let sandbox: SandboxTarget
  let ec2: EC2
  let empty: Fixture
  beforeAll(async () => {
    sandbox = await openSandboxTarget()
    const credentials = sandbox.target.accounts.get(customer)
    if (credentials === undefined || !('accessKeyId' in credentials)) throw new Error('no credentials')
    ec2 = new EC2({ endpoint: sandbox.sandbox.endpoint, region: 'us-east-1', credentials })
    empty = fixtureOf(`description: d\naccounts: { customer: "${customer}" }\n`, {})
  })
  afterAll(() => sandbox.sandbox.close())

  const renamed = ({ source, destination, ...rest }: Flow, idOf: (name: string) => string): Flow => {
    const rename = <T extends Flow['source'] | Flow['destination']>(end: T): T =>
      end.type === 'networkInterface' ? { ...end, networkInterface: idOf(end.networkInterface) } : end
    return { ...rest, source: rename(source), destination: rename(destination) }
  }

  it('a network that is deployed to EC2 and described again, and written down as a fixture, answers every flow as before, and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(anyDeployableNetwork, anyFlows, async (network, flows) => {
        const deployment = await deploy({ ...empty, network }, sandbox.target, { network: true })
        if (!deployment.ok) throw new Error(JSON.stringify(deployment.error))
        try {
          const { network: described, idOf } = await describedNetwork(ec2)
          const { text, lost } = formatNetwork(described)
          expect(lost).toEqual([])
          const written = networkFrom(text)
          for (const flow of flows) {
            const { outcome } = admits(network, flow)
            expect(admits(described, renamed(flow, idOf)).outcome).toBe(outcome)
            expect(admits(written, renamed(flow, idOf)).outcome).toBe(outcome)
          }
        } finally {
          expect(await tearDown(deployment.value)).toEqual([])
        }
        expect((await ec2.describeVpcs({})).Vpcs).toEqual([])
        expect((await ec2.describeAddresses({})).Addresses).toEqual([])
      }),
      { numRuns },
    )
  })
}
