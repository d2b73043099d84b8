import { S3 } from '@aws-sdk/client-s3'
import { STS } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox()
  await s3At(sandbox.endpoint).createBucket({ Bucket: 'acme-door' })
})
afterAll(() => sandbox.close())

const credentialsOf = () => {
  const [account] = sandbox.accounts.values()
  if (account === undefined) throw new Error('no account')
  return account.rootCredentials
}
const s3At = (endpoint: string): S3 =>
  new S3({ endpoint, region: 'us-east-1', forcePathStyle: true, maxAttempts: 1, credentials: credentialsOf() })

async function openDoor(ways: unknown): Promise<{ readonly status: number; readonly body: Record<string, string> }> {
  const answer = await fetch(`${sandbox.controlUrl}/doors`, {
    method: 'POST',
    body: typeof ways === 'string' ? ways : JSON.stringify(ways),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, string> }
}

const through = { from: 'vpcEndpoint', vpc: 'vpc-1', vpcEndpoint: 'vpce-1', vpcSourceIp: '10.0.1.10', type: 'Gateway' }
const policyFor = (bucket: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`] }],
})

describe('a door of the sandbox', () => {
  it("lets through what the endpoint's policy allows", async () => {
    const { status, body } = await openDoor({ s3: { ...through, policy: policyFor('acme-door') } })
    expect(status).toBe(201)
    await expect(s3At(body.endpoint ?? '').listObjectsV2({ Bucket: 'acme-door' })).resolves.toMatchObject({ KeyCount: 0 })
  })

  it("refuses what the endpoint's policy does not allow, in AWS's words", async () => {
    const { body } = await openDoor({ s3: { ...through, policy: policyFor('other') } })
    await expect(s3At(body.endpoint ?? '').listObjectsV2({ Bucket: 'acme-door' })).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('because no VPC endpoint policy allows the s3:ListBucket action'),
    })
  })

  it('says to conditions how the request came', async () => {
    const s3 = s3At(sandbox.endpoint)
    const Resource = ['arn:aws:s3:::acme-door', 'arn:aws:s3:::acme-door/*']
    const statement = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:ListBucket',
      Resource,
      Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
    }
    await s3.putBucketPolicy({ Bucket: 'acme-door', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) })
    const { body } = await openDoor({ s3: through })
    await expect(s3At(body.endpoint ?? '').listObjectsV2({ Bucket: 'acme-door' })).resolves.toBeDefined()
    await expect(s3.listObjectsV2({ Bucket: 'acme-door' })).rejects.toMatchObject({ name: 'AccessDenied' })
    await s3.deleteBucketPolicy({ Bucket: 'acme-door' })
  })

  it('does not answer for a service that no way leads to', async () => {
    const { body } = await openDoor({ s3: through })
    const sts = new STS({ endpoint: body.endpoint ?? '', region: 'us-east-1', maxAttempts: 1, credentials: credentialsOf() })
    await expect(sts.getCallerIdentity({})).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it.each(['{', '[]', '{"s3":{"from":"moon"}}', '{"s3":{"from":"vpcEndpoint"}}', { s3: { ...through, policy: { Version: 'x' } } }])(
    'is not opened for %j',
    async (ways) => {
      const { status, body } = await openDoor(ways)
      expect(status).toBe(400)
      expect(body.error).toMatch(/way|polic/)
    },
  )
})
