import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseJson } from '../../src/base/parse-json.ts'
import { networkDrift } from '../../src/cli/drift/drift-network.ts'
import { drift as run } from '../../src/cli/drift.ts'
import type { Network } from '../../src/network/network.ts'
import { parseNetwork } from '../../src/network/parse-network.ts'
import { ingressText } from '../../src/report/gate-words.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'drift-'))
beforeAll(() => cpSync(join(root, 'policies/s3-input'), join(folder, 'fixture'), { recursive: true }))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const document = (name: string): object => {
  const text = readFileSync(join(folder, 'fixture', name), 'utf8')
  const parameters = { bucket: 'acme-exports', baseDirectory: 'daily', externalId: 'dep-42' }
  return JSON.parse(Object.entries(parameters).reduce((all, [key, value]) => all.replaceAll(`\${${key}}`, value), text))
}

/** The customer's account, as IAM tells of it. */
const account = (read: object, more: object = {}): string =>
  JSON.stringify({
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: [
      {
        Path: '/',
        RoleName: 'EtleapInput',
        Arn: 'arn:aws:iam::111122223333:role/EtleapInput',
        AssumeRolePolicyDocument: document('trust.json'),
        RolePolicyList: [{ PolicyName: 'read', PolicyDocument: read }],
        AttachedManagedPolicies: [],
        Tags: [],
        ...more,
      },
    ],
    Policies: [],
  })

async function drift(dump: string): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  writeFileSync(join(folder, 'account.json'), dump)
  const written = { stdout: '', stderr: '' }
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text)
      return true
    }),
  )
  try {
    const code = await run(join(folder, 'fixture'), [join(folder, 'account.json')], { timeout: 10 })
    return { code, ...written }
  } finally {
    for (const spy of spies) spy.mockRestore()
  }
}

describe('sallyport drift', () => {
  it('is silent where the account comes to what the fixture says, however it is spelt', async () => {
    const read = document('read.json') as { readonly Statement: readonly object[] }
    const { code, stdout } = await drift(account({ ...read, Statement: [...read.Statement].reverse() }))
    expect([code, stdout]).toEqual([0, expect.stringContaining('no drift')])
  })

  it('tells both directions, with the line of the fixture', async () => {
    const { code, stdout } = await drift(
      account({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::acme-exports/daily/*' },
      }),
    )
    expect(code).toBe(1)
    expect(stdout).toContain('+ allowed in the account alone: s3:PutObject')
    expect(stdout).toMatch(
      /- allowed by the fixture alone: s3:GetObject.*\n.*example.*\n {4}fixture {3}allows it by statement \S+ at \S*fixture\/read.json:\d+:\d+/,
    )
  })

  it('tells of a trust policy that was changed by hand, and of a role that is gone', async () => {
    const open = {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'sts:AssumeRole' },
      },
    }
    expect((await drift(account(document('read.json'), open))).stdout).toContain('trust policy of EtleapInput')
    const { code, stdout } = await drift(account(document('read.json'), { RoleName: 'Other', Arn: 'arn:aws:iam::111122223333:role/Other' }))
    expect([code, stdout]).toEqual([1, expect.stringMatching(/the account has no role `EtleapInput` \(\S*fixture\/fixture.yaml:\d+:\d+\)/)])
  })

  it('refuses a dump of another account', async () => {
    const { code, stderr } = await drift(account(document('read.json')).replaceAll('111122223333', '999999999999'))
    expect([code, stderr]).toEqual([2, expect.stringContaining('this is of the account 999999999999')])
  })
})

describe('the network of a fixture and of an account', () => {
  const network = (name: string, cidr: string): Network => {
    const text = {
      vpcs: { [`vpc-${name}`]: { cidrBlock: '10.0.0.0/16' } },
      subnets: { [`subnet-${name}`]: { vpc: `vpc-${name}`, cidrBlock: '10.0.1.0/24', availabilityZone: 'us-east-1a' } },
      securityGroups: { [`sg-${name}`]: { vpc: `vpc-${name}`, ingress: [{ protocol: 'tcp', ports: 5432, cidr }] } },
      networkInterfaces: { [`eni-${name}`]: { subnet: `subnet-${name}`, privateIpAddress: '10.0.1.10', securityGroups: [`sg-${name}`] } },
    }
    const tree = parseJson(JSON.stringify(text, undefined, 1), `${name}.json`)
    const parsed = tree.ok ? parseNetwork(tree.value) : tree
    if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join())
    return parsed.value
  }
  const own = network('own', '10.0.1.0/25')

  it('are the same by the addresses of their interfaces, whatever their names', () => {
    expect(networkDrift(own, network('real', '10.0.1.0/25'))).toEqual({ more: [], less: [], missing: [] })
  })

  it('differ in who reaches an interface, told at its line in the fixture', () => {
    const wider = networkDrift(own, network('real', '10.0.1.0/24'))
    expect(wider.more.map((each) => [ingressText(each), each.at.file, each.replayed])).toEqual([
      ['tcp/5432 of eni-own from 10.0.1.128/25', 'own.json', true],
    ])
    expect(networkDrift(network('own', '10.0.1.0/24'), network('real', '10.0.1.0/25')).less.map(ingressText)).toEqual([
      'tcp/5432 of eni-own from 10.0.1.128/25',
    ])
  })
})
