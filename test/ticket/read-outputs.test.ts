import { describe, expect, it } from 'vitest'
import { readTicket } from '../../src/ticket/read-ticket.ts'
import { remarksOn } from '../../src/ticket/remarks.ts'

const read = (value: object, file = 'output.json') => readTicket([{ file, text: JSON.stringify(value) }])
const document = (action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: action, Resource: '*' }] })
const granted = (Resource: object, Permissions: readonly string[]) => ({
  Principal: { DataLakePrincipalIdentifier: 'arn:aws:iam::111122223333:role/Lake' },
  Resource,
  Permissions,
})

const granting = (grantee: object, Permission: string) => ({ Grantee: { Type: 'CanonicalUser', ...grantee }, Permission })

describe('an output of the command line', () => {
  it.each([
    ['aws glue get-resource-policy', 'a resource policy', { PolicyInJson: document('glue:*'), PolicyHash: 'x' }],
    ['aws glue get-databases', '2 databases of the catalog', { DatabaseList: [{ Name: 'a' }, { Name: 'b' }] }],
    ['aws glue get-database', '1 database of the catalog', { Database: { Name: 'a', LocationUri: 's3a://lake/a/' } }],
    ['aws glue get-tables', '1 table of the catalog', { TableList: [{ Name: 't', DatabaseName: 'a' }] }],
    ['aws lakeformation list-permissions', 'what Lake Formation grants', { PrincipalResourcePermissions: [] }],
    ['aws lakeformation list-resources', 'the places that are registered in Lake Formation', { ResourceInfoList: [] }],
    ['aws lakeformation get-data-lake-settings', 'the settings of the data lake', { DataLakeSettings: { DataLakeAdmins: [] } }],
  ])('of `%s` is %s', (command, what, output) => {
    const { understood, problems } = read(output)
    expect(understood.map(({ what: said, because }) => [said, because])).toEqual([[what, `it is what \`${command}\` prints`]])
    expect(problems).toEqual([])
  })

  it.each([
    [
      'aws organizations list-policies-for-target --target-id ou-ab-1',
      'the policies attached to `ou-ab-1`',
      { Policies: [{ Id: 'p-1', Type: 'SERVICE_CONTROL_POLICY' }] },
    ],
    ['aws organizations list-parents --child-id ou-ab-1', 'what `ou-ab-1` is in', { Parents: [{ Id: 'r-ab', Type: 'ROOT' }] }],
    [
      'aws organizations describe-organization',
      'the organization of account `111122223333`',
      { Organization: { MasterAccountId: '111122223333' } },
    ],
    [
      'aws organizations describe-policy',
      'a service control policy `lid`',
      { Policy: { PolicySummary: { Id: 'p-1', Name: 'lid', Type: 'SERVICE_CONTROL_POLICY' }, Content: document('s3:*') } },
    ],
    [
      'aws ec2 describe-vpc-endpoints',
      'a VPC endpoint policy `vpce-1`',
      { VpcEndpoints: [{ VpcEndpointId: 'vpce-1', ServiceName: 'com.amazonaws.eu-west-1.s3', PolicyDocument: document('*') }] },
    ],
    [
      'aws s3control get-public-access-block --account-id 1',
      'the public access block of an account',
      { PublicAccessBlockConfiguration: { BlockPublicAcls: true } },
    ],
    ['aws s3api get-bucket-request-payment --bucket acme-logs', 'who pays for requests of bucket `acme-logs`', { Payer: 'Requester' }],
    ['aws s3api get-bucket-versioning --bucket acme-logs', 'the versioning of bucket `acme-logs`', { Status: 'Enabled' }],
    [
      'aws s3api get-object-lock-configuration --bucket acme-logs',
      'the object lock of bucket `acme-logs`',
      { ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Years: 1 } } } },
    ],
    [
      'aws s3api get-bucket-lifecycle-configuration --bucket acme-logs',
      'the lifecycle rules of bucket `acme-logs`',
      { Rules: [{ ID: 'old', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }] },
    ],
    [
      'aws s3control get-access-point --account-id 1 --name a',
      'the access point `a` of bucket `acme-logs`',
      { Name: 'a', Bucket: 'acme-logs', NetworkOrigin: 'Internet', PublicAccessBlockConfiguration: {} },
    ],
    [
      'aws kms list-grants',
      'the grants of a key',
      { Grants: [{ GrantId: 'g', KeyId: 'k', GranteePrincipal: 'arn:aws:iam::111122223333:role/r', Operations: ['Decrypt'] }] },
    ],
    [
      'aws s3api get-bucket-acl --bucket b-1',
      'the access list of bucket `b-1`',
      { Owner: { ID: 'a1' }, Grants: [granting({ ID: 'a1' }, 'FULL_CONTROL')] },
    ],
    [
      'aws s3api get-object-acl --bucket b-1 --key x1',
      'the access list of the file `x1`',
      { Owner: { ID: 'a1' }, Grants: [granting({ ID: 'a1' }, 'FULL_CONTROL')] },
    ],
    ['aws s3api get-bucket-policy-status', 'that the bucket policy is not public', { PolicyStatus: { IsPublic: false } }],
    ['aws iam list-access-keys', 'the access keys of user `app`', { AccessKeyMetadata: [{ UserName: 'app', Status: 'Inactive' }] }],
  ])('of `%s` is read with the words above it', (command, what, output) => {
    const { understood, problems } = read(output, command)
    const printed = command.replace(/ --.*$/, '')
    expect(understood.map(({ what: said, because }) => [said, because])).toEqual([[what, `it is what \`${printed}\` prints`]])
    expect(problems).toEqual([])
  })

  it('of access lists tells groups, and whose it is, and leaves out who is named by a canonical id', () => {
    const everybody = granting({ URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, 'READ')
    const { buckets, problems } = read({ Owner: { ID: 'a1' }, Grants: [everybody, granting({ ID: 'b2' }, 'WRITE')] })
    expect(buckets).toMatchObject([{ canonicalOwner: 'a1', acl: 'public-read' }])
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['ticket/acl-grant', 'the access list gives WRITE to the account with the canonical id `b2…`'],
    ])
  })

  it('that shows a grant of the key to the role of the connection is told, for no policy shows it', () => {
    const to = 'arn:aws:iam::111122223333:role/Lake'
    const ticket = read({ Grants: [{ GrantId: 'g', KeyId: 'k', GranteePrincipal: to, Operations: ['Decrypt'] }] })
    const connection = {
      connector: 's3-input',
      caller: 'a',
      roleArn: to,
      sessionName: 's',
      bucket: 'b',
      baseDirectory: '',
      region: 'r',
      scheme: 'https',
    } as const
    expect(remarksOn(ticket, connection).map(({ message }) => message)).toEqual([
      `a grant lets \`${to}\` use the key for Decrypt, beside its policy`,
    ])
    expect(remarksOn(ticket, { ...connection, roleArn: `${to}2` })).toEqual([])
  })

  it('without a named key of KMS means the one that AWS manages', () => {
    const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }
    expect(read({ ServerSideEncryptionConfiguration: { Rules: [rule] } }).buckets.map(({ key }) => key)).toEqual(['alias/aws/s3'])
  })

  it('shows grants on columns and cells as grants on their table, and grants by tags as such', () => {
    const table = { DatabaseName: 'shop', Name: 'orders' }
    const { catalogs } = read({
      PrincipalResourcePermissions: [
        granted({ TableWithColumns: { ...table, ColumnWildcard: {} } }, ['SELECT']),
        granted({ DataCellsFilter: { DatabaseName: 'shop', TableName: 'orders', Name: 'x' } }, ['SELECT']),
        granted({ Table: { DatabaseName: 'shop', TableWildcard: {} } }, ['ALL', 'DATA_LOCATION_ACCESS', 'NEW_ONE']),
        granted({ TableWithColumns: { DatabaseName: 'shop', Name: 'ALL_TABLES', ColumnWildcard: {} } }, ['SELECT']),
        granted({ LFTagPolicy: { ResourceType: 'TABLE', Expression: [] } }, ['SELECT']),
      ],
    })
    expect(catalogs.map(({ grants, grantsByTag }) => [grants?.map(({ on, permissions }) => [on, permissions]), grantsByTag])).toEqual([
      [
        [
          [{ kind: 'table', database: 'shop', table: 'orders' }, ['SELECT']],
          [{ kind: 'table', database: 'shop', table: 'orders' }, ['SELECT']],
          [{ kind: 'table', database: 'shop', table: '*' }, ['ALL']],
          [{ kind: 'table', database: 'shop', table: '*' }, ['SELECT']],
        ],
        ['arn:aws:iam::111122223333:role/Lake'],
      ],
    ])
  })

  it('of the policy simulator has a refusal for each action that it refuses', () => {
    const result = (action: string, decision: string) => ({
      EvalActionName: action,
      EvalResourceName: 'arn:aws:s3:::acme/a.csv',
      EvalDecision: decision,
      MatchedStatements: [],
      MissingContextValues: [],
    })
    const { errors } = read({ EvaluationResults: [result('s3:GetObject', 'implicitDeny'), result('s3:PutObject', 'allowed')] })
    expect(errors.map(({ action, resource, decoded }) => [action, resource, decoded?.effect])).toEqual([
      ['s3:GetObject', 'arn:aws:s3:::acme/a.csv', 'implicit'],
    ])
  })
})
