import { Organizations } from '@aws-sdk/client-organizations'
import { AssumeRootCommand, type STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, clientsFor, rootClients } from './clients.ts'
import { createUser, policy } from './principals.ts'

const [management, member, delegate, stranger] = ['111111111111', '222222222222', '333333333333', '444444444444']
const rootArn = `arn:aws:iam::${member}:root`

let sandbox: Sandbox
let manager: Organizations
let operator: Clients
beforeAll(async () => {
  const accounts = [management, member, delegate, stranger].map((id) => ({ id: accountId(id) }))
  sandbox = await startSandbox({ seed: 'centralized root access', accounts })
  manager = organizationsOf(management)
  await manager.createOrganization({ FeatureSet: 'ALL' })
  for (const Id of [member, delegate]) {
    const { Handshake } = await manager.inviteAccountToOrganization({ Target: { Type: 'ACCOUNT', Id } })
    await organizationsOf(Id).acceptHandshake({ HandshakeId: Handshake?.Id })
  }
  operator = await createUser(sandbox, management, 'operator', [{ Effect: 'Allow', Action: 'sts:AssumeRoot', Resource: rootArn }])
})
afterAll(() => sandbox.close())

function organizationsOf(account: string): Organizations {
  const found = sandbox.accounts.get(accountId(account))
  if (found === undefined) throw new Error(`no account ${account}`)
  return new Organizations({ endpoint: sandbox.endpoint, region: 'us-east-1', credentials: found.rootCredentials, maxAttempts: 1 })
}

const task = (name: string, TargetPrincipal: string = member): AssumeRootCommand =>
  new AssumeRootCommand({ TargetPrincipal, TaskPolicyArn: { arn: `arn:aws:iam::aws:policy/root-task/${name}` } })

/** A root session of the member. */
async function assume(name: string, sts: STSClient = operator.sts): Promise<Clients> {
  const { Credentials } = await sts.send(task(name))
  return clientsFor(sandbox.endpoint, {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  })
}

interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>
}

const refusal = (call: Promise<unknown>): Promise<readonly [string, string]> =>
  call.then(
    () => ['', 'was allowed'] as const,
    ({ name, message }: Error) => [name, message] as const,
  )

const denied = (arn: string, resource: string) =>
  ['AccessDenied', `User: ${arn} is not authorized to perform: sts:AssumeRoot on resource: ${resource}`] as const

describe('the features of an organization', () => {
  it('need trusted access, and a caller who administers IAM there', async () => {
    const { iam } = rootClients(sandbox, management)
    expect(await refusal(iam.listOrganizationsFeatures({}))).toEqual([
      'ServiceAccessNotEnabledException',
      `Trusted Access for IAM not enabled by organization of input account ${management}.`,
    ])
    expect((await refusal(rootClients(sandbox, stranger).iam.listOrganizationsFeatures({})))[0]).toBe('OrganizationNotFoundException')
    expect(await refusal(operator.iam.listOrganizationsFeatures({}))).toEqual([
      'AccessDenied',
      `User: arn:aws:iam::${management}:user/operator is not authorized to perform: iam:ListOrganizationsFeatures on resource: * because no identity-based policy allows the iam:ListOrganizationsFeatures action`,
    ])
    expect(await refusal(operator.sts.send(task('S3UnlockBucketPolicy')))).toEqual(
      denied(`arn:aws:iam::${management}:user/operator`, rootArn),
    )
    await manager.enableAWSServiceAccess({ ServicePrincipal: 'iam.amazonaws.com' })
    expect((await iam.listOrganizationsFeatures({})).EnabledFeatures ?? []).toEqual([])
    expect((await refusal(rootClients(sandbox, member).iam.listOrganizationsFeatures({})))[0]).toBe(
      'AccountNotManagementOrDelegatedAdministratorException',
    )
  })

  it('are enabled and disabled one by one, and say which organization', async () => {
    const { iam } = rootClients(sandbox, management)
    const OrganizationId = (await manager.describeOrganization()).Organization?.Id
    expect(await iam.enableOrganizationsRootSessions({})).toMatchObject({ OrganizationId, EnabledFeatures: ['RootSessions'] })
    expect((await iam.enableOrganizationsRootCredentialsManagement({})).EnabledFeatures).toEqual([
      'RootCredentialsManagement',
      'RootSessions',
    ])
    expect((await iam.disableOrganizationsRootSessions({})).EnabledFeatures).toEqual(['RootCredentialsManagement'])
    expect((await refusal(operator.sts.send(task('S3UnlockBucketPolicy'))))[0]).toBe('AccessDenied')
    await iam.enableOrganizationsRootSessions({})
    expect((await iam.disableOrganizationsRootCredentialsManagement({})).EnabledFeatures).toEqual(['RootSessions'])
    await iam.enableOrganizationsRootCredentialsManagement({})
  })

  it('are read and disabled by a delegated administrator, who takes on tasks too', async () => {
    await manager.registerDelegatedAdministrator({ AccountId: delegate, ServicePrincipal: 'iam.amazonaws.com' })
    const { iam } = rootClients(sandbox, delegate)
    expect((await iam.listOrganizationsFeatures({})).EnabledFeatures).toHaveLength(2)
    expect((await refusal(iam.enableOrganizationsRootSessions({})))[0]).toBe('CallerIsNotManagementAccountException')
    const helper = await createUser(sandbox, delegate, 'helper', [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }])
    expect((await (await assume('S3UnlockBucketPolicy', helper.sts)).sts.getCallerIdentity({})).Arn).toBe(rootArn)
    await manager.deregisterDelegatedAdministrator({ AccountId: delegate, ServicePrincipal: 'iam.amazonaws.com' })
    expect(await refusal(helper.sts.send(task('S3UnlockBucketPolicy')))).toEqual(denied(helper.arn, rootArn))
  })
})

describe('AssumeRoot', () => {
  it('refuses what AWS refuses, in its words', async () => {
    const { sts } = operator
    expect(await refusal(sts.send(task('S3UnlockBucketPolicy', `arn:aws:iam::${member}:user/ana`)))).toEqual([
      'ValidationError',
      'Request must contain a valid target principal',
    ])
    expect(await refusal(sts.send(task('ReadOnlyAccess')))).toEqual([
      'ValidationError',
      'Request must contain valid AWS managed task policy ARN',
    ])
    const tooLong = new AssumeRootCommand({ ...task('S3UnlockBucketPolicy').input, DurationSeconds: 901 })
    expect(await refusal(sts.send(tooLong))).toEqual([
      'ValidationError',
      "1 validation error detected: Value '901' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 900",
    ])
    const without = new AssumeRootCommand({ TargetPrincipal: member, TaskPolicyArn: {} })
    expect((await refusal(sts.send(without)))[1]).toContain("Value null at 'taskPolicyArn'")
    const global = rootClients(sandbox, management).sts
    global.middlewareStack.add(
      (next) => (args) => {
        Object.assign(args.request as object, { headers: { ...(args.request as HttpRequest).headers, host: 'sts.amazonaws.com' } })
        return next(args)
      },
      { step: 'build' },
    )
    expect(await refusal(global.send(task('S3UnlockBucketPolicy')))).toEqual(['InvalidAction', 'Unknown Operation'])
  })

  it('is never for root users, for the management account or for strangers', async () => {
    const root = rootClients(sandbox, management)
    expect(await refusal(root.sts.send(task('S3UnlockBucketPolicy')))).toEqual(denied(`arn:aws:iam::${management}:root`, rootArn))
    const anybody = await createUser(sandbox, management, 'anybody', [{ Effect: 'Allow', Action: '*', Resource: '*' }])
    for (const target of [management, stranger])
      expect(await refusal(anybody.sts.send(task('S3UnlockBucketPolicy', target)))).toEqual(
        denied(anybody.arn, `arn:aws:iam::${target}:root`),
      )
    const limited = await createUser(sandbox, management, 'limited', [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoot',
        Resource: '*',
        Condition: { ArnLike: { 'sts:TaskPolicyArn': 'arn:aws:iam::aws:policy/root-task/IAM*' } },
      },
    ])
    expect((await refusal(limited.sts.send(task('S3UnlockBucketPolicy'))))[0]).toBe('AccessDenied')
    expect((await limited.sts.send(task('IAMAuditRootUserCredentials', rootArn))).Credentials).toBeDefined()
  })

  it('is a session of a quarter of an hour, bound by the member’s service control policies', async () => {
    const { Credentials } = await operator.sts.send(task('IAMAuditRootUserCredentials'))
    expect(Math.round(((Credentials?.Expiration?.getTime() ?? 0) - Date.now()) / 1000)).toBeGreaterThan(890)
    const [{ Id: RootId } = {}] = (await manager.listRoots()).Roots ?? []
    await manager.enablePolicyType({ RootId, PolicyType: 'SERVICE_CONTROL_POLICY' })
    const Condition = { Bool: { 'aws:AssumedRoot': 'true' } }
    const Content = policy({ Effect: 'Deny', Action: 'iam:GetUser', Resource: '*', Condition })
    const { Policy } = await manager.createPolicy({ Name: 'a', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content })
    const attachment = { PolicyId: Policy?.PolicySummary?.Id, TargetId: member }
    await manager.attachPolicy(attachment)
    const auditor = await assume('IAMAuditRootUserCredentials')
    expect((await refusal(auditor.iam.getUser({})))[1]).toContain('explicit deny in a service control policy')
    expect((await rootClients(sandbox, member).iam.getUser({})).User?.Arn).toBe(rootArn)
    await manager.detachPolicy(attachment)
    expect((await auditor.iam.getUser({})).User).toMatchObject({ Arn: rootArn, UserId: member })
  })
})

describe('a root session', () => {
  it('audits, deletes and gives back what lets the root user in', async () => {
    const { iam } = rootClients(sandbox, member)
    const { AccessKey } = await iam.createAccessKey({})
    const auditor = (await assume('IAMAuditRootUserCredentials')).iam
    const keys = async () => (await auditor.listAccessKeys({})).AccessKeyMetadata?.map(({ AccessKeyId }) => AccessKeyId)
    expect(await keys()).toContain(AccessKey?.AccessKeyId)
    expect(await refusal(auditor.getLoginProfile({}))).toEqual(['NoSuchEntityException', 'Login Profile for User null cannot be found.'])
    expect((await auditor.listMFADevices({})).MFADevices).toEqual([])
    expect((await refusal(auditor.createAccessKey({})))[1]).toContain('explicit deny in an identity-based policy')

    const deleter = (await assume('IAMDeleteRootUserCredentials')).iam
    await deleter.deleteAccessKey({ AccessKeyId: AccessKey?.AccessKeyId })
    expect(await keys()).not.toContain(AccessKey?.AccessKeyId)

    const restorer = (await assume('IAMCreateRootUserPassword')).iam
    expect((await refusal(restorer.createLoginProfile({ Password: 'correct horse' })))[0]).toBe('ValidationError')
    expect((await restorer.createLoginProfile({})).LoginProfile?.CreateDate).toBeInstanceOf(Date)
    expect((await refusal(restorer.createLoginProfile({})))[0]).toBe('EntityAlreadyExistsException')
    expect((await auditor.getAccountSummary({})).SummaryMap).toMatchObject({ AccountPasswordPresent: 1 })
    await deleter.deleteLoginProfile({})
    expect((await refusal(auditor.getLoginProfile({})))[0]).toBe('NoSuchEntityException')
    expect((await refusal(iam.getLoginProfile({})))[0]).toBe('ValidationError')
  })

  it('opens a bucket that its policy has locked, and does nothing else', async () => {
    const { s3 } = rootClients(sandbox, member)
    await s3.createBucket({ Bucket: 'locked' })
    await s3.putBucketPolicy({
      Bucket: 'locked',
      Policy: policy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: ['arn:aws:s3:::locked', 'arn:aws:s3:::locked/*'] }),
    })
    const unlocker = await assume('S3UnlockBucketPolicy')
    expect((await unlocker.s3.listBuckets({})).Buckets).toHaveLength(1)
    expect((await unlocker.s3.getBucketPolicy({ Bucket: 'locked' })).Policy).toContain('Deny')
    expect((await refusal(unlocker.s3.deleteBucket({ Bucket: 'locked' })))[0]).toBe('AccessDenied')
    await unlocker.s3.deleteBucketPolicy({ Bucket: 'locked' })
    await s3.headBucket({ Bucket: 'locked' })
    expect((await refusal(unlocker.sts.getSessionToken({})))[0]).toBe('AccessDenied')
    expect((await refusal(unlocker.iam.listUsers({})))[0]).toBe('AccessDenied')
  })
})
