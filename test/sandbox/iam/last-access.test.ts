import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'
import { createUser } from '../principals.ts'

const account = '111122223333'
const allow = (...Action: string[]) => ({ Effect: 'Allow' as const, Action, Resource: '*' })
const document = (...Statement: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement })
let sandbox: Sandbox
let iam: Clients['iam']
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'last access', accounts: [{ id: accountId(account) }] })
  iam = rootClients(sandbox, account).iam
})
afterAll(() => sandbox.close())

async function report(Arn: string) {
  const { JobId } = await iam.generateServiceLastAccessedDetails({ Arn })
  return { JobId, ...(await iam.getServiceLastAccessedDetails({ JobId })) }
}

it('a report has the services that policies grant, and who called them last, allowed or not', async () => {
  const ana = await createUser(sandbox, account, 'ana', [
    allow('s3:Get*', 'kms:ListKeys', 'sqs:SendMessage'),
    { Effect: 'Deny', Action: 'sqs:*', Resource: '*' },
  ])
  await ana.kms.listKeys()
  await expect(ana.s3.listBuckets()).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(ana.iam.listUsers()).rejects.toMatchObject({ name: 'AccessDenied' })
  const { JobStatus, ServicesLastAccessed } = await report(ana.arn)
  expect(JobStatus).toBe('COMPLETED')
  expect(ServicesLastAccessed).toMatchObject([
    { ServiceNamespace: 'kms', LastAuthenticatedEntity: ana.arn, LastAuthenticatedRegion: 'us-east-1', TotalAuthenticatedEntities: 1 },
    { ServiceNamespace: 's3', ServiceName: expect.stringContaining('S3'), TotalAuthenticatedEntities: 1 },
  ])
})

it('a report on a group or a policy names those who have it', async () => {
  const [bob, eve] = [await createUser(sandbox, account, 'bob', []), await createUser(sandbox, account, 'eve', [])]
  const { Policy } = await iam.createPolicy({ PolicyName: 'keys', PolicyDocument: document(allow('kms:*')) })
  const { Group } = await iam.createGroup({ GroupName: 'keepers' })
  await iam.attachGroupPolicy({ GroupName: 'keepers', PolicyArn: Policy?.Arn })
  for (const UserName of ['bob', 'eve']) await iam.addUserToGroup({ GroupName: 'keepers', UserName })
  await bob.kms.listKeys()
  for (const arn of [Group?.Arn ?? '', Policy?.Arn ?? '']) {
    const { JobId, ServicesLastAccessed } = await report(arn)
    expect(ServicesLastAccessed).toMatchObject([
      { ServiceNamespace: 'kms', LastAuthenticatedEntity: bob.arn, TotalAuthenticatedEntities: 1 },
    ])
    const { EntityDetailsList = [] } = await iam.getServiceLastAccessedDetailsWithEntities({ JobId, ServiceNamespace: 'kms' })
    expect(EntityDetailsList.map(({ EntityInfo }) => EntityInfo?.Arn)).toEqual([bob.arn, eve.arn])
    expect(EntityDetailsList[1]?.LastAuthenticated).toBeUndefined()
  }
  const { JobId } = await iam.generateServiceLastAccessedDetails({ Arn: bob.arn })
  await iam.attachUserPolicy({ UserName: 'eve', PolicyArn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' })
  await expect(eve.iam.getServiceLastAccessedDetails({ JobId })).rejects.toMatchObject({ name: 'NoSuchEntityException' })
})

it('the policies that grant a service are those of the identity and of its groups', async () => {
  const dan = await createUser(sandbox, account, 'dan', [allow('s3:GetObject')])
  await iam.createGroup({ GroupName: 'readers' })
  await iam.putGroupPolicy({ GroupName: 'readers', PolicyName: 'read', PolicyDocument: document(allow('s3:List*', 'kms:*')) })
  await iam.addUserToGroup({ GroupName: 'readers', UserName: 'dan' })
  await iam.attachUserPolicy({ UserName: 'dan', PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' })
  const request = { Arn: dan.arn, ServiceNamespaces: ['s3', 'sqs'] }
  expect((await iam.listPoliciesGrantingServiceAccess(request)).PoliciesGrantingServiceAccess).toEqual([
    {
      ServiceNamespace: 's3',
      Policies: [
        { PolicyName: 'inline', PolicyType: 'INLINE', EntityType: 'USER', EntityName: 'dan' },
        { PolicyName: 'AmazonS3ReadOnlyAccess', PolicyType: 'MANAGED', PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess' },
        { PolicyName: 'read', PolicyType: 'INLINE', EntityType: 'GROUP', EntityName: 'readers' },
      ],
    },
    { ServiceNamespace: 'sqs', Policies: [] },
  ])
})

it('users change their own password, who know it', async () => {
  const fay = await createUser(sandbox, account, 'fay', [allow('iam:ChangePassword')])
  const change = (OldPassword: string) => fay.iam.changePassword({ OldPassword, NewPassword: 'a-New.Password2' })
  await expect(change('x')).rejects.toMatchObject({ name: 'NoSuchEntityException' })
  await iam.createLoginProfile({ UserName: 'fay', Password: 'a-Long.Password1', PasswordResetRequired: true })
  await expect(change('another')).rejects.toMatchObject({ name: 'AccessDenied' })
  await change('a-Long.Password1')
  expect((await iam.getLoginProfile({ UserName: 'fay' })).LoginProfile?.PasswordResetRequired).toBe(false)
  await expect(change('a-Long.Password1')).rejects.toMatchObject({ name: 'AccessDenied' })
  await expect(iam.changePassword({ OldPassword: 'x', NewPassword: 'y' })).rejects.toMatchObject({ name: 'InvalidUserTypeException' })
})

it('a user has two credentials for a service, and goes after them', async () => {
  await createUser(sandbox, account, 'git', [])
  const create = () => iam.createServiceSpecificCredential({ UserName: 'git', ServiceName: 'codecommit.amazonaws.com' })
  const { ServiceSpecificCredential: first } = await create()
  expect(first).toMatchObject({ ServiceUserName: `git-at-${account}`, ServicePassword: expect.stringMatching(/.{40}/), Status: 'Active' })
  await create()
  await expect(create()).rejects.toMatchObject({ name: 'LimitExceededException' })
  const own = { UserName: 'git', ServiceSpecificCredentialId: first?.ServiceSpecificCredentialId }
  const { ServiceSpecificCredential: reset } = await iam.resetServiceSpecificCredential(own)
  expect(reset?.ServicePassword).not.toBe(first?.ServicePassword)
  await iam.updateServiceSpecificCredential({ ...own, Status: 'Inactive' })
  const { ServiceSpecificCredentials = [] } = await iam.listServiceSpecificCredentials({ UserName: 'git' })
  expect(new Set(ServiceSpecificCredentials.map(({ Status }) => Status))).toEqual(new Set(['Active', 'Inactive']))
  for (const { ServiceSpecificCredentialId } of ServiceSpecificCredentials) {
    await expect(iam.deleteUser({ UserName: 'git' })).rejects.toMatchObject({ name: 'DeleteConflictException' })
    await iam.deleteServiceSpecificCredential({ UserName: 'git', ServiceSpecificCredentialId })
  }
  await expect(iam.deleteUser({ UserName: 'git' })).rejects.toThrow('access keys')
  const other = { UserName: 'git', ServiceName: 'bedrock.amazonaws.com', CredentialAgeDays: 30 }
  const { ServiceSpecificCredential: key } = await iam.createServiceSpecificCredential(other)
  expect(key).toMatchObject({ ServiceCredentialAlias: expect.any(String), ServiceCredentialSecret: expect.any(String) })
  expect(key?.ExpirationDate?.getTime()).toBe((key?.CreateDate?.getTime() ?? 0) + 30 * 86_400_000)
  await expect(iam.createServiceSpecificCredential({ ...other, ServiceName: 's3.amazonaws.com' })).rejects.toMatchObject({
    name: 'ServiceNotSupportedException',
  })
})

it('an MFA device has tags, and is of no user before it is enabled', async () => {
  const { VirtualMFADevice } = await iam.createVirtualMFADevice({ VirtualMFADeviceName: 'phone', Tags: [{ Key: 'a', Value: 'b' }] })
  const SerialNumber = VirtualMFADevice?.SerialNumber ?? ''
  await iam.tagMFADevice({ SerialNumber, Tags: [{ Key: 'team', Value: 'data' }] })
  await iam.untagMFADevice({ SerialNumber, TagKeys: ['a'] })
  expect((await iam.listMFADeviceTags({ SerialNumber })).Tags).toEqual([{ Key: 'team', Value: 'data' }])
  await expect(iam.getMFADevice({ SerialNumber, UserName: 'ana' })).rejects.toMatchObject({ name: 'NoSuchEntityException' })
})
