import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deploy, tearDown } from '../../src/deploy/deploy.ts'
import { fixtureOf, trusting } from './fixture.ts'
import { allow, customer, openSandboxTarget, type SandboxTarget, vendor } from './sandbox-target.ts'

let sandbox: SandboxTarget

beforeAll(async () => {
  sandbox = await openSandboxTarget()
})
afterAll(() => sandbox.sandbox.close())

const identities = fixtureOf(
  `
description: Every kind of identity
accounts: { vendor: "${vendor}", customer: "${customer}" }
users:
  etl-app:
    account: vendor
    path: /service/
    policies: { assume: ./assume.json }
    attached: [ReadAll]
    groups: [staff]
    boundary: ./all.json
    tags: { team: data }
    accessKeys: [Inactive, Active]
groups:
  staff: { account: vendor, path: /teams/, policies: { read: ./read.json }, attached: [ReadAll] }
roles:
  Reader: { account: customer, path: /service/, trust: ./trust.json, policies: { read: ./read.json }, boundary: ./all.json, maxSession: 7200, tags: { team: data } }
  Chained: { account: customer, trust: ./trust-reader.json }
  Self: { account: customer, trust: ./trust-self.json, attached: ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"] }
policies:
  ReadAll: { account: vendor, path: /shared/, document: ./read.json }
`,
  {
    'assume.json': allow('sts:AssumeRole', `arn:aws:iam::${customer}:role/service/Reader`),
    'read.json': allow('s3:GetObject', '*'),
    'all.json': allow('*', '*'),
    'trust.json': trusting(`arn:aws:iam::${vendor}:user/service/etl-app`),
    'trust-reader.json': trusting(`arn:aws:iam::${customer}:role/service/Reader`),
    'trust-self.json': trusting(`arn:aws:iam::${customer}:role/Self`),
  },
)

/** Everything that an account holds. */
async function contentsOf(account: string): Promise<string[]> {
  const iam = sandbox.iam(account)
  const [users, groups, roles, policies] = await Promise.all([
    iam.listUsers(),
    iam.listGroups(),
    iam.listRoles(),
    iam.listPolicies({ Scope: 'Local' }),
  ])
  return [...(users.Users ?? []), ...(groups.Groups ?? []), ...(roles.Roles ?? []), ...(policies.Policies ?? [])]
    .map(({ Arn }) => Arn ?? '')
    .sort()
}

describe('a fixture of identities', () => {
  it('is in the target as it is in its files', async () => {
    const deployment = await sandbox.deployed(identities)
    expect([...(await contentsOf(vendor)), ...(await contentsOf(customer))]).toEqual([
      `arn:aws:iam::${vendor}:group/teams/staff`,
      `arn:aws:iam::${vendor}:policy/service/user-etl-app-boundary`,
      `arn:aws:iam::${vendor}:policy/shared/ReadAll`,
      `arn:aws:iam::${vendor}:user/service/etl-app`,
      `arn:aws:iam::${customer}:policy/service/role-Reader-boundary`,
      `arn:aws:iam::${customer}:role/Chained`,
      `arn:aws:iam::${customer}:role/Self`,
      `arn:aws:iam::${customer}:role/service/Reader`,
    ])
    const iam = sandbox.iam(vendor)
    expect((await iam.getUser({ UserName: 'etl-app' })).User).toMatchObject({
      PermissionsBoundary: { PermissionsBoundaryArn: `arn:aws:iam::${vendor}:policy/service/user-etl-app-boundary` },
      Tags: [{ Key: 'team', Value: 'data' }],
    })
    expect((await iam.listGroupsForUser({ UserName: 'etl-app' })).Groups).toMatchObject([{ GroupName: 'staff' }])
    expect((await iam.listAttachedUserPolicies({ UserName: 'etl-app' })).AttachedPolicies).toMatchObject([{ PolicyName: 'ReadAll' }])
    const { PolicyDocument = '' } = await iam.getUserPolicy({ UserName: 'etl-app', PolicyName: 'assume' })
    expect(decodeURIComponent(PolicyDocument)).toBe(identities.users.get('etl-app')?.inline.get('assume')?.text)
    const { Role } = await sandbox.iam(customer).getRole({ RoleName: 'Self' })
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(identities.roles.get('Self')?.trust.text)
    expect((await sandbox.iam(customer).listAttachedRolePolicies({ RoleName: 'Self' })).AttachedPolicies).toMatchObject([
      { PolicyName: 'AmazonS3ReadOnlyAccess' },
    ])
    expect(await tearDown(deployment)).toEqual([])
  })

  it('tells the access keys of each user, in order', async () => {
    const deployment = await sandbox.deployed(identities)
    const keys = deployment.accessKeys.get('etl-app') ?? []
    expect(keys.map(({ status }) => status)).toEqual(['Inactive', 'Active'])
    const { AccessKeyMetadata = [] } = await sandbox.iam(vendor).listAccessKeys({ UserName: 'etl-app' })
    const statuses = new Map(AccessKeyMetadata.map(({ AccessKeyId, Status }) => [AccessKeyId, Status]))
    expect(keys.map(({ accessKeyId }) => statuses.get(accessKeyId))).toEqual(['Inactive', 'Active'])
    await tearDown(deployment)
  })

  it('shows no secret as JSON', async () => {
    const deployment = await sandbox.deployed(identities)
    const shown = JSON.stringify(deployment)
    expect(shown).toContain(deployment.accessKeys.get('etl-app')?.[0]?.accessKeyId)
    for (const key of deployment.accessKeys.get('etl-app') ?? []) expect(shown).not.toContain(key.secretAccessKey)
    for (const { rootCredentials } of sandbox.sandbox.accounts.values()) expect(shown).not.toContain(rootCredentials.secretAccessKey)
    await tearDown(deployment)
  })

  it('is gone after the tear-down, and can be deployed again', async () => {
    for (const round of [1, 2]) {
      const deployment = await sandbox.deployed(identities)
      expect(await tearDown(deployment), `round ${round}`).toEqual([])
      expect([...(await contentsOf(vendor)), ...(await contentsOf(customer))]).toEqual([])
    }
  })
})

describe('a refused call', () => {
  /** AWS saves no trust policy for somebody who does not exist. */
  const refused = fixtureOf(
    `
description: Two roles that trust roles which are not there
accounts: { customer: "${customer}" }
users:
  loader: { account: customer, policies: { read: ./read.json } }
roles:
  One: { account: customer, trust: ./one.json }
  Two: { account: customer, trust: ./two.json }
  Fine: { account: customer, trust: ./fine.json }
`,
    {
      'read.json': allow('s3:GetObject', '*'),
      'one.json': trusting(`arn:aws:iam::${vendor}:role/One`),
      'two.json': trusting(`arn:aws:iam::${vendor}:role/Two`),
      'fine.json': trusting(`arn:aws:iam::${customer}:root`),
    },
  )

  it('is a value with the place of the document, one for each call that ran side by side', async () => {
    const about = { kind: 'answer', operation: 'iam:CreateRole', code: 'MalformedPolicyDocument', status: 400 }
    expect(await sandbox.failureOf(refused)).toMatchObject({
      refusals: [
        { ...about, subject: 'role One', at: { file: 'set/one.json', start: { line: 1 } } },
        { ...about, subject: 'role Two', at: { file: 'set/two.json', start: { line: 1 } } },
      ],
      leftBehind: [],
    })
  })

  it('leaves nothing', async () => {
    await sandbox.failureOf(refused)
    expect(await contentsOf(customer)).toEqual([])
  })

  it('never removes what somebody else has created', async () => {
    await sandbox.iam(customer).createUser({ UserName: 'loader' })
    const taken = fixtureOf(
      `description: d\naccounts: { customer: "${customer}" }\nusers: { loader: { account: customer }, other: { account: customer } }\n`,
      {},
    )
    expect((await sandbox.failureOf(taken)).refusals).toMatchObject([{ operation: 'iam:CreateUser', code: 'EntityAlreadyExists' }])
    expect(await contentsOf(customer)).toEqual([`arn:aws:iam::${customer}:user/loader`])
    await sandbox.iam(customer).deleteUser({ UserName: 'loader' })
  })

  it('because the credentials belong to another account comes before anything is created', async () => {
    const swapped = {
      ...sandbox.target,
      accounts: new Map([[customer, sandbox.target.accounts.get(vendor) ?? { accessKeyId: '', secretAccessKey: '' }]]),
    }
    const fixture = fixtureOf(`description: d\naccounts: { customer: "${customer}" }\nusers: { loader: { account: customer } }\n`, {})
    const refused = await deploy(fixture, swapped)
    expect(refused.ok ? [] : refused.error.refusals).toMatchObject([{ kind: 'account', code: 'OtherAccount' }])
  })
})
