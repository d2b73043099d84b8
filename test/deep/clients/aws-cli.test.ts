import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import { allow, customer, useSandbox } from '../../sandbox/iam/iam-world.ts'

// The AWS CLI is the one client that users of the sandbox have at hand. Debian's package is `awscli`; in CI there must be one.
const program = (process.env.PATH ?? '')
  .split(delimiter)
  .map((directory) => join(directory, 'aws'))
  .find((path) => existsSync(path))
const isSkipped = program === undefined && process.env.CI === undefined
if (isSkipped) console.warn('the test with the AWS CLI is skipped: there is no `aws` (Debian package awscli)')

const world = useSandbox('aws-cli')

interface Keys {
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
}

const run = promisify(execFile)

/** What the command prints, as JSON or nothing; the sentence on stderr when it fails. */
async function aws({ AccessKeyId, SecretAccessKey }: Keys, ...args: readonly string[]) {
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    AWS_ACCESS_KEY_ID: AccessKeyId,
    AWS_SECRET_ACCESS_KEY: SecretAccessKey,
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_DEFAULT_OUTPUT: 'json',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  }
  const { stdout } = await run(program ?? 'aws', ['--endpoint-url', world.endpoint(), ...args], { env })
  return stdout === '' ? undefined : JSON.parse(stdout)
}

async function failure(keys: Keys, ...args: readonly string[]): Promise<string> {
  try {
    await aws(keys, ...args)
  } catch (error) {
    if (error instanceof Error && 'stderr' in error) return /An error occurred.*/.exec(String(error.stderr))?.[0] ?? String(error.stderr)
    throw error
  }
  throw new Error(`aws ${args.join(' ')} did not fail`)
}

it.skipIf(isSkipped)(
  'the AWS CLI creates a user, is refused in its name, attaches a policy, and lists the bucket',
  { timeout: 300_000 },
  async () => {
    const { s3 } = world.root()
    const rootKeys = world.rootKeys()
    await s3.send(new CreateBucketCommand({ Bucket: 'acme' }))
    await s3.send(new PutObjectCommand({ Bucket: 'acme', Key: 'daily/1.csv', Body: 'id\n1\n' }))

    const { User } = await aws(rootKeys, 'iam', 'create-user', '--user-name', 'etl', '--path', '/apps/', '--tags', 'Key=team,Value=data')
    expect(User).toMatchObject({ Arn: `arn:aws:iam::${customer}:user/apps/etl`, Tags: [{ Key: 'team', Value: 'data' }] })
    const { AccessKey } = await aws(rootKeys, 'iam', 'create-access-key', '--user-name', 'etl')
    expect(await aws(AccessKey, 'sts', 'get-caller-identity')).toEqual({ UserId: User.UserId, Account: customer, Arn: User.Arn })

    const list = ['s3api', 'list-objects-v2', '--bucket', 'acme'] as const
    const getUser = ['iam', 'get-user', '--user-name', 'etl'] as const
    expect(await Promise.all([failure(AccessKey, ...list), failure(AccessKey, ...getUser)])).toEqual([
      `An error occurred (AccessDenied) when calling the ListObjectsV2 operation: User: ${User.Arn} is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::acme" because no identity-based policy allows the s3:ListBucket action`,
      `An error occurred (AccessDenied) when calling the GetUser operation: User: ${User.Arn} is not authorized to perform: iam:GetUser on resource: user etl because no identity-based policy allows the iam:GetUser action`,
    ])

    const document = allow(['s3:ListBucket', 'iam:GetUser'])
    const { Policy } = await aws(rootKeys, 'iam', 'create-policy', '--policy-name', 'list', '--policy-document', document)
    await aws(rootKeys, 'iam', 'attach-user-policy', '--user-name', 'etl', '--policy-arn', Policy.Arn)
    const [listed, own, version, conflict] = await Promise.all([
      aws(AccessKey, ...list),
      aws(AccessKey, ...getUser),
      aws(rootKeys, 'iam', 'get-policy-version', '--policy-arn', Policy.Arn, '--version-id', 'v1'),
      failure(rootKeys, 'iam', 'delete-user', '--user-name', 'etl'),
    ])
    expect(listed.Contents).toMatchObject([{ Key: 'daily/1.csv', Size: 5 }])
    expect(own.User.UserName).toBe('etl')
    expect(version.PolicyVersion.Document).toEqual(JSON.parse(document))
    expect(conflict).toBe(
      'An error occurred (DeleteConflict) when calling the DeleteUser operation: Cannot delete entity, must delete access keys first.',
    )
  },
)

it.skipIf(isSkipped)(
  'the AWS CLI makes a catalog, and is let in by Lake Formation once a grant says so',
  { timeout: 300_000 },
  async () => {
    const rootKeys = world.rootKeys()
    const { User } = await aws(rootKeys, 'iam', 'create-user', '--user-name', 'analyst')
    const { AccessKey } = await aws(rootKeys, 'iam', 'create-access-key', '--user-name', 'analyst')
    const document = allow(['glue:GetDatabase'])
    await aws(rootKeys, 'iam', 'put-user-policy', '--user-name', 'analyst', '--policy-name', 'read', '--policy-document', document)
    const settings = JSON.stringify({ DataLakeAdmins: [{ DataLakePrincipalIdentifier: `arn:aws:iam::${customer}:root` }] })
    await aws(rootKeys, 'lakeformation', 'put-data-lake-settings', '--data-lake-settings', settings)
    await aws(rootKeys, 'glue', 'create-database', '--database-input', 'Name=sales')
    const read = ['glue', 'get-database', '--name', 'sales'] as const
    expect(await failure(AccessKey, ...read)).toBe(
      'An error occurred (AccessDeniedException) when calling the GetDatabase operation: Insufficient Lake Formation permission(s): Required Describe on sales',
    )
    const principal = ['--principal', `DataLakePrincipalIdentifier=${User.Arn}`]
    const resource = ['--resource', JSON.stringify({ Database: { Name: 'sales' } }), '--permissions', 'DESCRIBE']
    await aws(rootKeys, 'lakeformation', 'grant-permissions', ...principal, ...resource)
    expect((await aws(AccessKey, ...read)).Database).toMatchObject({ Name: 'sales', CatalogId: customer })
    expect(await failure(AccessKey, 'glue', 'get-databases')).toContain(
      'is not authorized to perform: glue:GetDatabases on resource: arn:aws:glue:',
    )
  },
)
