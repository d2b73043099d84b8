import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
    const { code, stderr, stdout } = await ask(vpc, '--flows', join(folder, 'broken.yaml'))
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    for (const words of ['did you mean `app-1`?', '`high` is no port', 'did you mean `from`?', '4 problems in 1 file'])
      expect(stderr).toContain(words)
  })

  it.each([
    [[vpc], 'what should be reached?'],
    [[vpc, '--from', 'app-9', '--to', 'database'], 'did you mean `app-1`?'],
    [[vpc, '--to', 'db.product.example.com'], '`db.product.example.com` is no listener or interface'],
    [[vpc, '--to', 'database', '--open-to-world'], 'does not go with `--to`'],
    [['policies/s3-input', '--open-to-world'], 'the fixture has no network'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr, stdout } = await ask(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})
