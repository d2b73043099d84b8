import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadFlows } from '../../src/cli/load-flows.ts'
import { loadNetwork } from '../../src/cli/load-network.ts'
import { reach } from '../../src/cli/reach.ts'
import { runCli } from '../support/run-cli.ts'

const vpc = 'policies/product-vpc'
const ask = (...args: readonly string[]) => runCli(['reach', ...args])

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-reach-'))
  const flows = [
    { from: 'app-1', to: 'database', expect: 'open' },
    { from: 'bastion', to: 'zk-1', port: 2181, expect: 'closed' },
    { from: '198.51.100.99', to: 'ssh', expect: 'open' },
  ]
  writeFileSync(join(folder, 'flows.json'), JSON.stringify(flows))
  writeFileSync(
    join(folder, 'broken.yaml'),
    '- { from: app-9, to: database }\n- { from: app-1, to: database, port: high }\n- { form: app-1 }\n',
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('sallyport reach', () => {
  it('tells the way hop by hop, there and back', async () => {
    const { code, stdout } = await ask(vpc, '--from', 'app-1', '--to', 'database', '--expect', 'open')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^open {5}app-1 -> database tcp\/5432\n/)
    expect(stdout).toContain('ok    `database` admits tcp/5432 for the private addresses of `app`  policies/product-vpc/network.yaml:')
    expect(stdout).toContain('ok    entry 100 of `data` allows tcp/1024-65535')
    expect(stdout).toContain('`database` listens there')
  })

  it('tells every blocker with its place, AWS’s code and what would open it', async () => {
    const { code, stdout } = await ask(vpc, '--from', '198.51.100.11', '--to', 'database:22', '--expect', 'open')
    expect(code).toBe(1)
    expect(stdout).toContain('5 blockers, each has to go')
    expect(stdout).toMatch(
      /SUBNET_ACL_RESTRICTION {2}policies\/product-vpc\/network.yaml:\d+:9\n {4}the network ACL `data` denies, by entry 90/,
    )
    expect(stdout).toMatch(
      /ENI_SG_RULES_MISMATCH .*\n.*nearest rule.*\n {4}opens {3}add an inbound rule to `database`: tcp\/22 from 198.51.100.11\/32/,
    )
  })

  it('prints JSON without internals of ours', async () => {
    const { stdout } = await ask(vpc, '--from', 'bastion-1', '--to', 'zookeeper-1', '--port', '2181', '--json')
    const { flows } = JSON.parse(stdout)
    expect(flows).toMatchObject([
      {
        from: 'bastion-1',
        to: 'zookeeper-1',
        traffic: 'tcp/2181',
        outcome: 'closed',
        sourceAddress: '10.0.0.20',
        blockers: [
          {
            code: 'ENI_SG_RULES_MISMATCH',
            direction: 'forward',
            at: { line: expect.any(Number) },
            opens: { peer: { cidr: '10.0.0.20/32' } },
          },
        ],
      },
    ])
  })

  it('lists from where something can be reached, and what the world reaches', async () => {
    const [reached, world] = await Promise.all([ask(vpc, '--to', 'zk-1'), ask(vpc, '--open-to-world', '--expect', 'closed')])
    expect(reached.stdout).toBe('zk-1 can be reached\n  tcp/2181\n    IPv4  10.0.1.10/32, 10.0.1.30/32, 10.0.2.10/32, 10.0.2.30/32\n')
    expect(world).toMatchObject({ code: 0, stdout: 'closed   nothing is open to the world that is not meant to be\n' })
  })

  it('holds many flows of a file against what they should be', async () => {
    const { code, stdout } = await ask(vpc, '--flows', join(folder, 'flows.json'))
    expect(code).toBe(1)
    expect(stdout).toMatch(/^closed {3}198.51.100.99 -> ssh tcp\/22 {2}.*expected open$/m)
    expect(stdout).toContain('3 flows, 1 not as expected')
  })

  it('lists every problem of a file of flows', async () => {
    const network = await loadNetwork([vpc])
    if (!network.ok) throw new Error('the fixture ships')
    const flows = loadFlows(join(folder, 'broken.yaml'), network.value)
    expect(flows.ok ? [] : flows.error.map(({ at, message, help }) => `${at.start.line} ${message} ${help}`)).toEqual([
      expect.stringContaining('did you mean `from`?'),
      expect.stringContaining('needs `to`'),
      expect.stringContaining('did you mean `app-1`?'),
      expect.stringContaining('`high` is no port'),
    ])
  })

  it('refuses a fixture without a network', async () => {
    const { code, stderr, stdout } = await ask('policies/s3-input', '--open-to-world')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('the fixture has no network')
  })

  it.each([
    [{}, 'what should be reached?', undefined],
    [{ from: 'app-9', to: 'database' }, '`app-9` is no interface', 'did you mean `app-1`?'],
    [{ to: 'db.product.example.com' }, '`db.product.example.com` is no listener or interface', undefined],
    [{ to: 'database', openToWorld: true }, 'does not go with `--to`', undefined],
    [{ flows: 'flows.yaml', expect: 'open' }, 'does not go with `--expect`', undefined],
    [{ to: 'database', port: '9-1' }, '`9-1` is no port or range of ports', undefined],
    [{ to: 'database', protocol: 'icmp' }, '`icmp` has no ports to list', undefined],
  ] as const)('refuses %j', async (options, message, help) => {
    const refusal: unknown = await reach([vpc], options).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 2, message: expect.stringContaining(message), ...(help === undefined ? {} : { help }) })
  })
})
