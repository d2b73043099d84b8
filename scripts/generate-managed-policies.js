// Writes src/policy/aws-managed-policies.data.ts from github.com/iann0036/iam-dataset (MIT): of its `aws/managedpolicies/*.json`, one policy a
// line with `name`, `version` and `document`. `node scripts/generate-managed-policies.js FILE.jsonl` writes.
// The dataset lacks the two broadest policies; theirs are from the pages under docs.aws.amazon.com/aws-managed-policy/latest/reference/.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const target = fileURLToPath(new URL('../src/policy/aws-managed-policies.data.ts', import.meta.url))

const documented = [
  {
    name: 'AdministratorAccess',
    version: 'v1',
    document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  },
  {
    name: 'PowerUserAccess',
    version: 'v12',
    document: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
        {
          Effect: 'Allow',
          Action: [
            'account:GetAccountInformation',
            'account:GetGovCloudAccountInformation',
            'account:GetPrimaryEmail',
            'account:ListRegions',
            'iam:CreateServiceLinkedRole',
            'iam:DeleteServiceLinkedRole',
            'iam:ListRoles',
            'organizations:DescribeEffectivePolicy',
            'organizations:DescribeOrganization',
          ],
          Resource: '*',
        },
      ],
    },
  },
]

const rootTask = (name, actions, restriction, more = []) => ({
  name,
  version: 'v1',
  document: {
    Version: '2012-10-17',
    Statement: [{ Sid: 'DenyAllOtherActionsOnAnyResource', Effect: 'Deny', NotAction: actions, Resource: '*' }, ...more, restriction],
  },
})

const onRootUserAlone = (name, Sid, actions) =>
  rootTask(name, actions, {
    Sid,
    Effect: 'Deny',
    Action: actions.filter((action) => action !== 'iam:GetAccountSummary'),
    NotResource: 'arn:aws:iam::*:root',
  })

const byRootUserAlone = (name, Sid, Action, more) =>
  rootTask(
    name,
    Action,
    { Sid, Effect: 'Deny', Action, Resource: '*', Condition: { StringNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } } },
    more,
  )

const readRootUser = ['ListAccessKeys', 'ListSigningCertificates', 'GetLoginProfile', 'ListMFADevices']

// Those of AssumeRoot, which the dataset lacks too, as GetPolicyVersion answered in September 2026
// (recorded in github.com/radkawar/stackd, testdata/aws/iam/root_access.json); the page about them,
// https://docs.aws.amazon.com/IAM/latest/UserGuide/security-iam-awsmanpol.html, leaves `iam:DeleteVirtualMFADevice` out.
documented.push(
  onRootUserAlone(
    'IAMAuditRootUserCredentials',
    'DenyAuditingCredentialsOnNonRootUserResource',
    [...readRootUser, 'GetAccountSummary', 'GetUser', 'GetAccessKeyLastUsed'].map((action) => `iam:${action}`),
  ),
  onRootUserAlone('IAMCreateRootUserPassword', 'DenyCreatingPasswordOnNonRootUserResource', [
    'iam:CreateLoginProfile',
    'iam:GetLoginProfile',
  ]),
  onRootUserAlone(
    'IAMDeleteRootUserCredentials',
    'DenyDeletingRootUserCredentialsOnNonRootUserResource',
    [
      'DeleteAccessKey',
      'DeleteSigningCertificate',
      'DeleteLoginProfile',
      'DeactivateMFADevice',
      'DeleteVirtualMFADevice',
      ...readRootUser,
      'GetUser',
      'GetAccessKeyLastUsed',
    ].map((action) => `iam:${action}`),
  ),
  byRootUserAlone('S3UnlockBucketPolicy', 'DenyManagingBucketPolicyForNonRootCallers', [
    's3:DeleteBucketPolicy',
    's3:PutBucketPolicy',
    's3:GetBucketPolicy',
    's3:ListAllMyBuckets',
  ]),
  byRootUserAlone(
    'SQSUnlockQueuePolicy',
    'DenyActionsForNonRootUser',
    ['sqs:SetQueueAttributes', 'sqs:GetQueueAttributes', 'sqs:ListQueues', 'sqs:GetQueueUrl'],
    [
      {
        Sid: 'DenyGettingQueueAttributesOnNonOwnQueue',
        Effect: 'Deny',
        Action: ['sqs:GetQueueAttributes'],
        Resource: 'arn:aws:sqs:*:*:*',
        Condition: { StringNotEqualsIfExists: { 'aws:ResourceAccount': ['${aws:PrincipalAccount}'] } },
      },
    ],
  ),
)

/** The policies that ship, by path: what is attached around data stores, the usual roles of people, and what service-linked roles have. */
const paths = {
  '/': `AdministratorAccess PowerUserAccess ReadOnlyAccess SecurityAudit IAMFullAccess IAMReadOnlyAccess IAMUserChangePassword
    AmazonS3FullAccess AmazonS3ReadOnlyAccess AWSKeyManagementServicePowerUser AmazonAthenaFullAccess AWSGlueConsoleFullAccess
    AWSLakeFormationDataAdmin AWSLakeFormationCrossAccountManager AmazonRedshiftFullAccess AmazonRedshiftReadOnlyAccess
    AmazonRedshiftAllCommandsFullAccess AmazonRedshiftDataFullAccess AmazonRDSFullAccess AmazonRDSReadOnlyAccess AmazonRDSDataFullAccess
    AWSLambda_FullAccess AWSLambda_ReadOnlyAccess AmazonEC2FullAccess AmazonEC2ReadOnlyAccess AmazonVPCFullAccess AmazonVPCReadOnlyAccess
    AmazonSQSFullAccess AmazonSQSReadOnlyAccess AmazonSNSFullAccess AmazonSNSReadOnlyAccess AmazonDynamoDBFullAccess
    AmazonDynamoDBReadOnlyAccess SecretsManagerReadWrite AmazonSSMManagedInstanceCore AmazonSSMReadOnlyAccess CloudWatchFullAccess
    CloudWatchReadOnlyAccess CloudWatchLogsFullAccess CloudWatchLogsReadOnlyAccess AWSCloudTrail_ReadOnlyAccess
    AWSOrganizationsReadOnlyAccess AmazonKinesisFullAccess AmazonKinesisReadOnlyAccess AmazonMSKReadOnlyAccess AWSCompromisedKeyQuarantineV2
    AWSCompromisedKeyQuarantineV3`,
  '/job-function/': 'ViewOnlyAccess DatabaseAdministrator',
  '/service-role/': `AWSGlueServiceRole AWSLambdaBasicExecutionRole AWSLambdaVPCAccessExecutionRole AmazonRDSEnhancedMonitoringRole
    AmazonDMSRedshiftS3Role`,
  '/aws-service-role/': `AutoScalingServiceRolePolicy BatchServiceRolePolicy CloudTrailServiceRolePolicy AmazonECSServiceRolePolicy
    AmazonEKSServiceRolePolicy ElastiCacheServiceRolePolicy AWSElasticLoadBalancingServiceRolePolicy KafkaServiceRolePolicy
    LakeFormationDataAccessServiceRolePolicy AmazonRDSServiceRolePolicy AmazonRedshiftServiceLinkedRolePolicy
    AWSDMSServerlessServiceRolePolicy AmazonMQServiceRolePolicy AmazonOpenSearchServiceRolePolicy
    AWSKeyManagementServiceCustomKeyStoresServiceRolePolicy AWSKeyManagementServiceMultiRegionKeysServiceRolePolicy`,
  '/root-task/': `IAMAuditRootUserCredentials IAMCreateRootUserPassword IAMDeleteRootUserCredentials S3UnlockBucketPolicy
    SQSUnlockQueuePolicy`,
}

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('name the file with one policy a line')
const lines = readFileSync(file, 'utf8').trim().split('\n')
const known = new Map([...lines.map((line) => JSON.parse(line)), ...documented].map((policy) => [policy.name, policy]))

const rows = Object.entries(paths).flatMap(([path, names]) =>
  names.split(/\s+/).map((name) => {
    const policy = known.get(name)
    if (policy === undefined) throw new Error(`the dataset has no ${name}`)
    return `  [${[path, name, policy.version, JSON.stringify(policy.document)].map((text) => JSON.stringify(text)).join(', ')}],`
  }),
)
writeFileSync(
  target,
  `// Generated by scripts/generate-managed-policies.js from github.com/iann0036/iam-dataset (MIT, see NOTICE). Not to be edited.

/** Path, name, the version that is the default, and its document. */
export const awsManagedPolicyData = (): readonly (readonly [path: string, name: string, version: string, document: string])[] => [
${rows.join('\n')}
]
`,
)
