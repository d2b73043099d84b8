import { connect } from 'node:net'
import { Readable } from 'node:stream'
import {
  CreateUserCommand,
  GenerateOrganizationsAccessReportCommand,
  GetUserCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DecisionRecord } from '../../src/sandbox/authorize-call.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, clientsFor, rootClients } from './clients.ts'
import { rawBytes, rawRequest } from './raw-request.ts'

const account = '111122223333'
const internalErrors: unknown[] = []
const decisions: DecisionRecord[] = []
let sandbox: Sandbox
let root: Clients

beforeAll(async () => {
  sandbox = await startSandbox({
    seed: 'server',
    accounts: [{ id: accountId(account) }],
    onDecision: (record) => decisions.push(record),
    onInternalError: (error) => internalErrors.push(error),
  })
  root = rootClients(sandbox, account)
  await root.s3.send(new CreateBucketCommand({ Bucket: 'files' }))
})
afterAll(async () => {
  await sandbox.close()
  expect(internalErrors).toEqual([])
})

const keys = () => {
  const credentials = sandbox.accounts.get(accountId(account))?.rootCredentials
  if (credentials === undefined) throw new Error('no account')
  return credentials
}

describe('a sandbox', () => {
  it('listens on loopback only', async () => {
    await expect(startSandbox({ host: '0.0.0.0' })).rejects.toThrow('the sandbox does not listen on `0.0.0.0`')
  })

  it('says which port is in use, and leaves nothing listening', async () => {
    const port = Number(new URL(sandbox.endpoint).port)
    await expect(startSandbox({ port })).rejects.toThrow(`port ${port} on 127.0.0.1 is in use`)
    await expect(startSandbox({ plainPort: port })).rejects.toThrow(`port ${port} on 127.0.0.1 is in use`)
  })

  it('takes the keys that it is given, and makes the same ones of the same seed', async () => {
    const given = { accessKeyId: 'AKIAGIVENGIVENGIVEN0', secretAccessKey: 'given' }
    await using one = await startSandbox({ accounts: [{ id: accountId(account), rootCredentials: given }] })
    const { Arn } = await clientsFor(one.endpoint, given).sts.send(new GetCallerIdentityCommand({}))
    expect(Arn).toBe(`arn:aws:iam::${account}:root`)
    await using a = await startSandbox({ seed: 'same' })
    await using b = await startSandbox({ seed: 'same' })
    await using c = await startSandbox({ seed: 'other' })
    expect([...a.accounts.values()]).toEqual([...b.accounts.values()])
    expect([...a.accounts.values()]).not.toEqual([...c.accounts.values()])
  })

  it('answers an error of its own in the envelope, and reports it', async () => {
    const reported: unknown[] = []
    await using broken = await startSandbox({ clock: () => new Date(Number.NaN), onInternalError: (error) => reported.push(error) })
    const root = rootClients(broken, '123456789012')
    const answer = root.sts.send(new GetCallerIdentityCommand({}))
    await expect(answer).rejects.toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } })
    await expect(root.s3.send(new ListObjectsV2Command({ Bucket: 'files' }))).rejects.toMatchObject({
      name: 'InternalError',
      message: 'We encountered an internal error. Please try again.',
    })
    expect(reported).toHaveLength(2)
    expect(String(reported[0])).toContain('RangeError')
  })

  it('is up in less than a tenth of a second', async () => {
    // Of its own time: what else the machine does is not the sandbox's.
    const begin = process.cpuUsage()
    await using _ = await startSandbox({ seed: 'fast' })
    const { user, system } = process.cpuUsage(begin)
    expect((user + system) / 1000).toBeLessThan(100)
  })
})

describe('one port', () => {
  it('serves all services, by the scope of the signature', async () => {
    expect((await root.sts.send(new GetCallerIdentityCommand({}))).Account).toBe(account)
    expect((await root.iam.send(new ListUsersCommand({}))).Users).toBeDefined()
    expect((await root.s3.send(new ListObjectsV2Command({ Bucket: 'files' }))).KeyCount).toBe(0)
  })

  it('names what it does not have', async () => {
    await expect(
      root.iam.send(new GenerateOrganizationsAccessReportCommand({ EntityPath: 'o-exampleorgid/r-root' })),
    ).rejects.toMatchObject({
      name: 'NotImplemented',
      message: 'GenerateOrganizationsAccessReport is not implemented by the Sallyport sandbox',
      $metadata: { httpStatusCode: 501 },
    })
    const authorization = 'AWS4-HMAC-SHA256 Credential=AK/20261121/us-east-1/sns/aws4_request, SignedHeaders=host, Signature=0'
    const sns = await rawRequest(sandbox.endpoint, '/?Action=ListTopics', { headers: { authorization } })
    expect(sns.status).toBe(501)
    expect(sns.body).toContain('<Message>sns:ListTopics is not implemented by the Sallyport sandbox</Message>')
    const form = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
    const posted = await rawRequest(sandbox.endpoint, '/', {
      method: 'POST',
      headers: form,
      body: 'Action=Publish&Version=2010-03-31',
    })
    expect(posted.body).toContain('<Message>sns:Publish is not implemented by the Sallyport sandbox</Message>')
    const athena = { authorization: authorization.replace('sns', 'athena'), 'x-amz-target': 'AmazonAthena.StartQueryExecution' }
    const json = await rawRequest(sandbox.endpoint, '/', { method: 'POST', headers: athena, body: '{}' })
    expect(JSON.parse(json.body)).toMatchObject({
      __type: 'NotImplemented',
      message: 'athena:StartQueryExecution is not implemented by the Sallyport sandbox',
    })
  })

  it('takes buckets by path and by host name', async () => {
    const answers = ['127.0.0.1', 'localhost', 's3.localhost', 's3.us-east-1.localhost', 's3.dualstack.us-east-1.amazonaws.com'].map(
      (host) => rawRequest(sandbox.endpoint, '/absent/key', { headers: { host } }),
    )
    const byName = ['absent.localhost', 'absent.s3.localhost', 'absent.s3.us-east-1.localhost', 'absent.s3-us-east-1.amazonaws.com'].map(
      (host) => rawRequest(sandbox.endpoint, '/key', { headers: { host } }),
    )
    for (const { status, body } of await Promise.all([...answers, ...byName])) {
      expect(status).toBe(404)
      expect(body).toContain('<Code>NoSuchBucket</Code>')
      expect(body).toContain('<BucketName>absent</BucketName>')
    }
  })

  it('stands for https, and the other one for http', async () => {
    const insecure = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: ['arn:aws:s3:::tls-only', 'arn:aws:s3:::tls-only/*'],
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }
    await root.s3.send(new CreateBucketCommand({ Bucket: 'tls-only' }))
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [insecure] })
    await root.s3.send(new PutBucketPolicyCommand({ Bucket: 'tls-only', Policy }))
    const list = new ListObjectsV2Command({ Bucket: 'tls-only' })
    await expect(root.s3.send(list)).resolves.toBeDefined()
    const plain = clientsFor(sandbox.plainEndpoint, keys())
    await expect(plain.s3.send(list)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::${account}:root is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::tls-only" with an explicit deny in a resource-based policy`,
    })
  })
})

it('every decision is told, with its reason', async () => {
  await root.iam.send(new CreateUserCommand({ UserName: 'told' }))
  const record = decisions.at(-1)
  expect(record?.call).toMatchObject({ service: 'iam', operation: 'CreateUser' })
  expect(record?.request).toMatchObject({ action: 'iam:CreateUser', resource: `arn:aws:iam::${account}:user/told` })
  expect(record?.decision.outcome).toBe('allowed')
})

describe('validation', () => {
  it('names every member that is wrong, and of IAM no value', async () => {
    const sent = root.iam.send(new PutUserPolicyCommand({ UserName: undefined, PolicyName: 'x'.repeat(129), PolicyDocument: '{}' }))
    await expect(sent).rejects.toMatchObject({
      name: 'ValidationError',
      message: `2 validation errors detected: Value at 'policyName' failed to satisfy constraint: Member must have length less than or equal to 128; Value at 'userName' failed to satisfy constraint: Member must not be null`,
    })
    await expect(root.sts.send(new GetSessionTokenCommand({ DurationSeconds: 1 }))).rejects.toMatchObject({
      message: `1 validation error detected: Value '1' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
    })
    await expect(root.iam.send(new GetUserCommand({ UserName: 'a b' }))).rejects.toMatchObject({
      message: 'The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-',
    })
  })
})

describe('payloads', () => {
  const put = (more: object): Promise<unknown> =>
    root.s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'payload', Body: 'abc', ...more }))

  it('are checked against what was promised', async () => {
    await expect(put({ ContentMD5: 'rL0Y20zC+Fzt72VPzMSk2A==' })).rejects.toMatchObject({
      name: 'BadDigest',
      message: 'The Content-MD5 you specified did not match what we received.',
    })
    await expect(put({ ContentMD5: '__invalid__' })).rejects.toMatchObject({ name: 'InvalidDigest' })
    await expect(put({ ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({
      name: 'BadDigest',
      message: 'The CRC32 you specified did not match the calculated checksum.',
    })
    await expect(put({ ChecksumSHA256: 'AAAAAA==' })).rejects.toMatchObject({
      name: 'InvalidRequest',
      message: 'Value for x-amz-checksum-sha256 header is invalid.',
    })
    await expect(root.s3.send(new HeadObjectCommand({ Bucket: 'files', Key: 'payload' }))).rejects.toMatchObject({ name: 'NotFound' })
  })

  it('stream in chunks with a trailer, and the coding is not the encoding of the object', async () => {
    const body = Buffer.alloc(300_000, 'abcdefg')
    const sent = {
      Bucket: 'files',
      Key: 'streamed',
      Body: Readable.from([body.subarray(0, 10_000), body.subarray(10_000)]),
      ContentLength: body.length,
    }
    await root.s3.send(new PutObjectCommand({ ...sent, ContentEncoding: 'gzip' }))
    const got = await root.s3.send(new GetObjectCommand({ Bucket: 'files', Key: 'streamed', ChecksumMode: 'ENABLED' }))
    expect(got.ContentEncoding).toBe('gzip')
    expect(got.ChecksumCRC32).toBeDefined()
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true)
  })

  it('have no small chunk but the last, signed or not', async () => {
    const Body = Readable.from([Buffer.alloc(100), Buffer.alloc(9_000)])
    const send = root.s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'small', Body, ContentLength: 9_100 }))
    await expect(send).rejects.toMatchObject({ name: 'InvalidChunkSizeError', Chunk: '2', BadChunkSize: '100' })
  })

  it.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)('have the %s of their trailer', async (ChecksumAlgorithm) => {
    const Body = Readable.from([Buffer.from('abc')])
    await root.s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'trailer', Body, ContentLength: 3, ChecksumAlgorithm }))
    const got = await root.s3.send(new HeadObjectCommand({ Bucket: 'files', Key: 'trailer', ChecksumMode: 'ENABLED' }))
    expect(got[`Checksum${ChecksumAlgorithm}`]).toBeDefined()
  })

  it('are not asked for when the answer is no', async () => {
    const { port } = new URL(sandbox.endpoint)
    const answer = await rawBytes(
      sandbox.endpoint,
      `PUT /files/key HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/)
    expect(answer.toLowerCase()).toContain('connection: close')
    expect(answer).not.toContain('100 Continue')
    const large = Buffer.alloc(3_000_000)
    await expect(root.s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'large', Body: large }))).resolves.toBeDefined()
  })
})

it('whatever else than to continue a client expects changes nothing', async () => {
  const { port } = new URL(sandbox.endpoint)
  const get = (expects: string) =>
    rawBytes(sandbox.endpoint, `GET /files/nothing HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${expects}Connection: close\r\n\r\n`)
  for (const expects of ['Expect: 200\r\n', 'Expect: \r\n', '']) expect(await get(expects)).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/)
})

it('a connection serves one request after the other', async () => {
  const { port, hostname } = new URL(sandbox.endpoint)
  const request = `GET /files/nothing HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`
  const answers = await rawBytes(sandbox.endpoint, request.repeat(3))
  expect(answers.match(/HTTP\/1\.1 403/g)).toHaveLength(3)
  expect(answers.match(/x-amz-request-id: [A-Z0-9]{16}/g)).toHaveLength(3)
})

describe('whatever comes over the wire', () => {
  const isRefusal = (answer: string): boolean => answer === '' || /^HTTP\/1\.1 (?:4\d\d|501) /.test(answer)

  it('raw bytes get a refusal or a closed connection', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
        const answer = await rawBytes(sandbox.endpoint, Buffer.concat([bytes, Buffer.from('\r\n\r\n')]), 100)
        expect(isRefusal(answer), answer).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  const line = fc.stringMatching(/^[!-~]{1,20}$/)
  const service = fc.constantFrom('s3', 'iam', 'sts', 'kms', 'ec2', 'x')
  const credential = fc.oneof(
    line,
    service.map((name) => `AKIAIOSFODNN7EXAMPLE/20261121/us-east-1/${name}/aws4_request`),
  )
  const authorization = fc.oneof(
    line,
    fc
      .tuple(credential, line, line)
      .map(([who, signed, signature]) => `AWS4-HMAC-SHA256 Credential=${who}, SignedHeaders=${signed}, Signature=${signature}`),
  )
  const headers = fc.record(
    {
      authorization,
      'x-amz-date': fc.oneof(line, fc.constant('20261121T080000Z')),
      'x-amz-content-sha256': fc.oneof(
        line,
        fc.constantFrom('UNSIGNED-PAYLOAD', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'),
      ),
      'x-amz-target': fc.oneof(line, fc.constant('TrentService.Encrypt')),
      'x-amz-decoded-content-length': line,
      'content-md5': line,
      'x-amz-checksum-crc32': line,
      'x-amz-copy-source': line,
      'x-amz-security-token': line,
      'content-type': fc.constantFrom('application/x-www-form-urlencoded', 'application/xml', 'multipart/form-data'),
    },
    { requiredKeys: [] },
  )
  const target = fc.oneof(
    line.map((text) => `/${text}`),
    fc.constantFrom(
      '/',
      '//',
      '/..%2f..%2f',
      '/files/%',
      '/files/%00',
      '/files/%ff',
      '/files?policy',
      '/files/key?uploads',
      '/files?delete',
      '*',
      '/?Action=GetUser',
      '/files/key?X-Amz-Signature=x',
      'http://x/y',
    ),
  )
  const body = fc.constantFrom(
    '',
    'x',
    '{',
    '<a',
    '<a>&b;</a>',
    'Action=AssumeRole&Version=2011-06-15',
    'Action=GetUser&Version=2010-05-08',
    '5\r\nhello\r\n',
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  )

  it('requests that nobody signed or meant get a 4xx, never a 500', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'),
        target,
        headers,
        body,
        async (method, path, sent, text) => {
          const defined = Object.fromEntries(
            Object.entries(sent).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
          )
          const answer = await rawRequest(sandbox.endpoint, path, {
            method,
            headers: { ...defined, 'content-length': String(text.length) },
            body: text,
          })
          expect(answer.status, JSON.stringify({ method, path, sent, text, body: answer.body })).toSatisfy(
            (status: number) => (status >= 400 && status < 500) || status === 501,
          )
          if (method !== 'HEAD') expect(answer.body).toMatch(/<Code>\w+<\/Code>|"__type":"\w+"/)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('signed requests with hostile documents get a 4xx', async () => {
    const documents = [
      '<a>'.repeat(100_000),
      '<'.repeat(100_000),
      '<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><Tagging>&lol2;</Tagging>',
      '<Delete><Object><Key>&undefined;</Key>',
      '\u0000',
    ]
    for (const Policy of documents) {
      await expect(root.s3.send(new PutBucketPolicyCommand({ Bucket: 'files', Policy }))).rejects.toMatchObject({
        $metadata: { httpStatusCode: 400 },
      })
    }
  })

  it('headers of any length, and bodies that break off, are survived', async () => {
    const { port } = new URL(sandbox.endpoint)
    const head = await rawBytes(sandbox.endpoint, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(100_000)}\r\n\r\n`)
    expect(head).toContain('<Code>RequestHeaderSectionTooLarge</Code>')
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nAction=')
        setTimeout(() => socket.destroy(), 50)
      })
      socket.on('close', () => resolve())
    })
    expect((await root.sts.send(new GetCallerIdentityCommand({}))).Account).toBe(account)
    const long = await rawRequest(sandbox.endpoint, '/', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `Action=${'x'.repeat(2_000_000)}`,
    })
    expect(long.status).toBe(413)
  })
})
