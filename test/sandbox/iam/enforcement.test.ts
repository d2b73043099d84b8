import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  ListPoliciesCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  SetDefaultPolicyVersionCommand,
  TagRoleCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam'
import { describe, expect, it } from 'vitest'
import { allow, customer, document, refusal, trust, useSandbox } from './iam-world.ts'

const world = useSandbox('enforcement')
const anyone = trust({ Service: 'ec2.amazonaws.com' })
const arn = (rest: string): string => `arn:aws:iam::${customer}:${rest}`

/** What a denial says after the caller. */
async function denial(call: Promise<unknown>): Promise<string> {
  const { code, message, status } = await refusal(call)
  expect({ code, status }).toEqual({ code: 'AccessDenied', status: 403 })
  return message.replace(/^User: \S+ is not authorized to perform: /, '')
}

describe('a user without permission', () => {
  it('is told what was asked, in IAM’s names for it, and why', async () => {
    const { iam } = await world.user('nobody', allow('s3:*'))
    expect((await refusal(iam.send(new GetUserCommand({ UserName: 'x' })))).message).toBe(
      `User: ${arn('user/nobody')} is not authorized to perform: iam:GetUser on resource: user x because no identity-based policy allows the iam:GetUser action`,
    )
    const because = (action: string) => `because no identity-based policy allows the ${action} action`
    const role = new CreateRoleCommand({ RoleName: 'r', Path: '/p/', AssumeRolePolicyDocument: anyone })
    expect(await denial(iam.send(role))).toBe(`iam:CreateRole on resource: ${arn('role/p/r')} ${because('iam:CreateRole')}`)
    const policy = new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: allow('s3:*') })
    expect(await denial(iam.send(policy))).toBe(`iam:CreatePolicy on resource: policy p ${because('iam:CreatePolicy')}`)
    const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
    expect(await denial(iam.send(new GetPolicyCommand({ PolicyArn })))).toBe(
      `iam:GetPolicy on resource: policy ${PolicyArn} ${because('iam:GetPolicy')}`,
    )
    expect(await denial(iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn })))).toBe(
      `iam:AttachRolePolicy on resource: role r ${because('iam:AttachRolePolicy')}`,
    )
    expect(await denial(iam.send(new ListUsersCommand({})))).toBe(`iam:ListUsers on resource: ${arn('user/')} ${because('iam:ListUsers')}`)
    expect(await denial(iam.send(new ListPoliciesCommand({})))).toBe(
      `iam:ListPolicies on resource: policy path / ${because('iam:ListPolicies')}`,
    )
  })

  it('does not learn whether a thing exists', async () => {
    const { iam } = await world.user('curious', allow('s3:*'))
    await world.root().iam.send(new CreateRoleCommand({ RoleName: 'there', AssumeRolePolicyDocument: anyone }))
    const there = await denial(iam.send(new DeleteRoleCommand({ RoleName: 'there' })))
    expect(there.replaceAll('there', 'gone')).toBe(await denial(iam.send(new DeleteRoleCommand({ RoleName: 'gone' }))))
  })

  it('changes nothing', async () => {
    const { iam } = await world.user('meek', allow('iam:GetRole'))
    await denial(iam.send(new CreateRoleCommand({ RoleName: 'meeks', AssumeRolePolicyDocument: anyone })))
    expect((await refusal(iam.send(new GetRoleCommand({ RoleName: 'meeks' })))).code).toBe('NoSuchEntity')
  })
})

describe('an explicit deny', () => {
  it('wins over what is allowed, and is named', async () => {
    const policy = document(
      { Effect: 'Allow', Action: 'iam:*', Resource: '*' },
      { Effect: 'Deny', Action: 'iam:CreateUser', Resource: '*' },
    )
    const { iam } = await world.user('denied', policy)
    expect(await denial(iam.send(new CreateUserCommand({ UserName: 'x' })))).toBe(
      `iam:CreateUser on resource: ${arn('user/x')} with an explicit deny in an identity-based policy`,
    )
  })
})

describe('a path', () => {
  it('is part of the resource, of what is there and of what is to come', async () => {
    const { iam } = await world.user('pathy', allow(['iam:CreateUser', 'iam:UpdateUser', 'iam:GetUser'], arn('user/dev/*')))
    await iam.send(new CreateUserCommand({ UserName: 'in', Path: '/dev/' }))
    expect((await iam.send(new GetUserCommand({ UserName: 'in' }))).User?.Path).toBe('/dev/')
    await denial(iam.send(new CreateUserCommand({ UserName: 'out', Path: '/ops/' })))
    await denial(iam.send(new UpdateUserCommand({ UserName: 'in', NewPath: '/ops/' })))
    await iam.send(new UpdateUserCommand({ UserName: 'in', NewPath: '/dev/deep/' }))
  })
})

describe('a permissions boundary', () => {
  it('limits what the identity policy allows, and is named', async () => {
    const { Policy } = await world
      .root()
      .iam.send(new CreatePolicyCommand({ PolicyName: 'only-users', PolicyDocument: allow('iam:*User*') }))
    const { iam } = await world.user('bounded', allow('iam:*'), { PermissionsBoundary: Policy?.Arn ?? '' })
    expect((await iam.send(new GetUserCommand({}))).User?.UserName).toBe('bounded')
    expect(await denial(iam.send(new GetRoleCommand({ RoleName: 'x' })))).toBe(
      'iam:GetRole on resource: role x because no permissions boundary allows the iam:GetRole action',
    )
  })

  it('can be demanded of every user that a delegate creates and of each change to them', async () => {
    const { iam: root } = world.root()
    const { Policy } = await root.send(new CreatePolicyCommand({ PolicyName: 'demanded', PolicyDocument: allow('s3:*') }))
    const boundary = Policy?.Arn ?? ''
    const actions = ['iam:CreateUser', 'iam:PutUserPolicy', 'iam:AttachUserPolicy', 'iam:PutUserPermissionsBoundary']
    const { iam } = await world.user('delegate', allow(actions, '*', { StringEquals: { 'iam:PermissionsBoundary': boundary } }))
    await denial(iam.send(new CreateUserCommand({ UserName: 'free' })))
    await iam.send(new CreateUserCommand({ UserName: 'tied', PermissionsBoundary: boundary }))
    const put = (UserName: string) => iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument: allow('*') }))
    await put('tied')
    await root.send(new CreateUserCommand({ UserName: 'loose' }))
    await denial(put('loose'))
    const wide = 'arn:aws:iam::aws:policy/AdministratorAccess'
    await denial(iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'tied', PermissionsBoundary: wide })))
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: 'loose', PermissionsBoundary: boundary }))
    await put('loose')
  })
})

describe('condition keys of IAM', () => {
  it('iam:PolicyARN says which policy is attached', async () => {
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
    const { iam } = await world.user('attacher', allow('iam:AttachUserPolicy', '*', { ArnEquals: { 'iam:PolicyARN': PolicyArn } }))
    await iam.send(new AttachUserPolicyCommand({ UserName: 'attacher', PolicyArn }))
    const other = 'arn:aws:iam::aws:policy/AdministratorAccess'
    await denial(iam.send(new AttachUserPolicyCommand({ UserName: 'attacher', PolicyArn: other })))
  })

  it('tags of the request and of the resource can be demanded', async () => {
    const policy = document(
      {
        Effect: 'Allow',
        Action: ['iam:CreateRole', 'iam:TagRole'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestTag/team': 'data' } },
      },
      { Effect: 'Allow', Action: 'iam:GetRole', Resource: '*', Condition: { StringEquals: { 'iam:ResourceTag/team': 'data' } } },
      { Effect: 'Allow', Action: 'iam:DeleteRole', Resource: '*', Condition: { StringEquals: { 'aws:ResourceTag/team': 'data' } } },
    )
    const { iam } = await world.user('tagger', policy)
    const role = (RoleName: string, team?: string) =>
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: anyone,
        ...(team === undefined ? {} : { Tags: [{ Key: 'team', Value: team }] }),
      })
    await denial(iam.send(role('plain')))
    await denial(iam.send(role('foreign', 'web')))
    await iam.send(role('ours', 'data'))
    await iam.send(new GetRoleCommand({ RoleName: 'ours' }))
    await iam.send(new DeleteRoleCommand({ RoleName: 'ours' }))
    await world.root().iam.send(role('theirs', 'web'))
    await denial(iam.send(new GetRoleCommand({ RoleName: 'theirs' })))
    await denial(iam.send(new DeleteRoleCommand({ RoleName: 'theirs' })))
  })

  it('creating something with tags needs the permission to tag it', async () => {
    const { iam } = await world.user('untagging', allow('iam:CreateRole'))
    const tagged = new CreateRoleCommand({ RoleName: 'tagged', AssumeRolePolicyDocument: anyone, Tags: [{ Key: 'a', Value: 'b' }] })
    expect(await denial(iam.send(tagged))).toMatch(/^iam:TagRole on resource: /)
    await iam.send(new CreateRoleCommand({ RoleName: 'untagged', AssumeRolePolicyDocument: anyone }))
    await denial(iam.send(new TagRoleCommand({ RoleName: 'untagged', Tags: [{ Key: 'a', Value: 'b' }] })))
  })
})

describe('iam:PassRole', () => {
  it('is needed on the role that an instance profile gets', async () => {
    const { iam: root } = world.root()
    await root.send(new CreateRoleCommand({ RoleName: 'passed', Path: '/ec2/', AssumeRolePolicyDocument: anyone }))
    await root.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'profile' }))
    const add = new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'profile', RoleName: 'passed' })
    const { iam: without } = await world.user('without-pass', allow('iam:AddRoleToInstanceProfile'))
    expect(await denial(without.send(add))).toBe(
      `iam:PassRole on resource: ${arn('role/ec2/passed')} because no identity-based policy allows the iam:PassRole action`,
    )
    const to = { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } }
    const policy = document(
      { Effect: 'Allow', Action: 'iam:AddRoleToInstanceProfile', Resource: '*' },
      { Effect: 'Allow', Action: 'iam:PassRole', Resource: arn('role/ec2/*'), Condition: to },
    )
    await (await world.user('with-pass', policy)).iam.send(add)
  })
})

describe('policies of a user', () => {
  it('are those of its groups as well, as long as it is in them', async () => {
    const { iam: root } = world.root()
    const { iam } = await world.user('member', allow('s3:*'))
    await root.send(new CreateGroupCommand({ GroupName: 'readers' }))
    await root.send(new PutGroupPolicyCommand({ GroupName: 'readers', PolicyName: 'p', PolicyDocument: allow('iam:GetUser') }))
    await denial(iam.send(new GetUserCommand({})))
    await root.send(new AddUserToGroupCommand({ GroupName: 'readers', UserName: 'member' }))
    expect((await iam.send(new GetUserCommand({}))).User?.UserName).toBe('member')
  })

  it('follow the default version of a managed policy', async () => {
    const { iam: root } = world.root()
    const { iam } = await world.user('versioned', allow('s3:*'))
    const { Policy } = await root.send(new CreatePolicyCommand({ PolicyName: 'moving', PolicyDocument: allow('iam:GetUser') }))
    await root.send(new AttachUserPolicyCommand({ UserName: 'versioned', PolicyArn: Policy?.Arn }))
    await iam.send(new GetUserCommand({}))
    await root.send(new CreatePolicyVersionCommand({ PolicyArn: Policy?.Arn, PolicyDocument: allow('s3:*'), SetAsDefault: true }))
    await denial(iam.send(new GetUserCommand({})))
    await root.send(new SetDefaultPolicyVersionCommand({ PolicyArn: Policy?.Arn, VersionId: 'v1' }))
    await iam.send(new GetUserCommand({}))
  })
})
