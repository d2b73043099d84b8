import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Deployment, tearDown } from '../../src/deploy/deploy.ts'
import type { Fixture } from '../../src/fixture/fixture.ts'
import { fixtureOf, policy, trusting } from './fixture.ts'
import { allow, customer, openSandboxTarget, type SandboxTarget, vendor } from './sandbox-target.ts'

let sandbox: SandboxTarget
let deployment: Deployment | undefined

beforeAll(async () => {
  sandbox = await openSandboxTarget()
})
afterAll(() => sandbox.sandbox.close())
afterEach(async () => {
  const done = deployment
  deployment = undefined
  if (done !== undefined) expect(await tearDown(done)).toEqual([])
})

async function deploy(fixture: Fixture): Promise<Deployment> {
  deployment = await sandbox.deployed(fixture)
  return deployment
}

const head = `description: d\naccounts: { vendor: "${vendor}", customer: "${customer}" }\n`
describe('a KMS key', () => {
  const keyArn = `arn:aws:kms:us-east-1:${customer}:key/lake`
  const onlyRole = policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${customer}:role/Reader` },
    Action: 'kms:Decrypt',
    Resource: '*',
  })
  const fixtureWith = (state: string): Fixture =>
    fixtureOf(
      `${head}keys:\n  lake: { account: customer, region: us-east-1, policy: ./key.json, state: ${state} }\n` +
        'roles:\n  Reader: { account: customer, trust: ./trust.json, policies: { use: ./use.json } }\n' +
        'buckets:\n  acme-exports: { account: customer, region: us-east-1, encryption: lake, objects: { a: "1" } }\n',
      { 'trust.json': trusting(`arn:aws:iam::${vendor}:root`), 'key.json': onlyRole, 'use.json': allow('kms:Decrypt', keyArn) },
    )

  it('encrypts the objects of its bucket under the id that AWS chose, which documents have in the place of its name', async () => {
    const { keys } = await deploy(fixtureWith('Enabled'))
    expect(keys).toMatchObject([{ name: 'lake', nameArn: keyArn }])
    const [{ arn: real } = { arn: '' }] = keys
    await expect(sandbox.s3(customer).getObject({ Bucket: 'acme-exports', Key: 'a' })).rejects.toMatchObject({ name: 'AccessDenied' })
    const { PolicyDocument = '' } = await sandbox.iam(customer).getRolePolicy({ RoleName: 'Reader', PolicyName: 'use' })
    expect(JSON.parse(decodeURIComponent(PolicyDocument))).toEqual(allow('kms:Decrypt', real))
  })

  it('has its policy, and may still be deleted by its account', async () => {
    const { keys } = await deploy(fixtureWith('Enabled'))
    const { KeyMetadata } = await sandbox.kms(customer).describeKey({ KeyId: keys[0]?.arn })
    expect(KeyMetadata).toMatchObject({ KeyState: 'Enabled', Arn: keys[0]?.arn })
    await expect(sandbox.kms(customer).generateDataKey({ KeyId: keys[0]?.arn, KeySpec: 'AES_256' })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
  })

  it('has its grants', async () => {
    const grant = '{ to: Reader, operations: [Decrypt], constraints: { encryptionContextSubset: { team: data } } }'
    const mayLook = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${customer}:root` }, Action: 'kms:ListGrants', Resource: '*' }
    const fixture = fixtureOf(
      `${head}keys:\n  lake: { account: customer, region: us-east-1, policy: ./key.json, grants: [${grant}] }\n` +
        'roles:\n  Reader: { account: customer, trust: ./trust.json }\n',
      { 'trust.json': trusting(`arn:aws:iam::${vendor}:root`), 'key.json': policy(mayLook) },
    )
    const { keys } = await deploy(fixture)
    const { Grants } = await sandbox.kms(customer).listGrants({ KeyId: keys[0]?.arn })
    const GranteePrincipal = `arn:aws:iam::${customer}:role/Reader`
    expect(Grants).toMatchObject([
      { GranteePrincipal, Operations: ['Decrypt'], Constraints: { EncryptionContextSubset: { team: 'data' } } },
    ])
  })

  it.each(['Disabled', 'PendingDeletion'])('comes to be %s when the objects are there', async (state) => {
    const { keys } = await deploy(fixtureWith(state))
    expect((await sandbox.kms(customer).describeKey({ KeyId: keys[0]?.arn })).KeyMetadata?.KeyState).toBe(state)
  })
})
