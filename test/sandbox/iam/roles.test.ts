import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam'
import { describe, expect, it } from 'vitest'
import { allow, customer, document, refusal, trust, useSandbox, vendor } from './iam-world.ts'

const world = useSandbox('roles')
const service = { Service: 'ec2.amazonaws.com' }

describe('a role', () => {
  it('is shown in parts: created, read and listed as IAM does', async () => {
    const { iam } = world.root()
    const { Role: created } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'reader',
        Path: '/app/',
        AssumeRolePolicyDocument: trust(service),
        Description: 'reads',
        MaxSessionDuration: 7200,
        Tags: [{ Key: 'team', Value: 'data' }],
      }),
    )
    const arn = `arn:aws:iam::${customer}:role/app/reader`
    expect(created).toMatchObject({ RoleName: 'reader', Path: '/app/', Arn: arn, Tags: [{ Key: 'team', Value: 'data' }] })
    expect(created?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/)
    expect(created?.Description).toBeUndefined()
    expect(created?.MaxSessionDuration).toBeUndefined()
    const read = (await iam.send(new GetRoleCommand({ RoleName: 'READER' }))).Role
    expect(read).toMatchObject({ ...created, Description: 'reads', MaxSessionDuration: 7200, RoleLastUsed: {} })
    const [listed] = (await iam.send(new ListRolesCommand({ PathPrefix: '/app/' }))).Roles ?? []
    expect(listed).toMatchObject({ Arn: arn, Description: 'reads', MaxSessionDuration: 7200 })
    expect(listed?.Tags).toBeUndefined()
  })

  it('has its trust policy percent-encoded, every reserved character of it', async () => {
    const { iam } = world.root()
    const AssumeRolePolicyDocument = trust({ AWS: '*' }, { StringEquals: { 'sts:ExternalId': "it's (a) test!" } })
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'encoded', AssumeRolePolicyDocument }))
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(AssumeRolePolicyDocument)
    expect(Role?.AssumeRolePolicyDocument).toMatch(/^[A-Za-z0-9\-._~%]+$/)
  })

  it('keeps what an update leaves out', async () => {
    const { iam } = world.root()
    const RoleName = 'updated'
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(service), Description: 'first' }))
    await iam.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 3600 * 2 }))
    await iam.send(new UpdateRoleCommand({ RoleName }))
    expect((await iam.send(new GetRoleCommand({ RoleName }))).Role).toMatchObject({ Description: 'first', MaxSessionDuration: 7200 })
    const { Role } = await iam.send(new UpdateRoleDescriptionCommand({ RoleName, Description: 'second' }))
    expect(Role?.Description).toBe('second')
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust({ Service: 'lambda.amazonaws.com' }) }))
    const read = (await iam.send(new GetRoleCommand({ RoleName }))).Role
    expect(decodeURIComponent(read?.AssumeRolePolicyDocument ?? '')).toContain('lambda.amazonaws.com')
  })

  it('is not deleted while it has policies', async () => {
    const { iam } = world.root()
    const RoleName = 'held'
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(service) }))
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: allow('s3:*') }))
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
    expect(await refusal(iam.send(new DeleteRoleCommand({ RoleName })))).toEqual({
      code: 'DeleteConflict',
      message: 'Cannot delete entity, must delete policies first.',
      status: 409,
    })
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' }))
    expect((await refusal(iam.send(new DeleteRoleCommand({ RoleName })))).message).toBe(
      'Cannot delete entity, must detach all policies first.',
    )
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }))
    await iam.send(new DeleteRoleCommand({ RoleName }))
  })

  it('has one name in any case, and a refused one leaves nothing behind', async () => {
    const { iam } = world.root()
    await iam.send(new CreateRoleCommand({ RoleName: 'Unique', AssumeRolePolicyDocument: trust(service) }))
    const again = iam.send(new CreateRoleCommand({ RoleName: 'unique', AssumeRolePolicyDocument: trust(service) }))
    expect(await refusal(again)).toEqual({ code: 'EntityAlreadyExists', message: 'Role with name unique already exists.', status: 409 })
    const boundary = `arn:aws:iam::${customer}:policy/nowhere`
    const bounded = new CreateRoleCommand({
      RoleName: 'half',
      AssumeRolePolicyDocument: trust(service),
      PermissionsBoundary: boundary,
    })
    expect(await refusal(iam.send(bounded))).toEqual({
      code: 'NoSuchEntity',
      message: `Scope ARN: ${boundary} does not exist or is not attachable.`,
      status: 404,
    })
    expect((await refusal(iam.send(new GetRoleCommand({ RoleName: 'half' })))).message).toBe('The role with name half cannot be found.')
  })
})

describe('a trust policy', () => {
  it('names only principals that are there, in accounts that the sandbox has', async () => {
    const { iam } = world.root()
    const nobody = `arn:aws:iam::${vendor}:user/nobody`
    const create = new CreateRoleCommand({ RoleName: 'trusting', AssumeRolePolicyDocument: trust({ AWS: nobody }) })
    expect(await refusal(iam.send(create))).toEqual({
      code: 'MalformedPolicyDocument',
      message: `Invalid principal in policy: "AWS":"${nobody}"`,
      status: 400,
    })
    await world.root(vendor).iam.send(new CreateUserCommand({ UserName: 'nobody' }))
    await iam.send(create)
    const elsewhere = trust({ AWS: ['arn:aws:iam::999999999999:role/unknown', '999999999999', customer] })
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'trusting', PolicyDocument: elsewhere }))
  })

  it('shows the unique id of a principal that was deleted, also after another took the name', async () => {
    const { iam } = world.root()
    const there = world.root(vendor).iam
    const { User } = await there.send(new CreateUserCommand({ UserName: 'etl', Path: '/apps/' }))
    await iam.send(new CreateRoleCommand({ RoleName: 'loader', AssumeRolePolicyDocument: trust({ AWS: User?.Arn ?? '' }) }))
    const trusted = async () => {
      const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'loader' }))
      return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).Statement[0].Principal.AWS
    }
    expect(await trusted()).toBe(User?.Arn)
    await there.send(new DeleteUserCommand({ UserName: 'etl' }))
    expect(await trusted()).toBe(User?.UserId)
    await there.send(new CreateUserCommand({ UserName: 'etl', Path: '/apps/' }))
    expect(await trusted()).toBe(User?.UserId)
    const saved = new UpdateAssumeRolePolicyCommand({ RoleName: 'loader', PolicyDocument: trust({ AWS: User?.UserId ?? '' }) })
    expect((await refusal(iam.send(saved))).message).toBe(`Invalid principal in policy: "AWS":"${User?.UserId}"`)
  })

  it('tells users apart by case although their names do not', async () => {
    const { iam } = world.root()
    await iam.send(new CreateUserCommand({ UserName: 'Zoe' }))
    const other = new CreateRoleCommand({
      RoleName: 'cased',
      AssumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${customer}:user/zoe` }),
    })
    expect((await refusal(iam.send(other))).code).toBe('MalformedPolicyDocument')
  })

  it('has at most 2,048 characters, white space not counted', async () => {
    const { iam } = world.root()
    const names = (count: number) => Array.from({ length: count }, (_, index) => `service-${index}.amazonaws.com`)
    const create = (RoleName: string, AssumeRolePolicyDocument: string) =>
      iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))
    expect(await refusal(create('long', trust({ Service: names(100) })))).toEqual({
      code: 'LimitExceeded',
      message: 'Cannot exceed quota for ACLSizePerRole: 2048',
      status: 409,
    })
    await create('spaced', JSON.stringify(JSON.parse(trust({ Service: names(60) })), null, 40))
  })

  it('is no permission policy', async () => {
    const { iam } = world.root()
    const create = new CreateRoleCommand({
      RoleName: 'wrong',
      AssumeRolePolicyDocument: document({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }),
    })
    expect((await refusal(iam.send(create))).code).toBe('MalformedPolicyDocument')
  })
})

describe('tags of a role', () => {
  it('ignore case in keys', async () => {
    const { iam } = world.root()
    const RoleName = 'tagged'
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(service), Tags: [{ Key: 'Team', Value: 'a' }] }))
    await iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'team', Value: 'b' }] }))
    expect((await iam.send(new GetRoleCommand({ RoleName }))).Role?.Tags).toEqual([{ Key: 'team', Value: 'b' }])
    const twice = [
      { Key: 'x', Value: '1' },
      { Key: 'X', Value: '2' },
    ]
    expect(await refusal(iam.send(new TagRoleCommand({ RoleName, Tags: twice })))).toEqual({
      code: 'InvalidInput',
      message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
      status: 400,
    })
  })
})
