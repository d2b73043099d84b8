import { createHash, createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import { startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, rootClients, type SdkCredentials } from '../clients.ts'
import { createUser } from '../principals.ts'
import { type RawAnswer, rawRequest } from '../raw-request.ts'

const account = '111122223333'
const path = '/v20180820/configuration/publicAccessBlock'
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()

/** Signed by hand: the client of S3 Control is no dependency of this project. */
function send(
  endpoint: string,
  { accessKeyId, secretAccessKey }: SdkCredentials,
  method: string,
  body = '',
  id = account,
  to = path,
): Promise<RawAnswer> {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '')
  const headers = { host: new URL(endpoint).host, 'x-amz-account-id': id, 'x-amz-content-sha256': sha256(body), 'x-amz-date': date }
  const names = Object.keys(headers).join(';')
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`)
  const canonical = `${method}\n${to}\n\n${lines.join('')}\n${names}\n${sha256(body)}`
  const scope = `${date.slice(0, 8)}/us-east-1/s3/aws4_request`
  const key = ['us-east-1', 's3', 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secretAccessKey}`, date.slice(0, 8)))
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`).toString('hex')
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`
  return rawRequest(endpoint, to, {
    method,
    headers: { ...headers, authorization, 'content-length': String(Buffer.byteLength(body)) },
    body,
  })
}

it('the public access block of an account holds for all its buckets', async () => {
  await using sandbox = await startSandbox({ seed: 's3-control', accounts: [{ id: accountId(account) }] })
  const { s3 } = rootClients(sandbox, account)
  const credentials = sandbox.accounts.get(accountId(account))?.rootCredentials ?? { accessKeyId: '', secretAccessKey: '' }
  const root = (method: string, body?: string, id?: string, to?: string) => send(sandbox.endpoint, credentials, method, body, id, to)
  const PublicPolicy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::open/*' }],
  })
  await s3.createBucket({ Bucket: 'open' })
  await s3.deletePublicAccessBlock({ Bucket: 'open' })
  await s3.putBucketPolicy({ Bucket: 'open', Policy: PublicPolicy })

  expect(await root('GET')).toMatchObject({ status: 404, body: expect.stringContaining('NoSuchPublicAccessBlockConfiguration') })
  const block =
    '<PublicAccessBlockConfiguration xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"><BlockPublicPolicy>true</BlockPublicPolicy></PublicAccessBlockConfiguration>'
  expect((await root('PUT', block)).status).toBe(200)
  expect((await root('GET')).body).toContain('<BlockPublicPolicy>true</BlockPublicPolicy>')
  await expect(s3.putBucketPolicy({ Bucket: 'open', Policy: PublicPolicy })).rejects.toThrow('BlockPublicPolicy')

  const user = await createUser(sandbox, account, 'user', [{ Effect: 'Allow', Action: 's3:*', Resource: 'arn:aws:s3:::*' }])
  const denied = await send(sandbox.endpoint, await user.s3.config.credentials(), 'DELETE')
  expect(denied).toMatchObject({ status: 403, body: expect.stringContaining('s3:PutAccountPublicAccessBlock') })
  expect((await root('PUT', block, '444455556666')).status).toBe(403)
  expect((await root('GET', '', account, '/v20180820/accesspointforobjectlambda')).status).toBe(501)

  expect((await root('DELETE')).status).toBe(204)
  await expect(s3.putBucketPolicy({ Bucket: 'open', Policy: PublicPolicy })).resolves.toBeDefined()
})
