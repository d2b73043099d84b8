import {
  AddUserToGroupCommand,
  AttachRolePolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  GetContextKeysForCustomPolicyCommand,
  GetContextKeysForPrincipalPolicyCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  SimulateCustomPolicyCommand,
  type SimulateCustomPolicyCommandInput,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam'
import { describe, expect, it } from 'vitest'
import { allow, customer, document, refusal, trust, useSandbox, vendor } from './iam-world.ts'

const world = useSandbox('simulation')
const object = 'arn:aws:s3:::acme/daily/1.csv'
const arn = (rest: string): string => `arn:aws:iam::${customer}:${rest}`

/** The only result of a simulation with one action. */
async function custom(input: Partial<SimulateCustomPolicyCommandInput> & { PolicyInputList: string[] }) {
  const { EvaluationResults } = await world
    .root()
    .iam.send(new SimulateCustomPolicyCommand({ ActionNames: ['s3:GetObject'], ResourceArns: [object], ...input }))
  expect(EvaluationResults).toHaveLength(1)
  return EvaluationResults?.[0]
}

async function ofPrincipal(input: Partial<SimulatePrincipalPolicyCommandInput> & { PolicySourceArn: string }) {
  const { EvaluationResults } = await world
    .root()
    .iam.send(new SimulatePrincipalPolicyCommand({ ActionNames: ['s3:GetObject'], ResourceArns: [object], ...input }))
  expect(EvaluationResults).toHaveLength(1)
  return EvaluationResults?.[0]
}

describe('SimulateCustomPolicy', () => {
  it('answers as the sample of the AWS CLI', async () => {
    const policy =
      '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"dynamodb:*","Resource":"*","Condition":{"DateGreaterThan":{"aws:CurrentTime":"2018-08-16T12:00:00Z"}}}}'
    const at = (time: string) =>
      world.root().iam.send(
        new SimulateCustomPolicyCommand({
          PolicyInputList: [policy],
          ActionNames: ['dynamodb:CreateBackup'],
          ContextEntries: [{ ContextKeyName: 'aws:CurrentTime', ContextKeyValues: [time], ContextKeyType: 'date' }],
        }),
      )
    expect((await at('2019-04-25T11:00:00Z')).EvaluationResults).toEqual([
      {
        EvalActionName: 'dynamodb:CreateBackup',
        EvalResourceName: '*',
        EvalDecision: 'allowed',
        MatchedStatements: [
          {
            SourcePolicyId: 'PolicyInputList.1',
            SourcePolicyType: 'IAM Policy',
            StartPosition: { Line: 1, Column: 38 },
            EndPosition: { Line: 1, Column: 167 },
          },
        ],
        MissingContextValues: [],
      },
    ])
    expect((await at('2014-04-25T11:00:00Z')).EvaluationResults).toEqual([
      {
        EvalActionName: 'dynamodb:CreateBackup',
        EvalResourceName: '*',
        EvalDecision: 'implicitDeny',
        MatchedStatements: [],
        MissingContextValues: [],
      },
    ])
  })

  it('places the first statement of a list behind its bracket', async () => {
    const policy = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "*",
      "Resource": "*"
    }
  ]
}`
    const result = await custom({ PolicyInputList: [policy] })
    expect(result?.MatchedStatements).toMatchObject([{ StartPosition: { Line: 3, Column: 17 }, EndPosition: { Line: 8, Column: 6 } }])
  })

  it('answers once an action: the most restrictive decision, and those of the resources', async () => {
    const other = 'arn:aws:s3:::other/x'
    const result = await custom({ PolicyInputList: [allow('s3:GetObject', 'arn:aws:s3:::acme/*')], ResourceArns: [object, other] })
    expect(result).toMatchObject({
      EvalResourceName: 'arn:${Partition}:s3:::${BucketName}/${ObjectName}',
      EvalDecision: 'implicitDeny',
      MatchedStatements: [],
      ResourceSpecificResults: [
        { EvalResourceName: object, EvalResourceDecision: 'allowed', MatchedStatements: [{ SourcePolicyId: 'PolicyInputList.1' }] },
        { EvalResourceName: other, EvalResourceDecision: 'implicitDeny', MatchedStatements: [] },
      ],
    })
  })

  it('reports nothing but the deny when something is denied', async () => {
    const deny = document({ Effect: 'Allow', Action: 's3:*', Resource: '*' }, { Effect: 'Deny', Action: 's3:GetObject', Resource: '*' })
    const result = await custom({ PolicyInputList: [allow('s3:*'), deny] })
    expect(result?.EvalDecision).toBe('explicitDeny')
    expect(result?.MatchedStatements).toMatchObject([{ SourcePolicyId: 'PolicyInputList.2' }])
  })

  it('names the context keys that it would need', async () => {
    const policy = document({
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::acme/${aws:username}/*',
      Condition: { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:PrincipalTag/team': 'data' } },
    })
    const elsewhere = allow('sqs:SendMessage', '*', { StringEquals: { 'aws:SourceVpc': 'vpc-1' } })
    const ContextEntries = [{ ContextKeyName: 'aws:securetransport', ContextKeyValues: ['true'], ContextKeyType: 'boolean' as const }]
    const result = await custom({ PolicyInputList: [policy, elsewhere], ContextEntries })
    expect(result?.EvalDecision).toBe('implicitDeny')
    expect(result?.ResourceSpecificResults?.[0]?.MissingContextValues).toEqual(['aws:username', 'aws:PrincipalTag/team'])
  })

  it('tells what a boundary and service control policies do', async () => {
    const scp = (...policies: string[]) => ({ ServiceControlPolicyInputList: policies })
    const PolicyInputList = [allow('s3:*')]
    const bounded = await custom({ PolicyInputList, PermissionsBoundaryPolicyInputList: [allow('sqs:*')] })
    expect(bounded).toMatchObject({
      EvalDecision: 'implicitDeny',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
      MatchedStatements: [],
    })
    const full = scp(allow('*'))
    const inside = await custom({ PolicyInputList, OrderedOrganizationPolicyInputList: [full, full] })
    expect(inside).toMatchObject({ EvalDecision: 'allowed', OrganizationsDecisionDetail: { AllowedByOrganizations: true } })
    const outside = await custom({ PolicyInputList, OrderedOrganizationPolicyInputList: [full, scp(allow('sqs:*'))] })
    expect(outside?.EvalDecision).toBe('implicitDeny')
    expect(outside?.OrganizationsDecisionDetail).toEqual({ AllowedByOrganizations: false })
  })

  it('weighs a resource policy of another account, and says what each side decides', async () => {
    const CallerArn = arn('role/reader')
    const ResourcePolicy = document({ Effect: 'Allow', Principal: { AWS: CallerArn }, Action: 's3:GetObject', Resource: object })
    const ResourceOwner = `arn:aws:iam::${vendor}:root`
    const both = await custom({ PolicyInputList: [allow('s3:*')], CallerArn, ResourcePolicy, ResourceOwner })
    expect(both).toMatchObject({
      EvalDecision: 'allowed',
      EvalDecisionDetails: { 'IAM Policy': 'allowed', 'Resource Policy': 'allowed' },
    })
    expect(both?.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId).sort()).toEqual(['PolicyInputList.1', 'ResourcePolicy'])
    const one = await custom({ PolicyInputList: [allow('sqs:*')], CallerArn, ResourcePolicy, ResourceOwner })
    expect(one).toMatchObject({ EvalDecision: 'implicitDeny', EvalDecisionDetails: { 'IAM Policy': 'implicitDeny' } })
    const own = await custom({
      PolicyInputList: [allow('sqs:*')],
      CallerArn: arn('user/anna'),
      ResourcePolicy: ResourcePolicy.replaceAll('role/reader', 'user/anna'),
    })
    expect(own?.EvalDecision).toBe('allowed')
  })

  it('takes a role or key for one that leaves the decision to its account', async () => {
    const role = await custom({
      PolicyInputList: [allow('sts:AssumeRole')],
      ActionNames: ['sts:AssumeRole'],
      ResourceArns: [arn('role/any')],
    })
    expect(role?.EvalDecision).toBe('allowed')
    expect(role?.MatchedStatements).toHaveLength(1)
    const key = await custom({
      PolicyInputList: [allow('s3:*')],
      ActionNames: ['kms:Decrypt'],
      ResourceArns: [`arn:aws:kms:us-east-1:${customer}:key/1`],
    })
    expect(key?.EvalDecision).toBe('implicitDeny')
  })

  it('goes through many actions page by page, in their order', async () => {
    const ActionNames = ['s3:PutObject', 's3:GetObject', 's3:DeleteObject']
    const page = (Marker?: string) =>
      world.root().iam.send(
        new SimulateCustomPolicyCommand({
          PolicyInputList: [allow('s3:Get*')],
          ActionNames,
          MaxItems: 2,
          ...(Marker === undefined ? {} : { Marker }),
        }),
      )
    const first = await page()
    const second = await page(first.Marker)
    const results = [...(first.EvaluationResults ?? []), ...(second.EvaluationResults ?? [])]
    expect(results.map(({ EvalActionName }) => EvalActionName)).toEqual(ActionNames)
    expect([first.IsTruncated, second.IsTruncated]).toEqual([true, false])
  })

  it('refuses what it cannot simulate', async () => {
    const refused = (input: Parameters<typeof custom>[0]) => refusal(custom(input))
    const PolicyInputList = [allow('s3:*')]
    const inputs: Partial<Parameters<typeof custom>[0]>[] = [
      { ActionNames: ['s3:*'] },
      { ActionNames: ['GetObject'] },
      { ResourceArns: ['my-bucket'] },
      { PolicyInputList: ['{'] },
      { CallerArn: `arn:aws:sts::${customer}:assumed-role/r/s` },
      { ResourcePolicy: allow('s3:*') },
      { ResourceOwner: 'somebody' },
      { ResourceHandlingOption: 'EC2-VPC-EBS' },
      { PermissionsBoundaryPolicyInputList: [allow('*'), allow('*')] },
      { ContextEntries: [{ ContextKeyName: 'aws:SourceIp', ContextKeyValues: ['1.2.3.4', '5.6.7.8'], ContextKeyType: 'ip' }] },
    ]
    for (const input of inputs) expect(await refused({ PolicyInputList, ...input })).toMatchObject({ code: 'InvalidInput', status: 400 })
  })
})

describe('SimulatePrincipalPolicy', () => {
  it('has the policies of a user and its groups, and the boundary', async () => {
    const { iam } = world.root()
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'only-get', PolicyDocument: allow('s3:Get*') }))
    await world.user('simulated', allow('s3:GetObject'), { PermissionsBoundary: Policy?.Arn ?? '' })
    await iam.send(new CreateGroupCommand({ GroupName: 'writers' }))
    await iam.send(new PutGroupPolicyCommand({ GroupName: 'writers', PolicyName: 'write', PolicyDocument: allow('s3:PutObject') }))
    await iam.send(new AddUserToGroupCommand({ GroupName: 'writers', UserName: 'simulated' }))
    const source = { PolicySourceArn: arn('user/simulated') }
    expect(await ofPrincipal(source)).toMatchObject({
      EvalDecision: 'allowed',
      MatchedStatements: [{ SourcePolicyId: 'user_simulated_own' }],
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true },
    })
    const put = { ...source, ActionNames: ['s3:PutObject'] }
    expect(await ofPrincipal(put)).toMatchObject({
      EvalDecision: 'implicitDeny',
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    })
    const unbounded = { ...put, PolicyExclusionList: [{ PolicyType: 'permission-boundary' as const }] }
    expect(await ofPrincipal(unbounded)).toMatchObject({
      EvalDecision: 'allowed',
      MatchedStatements: [{ SourcePolicyId: 'group_writers_write' }],
    })
    expect(await ofPrincipal({ ...source, PermissionsBoundaryPolicyInputList: [allow('sqs:*')] })).toMatchObject({
      EvalDecision: 'implicitDeny',
    })
  })

  it('can leave policies out and add others', async () => {
    const { iam } = world.root()
    const RoleName = 'excluding'
    const PolicyArn = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust({ Service: 'ec2.amazonaws.com' }) }))
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }))
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: allow('s3:GetObject') }))
    const source = { PolicySourceArn: arn('role/excluding') }
    const matched = async (input: object) =>
      (await ofPrincipal({ ...source, ...input }))?.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId)
    expect(await matched({})).toEqual(['role_excluding_p', 'AmazonS3ReadOnlyAccess'])
    const inline = { InlinePolicyIdentifier: { PolicyName: 'p', AttachmentType: 'role', AttachmentName: 'excl*' } }
    expect(await matched({ PolicyExclusionList: [inline] })).toEqual(['AmazonS3ReadOnlyAccess'])
    expect(await matched({ PolicyExclusionList: [{ PolicyArn: 'arn:aws:iam::aws:policy/AmazonS3*' }] })).toEqual(['role_excluding_p'])
    expect(await matched({ PolicyExclusionList: [{ PolicyType: 'aws-managed' }, { PolicyType: 'inline' }] })).toEqual([])
    expect(await matched({ PolicyExclusionList: [inline, { PolicyType: 'aws-managed' }], PolicyInputList: [allow('s3:*')] })).toEqual([
      'PolicyInputList.1',
    ])
    const malformed = ofPrincipal({ ...source, PolicyExclusionList: [{ PolicyArn: 'arn:aws:iam::*:policy/x' }] })
    expect((await refusal(malformed)).code).toBe('InvalidInput')
  })

  it('needs a user, group or role that is there, and the permission for it', async () => {
    expect(await refusal(ofPrincipal({ PolicySourceArn: arn('user/ghost') }))).toEqual({
      code: 'NoSuchEntity',
      message: 'The user with name ghost cannot be found.',
      status: 404,
    })
    const root = arn('root')
    expect(await refusal(ofPrincipal({ PolicySourceArn: root }))).toEqual({
      code: 'InvalidInput',
      message: `Invalid Entity Arn: ${root} does not clearly define entity type and name.`,
      status: 400,
    })
    const { iam } = await world.user('asker', allow('iam:SimulatePrincipalPolicy', arn('user/asker')))
    const ask = (name: string) =>
      iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: arn(`user/${name}`), ActionNames: ['s3:GetObject'] }))
    expect((await ask('asker')).EvaluationResults?.[0]?.EvalDecision).toBe('implicitDeny')
    expect((await refusal(ask('other'))).code).toBe('AccessDenied')
  })

  it('reads no path of the principal', async () => {
    const { iam } = await world.user('pathless', allow('iam:SimulatePrincipalPolicy', arn('user/pathless')))
    const PolicySourceArn = arn('user/elsewhere/pathless')
    const answer = await iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['s3:GetObject'] }))
    expect(answer.EvaluationResults?.[0]?.EvalDecision).toBe('implicitDeny')
    const keys = await world.root().iam.send(new GetContextKeysForPrincipalPolicyCommand({ PolicySourceArn }))
    expect(keys.ContextKeyNames ?? []).toEqual([])
  })
})

describe('context keys', () => {
  it('are listed once each, variables of resources before conditions', async () => {
    const policy = document({
      Effect: 'Allow',
      Action: 'dynamodb:*',
      Resource: 'arn:aws:dynamodb:us-west-2:123456789012:table/${aws:username}',
      Condition: {
        DateGreaterThan: { 'aws:CurrentTime': '2015-08-16T12:00:00Z' },
        StringEquals: { 'aws:PrincipalTag/x': '${AWS:UserName}' },
      },
    })
    const { iam } = world.root()
    const expected = ['aws:username', 'aws:CurrentTime', 'aws:PrincipalTag/x']
    const of = await iam.send(new GetContextKeysForCustomPolicyCommand({ PolicyInputList: [policy, policy] }))
    expect(of.ContextKeyNames).toEqual(expected)
    await world.user('keyed', policy)
    const more = await iam.send(new GetContextKeysForPrincipalPolicyCommand({ PolicySourceArn: arn('user/keyed') }))
    expect(more.ContextKeyNames).toHaveLength(3)
  })
})
