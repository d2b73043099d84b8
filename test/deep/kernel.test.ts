import { resolve } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectKernel } from '../../src/listeners/kernel.ts'
import { KernelNetwork } from '../../src/listeners/kernel-network.ts'
import type { Flow } from '../../src/network/flow.ts'
import type { Network } from '../../src/network/network.ts'
import { anyRoutedWorld, anyWorld, type WorldText } from '../arbitraries/network.ts'
import { type Agreement, anyKernelFlows, compareWithKernel, networkOfWorld } from '../laws/kernel-agreement.ts'
import { flowOf } from '../network/networks.ts'
import { loadShippedServer } from '../shipped-servers.ts'
import { runCli } from '../support/run-cli.ts'

const program = resolve(import.meta.dirname, '../../dist/listeners/namespace/namespace-main.js')
const anyKernelWorld: fc.Arbitrary<WorldText> = fc.oneof({ weight: 5, arbitrary: anyRoutedWorld }, { weight: 1, arbitrary: anyWorld })
const detected = detectKernel()
if (!detected.ok) console.log(`no kernel enforcement here: ${detected.error}`)

describe.skipIf(!detected.ok)('the kernel, with real packets', () => {
  it('lets through and drops what the model says, on 1,000 flows of random networks, and is stopped by the same rules', async () => {
    const seed = Number(process.env.FC_SEED ?? Date.now()) | 0
    const worlds = fc.sample(fc.tuple(anyKernelWorld, anyKernelFlows), {
      seed,
      numRuns: 40,
    })
    const found: Agreement[] = []
    for (let index = 0; index < worlds.length; index += 4)
      found.push(...(await Promise.all(worlds.slice(index, index + 4).map(([world, flows]) => ask(world, flows)))))
    const sum = (count: (each: Agreement) => number): number => found.reduce((total, each) => total + count(each), 0)
    const answered = sum((each) => each.answered)
    const [acls, groups, ways] = [
      sum(({ dropped }) => dropped.networkAcl),
      sum(({ dropped }) => dropped.securityGroups),
      sum(({ dropped }) => dropped.way),
    ]
    const agreed = answered + acls + groups + ways
    console.log(
      `model and kernel agree on ${agreed} flows: ${answered} answered, ${acls} dropped by network ACLs, ${groups} by security groups, ${ways} on the way; ${sum(({ notSent }) => notSent)} could not be sent`,
    )
    expect(found.flatMap(({ disagreements }) => disagreements)).toEqual([])
    expect(agreed).toBeGreaterThanOrEqual(1000)
    for (const each of [answered, acls, groups, ways]) expect(each).toBeGreaterThan(20)
  })
})

async function ask(world: WorldText, flows: readonly Flow[]): Promise<Agreement> {
  if (!detected.ok) throw new Error(detected.error)
  const network = networkOfWorld(world)
  const kernel = await KernelNetwork.open(detected.value, network, { servers: true, program })
  try {
    return await compareWithKernel(kernel, network, flows)
  } finally {
    await kernel.close()
  }
}

const packet = (network: Network, from: string, to: string) => flowOf(network, { from, to })

describe.skipIf(!detected.ok)('a fixture under `--enforce kernel`', () => {
  it('is probed with the real client, comes to the same findings, and the report says who enforced', async () => {
    const asked = {
      postgres: 'nacl-ephemeral-missing,sg-missing-vendor-ip,connection-refused,tls-unsupported',
      'postgres-tunnel': 'ssh-tunnel-target-blocked,ssh-tunnel-refused',
      mongodb: 'privatelink-not-accepted,sg-has-no-rules,db-password-wrong',
      's3-input-private': 'sts-unreachable-private,s3-endpoint-route-missing',
    }
    for (const [name, faults] of Object.entries(asked)) {
      const { stdout, code } = await runCli(['test', `scenarios/${name}.yaml`, '--faults', faults, '--enforce', 'kernel', '--json'])
      const { enforcement, counts } = JSON.parse(stdout)
      expect({ name, code, enforcement, passed: counts.passed }).toEqual({
        name,
        code: 0,
        enforcement: 'kernel',
        passed: faults.split(',').length,
      })
    }
  })

  it('answers `reach` with the rule that dropped the packet, many flows in one namespace', async () => {
    const asked = ['reach', 'policies/product-vpc', '--enforce', 'kernel']
    const dropped = await runCli([...asked, '--from', 'web-1', '--to', 'zk-1', '--expect', 'closed'])
    expect(dropped.stdout).toContain('the kernel: dropped by the security groups of `zookeeper-1`, ingress')
    expect((await runCli([...asked, '--from', 'app-1', '--to', 'zk-1', '--expect', 'open'])).code).toBe(0)
  })

  it('sees a server by the addresses of its clients', async () => {
    const { network } = (await loadShippedServer('postgres')).fixture
    if (!detected.ok || network === undefined) throw new Error('no network')
    const kernel = await KernelNetwork.open(detected.value, network, { servers: true, program })
    const outcomes = await kernel.ask([packet(network, '203.0.113.7', 'database'), packet(network, '203.0.113.99', 'database')])
    await kernel.close()
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['answered', 'dropped'])
  })
})

describe('a machine without such a kernel', () => {
  it('says so and ends with 3, instead of asking the model', async () => {
    const { code, stderr, stdout } = await runCli(
      ['reach', 'policies/product-vpc', '--from', 'app-1', '--to', 'zk-1', '--enforce', 'kernel'],
      {
        env: { PATH: '/nowhere' },
      },
    )
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(/is not installed|gives no network namespace|enforces on Linux alone/)
  })
})
