import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateAccountAliasCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  DeleteAccountAliasCommand,
  DeleteLoginProfileCommand,
  DeleteRoleCommand,
  DeleteServiceLinkedRoleCommand,
  DeleteUserCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetLoginProfileCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  ListAccountAliasesCommand,
  ListAttachedRolePoliciesCommand,
  ListMFADevicesCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  paginateGetAccountAuthorizationDetails,
  UpdateLoginProfileCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam'
import { describe, expect, it } from 'vitest'
import { allow, refusal, trust, useSandbox, vendor } from './iam-world.ts'

const world = useSandbox('account')

describe('the account', () => {
  it('has a password policy once it was given one', async () => {
    const { iam } = world.root()
    await expect(iam.getAccountPasswordPolicy()).rejects.toMatchObject({ name: 'NoSuchEntityException' })
    await iam.updateAccountPasswordPolicy({ MinimumPasswordLength: 12, MaxPasswordAge: 90 })
    const { PasswordPolicy } = await iam.getAccountPasswordPolicy()
    expect(PasswordPolicy).toMatchObject({ MinimumPasswordLength: 12, MaxPasswordAge: 90, ExpirePasswords: true, RequireNumbers: false })
    await iam.deleteAccountPasswordPolicy()
    await expect(iam.deleteAccountPasswordPolicy()).rejects.toMatchObject({ name: 'NoSuchEntityException' })
  })

  it('has one alias, which no other account has', async () => {
    const { iam } = world.root()
    await iam.send(new CreateAccountAliasCommand({ AccountAlias: 'first' }))
    await iam.send(new CreateAccountAliasCommand({ AccountAlias: 'acme' }))
    expect((await iam.send(new ListAccountAliasesCommand({}))).AccountAliases).toEqual(['acme'])
    const taken = world.root(vendor).iam.send(new CreateAccountAliasCommand({ AccountAlias: 'acme' }))
    expect((await refusal(taken)).code).toBe('EntityAlreadyExists')
    await iam.send(new DeleteAccountAliasCommand({ AccountAlias: 'acme' }))
    expect((await iam.send(new ListAccountAliasesCommand({}))).AccountAliases).toEqual([])
  })

  it('counts what it has beside what it may have', async () => {
    const { iam } = world.root(vendor)
    await iam.send(new CreateUserCommand({ UserName: 'counted' }))
    await iam.setSecurityTokenServicePreferences({ GlobalEndpointTokenVersion: 'v2Token' })
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}))
    expect(SummaryMap?.GlobalEndpointTokenVersion).toBe(2)
    expect(SummaryMap).toMatchObject({
      Users: 1,
      UsersQuota: 5000,
      Roles: 0,
      AccountAccessKeysPresent: 1,
      AccessKeysPerUserQuota: 2,
      UserPolicySizeQuota: 2048,
      VersionsPerPolicyQuota: 5,
    })
  })

  it('tells everything that decides in it, filtered and page by page', async () => {
    const { iam } = world.root()
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3FullAccess'
    await iam.send(new CreateUserCommand({ UserName: 'u', Tags: [{ Key: 'k', Value: 'v' }] }))
    await iam.send(new PutUserPolicyCommand({ UserName: 'u', PolicyName: 'inline', PolicyDocument: allow('s3:*') }))
    await iam.send(new AttachUserPolicyCommand({ UserName: 'u', PolicyArn }))
    await iam.send(new CreateUserCommand({ UserName: 'bare' }))
    await iam.send(new CreateGroupCommand({ GroupName: 'g' }))
    await iam.send(new AddUserToGroupCommand({ GroupName: 'g', UserName: 'u' }))
    await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trust({ Service: 'ec2.amazonaws.com' }) }))
    await iam.send(new PutRolePolicyCommand({ RoleName: 'r', PolicyName: 'inline', PolicyDocument: allow('s3:*') }))
    await iam.send(new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: allow('s3:*') }))
    const all = await iam.send(new GetAccountAuthorizationDetailsCommand({}))
    expect(all.UserDetailList).toMatchObject([
      { UserName: 'bare', GroupList: [], AttachedManagedPolicies: [], Tags: [] },
      {
        UserName: 'u',
        GroupList: ['g'],
        AttachedManagedPolicies: [{ PolicyName: 'AmazonS3FullAccess', PolicyArn }],
        UserPolicyList: [{ PolicyName: 'inline', PolicyDocument: encodeURIComponent(allow('s3:*')).replaceAll('*', '%2A') }],
        Tags: [{ Key: 'k', Value: 'v' }],
      },
    ])
    expect(all.UserDetailList?.[0]?.UserPolicyList).toBeUndefined()
    expect(all.GroupDetailList).toMatchObject([{ GroupName: 'g', GroupPolicyList: [] }])
    expect(all.RoleDetailList).toMatchObject([{ RoleName: 'r', RolePolicyList: [{ PolicyName: 'inline' }], RoleLastUsed: {} }])
    expect(all.Policies?.map(({ PolicyName }) => PolicyName)).toEqual(['AmazonS3FullAccess', 'p'])
    expect(all.Policies?.[0]?.PolicyVersionList).toMatchObject([{ VersionId: 'v2', IsDefaultVersion: true }])
    const local = await iam.send(new GetAccountAuthorizationDetailsCommand({ Filter: ['LocalManagedPolicy'] }))
    expect(local).toMatchObject({ UserDetailList: [], Policies: [{ PolicyName: 'p' }] })
    let pages = 0
    const names: (string | undefined)[] = []
    for await (const page of paginateGetAccountAuthorizationDetails({ client: iam, pageSize: 2 }, {})) {
      pages += 1
      names.push(...(page.UserDetailList ?? []).map(({ UserName }) => UserName))
    }
    expect(names).toEqual(['bare', 'u'])
    expect(pages).toBe(3)
  })
})

describe('a service-linked role', () => {
  it('belongs to its service, and nobody else changes it', async () => {
    const { iam } = world.root()
    const AWSServiceName = 'batch.amazonaws.com'
    const RoleName = 'AWSServiceRoleForBatch'
    const { Role } = await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName }))
    expect(Role).toMatchObject({ RoleName, Path: `/aws-service-role/${AWSServiceName}/` })
    expect((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies).toEqual([
      { PolicyName: 'BatchServiceRolePolicy', PolicyArn: 'arn:aws:iam::aws:policy/aws-service-role/BatchServiceRolePolicy' },
    ])
    expect(await refusal(iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName })))).toEqual({
      code: 'InvalidInput',
      message: 'Service role name AWSServiceRoleForBatch has been taken in this account, please try a different suffix.',
      status: 400,
    })
    const unmodifiable = {
      code: 'UnmodifiableEntity',
      message: `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
      status: 400,
    }
    const put = new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: allow('*') })
    expect(await refusal(iam.send(put))).toEqual(unmodifiable)
    expect(await refusal(iam.send(new DeleteRoleCommand({ RoleName })))).toEqual(unmodifiable)
    expect(await refusal(iam.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 7200 })))).toEqual(unmodifiable)
    await iam.send(new UpdateRoleCommand({ RoleName, Description: 'ours' }))
    const { DeletionTaskId } = await iam.send(new DeleteServiceLinkedRoleCommand({ RoleName }))
    expect(DeletionTaskId).toMatch(/^task\/aws-service-role\/batch\.amazonaws\.com\/AWSServiceRoleForBatch\/[0-9a-f-]{36}$/)
    expect(await iam.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }))).toMatchObject({ Status: 'SUCCEEDED' })
    expect((await refusal(iam.send(new GetRoleCommand({ RoleName })))).code).toBe('NoSuchEntity')
  })

  it('has a suffix where the service takes one', async () => {
    const { iam } = world.root()
    const create = (AWSServiceName: string) => iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName, CustomSuffix: 'blue' }))
    expect((await create('autoscaling.amazonaws.com')).Role?.RoleName).toBe('AWSServiceRoleForAutoScaling_blue')
    expect((await refusal(create('ecs.amazonaws.com'))).code).toBe('InvalidInput')
  })
})

describe('a login profile', () => {
  it('is created, read, changed and deleted, and holds its user', async () => {
    const { iam } = world.root()
    const UserName = 'console'
    await iam.send(new CreateUserCommand({ UserName }))
    const missing = { code: 'NoSuchEntity', message: 'Login Profile for User console cannot be found.', status: 404 }
    expect(await refusal(iam.send(new GetLoginProfileCommand({ UserName })))).toEqual(missing)
    const create = new CreateLoginProfileCommand({ UserName, Password: 'Correct-horse-1' })
    expect((await iam.send(create)).LoginProfile).toMatchObject({ UserName, PasswordResetRequired: false })
    expect((await refusal(iam.send(create))).message).toBe('Login Profile for user console already exists.')
    await iam.send(new UpdateLoginProfileCommand({ UserName, PasswordResetRequired: true }))
    expect((await iam.send(new GetLoginProfileCommand({ UserName }))).LoginProfile?.PasswordResetRequired).toBe(true)
    expect((await refusal(iam.send(new DeleteUserCommand({ UserName })))).message).toBe(
      'Cannot delete entity, must delete login profile first.',
    )
    await iam.send(new DeleteLoginProfileCommand({ UserName }))
    expect(await refusal(iam.send(new DeleteLoginProfileCommand({ UserName })))).toEqual(missing)
    expect((await iam.send(new ListMFADevicesCommand({ UserName }))).MFADevices).toEqual([])
    await iam.send(new DeleteUserCommand({ UserName }))
  })
})
