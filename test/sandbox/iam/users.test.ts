import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
  paginateListUsers,
  UpdateAccessKeyCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
import { describe, expect, it } from 'vitest'
import { clientsFor } from '../clients.ts'
import { allow, customer, refusal, useSandbox } from './iam-world.ts'

const world = useSandbox('users')

describe('a user', () => {
  it('is created, read, listed and deleted', async () => {
    const { iam } = world.root()
    const { User } = await iam.send(new CreateUserCommand({ UserName: 'anna', Path: '/team/' }))
    expect(User).toMatchObject({ UserName: 'anna', Path: '/team/', Arn: `arn:aws:iam::${customer}:user/team/anna` })
    expect(User?.UserId).toMatch(/^AIDA[A-Z2-7]{17}$/)
    expect(User?.CreateDate).toBeInstanceOf(Date)
    expect(User?.Tags).toBeUndefined()
    expect((await iam.send(new GetUserCommand({ UserName: 'anna' }))).User).toEqual(User)
    expect((await iam.send(new ListUsersCommand({ PathPrefix: '/te' }))).Users).toEqual([User])
    expect((await iam.send(new ListUsersCommand({ PathPrefix: '/other/' }))).Users).toEqual([])
    await iam.send(new DeleteUserCommand({ UserName: 'anna' }))
    expect(await refusal(iam.send(new GetUserCommand({ UserName: 'anna' })))).toEqual({
      code: 'NoSuchEntity',
      message: 'The user with name anna cannot be found.',
      status: 404,
    })
  })

  it('has a name that no other has in any case', async () => {
    const { iam } = world.root()
    await iam.send(new CreateUserCommand({ UserName: 'Bert' }))
    expect(await refusal(iam.send(new CreateUserCommand({ UserName: 'bERT' })))).toEqual({
      code: 'EntityAlreadyExists',
      message: 'User with name bERT already exists.',
      status: 409,
    })
    expect((await iam.send(new GetUserCommand({ UserName: 'BERT' }))).User?.UserName).toBe('Bert')
  })

  it('is not deleted while it has anything', async () => {
    const { iam } = world.root()
    const UserName = 'carl'
    const conflict = async (): Promise<string> => (await refusal(iam.send(new DeleteUserCommand({ UserName })))).message
    await iam.send(new CreateUserCommand({ UserName }))
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }))
    expect(await conflict()).toBe('Cannot delete entity, must delete access keys first.')
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: AccessKey?.AccessKeyId }))
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument: allow('s3:*') }))
    expect(await conflict()).toBe('Cannot delete entity, must delete policies first.')
    await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: 'p' }))
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'carls', PolicyDocument: allow('s3:*') }))
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: Policy?.Arn }))
    expect(await conflict()).toBe('Cannot delete entity, must detach all policies first.')
    await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn: Policy?.Arn }))
    await iam.send(new DeleteUserCommand({ UserName }))
  })

  it('keeps its id, its keys and its policies under a new name and path', async () => {
    const clients = await world.user('dora', allow('iam:GetUser'))
    const { iam } = world.root()
    const before = (await iam.send(new GetUserCommand({ UserName: 'dora' }))).User
    await iam.send(new UpdateUserCommand({ UserName: 'dora', NewUserName: 'doris', NewPath: '/new/' }))
    const after = (await clients.iam.send(new GetUserCommand({}))).User
    expect(after).toMatchObject({ UserName: 'doris', Arn: `arn:aws:iam::${customer}:user/new/doris`, UserId: before?.UserId })
    expect((await iam.send(new ListAccessKeysCommand({ UserName: 'doris' }))).AccessKeyMetadata?.[0]?.UserName).toBe('doris')
    expect(await clients.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Arn: after?.Arn, UserId: before?.UserId })
    expect((await refusal(iam.send(new GetUserCommand({ UserName: 'dora' })))).code).toBe('NoSuchEntity')
  })

  it('does not take the name of another', async () => {
    const { iam } = world.root()
    await iam.send(new CreateUserCommand({ UserName: 'emil' }))
    await iam.send(new CreateUserCommand({ UserName: 'erna' }))
    expect((await refusal(iam.send(new UpdateUserCommand({ UserName: 'emil', NewUserName: 'ERNA' })))).code).toBe('EntityAlreadyExists')
    await iam.send(new UpdateUserCommand({ UserName: 'emil', NewUserName: 'Emil' }))
    expect((await iam.send(new GetUserCommand({ UserName: 'emil' }))).User?.UserName).toBe('Emil')
  })

  it('is listed by name, page by page, whatever is deleted meanwhile', async () => {
    const { iam } = world.root('444455556666')
    for (const UserName of ['u3', 'U1', 'u5', 'u2', 'u4']) await iam.send(new CreateUserCommand({ UserName }))
    const names: (string | undefined)[] = []
    for await (const { Users, IsTruncated } of paginateListUsers({ client: iam, pageSize: 2 }, {})) {
      names.push(...(Users ?? []).map(({ UserName }) => UserName))
      if (names.length === 2) await iam.send(new DeleteUserCommand({ UserName: 'u2' }))
      expect(IsTruncated).toBe(names.length < 5)
    }
    expect(names).toEqual(['U1', 'u2', 'u3', 'u4', 'u5'])
    expect(await refusal(iam.send(new ListUsersCommand({ Marker: 'nonsense' })))).toMatchObject({
      code: 'ValidationError',
      message: 'Invalid Marker.',
    })
  })

  it('is refused with the words of the model when its name or path is malformed', async () => {
    const { iam } = world.root()
    expect(await refusal(iam.send(new CreateUserCommand({ UserName: 'no spaces' })))).toEqual({
      code: 'ValidationError',
      message: 'The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
      status: 400,
    })
  })
})

describe('the root user', () => {
  it('has an ARN, no name, and the id of the account', async () => {
    const { User } = await world.root().iam.send(new GetUserCommand({}))
    expect(User).toEqual({ Arn: `arn:aws:iam::${customer}:root`, UserId: customer })
  })

  it('has access keys of its own', async () => {
    const { iam } = world.root()
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({}))
    const keys = (await iam.send(new ListAccessKeysCommand({}))).AccessKeyMetadata
    expect(keys?.map(({ AccessKeyId }) => AccessKeyId)).toContain(AccessKey?.AccessKeyId)
    await iam.send(new DeleteAccessKeyCommand({ AccessKeyId: AccessKey?.AccessKeyId }))
  })
})

describe('an access key', () => {
  it('has a secret that is shown once, and is one of two', async () => {
    const { iam } = world.root()
    await iam.send(new CreateUserCommand({ UserName: 'fred' }))
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'FRED' }))
    expect(AccessKey).toMatchObject({ UserName: 'fred', Status: 'Active' })
    expect(AccessKey?.AccessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/)
    expect(AccessKey?.SecretAccessKey).toHaveLength(40)
    await iam.send(new CreateAccessKeyCommand({ UserName: 'fred' }))
    expect(await refusal(iam.send(new CreateAccessKeyCommand({ UserName: 'fred' })))).toEqual({
      code: 'LimitExceeded',
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
      status: 409,
    })
    const listed = (await iam.send(new ListAccessKeysCommand({ UserName: 'fred' }))).AccessKeyMetadata
    expect(listed).toHaveLength(2)
    expect(listed?.every((key) => !('SecretAccessKey' in key))).toBe(true)
  })

  it('signs only while it is active', async () => {
    const clients = await world.user('gina', allow('iam:GetUser'))
    const { iam } = world.root()
    const [key] = (await iam.send(new ListAccessKeysCommand({ UserName: 'gina' }))).AccessKeyMetadata ?? []
    await iam.send(new UpdateAccessKeyCommand({ UserName: 'gina', AccessKeyId: key?.AccessKeyId, Status: 'Inactive' }))
    expect((await refusal(clients.iam.send(new GetUserCommand({})))).code).toBe('InvalidClientTokenId')
    await iam.send(new UpdateAccessKeyCommand({ UserName: 'gina', AccessKeyId: key?.AccessKeyId, Status: 'Active' }))
    expect((await clients.iam.send(new GetUserCommand({}))).User?.UserName).toBe('gina')
  })

  it('remembers when and where it was last used', async () => {
    const { iam } = world.root()
    await iam.send(new CreateUserCommand({ UserName: 'hugo' }))
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'hugo' }))
    const lastUsed = () => iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: AccessKey?.AccessKeyId }))
    expect(await lastUsed()).toMatchObject({ UserName: 'hugo', AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' } })
    const own = clientsFor(world.endpoint(), {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    })
    await own.sts.send(new GetCallerIdentityCommand({}))
    expect((await lastUsed()).AccessKeyLastUsed).toMatchObject({ ServiceName: 'sts', Region: 'us-east-1', LastUsedDate: expect.any(Date) })
  })

  it('that is nobody’s is refused as if it were another account’s', async () => {
    const { iam } = world.root()
    expect(await refusal(iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' })))).toEqual({
      code: 'AccessDenied',
      message: `User: arn:aws:iam::${customer}:root is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key AKIAIOSFODNN7EXAMPLE`,
      status: 403,
    })
    await iam.send(new CreateUserCommand({ UserName: 'iris' }))
    const update = new UpdateAccessKeyCommand({ UserName: 'iris', AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', Status: 'Inactive' })
    expect((await refusal(iam.send(update))).message).toBe('The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be found.')
  })
})
