import { type InviteAccountToOrganizationCommandInput, Organizations, type Tag } from '@aws-sdk/client-organizations'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, clientsFor, rootClients } from './clients.ts'
import { createUser } from './principals.ts'

const [management, member, stranger] = ['111111111111', '222222222222', '333333333333']
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'organizations', accounts: [management, member, stranger].map((id) => ({ id: accountId(id) })) })
})
afterAll(() => sandbox.close())

function organizationsOf(account: string): Organizations {
  const found = sandbox.accounts.get(accountId(account))
  if (found === undefined) throw new Error(`no account ${account}`)
  return new Organizations({ endpoint: sandbox.endpoint, region: 'us-east-1', credentials: found.rootCredentials, maxAttempts: 1 })
}

const policy = (statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [{ Resource: '*', ...statement }] })

describe('an organization', () => {
  let rootId: string
  let unitId: string
  /** Somebody in the account that was opened. */
  let opened: Clients['sts'] | undefined

  it('is joined by accounts that were invited, and has a tree of units', async () => {
    const manager = organizationsOf(management)
    await expect(manager.describeOrganization()).rejects.toMatchObject({ name: 'AWSOrganizationsNotInUseException' })
    const { Organization } = await manager.createOrganization({ FeatureSet: 'ALL' })
    expect(Organization).toMatchObject({ Id: expect.stringMatching(/^o-[a-z0-9]{10}$/), MasterAccountId: management })
    const { Handshake } = await manager.inviteAccountToOrganization({ Target: { Type: 'ACCOUNT', Id: member } })
    await organizationsOf(member).acceptHandshake({ HandshakeId: Handshake?.Id })
    await expect(organizationsOf(member).listAccounts()).rejects.toMatchObject({ name: 'AccessDeniedException' })
    expect((await manager.listAccounts()).Accounts?.map(({ Id }) => Id)).toEqual([management, member])
    rootId = (await manager.listRoots()).Roots?.[0]?.Id ?? ''
    const { OrganizationalUnit } = await manager.createOrganizationalUnit({ ParentId: rootId, Name: 'data' })
    unitId = OrganizationalUnit?.Id ?? ''
    await expect(manager.createOrganizationalUnit({ ParentId: rootId, Name: 'data' })).rejects.toMatchObject({
      name: 'DuplicateOrganizationalUnitException',
    })
    await manager.moveAccount({ AccountId: member, SourceParentId: rootId, DestinationParentId: unitId })
    expect((await manager.listParents({ ChildId: member })).Parents).toEqual([{ Id: unitId, Type: 'ORGANIZATIONAL_UNIT' }])
    await expect(manager.deleteOrganizationalUnit({ OrganizationalUnitId: unitId })).rejects.toMatchObject({
      name: 'OrganizationalUnitNotEmptyException',
    })
  })

  it('binds every principal of its members by service control policies, its root users too, but not the management account', async () => {
    const manager = organizationsOf(management)
    const Content = policy({ Effect: 'Deny', Action: 's3:CreateBucket' })
    const create = { Name: 'no buckets', Description: '', Type: 'SERVICE_CONTROL_POLICY' as const, Content }
    const { Policy } = await manager.createPolicy(create)
    const attach = { PolicyId: Policy?.PolicySummary?.Id, TargetId: unitId }
    await expect(manager.attachPolicy(attach)).rejects.toMatchObject({ name: 'PolicyTypeNotEnabledException' })
    await manager.enablePolicyType({ RootId: rootId, PolicyType: 'SERVICE_CONTROL_POLICY' })
    expect((await manager.listTargetsForPolicy({ PolicyId: 'p-FullAWSAccess' })).Targets).toHaveLength(4)
    await manager.attachPolicy(attach)
    await expect(rootClients(sandbox, member).s3.createBucket({ Bucket: 'members' })).rejects.toThrow(
      'with an explicit deny in a service control policy',
    )
    await expect(rootClients(sandbox, management).s3.createBucket({ Bucket: 'managers' })).resolves.toBeDefined()
    await expect(rootClients(sandbox, stranger).s3.createBucket({ Bucket: 'strangers' })).resolves.toBeDefined()
    await manager.detachPolicy(attach)
    await expect(rootClients(sandbox, member).s3.createBucket({ Bucket: 'members' })).resolves.toBeDefined()
  })

  it('allows only what a policy on every level allows', async () => {
    const manager = organizationsOf(management)
    const { Policy } = await manager.createPolicy({
      Name: 'only S3',
      Description: '',
      Type: 'SERVICE_CONTROL_POLICY',
      Content: policy({ Effect: 'Allow', Action: 's3:*' }),
    })
    const PolicyId = Policy?.PolicySummary?.Id
    await expect(manager.detachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId: unitId })).rejects.toMatchObject({
      name: 'ConstraintViolationException',
    })
    await manager.attachPolicy({ PolicyId, TargetId: unitId })
    await manager.detachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId: unitId })
    await expect(rootClients(sandbox, member).iam.listUsers()).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(rootClients(sandbox, member).s3.listBuckets()).resolves.toBeDefined()
    await expect(manager.deletePolicy({ PolicyId })).rejects.toMatchObject({ name: 'PolicyInUseException' })
    await manager.attachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId: unitId })
    await expect(rootClients(sandbox, member).iam.listUsers()).resolves.toBeDefined()
  })

  it('guards the resources of its members by resource control policies, whoever asks', async () => {
    const manager = organizationsOf(management)
    await manager.enablePolicyType({ RootId: rootId, PolicyType: 'RESOURCE_CONTROL_POLICY' })
    const { s3 } = rootClients(sandbox, member)
    await s3.createBucket({ Bucket: 'shared-out' })
    await s3.putObject({ Bucket: 'shared-out', Key: 'a', Body: 'x' })
    const grant = { Effect: 'Allow', Principal: { AWS: stranger }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::shared-out/*' }
    await s3.putBucketPolicy({ Bucket: 'shared-out', Policy: policy(grant) })
    const read = (account: string) => rootClients(sandbox, account).s3.getObject({ Bucket: 'shared-out', Key: 'a' })
    await expect(read(stranger)).resolves.toBeDefined()
    const { Organization } = await manager.describeOrganization()
    const Condition = {
      StringNotEqualsIfExists: { 'aws:PrincipalOrgID': Organization?.Id },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    }
    const Content = policy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Condition })
    const { Policy } = await manager.createPolicy({ Name: 'perimeter', Description: '', Type: 'RESOURCE_CONTROL_POLICY', Content })
    await manager.attachPolicy({ PolicyId: Policy?.PolicySummary?.Id, TargetId: rootId })
    await expect(read(stranger)).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(read(member)).resolves.toBeDefined()
  })

  it('opens accounts that the management account gets into by a role', async () => {
    const manager = organizationsOf(management)
    const { CreateAccountStatus } = await manager.createAccount({ AccountName: 'new', Email: 'new@example.com' })
    const id = CreateAccountStatus?.AccountId ?? ''
    const { sts } = await createUser(sandbox, management, 'admin', [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }])
    const { Credentials } = await sts.assumeRole({
      RoleArn: `arn:aws:iam::${id}:role/OrganizationAccountAccessRole`,
      RoleSessionName: 'new',
    })
    const session = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    }
    opened = clientsFor(sandbox.endpoint, session).sts
    expect((await opened.getCallerIdentity()).Account).toBe(id)
    expect((await manager.describeAccount({ AccountId: id })).Account).toMatchObject({ Name: 'new', JoinedMethod: 'CREATED' })
  })

  it('refuses what Organizations refuses', async () => {
    const manager = organizationsOf(management)
    const create = { Name: 'x', Description: '', Type: 'SERVICE_CONTROL_POLICY' as const }
    await expect(manager.createPolicy({ ...create, Content: '{}' })).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' })
    await expect(manager.attachPolicy({ PolicyId: 'p-abcdefgh', TargetId: rootId })).rejects.toMatchObject({
      name: 'PolicyNotFoundException',
    })
    await expect(manager.createOrganization()).rejects.toMatchObject({ name: 'AlreadyInOrganizationException' })
    await expect(manager.deleteOrganization()).rejects.toMatchObject({ name: 'OrganizationNotEmptyException' })
    await expect(manager.listOutboundResponsibilityTransfers({ Type: 'BILLING' })).rejects.toMatchObject({ name: 'NotImplemented' })
    await expect(manager.enableAllFeatures()).rejects.toMatchObject({ name: 'HandshakeConstraintViolationException' })
    const { arn } = await createUser(sandbox, management, 'nobody', [])
    expect(arn).toContain('nobody')
  })

  it('is read by a delegated administrator of a service that may act in it', async () => {
    const [manager, delegate] = [organizationsOf(management), organizationsOf(member)]
    const registration = { AccountId: member, ServicePrincipal: 'config.amazonaws.com' }
    await expect(manager.registerDelegatedAdministrator(registration)).rejects.toMatchObject({ name: 'ConstraintViolationException' })
    await manager.enableAWSServiceAccess(registration)
    await manager.registerDelegatedAdministrator(registration)
    await expect(manager.registerDelegatedAdministrator(registration)).rejects.toMatchObject({ name: 'AccountAlreadyRegisteredException' })
    expect((await delegate.listDelegatedAdministrators()).DelegatedAdministrators?.map(({ Id }) => Id)).toEqual([member])
    expect((await delegate.listDelegatedServicesForAccount({ AccountId: member })).DelegatedServices).toMatchObject([
      { ServicePrincipal: 'config.amazonaws.com' },
    ])
    expect((await delegate.listAWSServiceAccessForOrganization()).EnabledServicePrincipals).toHaveLength(1)
    expect((await delegate.listAccounts()).Accounts).not.toHaveLength(0)
    await expect(delegate.createOrganizationalUnit({ ParentId: rootId, Name: 'x' })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
    await expect(manager.removeAccountFromOrganization({ AccountId: member })).rejects.toMatchObject({
      name: 'ConstraintViolationException',
    })
    await expect(manager.disableAWSServiceAccess(registration)).rejects.toMatchObject({ name: 'ConstraintViolationException' })
    await manager.deregisterDelegatedAdministrator(registration)
    await manager.disableAWSServiceAccess(registration)
    await expect(delegate.listAccounts()).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })

  it('has its policies managed by the members that its resource policy lets', async () => {
    const [manager, delegate] = [organizationsOf(management), organizationsOf(member)]
    await expect(manager.describeResourcePolicy()).rejects.toMatchObject({ name: 'ResourcePolicyNotFoundException' })
    const Principal = { AWS: `arn:aws:iam::${member}:root` }
    const scps = { StringEquals: { 'organizations:PolicyType': 'SERVICE_CONTROL_POLICY' } }
    const Statement = [
      { Effect: 'Allow', Principal, Action: ['organizations:List*', 'organizations:Describe*'], Resource: '*' },
      { Effect: 'Allow', Principal, Action: 'organizations:CreatePolicy', Resource: '*', Condition: scps },
    ]
    const { ResourcePolicy } = await manager.putResourcePolicy({ Content: JSON.stringify({ Version: '2012-10-17', Statement }) })
    expect(ResourcePolicy?.ResourcePolicySummary?.Arn).toMatch(/:resourcepolicy\/o-[a-z0-9]+\/rp-[a-z0-9]+$/)
    const Content = policy({ Effect: 'Deny', Action: 's3:PutObject' })
    const own = await delegate.createPolicy({ Name: 'delegated', Description: '', Type: 'SERVICE_CONTROL_POLICY', Content })
    const PolicyId = own.Policy?.PolicySummary?.Id ?? ''
    expect((await delegate.describePolicy({ PolicyId })).Policy?.Content).toBe(Content)
    for (const call of [
      delegate.deletePolicy({ PolicyId }),
      delegate.createPolicy({ Name: 'r', Description: '', Type: 'RESOURCE_CONTROL_POLICY', Content }),
      delegate.closeAccount({ AccountId: member }),
    ])
      await expect(call).rejects.toMatchObject({ name: 'AccessDeniedException' })
    const nobody = await createUser(sandbox, member, 'nobody', [])
    const credentials = await nobody.iam.config.credentials()
    const config = { endpoint: sandbox.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 }
    await expect(new Organizations(config).listAccounts()).rejects.toMatchObject({ name: 'AccessDeniedException' })
    await manager.deleteResourcePolicy()
    await expect(delegate.describePolicy({ PolicyId })).rejects.toMatchObject({ name: 'AccessDeniedException' })
    await manager.deletePolicy({ PolicyId })
  })

  it('names the constraint that an input fails', async () => {
    const manager = organizationsOf(management)
    const { OrganizationalUnit } = await manager.createOrganizationalUnit({ ParentId: rootId, Name: 'named' })
    const OrganizationalUnitId = OrganizationalUnit?.Id ?? ''
    const update = (input: { Name?: string; OrganizationalUnitId?: string }) =>
      manager.updateOrganizationalUnit({ OrganizationalUnitId, ...input }).then(({ OrganizationalUnit: unit }) => unit?.Name)
    const name = 'InvalidInputException'
    await expect(update({})).resolves.toBe('named')
    await expect(update({ Name: ' ' })).resolves.toBe(' ')
    await expect(update({ Name: '\u00e9'.repeat(128) })).resolves.toHaveLength(128)
    await expect(update({ Name: '' })).rejects.toMatchObject({ name, Reason: 'MIN_LENGTH_EXCEEDED:NAME' })
    await expect(update({ Name: '\u00e9'.repeat(129) })).rejects.toMatchObject({ name, Reason: 'MAX_LENGTH_EXCEEDED:NAME' })
    await expect(update({ OrganizationalUnitId: 'invalid' })).rejects.toMatchObject({
      name,
      message: 'You provided a value that does not match the required pattern.',
      Reason: 'INVALID_PATTERN:ORGANIZATIONAL_UNIT_ID',
    })
    await manager.deleteOrganizationalUnit({ OrganizationalUnitId })
  })

  it('tags what it has, and policies see the tags', async () => {
    const manager = organizationsOf(management)
    const Tags = [{ Key: 'team', Value: 'data' }]
    const { OrganizationalUnit } = await manager.createOrganizationalUnit({ ParentId: rootId, Name: 'tagged', Tags })
    const ResourceId = OrganizationalUnit?.Id ?? ''
    await manager.tagResource({ ResourceId, Tags: [{ Key: 'stage', Value: 'test' }] })
    await manager.untagResource({ ResourceId, TagKeys: ['team', 'other'] })
    expect((await manager.listTagsForResource({ ResourceId })).Tags).toEqual([{ Key: 'stage', Value: 'test' }])
    await expect(manager.tagResource({ ResourceId, Tags: [...Tags, ...Tags] })).rejects.toMatchObject({ name: 'InvalidInputException' })
    await expect(manager.listTagsForResource({ ResourceId: 'ou-none-12345678' })).rejects.toMatchObject({ name: 'TargetNotFoundException' })
    const Condition = { StringEquals: { 'aws:ResourceTag/stage': 'test' } }
    const user = await createUser(sandbox, management, 'tester', [{ Effect: 'Allow', Action: 'organizations:*', Resource: '*', Condition }])
    const credentials = await user.iam.config.credentials()
    const tester = new Organizations({ endpoint: sandbox.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
    await expect(tester.describeOrganizationalUnit({ OrganizationalUnitId: unitId })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    })
    await tester.deleteOrganizationalUnit({ OrganizationalUnitId: ResourceId })
  })

  it('closes accounts, whose keys count no more', async () => {
    const manager = organizationsOf(management)
    const { CreateAccountStatuses = [] } = await manager.listCreateAccountStatus({ States: ['SUCCEEDED'] })
    expect((await manager.listCreateAccountStatus({ States: ['FAILED'] })).CreateAccountStatuses).toEqual([])
    const AccountId = CreateAccountStatuses[0]?.AccountId ?? ''
    await manager.closeAccount({ AccountId })
    expect((await manager.describeAccount({ AccountId })).Account).toMatchObject({ Status: 'SUSPENDED' })
    await expect(manager.closeAccount({ AccountId })).rejects.toMatchObject({ name: 'AccountAlreadyClosedException' })
    await expect(manager.closeAccount({ AccountId: management })).rejects.toMatchObject({ name: 'ConstraintViolationException' })
    await expect(opened?.getCallerIdentity()).rejects.toMatchObject({ name: 'InvalidClientTokenId' })
  })

  it('takes back invitations, and hears when one is declined', async () => {
    const manager = organizationsOf(management)
    const invite = async () => (await manager.inviteAccountToOrganization({ Target: { Type: 'ACCOUNT', Id: stranger } })).Handshake?.Id
    const HandshakeId = await invite()
    await expect(organizationsOf(stranger).cancelHandshake({ HandshakeId })).rejects.toMatchObject({ name: 'AccessDeniedException' })
    expect((await manager.cancelHandshake({ HandshakeId })).Handshake?.State).toBe('CANCELED')
    await expect(organizationsOf(stranger).declineHandshake({ HandshakeId })).rejects.toMatchObject({
      name: 'InvalidHandshakeTransitionException',
    })
    await organizationsOf(stranger).declineHandshake({ HandshakeId: await invite() })
    const { Handshakes = [] } = await manager.listHandshakesForOrganization()
    expect(Handshakes.map(({ State }) => State)).toEqual(['ACCEPTED', 'CANCELED', 'DECLINED'])
  })

  it('refuses invitations and their lists as AWS was recorded to', async () => {
    const manager = organizationsOf(management)
    const pattern = 'You provided a value that does not match the required pattern.'
    const party = 'You specified an invalid party type as the target parameter.'
    const email = 'You specified an invalid email address for the invited account owner.'
    const account = { Type: 'ACCOUNT', Id: stranger } as const
    const invite = (input: object) => () => manager.inviteAccountToOrganization(input as InviteAccountToOrganizationCommandInput)
    const twice = [
      { Key: 'same', Value: 'one' },
      { Key: 'same', Value: 'two' },
    ]
    const refusals: [() => Promise<unknown>, string, string][] = [
      [invite({}), 'INVALID_PATTERN', pattern],
      [invite({ Target: {} }), 'INVALID_PARTY_TYPE_TARGET', party],
      [invite({ Target: { ...account, Type: 'ORGANIZATION' } }), 'INVALID_PARTY_TYPE_TARGET', party],
      [invite({ Target: { ...account, Type: 'WRONG' } }), 'INVALID_PARTY_TYPE_TARGET', party],
      [invite({ Target: { ...account, Id: 'bad' } }), 'INVALID_PATTERN', pattern],
      [invite({ Target: { Type: 'EMAIL', Id: 'invalid' } }), 'INVALID_EMAIL_ADDRESS_TARGET', email],
      [
        invite({ Target: { ...account, Id: member } }),
        'ALREADY_IN_AN_ORGANIZATION',
        'The AWS account is already a member of an organization.',
      ],
      [
        invite({ Target: account, Notes: 'x'.repeat(1025) }),
        'MAX_LENGTH_EXCEEDED:NOTES',
        'You provided a string that exceeds that maximum length.',
      ],
      [invite({ Target: account, Tags: twice }), 'DUPLICATE_TAG_KEY', 'Your request includes duplicate tag keys.'],
      [
        () => manager.describeHandshake({ HandshakeId: undefined }),
        'INPUT_REQUIRED:HANDSHAKE_ID',
        'You must provide a value for the parameter.',
      ],
      [
        () => manager.listHandshakesForOrganization({ Filter: { ActionType: 'INVITE', ParentHandshakeId: 'h-00000000' } }),
        'MAX_LIMIT_EXCEEDED_FILTER',
        'You specified too many filter parameters.',
      ],
      [
        () => manager.listHandshakesForAccount({ Filter: { ActionType: 'wrong' as 'INVITE' } }),
        'INVALID_ENUM:FILTER_ACTION_TYPE',
        'You specified an invalid value.',
      ],
      [
        () => manager.listRoots({ NextToken: 'bad' }),
        'INVALID_NEXT_TOKEN',
        'You specified an invalid value for nextToken. You must get the value from the response to a previous call to the API.',
      ],
    ]
    for (const [call, Reason, message] of refusals) await expect(call()).rejects.toMatchObject({ Reason, message })
    const { Handshake } = await manager.inviteAccountToOrganization({ Target: account, Notes: 'please' })
    expect(Handshake?.Resources).toMatchObject([
      {
        Type: 'ORGANIZATION',
        Resources: [{ Type: 'MASTER_EMAIL' }, { Type: 'MASTER_NAME' }, { Type: 'ORGANIZATION_FEATURE_SET', Value: 'ALL' }],
      },
      { Type: 'ACCOUNT', Value: stranger },
      { Type: 'NOTES', Value: 'please' },
    ])
    await expect(manager.inviteAccountToOrganization({ Target: account })).rejects.toMatchObject({
      message: 'A handshake with the specified type and parameters already exists for the given parties.',
    })
    await manager.cancelHandshake({ HandshakeId: Handshake?.Id })
    await expect(organizationsOf(stranger).acceptHandshake({ HandshakeId: Handshake?.Id })).rejects.toMatchObject({
      name: 'InvalidHandshakeTransitionException',
    })
  })

  it('takes a resource policy of what may be delegated, for accounts that there are, without its white space', async () => {
    const manager = organizationsOf(management)
    const statement = { Effect: 'Allow', Principal: { AWS: member }, Action: 'organizations:Describe*', Resource: '*' }
    const put = (more: object, Tags?: Tag[]) =>
      manager.putResourcePolicy({
        Content: JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...more }] }, null, 2),
        Tags,
      })
    const { ResourcePolicy } = await put({}, [{ Key: 'a', Value: 'b' }])
    const rooted = { ...statement, Principal: { AWS: `arn:aws:iam::${member}:root` } }
    expect(ResourcePolicy?.Content).toBe(JSON.stringify({ Version: '2012-10-17', Statement: [rooted] }))
    const invalid = { Reason: 'INVALID_RESOURCE_POLICY_JSON', message: 'This resource-based policy contains invalid JSON.' }
    const { Action: _action, ...others } = statement
    const Content = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...others, NotAction: 'organizations:DescribePolicy' }] })
    await expect(manager.putResourcePolicy({ Content })).rejects.toMatchObject(invalid)
    for (const AWS of ['123456789012', `arn:aws:iam::${member}:role/none`])
      await expect(put({ Principal: { AWS } })).rejects.toMatchObject(invalid)
    for (const Action of ['organizations:CreateAccount', 'organizations:*', 's3:GetObject'])
      await expect(put({ Action })).rejects.toMatchObject({
        Reason: 'UNSUPPORTED_ACTION_IN_RESOURCE_POLICY',
        message: `${Action} is not a supported action for this resource-based policy.`,
      })
    await expect(put({}, [{ Key: 'c', Value: 'd' }])).rejects.toMatchObject({
      Reason: 'UPDATE_EXISTING_RESOURCE_POLICY_WITH_TAGS_NOT_SUPPORTED',
    })
    await manager.deleteResourcePolicy()
    await expect(manager.deleteResourcePolicy()).rejects.toMatchObject({ message: 'No resource-based policy found.' })
  })

  it('lets nobody ask without a permission', async () => {
    const user = await createUser(sandbox, management, 'reader', [])
    const credentials = await user.iam.config.credentials()
    const reader = new Organizations({ endpoint: sandbox.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
    await expect(reader.listRoots()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('is not authorized to perform: organizations:ListRoots'),
    })
  })
})
