import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListAttachedUserPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  ListUserPoliciesCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from '@aws-sdk/client-iam'
import { describe, expect, it } from 'vitest'
import { allow, customer, document, refusal, trust, useSandbox, vendor } from './iam-world.ts'

const world = useSandbox('policies')

async function create(iam: IAMClient, PolicyName: string, PolicyDocument = allow('s3:GetObject')): Promise<string> {
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }))
  return Policy?.Arn ?? ''
}

describe('a managed policy', () => {
  it('is created, read, listed and deleted', async () => {
    const { iam } = world.root()
    const { Policy } = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'read', Path: '/data/', PolicyDocument: allow('s3:GetObject'), Description: 'reads' }),
    )
    expect(Policy).toMatchObject({
      Arn: `arn:aws:iam::${customer}:policy/data/read`,
      DefaultVersionId: 'v1',
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
    })
    expect(Policy?.PolicyId).toMatch(/^ANPA[A-Z2-7]{17}$/)
    expect(Policy?.Description).toBeUndefined()
    const read = (await iam.send(new GetPolicyCommand({ PolicyArn: Policy?.Arn }))).Policy
    expect(read).toEqual({ ...Policy, Description: 'reads', Tags: [] })
    const local = (await iam.send(new ListPoliciesCommand({ Scope: 'Local', PathPrefix: '/data/' }))).Policies
    expect(local?.map(({ Arn }) => Arn)).toEqual([Policy?.Arn])
    await iam.send(new DeletePolicyCommand({ PolicyArn: Policy?.Arn }))
    expect(await refusal(iam.send(new GetPolicyCommand({ PolicyArn: Policy?.Arn })))).toEqual({
      code: 'NoSuchEntity',
      message: `Policy ${Policy?.Arn} was not found.`,
      status: 404,
    })
  })

  it('has a name of its own in the account', async () => {
    const { iam } = world.root()
    await create(iam, 'Taken')
    expect(await refusal(create(iam, 'taken'))).toEqual({
      code: 'EntityAlreadyExists',
      message: 'A policy called taken already exists. Duplicate names are not allowed.',
      status: 409,
    })
    await create(world.root(vendor).iam, 'taken')
  })

  it('has up to five versions whose numbers never come again', async () => {
    const { iam } = world.root()
    const PolicyArn = await create(iam, 'versioned')
    const version = (SetAsDefault: boolean) =>
      iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow('s3:*'), SetAsDefault }))
    for (const isDefault of [true, false, false, false]) await version(isDefault)
    expect(await refusal(version(false))).toEqual({
      code: 'LimitExceeded',
      message: 'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
      status: 409,
    })
    const listed = (await iam.send(new ListPolicyVersionsCommand({ PolicyArn }))).Versions
    expect(listed?.map(({ VersionId }) => VersionId)).toEqual(['v5', 'v4', 'v3', 'v2', 'v1'])
    expect(listed?.find(({ IsDefaultVersion }) => IsDefaultVersion)?.VersionId).toBe('v2')
    expect((await refusal(iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v2' })))).message).toBe(
      'Cannot delete the default version of a policy.',
    )
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v5' }))
    expect((await version(false)).PolicyVersion?.VersionId).toBe('v6')
    await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }))
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.DefaultVersionId).toBe('v1')
    expect((await refusal(iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v9' })))).message).toBe(
      `Policy ${PolicyArn} version v9 does not exist or is not attachable.`,
    )
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v6' }))
    expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(allow('s3:*'))
    expect((await refusal(iam.send(new DeletePolicyCommand({ PolicyArn })))).message).toBe(
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    )
  })

  it('has tags that tell case apart', async () => {
    const { iam } = world.root()
    const PolicyArn = await create(iam, 'tagged')
    const Tags = [
      { Key: 'a', Value: 'lower' },
      { Key: 'A', Value: 'upper' },
    ]
    await iam.send(new TagPolicyCommand({ PolicyArn, Tags }))
    const first = await iam.send(new ListPolicyTagsCommand({ PolicyArn, MaxItems: 1 }))
    expect(first).toMatchObject({ Tags: [Tags[1]], IsTruncated: true })
    expect(await iam.send(new ListPolicyTagsCommand({ PolicyArn, Marker: first.Marker }))).toMatchObject({ Tags: [Tags[0]] })
    await iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['a', 'nothing'] }))
    expect((await iam.send(new ListPolicyTagsCommand({ PolicyArn }))).Tags).toEqual([Tags[1]])
  })

  it('has at most 6,144 characters', async () => {
    const { iam } = world.root()
    const resources = Array.from({ length: 300 }, (_, index) => `arn:aws:s3:::bucket-${index}`)
    expect(await refusal(create(iam, 'large', allow('s3:*', resources)))).toEqual({
      code: 'LimitExceeded',
      message: 'Cannot exceed quota for PolicySize: 6144',
      status: 409,
    })
  })

  it('of AWS is there for everybody and nobody’s to change', async () => {
    const { iam } = world.root()
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({ PolicyName: 'AmazonS3ReadOnlyAccess', Path: '/' })
    const aws = (await iam.send(new ListPoliciesCommand({ Scope: 'AWS', MaxItems: 1000 }))).Policies
    expect(aws?.map(({ Arn }) => Arn)).toContain(PolicyArn)
    expect(await refusal(iam.send(new DeletePolicyCommand({ PolicyArn })))).toMatchObject({ code: 'AccessDenied', status: 403 })
  })

  it('of another account cannot be seen, not even by the root user', async () => {
    const PolicyArn = await create(world.root(vendor).iam, 'secret')
    expect((await refusal(world.root().iam.send(new GetPolicyCommand({ PolicyArn })))).code).toBe('AccessDenied')
  })
})

describe('an attached policy', () => {
  it('is listed with its entities, and cannot be deleted', async () => {
    const { iam } = world.root()
    const PolicyArn = await create(iam, 'attached')
    await iam.send(new CreateUserCommand({ UserName: 'una' }))
    await iam.send(new CreateGroupCommand({ GroupName: 'gang' }))
    await iam.send(new CreateRoleCommand({ RoleName: 'rita', AssumeRolePolicyDocument: trust({ Service: 'ec2.amazonaws.com' }) }))
    await iam.send(new AttachUserPolicyCommand({ UserName: 'una', PolicyArn }))
    await iam.send(new AttachUserPolicyCommand({ UserName: 'una', PolicyArn }))
    await iam.send(new AttachGroupPolicyCommand({ GroupName: 'gang', PolicyArn }))
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'rita', PolicyArn }))
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.AttachmentCount).toBe(3)
    expect((await iam.send(new ListAttachedUserPoliciesCommand({ UserName: 'una' }))).AttachedPolicies).toEqual([
      { PolicyName: 'attached', PolicyArn },
    ])
    const entities = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }))
    expect(entities).toMatchObject({
      PolicyUsers: [{ UserName: 'una' }],
      PolicyGroups: [{ GroupName: 'gang' }],
      PolicyRoles: [{ RoleName: 'rita' }],
    })
    expect(await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn, EntityFilter: 'Role' }))).toMatchObject({ PolicyUsers: [] })
    expect(await refusal(iam.send(new DeletePolicyCommand({ PolicyArn })))).toEqual({
      code: 'DeleteConflict',
      message: 'Cannot delete a policy attached to entities.',
      status: 409,
    })
    await iam.send(new DetachUserPolicyCommand({ UserName: 'una', PolicyArn }))
    expect((await refusal(iam.send(new DetachUserPolicyCommand({ UserName: 'una', PolicyArn })))).message).toBe(
      `Policy ${PolicyArn} was not found.`,
    )
  })

  it('is one of ten', async () => {
    const { iam } = world.root()
    const UserName = 'many'
    await iam.send(new CreateUserCommand({ UserName }))
    for (let index = 0; index < 10; index += 1) {
      await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: await create(iam, `many-${index}`) }))
    }
    const eleventh = new AttachUserPolicyCommand({ UserName, PolicyArn: await create(iam, 'many-10') })
    expect(await refusal(iam.send(eleventh))).toEqual({
      code: 'LimitExceeded',
      message: 'Cannot exceed quota for PoliciesPerUser: 10',
      status: 409,
    })
  })
})

describe('a permissions boundary', () => {
  it('is shown, counted, replaced and taken away', async () => {
    const { iam } = world.root()
    const PolicyArn = await create(iam, 'boundary')
    await iam.send(new CreateUserCommand({ UserName: 'bound', PermissionsBoundary: PolicyArn }))
    const boundary = async () => (await iam.send(new GetUserCommand({ UserName: 'bound' }))).User?.PermissionsBoundary
    expect(await boundary()).toEqual({ PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: PolicyArn })
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 1,
    })
    const usage = new ListEntitiesForPolicyCommand({ PolicyArn, PolicyUsageFilter: 'PermissionsBoundary' })
    expect((await iam.send(usage)).PolicyUsers?.map(({ UserName }) => UserName)).toEqual(['bound'])
    const listed = async (PolicyUsageFilter: 'PermissionsPolicy' | 'PermissionsBoundary' | undefined, OnlyAttached?: boolean) => {
      const found = await iam.send(new ListPoliciesCommand({ Scope: 'Local', OnlyAttached, PolicyUsageFilter }))
      return found.Policies?.some(({ Arn }) => Arn === PolicyArn)
    }
    expect([await listed('PermissionsPolicy'), await listed('PermissionsBoundary')]).toEqual([true, true])
    expect([await listed(undefined, true), await listed('PermissionsBoundary', true)]).toEqual([true, true])
    expect(await listed('PermissionsPolicy', true)).toBe(false)
    expect((await refusal(iam.send(new DeletePolicyCommand({ PolicyArn })))).code).toBe('DeleteConflict')
    await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName: 'bound' }))
    expect(await boundary()).toBeUndefined()
    const notAPolicy = `arn:aws:iam::${customer}:not_a_policy/invalid`
    const put = new PutUserPermissionsBoundaryCommand({ UserName: 'bound', PermissionsBoundary: notAPolicy })
    expect(await refusal(iam.send(put))).toEqual({ code: 'InvalidInput', message: `ARN ${notAPolicy} is not valid.`, status: 400 })
  })
})

describe('an inline policy', () => {
  it('is put, read as it was put, listed and deleted', async () => {
    const { iam } = world.root()
    const UserName = 'inline'
    const PolicyDocument = `{ "Version": "2012-10-17",\n  "Statement": { "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*" } }`
    await iam.send(new CreateUserCommand({ UserName }))
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument }))
    const read = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName: 'p' }))
    expect(read).toMatchObject({ UserName, PolicyName: 'p' })
    expect(decodeURIComponent(read.PolicyDocument ?? '')).toBe(PolicyDocument)
    expect((await iam.send(new ListUserPoliciesCommand({ UserName }))).PolicyNames).toEqual(['p'])
    await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: 'p' }))
    expect(await refusal(iam.send(new GetUserPolicyCommand({ UserName, PolicyName: 'p' })))).toEqual({
      code: 'NoSuchEntity',
      message: 'The user policy with name p cannot be found.',
      status: 404,
    })
  })

  it('is one, however its name is written, and is listed as it was first written', async () => {
    const { iam } = world.root()
    const UserName = 'spelling'
    await iam.send(new CreateUserCommand({ UserName }))
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'MixedName', PolicyDocument: allow('s3:GetObject') }))
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'MIXEDNAME', PolicyDocument: allow('s3:PutObject') }))
    expect((await iam.send(new ListUserPoliciesCommand({ UserName }))).PolicyNames).toEqual(['MixedName'])
    const read = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName: 'MIXEDNAME' }))
    expect(read.PolicyName).toBe('MIXEDNAME')
    expect(decodeURIComponent(read.PolicyDocument ?? '')).toBe(allow('s3:PutObject'))
    await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: 'mixedname' }))
    expect((await iam.send(new ListUserPoliciesCommand({ UserName }))).PolicyNames).toEqual([])
  })

  it('shares 2,048 characters with the other inline policies of its user', async () => {
    const { iam } = world.root()
    const UserName = 'full'
    const large = allow(
      's3:*',
      Array.from({ length: 50 }, (_, index) => `arn:aws:s3:::bucket-${index}`),
    )
    await iam.send(new CreateUserCommand({ UserName }))
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'one', PolicyDocument: large }))
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'one', PolicyDocument: large }))
    expect(await refusal(iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'two', PolicyDocument: large })))).toEqual({
      code: 'LimitExceeded',
      message: 'Maximum policy size of 2048 bytes exceeded for user full',
      status: 409,
    })
    expect((await iam.send(new ListUserPoliciesCommand({ UserName }))).PolicyNames).toEqual(['one'])
  })

  it('is refused when it is none, and what was there stays', async () => {
    const { iam } = world.root()
    const UserName = 'broken'
    await iam.send(new CreateUserCommand({ UserName }))
    for (const PolicyDocument of ['{', '[]', document(), document({ Effect: 'allow', Action: 's3:*', Resource: '*' })]) {
      const put = iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument }))
      expect(await refusal(put)).toMatchObject({ code: 'MalformedPolicyDocument', status: 400 })
    }
    expect((await iam.send(new ListUserPoliciesCommand({ UserName }))).PolicyNames).toEqual([])
  })
})
