import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  GetUserCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type Credentials,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, clientsFor, rootClients } from './clients.ts'

const [vendor, customer] = ['444455556666', '111122223333']
let sandbox: Sandbox
/** Milliseconds that the sandbox's clock is fast. */
let offset = 0

const statement = (action: string | string[], resource: string, more: object = {}): object => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...more,
})
const document = (...statements: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const trust = (principal: object | string, more: object = {}, action: string | string[] = 'sts:AssumeRole'): string =>
  document({ Effect: 'Allow', Principal: principal, Action: action, ...more })

const credentialed = (issued: Credentials | undefined, clock = 0): Clients =>
  clientsFor(
    sandbox.endpoint,
    {
      accessKeyId: issued?.AccessKeyId ?? '',
      secretAccessKey: issued?.SecretAccessKey ?? '',
      sessionToken: issued?.SessionToken ?? '',
    },
    'us-east-1',
    clock,
  )

async function createUser(root: Clients, name: string, ...statements: object[]): Promise<Clients> {
  await root.iam.send(new CreateUserCommand({ UserName: name }))
  if (statements.length > 0) {
    await root.iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'own', PolicyDocument: document(...statements) }))
  }
  const { AccessKey } = await root.iam.send(new CreateAccessKeyCommand({ UserName: name }))
  return clientsFor(sandbox.endpoint, { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' })
}

async function createRole(root: Clients, name: string, trusted: string, statements: object[] = [], more: object = {}): Promise<string> {
  const { Role } = await root.iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trusted, ...more }))
  if (statements.length > 0) {
    await root.iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument: document(...statements) }))
  }
  return Role?.Arn ?? ''
}

async function assume(as: Clients, RoleArn: string, more: Partial<AssumeRoleCommandInput> = {}): Promise<Clients> {
  const { Credentials: issued } = await as.sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session', ...more }))
  return credentialed(issued)
}

/** The code and message of a refused call. */
async function refusal(call: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await call
  } catch (error) {
    if (error instanceof Error) return { code: error.name, message: error.message }
  }
  throw new Error('the call was not refused')
}

let vendorRoot: Clients
let customerRoot: Clients
let etl: Clients
beforeAll(async () => {
  sandbox = await startSandbox({
    seed: 'sts',
    accounts: [{ id: accountId(vendor) }, { id: accountId(customer) }],
    clock: () => new Date(Date.now() + offset),
    onInternalError: (error) => {
      throw error
    },
  })
  vendorRoot = rootClients(sandbox, vendor)
  customerRoot = rootClients(sandbox, customer)
  etl = await createUser(vendorRoot, 'etl-app', statement(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'], '*'))
})
afterAll(() => sandbox.close())

describe('GetCallerIdentity', () => {
  it('tells the root user who it is', async () => {
    const answer = await customerRoot.sts.send(new GetCallerIdentityCommand({}))
    expect(answer).toMatchObject({ Account: customer, UserId: customer, Arn: `arn:aws:iam::${customer}:root` })
  })

  it('answers under an explicit deny of everything', async () => {
    const denied = await createUser(vendorRoot, 'denied', { Effect: 'Deny', Action: '*', Resource: '*' })
    const answer = await denied.sts.send(new GetCallerIdentityCommand({}))
    expect(answer.Arn).toBe(`arn:aws:iam::${vendor}:user/denied`)
    expect(answer.UserId).toMatch(/^AIDA[A-Z2-7]{17}$/)
  })
})

describe('AssumeRole', () => {
  const external = { Condition: { StringEquals: { 'sts:ExternalId': 'dep-42' } } }

  it('needs the external id that the trust policy demands, and says the same for every way to be wrong', async () => {
    const arn = await createRole(customerRoot, 'EtleapInput', trust({ AWS: vendor }, external), [], { Path: '/connectors/' })
    const session = await assume(etl, arn, { ExternalId: 'dep-42', RoleSessionName: 'probe' })
    const identity = await session.sts.send(new GetCallerIdentityCommand({}))
    expect(identity.Arn).toBe(`arn:aws:sts::${customer}:assumed-role/EtleapInput/probe`)
    expect(identity.UserId).toMatch(/^AROA[A-Z2-7]{17}:probe$/)
    const none = await createUser(vendorRoot, 'no-permission')
    const message = (user: string, role: string): string =>
      `User: arn:aws:iam::${vendor}:user/${user} is not authorized to perform: sts:AssumeRole on resource: ${role}`
    expect(await refusal(assume(etl, arn))).toEqual({ code: 'AccessDenied', message: message('etl-app', arn) })
    expect(await refusal(assume(etl, arn, { ExternalId: 'dep-43' }))).toEqual({ code: 'AccessDenied', message: message('etl-app', arn) })
    expect(await refusal(assume(none, arn, { ExternalId: 'dep-42' }))).toEqual({
      code: 'AccessDenied',
      message: message('no-permission', arn),
    })
    const absent = `arn:aws:iam::${customer}:role/absent`
    expect(await refusal(assume(etl, absent))).toEqual({ code: 'AccessDenied', message: message('etl-app', absent) })
    const wrongPath = `arn:aws:iam::${customer}:role/EtleapInput`
    expect(await refusal(assume(etl, wrongPath, { ExternalId: 'dep-42' }))).toEqual({
      code: 'AccessDenied',
      message: message('etl-app', wrongPath),
    })
  })

  it('refuses what is no role in the words of AWS', async () => {
    const invalid = async (arn: string): Promise<string> => (await refusal(assume(etl, arn))).message
    expect(await invalid('nothing-valid-in-here')).toBe('nothing-valid-in-here is invalid')
    expect(await invalid('arn:a::::something/test-role')).toBe('arn:a::::something/test-role is invalid')
    expect(await invalid(`arn:aws:iam::${customer}:user/somebody`)).toBe('Request ARN is invalid')
    expect(await refusal(assume(etl, `arn:aws:iam::${customer}:role/x`, { RoleSessionName: 'Session1:2' }))).toEqual({
      code: 'ValidationError',
      message:
        "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    })
  })

  it('checks the range of the duration first, then the maximum of the role, then the hour of chained roles', async () => {
    const first = await createRole(customerRoot, 'first', trust({ AWS: vendor }), [statement('sts:AssumeRole', '*')], {
      MaxSessionDuration: 7200,
    })
    const second = await createRole(customerRoot, 'second', trust({ AWS: customer }), [], { MaxSessionDuration: 7200 })
    const message = async (as: Clients, arn: string, seconds: number): Promise<string> =>
      (await refusal(assume(as, arn, { DurationSeconds: seconds }))).message
    expect(await message(etl, first, 899)).toBe(
      "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    )
    expect(await message(etl, first, 7201)).toBe('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
    const session = await assume(etl, first, { DurationSeconds: 7200 })
    expect(await message(session, second, 7201)).toBe('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
    expect(await message(session, second, 3601)).toBe(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    )
    await expect(assume(session, second, { DurationSeconds: 3600 })).resolves.toBeDefined()
  })

  it('limits the session by the policies that are passed, and a role by its own', async () => {
    const arn = await createRole(customerRoot, 'reader', trust({ AWS: vendor }), [statement('iam:Get*', '*')])
    const get = new GetUserCommand({ UserName: 'nobody' })
    const list = new ListUsersCommand({})
    const whole = await assume(etl, arn)
    expect((await refusal(whole.iam.send(get))).code).toBe('NoSuchEntityException')
    expect((await refusal(whole.iam.send(list))).message).toBe(
      `User: arn:aws:sts::${customer}:assumed-role/reader/session is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${customer}:user/ because no identity-based policy allows the iam:ListUsers action`,
    )
    const narrowed = await assume(etl, arn, { Policy: document(statement('iam:ListUsers', '*')) })
    expect((await refusal(narrowed.iam.send(get))).message).toContain('because no session policy allows the iam:GetUser action')
    expect((await refusal(narrowed.iam.send(list))).message).toContain('because no identity-based policy allows')
    expect((await refusal(assume(etl, arn, { Policy: '{' }))).code).toBe('MalformedPolicyDocumentException')
  })

  it('tags a session when the trust policy lets it, and hands transitive tags on', async () => {
    const tagged = { Action: ['sts:AssumeRole', 'sts:TagSession'] }
    const byTag = { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'data' } } }
    const plain = await createRole(customerRoot, 'plain', trust({ AWS: vendor }))
    const first = await createRole(customerRoot, 'tagged', trust({ AWS: vendor }, tagged), [
      statement(['sts:AssumeRole', 'sts:TagSession'], '*'),
      statement('iam:ListUsers', '*', byTag),
    ])
    const second = await createRole(customerRoot, 'chained', trust({ AWS: customer }, tagged), [statement('iam:ListUsers', '*', byTag)])
    const tags = { Tags: [{ Key: 'team', Value: 'data' }], TransitiveTagKeys: ['team'] }
    expect((await refusal(assume(etl, plain, tags))).message).toBe(
      `User: arn:aws:iam::${vendor}:user/etl-app is not authorized to perform: sts:TagSession on resource: ${plain}`,
    )
    expect((await refusal((await assume(etl, first)).iam.send(new ListUsersCommand({})))).code).toBe('AccessDenied')
    const session = await assume(etl, first, tags)
    await expect(session.iam.send(new ListUsersCommand({}))).resolves.toBeDefined()
    await expect((await assume(session, second)).iam.send(new ListUsersCommand({}))).resolves.toBeDefined()
    const message = async (as: Clients, more: object): Promise<string> => (await refusal(assume(as, first, more))).message
    expect(await message(etl, { TransitiveTagKeys: ['team'] })).toBe(
      'The specified transitive tag key must be included in the requested tags.',
    )
    const twice = { Tags: [...tags.Tags, { Key: 'Team', Value: 'x' }] }
    expect(await message(etl, twice)).toBe('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
    expect(await message(session, { Tags: tags.Tags })).toContain('conflicts with a transitive tag key from the calling session')
  })

  it('sets a source identity that the trust policy lets it set, and keeps it when chained', async () => {
    const withIdentity = trust({ AWS: [vendor, customer] }, {}, ['sts:AssumeRole', 'sts:SetSourceIdentity'])
    const first = await createRole(customerRoot, 'source', withIdentity, [statement(['sts:AssumeRole', 'sts:SetSourceIdentity'], '*')])
    const second = await createRole(customerRoot, 'source2', withIdentity)
    const untrusting = await createRole(customerRoot, 'source3', trust({ AWS: [vendor, customer] }))
    const session = await assume(etl, first, { SourceIdentity: 'alice' })
    const chained = await session.sts.send(new AssumeRoleCommand({ RoleArn: second, RoleSessionName: 'chained' }))
    expect(chained.SourceIdentity).toBe('alice')
    expect((await refusal(assume(session, untrusting))).message).toContain('sts:SetSourceIdentity')
    expect((await refusal(assume(session, second, { SourceIdentity: 'bob' }))).code).toBe('AccessDenied')
  })

  it('is not for the root user', async () => {
    const arn = await createRole(customerRoot, 'for-root', trust({ AWS: customer }))
    expect(await refusal(assume(customerRoot, arn))).toEqual({
      code: 'AccessDenied',
      message: 'Roles may not be assumed by root accounts.',
    })
  })

  it('ends with its role, even when a role of the same name comes back', async () => {
    const again = trust({ AWS: vendor })
    const session = await assume(etl, await createRole(customerRoot, 'short-lived', again))
    await session.sts.send(new GetCallerIdentityCommand({}))
    await customerRoot.iam.send(new DeleteRoleCommand({ RoleName: 'short-lived' }))
    await createRole(customerRoot, 'short-lived', again)
    expect(await refusal(session.sts.send(new GetCallerIdentityCommand({})))).toEqual({
      code: 'InvalidClientTokenId',
      message: 'The security token included in the request is invalid.',
    })
  })
})

describe('GetSessionToken and GetFederationToken', () => {
  it('a session token is the user for everything but IAM and most of STS', async () => {
    const { Credentials: issued } = await etl.sts.send(new GetSessionTokenCommand({}))
    expect((issued?.Expiration?.getTime() ?? 0) - Date.now()).toBeGreaterThan(43_190_000)
    const session = credentialed(issued)
    expect((await session.sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(`arn:aws:iam::${vendor}:user/etl-app`)
    expect((await refusal(session.iam.send(new GetUserCommand({})))).code).toBe('InvalidClientTokenId')
    expect(await refusal(session.sts.send(new GetSessionTokenCommand({})))).toEqual({
      code: 'AccessDenied',
      message: 'Cannot call GetSessionToken with session credentials',
    })
  })

  it('a federated user is who the token says', async () => {
    const federator = await createUser(
      vendorRoot,
      'federator',
      statement('sts:GetFederationToken', `arn:aws:sts::${vendor}:federated-user/bob`),
    )
    const answer = await federator.sts.send(new GetFederationTokenCommand({ Name: 'bob' }))
    const { Credentials: issued, FederatedUser, PackedPolicySize } = answer
    expect(PackedPolicySize).toBe(0)
    expect(FederatedUser).toEqual({ FederatedUserId: `${vendor}:bob`, Arn: `arn:aws:sts::${vendor}:federated-user/bob` })
    const session = credentialed(issued)
    expect(await session.sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ UserId: `${vendor}:bob`, Arn: FederatedUser?.Arn })
    expect((await refusal(federator.sts.send(new GetFederationTokenCommand({ Name: 'eve' })))).code).toBe('AccessDenied')
  })

  it('expires', async () => {
    const { Credentials: issued } = await etl.sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }))
    const ask = (): Promise<unknown> => credentialed(issued, offset).sts.send(new GetCallerIdentityCommand({}))
    offset = 890_000
    await expect(ask()).resolves.toBeDefined()
    offset = 901_000
    const expired = await refusal(ask())
    offset = 0
    expect(expired).toEqual({ code: 'ExpiredToken', message: 'The security token included in the request is expired' })
  })
})

it('GetAccessKeyInfo reads the account from a key that is not there any more', async () => {
  const ask = async (AccessKeyId: string): Promise<string | undefined> =>
    (await vendorRoot.sts.send(new GetAccessKeyInfoCommand({ AccessKeyId }))).Account
  const issued = await etl.sts.send(new GetSessionTokenCommand({}))
  expect(await ask(issued.Credentials?.AccessKeyId ?? '')).toBe(vendor)
  await using other = await startSandbox({ accounts: [{ id: accountId('000000000042') }] })
  const [root] = other.accounts.values()
  expect(await ask(root?.rootCredentials.accessKeyId ?? '')).toBe('000000000042')
})
