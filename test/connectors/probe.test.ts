import { createServer, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { Access, S3Connection } from '../../src/connectors/connection.ts'
import { s3DataLake } from '../../src/connectors/s3-data-lake.ts'
import { s3Input } from '../../src/connectors/s3-input.ts'

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const withKeys: S3Connection = {
  connector: 's3-input',
  caller: 'acme-loader',
  sessionName: 'sallyport',
  bucket: 'acme-reports',
  baseDirectory: 'sales',
  region: 'us-east-1',
  intermediateBucket: 'etl-transfer',
  scheme: 'https',
}
const withRole: S3Connection = { ...withKeys, roleArn: 'arn:aws:iam::111122223333:role/EtleapInput', externalId: 'dep-42' }

let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function accessTo(answer: RequestListener, timeoutMs = 2_000): Promise<Access> {
  server = createServer(answer)
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return { endpoint: `http://127.0.0.1:${port}`, credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: secret }, timeoutMs }
}

const refuse: RequestListener = (request, response) => {
  request.resume()
  response.writeHead(403, { 'content-type': 'application/xml', 'x-amz-request-id': 'R1', 'x-amz-bucket-region': 'eu-west-1' })
  const error = `<Code>AccessDenied</Code><Message>Access Denied to ${secret}</Message>`
  const body =
    request.method === 'POST'
      ? `<ErrorResponse><Error>${error}</Error><RequestId>R1</RequestId></ErrorResponse>`
      : `<Error>${error}</Error>`
  response.end(request.method === 'HEAD' ? undefined : body)
}

describe('a probe', () => {
  it('never throws and never waits longer than its limit for a target that hangs', async () => {
    const access = await accessTo(() => {}, 100)
    const begun = performance.now()
    const observations = await s3Input.probe(withKeys, access)
    expect(performance.now() - begun).toBeLessThan(100 * observations.length + 1_500)
    expect(observations.filter(({ outcome }) => outcome === 'ok').map(({ step }) => step)).toEqual(['input.lint'])
  })

  it('never throws when nobody listens', async () => {
    const observations = await s3DataLake.probe(withRole, {
      endpoint: 'http://127.0.0.1:9',
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: secret },
      timeoutMs: 2_000,
    })
    expect(observations.find(({ step }) => step === 'sts.identity')?.code).toBe('ECONNREFUSED')
  })

  it('keeps code, message, status, request id and the region of the bucket', async () => {
    const observations = await s3Input.probe(withKeys, await accessTo(refuse))
    const list = observations.find(({ step }) => step === 's3.list')
    expect(list).toMatchObject({ outcome: 'failed', status: 403, code: 'AccessDenied', requestId: 'R1', facts: { prefix: 'sales/' } })
    expect(observations.find(({ step }) => step === 's3.head-bucket')).toMatchObject({
      outcome: 'ok',
      status: 403,
      facts: { bucketRegion: 'eu-west-1', allowed: false },
    })
  })

  it('tries every form of the prefix once the listing is refused, and only then', async () => {
    const observations = await s3Input.probe(withKeys, await accessTo(refuse))
    const expected = `input.lint sts.identity s3.head-bucket s3.list s3.list-noslash s3.list-child s3.list-star s3.list-delimiter s3.list-empty
      s3.list-absent s3.get im.list im.put im.get im.delete`
    expect(observations.map(({ step }) => step)).toEqual(expected.split(/\s+/))
  })

  it('has no secret in any observation', async () => {
    const observations = await s3DataLake.probe(withRole, await accessTo(refuse))
    expect(JSON.stringify(observations)).not.toContain(secret)
    expect(JSON.stringify(observations)).toContain('(secret)')
  })

  it('says of every step of the role that it was skipped when the role cannot be used', async () => {
    const observations = await s3DataLake.probe(withRole, await accessTo(refuse))
    const skipped = observations.filter(({ outcome }) => outcome === 'skipped')
    expect(skipped.filter(({ message }) => message === 'the role could not be used')).toHaveLength(2 + 2 + 10 + 2)
    expect(skipped.map(({ step, message }) => `${step}: ${message}`)).toContain('s3.head-bucket: nobody is signed in')
  })
})
