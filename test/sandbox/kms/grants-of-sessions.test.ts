import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, clientsFor, rootClients } from '../clients.ts'
import { createUser, policy } from '../principals.ts'

// What AWS answered is in testdata/aws/kms/grants.json of github.com/radkawar/stackd.

const account = '111122223333'
const roleArn = `arn:aws:iam::${account}:role/worker`
const sessionArn = (name: string, role = 'worker'): string => `arn:aws:sts::${account}:assumed-role/${role}/${name}`
const allowReading = policy({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' })
const refuseDecrypting = policy({ Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' })

let sandbox: Sandbox
let owner: Clients
let user: Clients
let CiphertextBlob: Uint8Array | undefined
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'grants of sessions', accounts: [{ id: accountId(account) }] })
  owner = rootClients(sandbox, account)
  user = await createUser(sandbox, account, 'ana', [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }])
  await createRole()
  await owner.iam.createPolicy({ PolicyName: 'reading', PolicyDocument: allowReading })
})
afterAll(() => sandbox.close())

const createRole = () =>
  owner.iam.createRole({
    RoleName: 'worker',
    AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }),
  })

async function newKey(): Promise<string> {
  const KeyId = (await owner.kms.createKey({})).KeyMetadata?.KeyId ?? ''
  CiphertextBlob = (await owner.kms.encrypt({ KeyId, Plaintext: Buffer.from('secret') })).CiphertextBlob
  return KeyId
}

/** How a session of the role, by this name and with this policy, fares with the key. */
async function decrypt(RoleSessionName: string, Policy?: string): Promise<string> {
  const { Credentials } = await user.sts.assumeRole({ RoleArn: roleArn, RoleSessionName, Policy })
  const session = clientsFor(sandbox.endpoint, {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  })
  return session.kms.decrypt({ CiphertextBlob }).then(
    () => 'allowed',
    ({ message }: Error) => message.replace(/^.* on resource: \S+ /, ''),
  )
}

const withBoundary = async (ask: () => Promise<string>): Promise<string> => {
  await owner.iam.putRolePermissionsBoundary({ RoleName: 'worker', PermissionsBoundary: `arn:aws:iam::${account}:policy/reading` })
  const answer = await ask()
  await owner.iam.deleteRolePermissionsBoundary({ RoleName: 'worker' })
  return answer
}

it('a grant to a session passes boundary and session policy, and is for that session alone', async () => {
  await owner.kms.createGrant({ KeyId: await newKey(), GranteePrincipal: sessionArn('target'), Operations: ['Decrypt'] })
  expect(await decrypt('target')).toBe('allowed')
  expect(await decrypt('target', allowReading)).toBe('allowed')
  expect(await withBoundary(() => decrypt('target'))).toBe('allowed')
  expect(await decrypt('target', refuseDecrypting)).toBe('with an explicit deny in a session policy')
  expect(await decrypt('sibling')).toBe('because no identity-based policy allows the kms:Decrypt action')
})

it('a grant to a role is limited by boundary and session policy', async () => {
  await owner.kms.createGrant({ KeyId: await newKey(), GranteePrincipal: roleArn, Operations: ['Decrypt'] })
  expect(await decrypt('any')).toBe('allowed')
  expect(await decrypt('any', allowReading)).toBe('because no session policy allows the kms:Decrypt action')
  expect(await decrypt('any', refuseDecrypting)).toBe('with an explicit deny in a session policy')
  expect(await withBoundary(() => decrypt('any'))).toBe('because no permissions boundary allows the kms:Decrypt action')
})

it('grantees are sessions of roles that are there, whether they were ever opened or not', async () => {
  const KeyId = await newKey()
  const grant = (GranteePrincipal: string) => owner.kms.createGrant({ KeyId, GranteePrincipal, Operations: ['Decrypt'] })
  await grant(sessionArn('never'))
  const missing = sessionArn('target', 'missing')
  await expect(grant(missing)).rejects.toThrow(`ARN does not refer to a valid principal: ${missing}`)
  const withPath = `arn:aws:sts::${account}:assumed-role/path/worker/target`
  await expect(grant(withPath)).rejects.toThrow(`ARN is not valid: ${withPath}`)
})

it('a grant is bound to the role that was there: another of the same name gets nothing by it', async () => {
  const KeyId = await newKey()
  const grant = { KeyId, Name: 'bound', GranteePrincipal: sessionArn('target'), Operations: ['Decrypt' as const] }
  const { GrantId } = await owner.kms.createGrant(grant)
  expect((await owner.kms.createGrant(grant)).GrantId).toBe(GrantId)
  const { Role } = await owner.iam.getRole({ RoleName: 'worker' })
  await owner.iam.deleteRole({ RoleName: 'worker' })
  const listed = async () => (await owner.kms.listGrants({ KeyId })).Grants?.map(({ GranteePrincipal }) => GranteePrincipal)
  expect(await listed()).toEqual([`${Role?.RoleId}:target`])
  await createRole()
  expect(await decrypt('target')).toBe('because no identity-based policy allows the kms:Decrypt action')
  expect((await owner.kms.createGrant(grant)).GrantId).not.toBe(GrantId)
  expect(await listed()).toEqual([`${Role?.RoleId}:target`, sessionArn('target')])
  expect(await decrypt('target')).toBe('allowed')
})
