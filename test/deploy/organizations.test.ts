import { Organizations } from '@aws-sdk/client-organizations'
import { S3 } from '@aws-sdk/client-s3'
import { STS } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deploy, tearDown } from '../../src/deploy/deploy.ts'
import type { Target } from '../../src/deploy/target.ts'
import { decide } from '../../src/fixture/decide.ts'
import type { Fixture } from '../../src/fixture/fixture.ts'
import { parseFixture } from '../../src/fixture/parse-fixture.ts'
import { fixtureOf, policy, trusting } from './fixture.ts'
import { allow, customer, openSandboxTarget, type SandboxTarget, vendor } from './sandbox-target.ts'

let sandbox: SandboxTarget
beforeAll(async () => {
  sandbox = await openSandboxTarget()
})
afterAll(() => sandbox.sandbox.close())

const head = `description: d
accounts: { vendor: "${vendor}", customer: "${customer}" }
users:
  app: { account: vendor, policies: { assume: ./assume.json } }
roles:
  Reader: { account: customer, trust: ./trust.json, policies: { read: ./read.json } }
buckets:
  acme-exports: { account: customer, region: us-east-1, objects: { a: "1" } }
`
const documents = {
  'assume.json': allow('sts:AssumeRole', '*'),
  'trust.json': trusting(`arn:aws:iam::${vendor}:root`),
  'read.json': allow('s3:*', '*'),
  'no-objects.json': policy({ Effect: 'Deny', Action: 's3:GetObject', Resource: '*' }),
  'only-iam.json': policy({ Effect: 'Allow', Action: 'iam:*', Resource: '*' }),
  'no-reads.json': policy({ Effect: 'Deny', Principal: '*', Action: 's3:GetObject', Resource: '*' }),
}
const organization = (text: string): Fixture => fixtureOf(`${head}organizations:\n  acme: { management: vendor, ${text} }\n`, documents)

/** What S3 answers the role's session on a read, and what the fixture alone says. */
async function readAsRole(fixture: Fixture): Promise<readonly [answered: string, decided: string | undefined]> {
  const deployment = await sandbox.deployed(fixture)
  try {
    const [key] = deployment.accessKeys.get('app') ?? []
    const common = { region: 'us-east-1', endpoint: sandbox.sandbox.endpoint, maxAttempts: 1 }
    const sts = new STS({ ...common, credentials: { accessKeyId: key?.accessKeyId ?? '', secretAccessKey: key?.secretAccessKey ?? '' } })
    const RoleArn = `arn:aws:iam::${customer}:role/Reader`
    const { Credentials } = await sts.assumeRole({ RoleArn, RoleSessionName: 'session' })
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }
    const s3 = new S3({ ...common, credentials, forcePathStyle: true })
    const answered = await s3.getObject({ Bucket: 'acme-exports', Key: 'a' }).then(
      () => 'allowed',
      (error: Error) => error.message,
    )
    const by = { type: 'role', arn: RoleArn, sessionName: 'session' } as const
    const need = {
      step: 's',
      by,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::acme-exports/a',
      context: {},
      expected: 'allowed',
    } as const
    return [answered, decide(fixture, need, { now: new Date(), sourceIp: '127.0.0.1' })?.outcome]
  } finally {
    expect(await tearDown(deployment)).toEqual([])
  }
}

describe('an organization', () => {
  it.each([
    ['without policies', 'accounts: { customer: {} }', 'allowed', 'allowed'],
    [
      'with a deny at its root',
      'scps: { guard: ./no-objects.json }, accounts: { customer: {} }',
      'explicit deny in a service control policy',
      'explicitDeny',
    ],
    [
      'with a deny at a unit above the account’s',
      'units: { data: { scps: { guard: ./no-objects.json } }, team: { parent: data } }, accounts: { customer: { unit: team } }',
      'explicit deny in a service control policy',
      'explicitDeny',
    ],
    [
      'that allows something else at the account',
      'accounts: { customer: { scps: { iam: ./only-iam.json }, fullAWSAccess: false } }',
      'no service control policy allows',
      'implicitDeny',
    ],
    [
      'with a deny at a unit beside',
      'units: { other: { scps: { guard: ./no-objects.json } } }, accounts: { customer: {} }',
      'allowed',
      'allowed',
    ],
    [
      'with a resource control policy',
      'rcps: { guard: ./no-reads.json }, accounts: { customer: {} }',
      'explicit deny in a resource control policy',
      'explicitDeny',
    ],
  ])('%s decides in the sandbox as offline, and nothing of it is left', async (_, text, answered, decided) => {
    expect(await readAsRole(organization(text))).toEqual([expect.stringContaining(answered), decided])
    const { rootCredentials: credentials } = Array.from(sandbox.sandbox.accounts.entries()).find(([id]) => id === vendor)?.[1] ?? {}
    if (credentials === undefined) throw new Error('no such account')
    const manager = new Organizations({ region: 'us-east-1', endpoint: sandbox.sandbox.endpoint, credentials, maxAttempts: 1 })
    await expect(manager.describeOrganization()).rejects.toMatchObject({ name: 'AWSOrganizationsNotInUseException' })
  })

  it('is not made anywhere but in the embedded sandbox', async () => {
    const target: Target = { ...sandbox.target, kind: 'endpoint' }
    const deployed = await deploy(organization('accounts: { customer: {} }'), target)
    expect(deployed.ok ? [] : deployed.error.refusals.map(({ code }) => code)).toContain('EmbeddedOnly')
  })

  it('names what is wrong with it, all at once', () => {
    const text = `${head}organizations:\n  acme:\n    management: vendor\n    units: { a: { parent: b }, b: { parent: a }, c: { parent: d } }\n    accounts: { vendor: {}, custmer: { unit: a } }\n`
    const readFile = (path: string) => ({
      found: true as const,
      file: path,
      text: JSON.stringify(documents[path.slice(2) as keyof typeof documents]),
    })
    const parsed = parseFixture(text, { name: 'set', file: 'set/fixture.yaml', readFile })
    expect(parsed.ok ? [] : parsed.error.map(({ code }) => code)).toEqual([
      'fixture/unit-circle',
      'fixture/unit-circle',
      'fixture/unknown-unit',
      'fixture/account-twice',
      'fixture/unknown-account',
    ])
  })
})
