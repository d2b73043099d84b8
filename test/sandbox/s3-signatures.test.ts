import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto'
import { CreateBucketCommand, GetObjectCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from './clients.ts'
import { type RawAnswer, rawRequest } from './raw-request.ts'

const account = '111122223333'
let sandbox: Sandbox
let root: Clients
let offset = 0

beforeAll(async () => {
  sandbox = await startSandbox({ accounts: [{ id: accountId(account) }], clock: () => new Date(Date.now() + offset) })
  root = rootClients(sandbox, account)
  await root.s3.send(new CreateBucketCommand({ Bucket: 'files' }))
  await root.s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'a b.txt', Body: 'content' }))
})
afterAll(() => sandbox.close())

const credentials = () => {
  const created = sandbox.accounts.get(accountId(account))
  if (created === undefined) throw new Error('no account')
  return created.rootCredentials
}

/** The hash that the SDK's signer asks for. */
class Sha256 {
  readonly #hash: Hash | Hmac
  constructor(secret?: string | Uint8Array | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', Buffer.from(secret as Uint8Array))
  }
  update(data: string | Uint8Array): void {
    this.#hash.update(data)
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest())
  }
  reset(): void {}
}

const signer = () =>
  new SignatureV4({
    service: 's3',
    region: 'us-east-1',
    credentials: credentials(),
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  })

const requestFor = (method: string, path: string, headers: Record<string, string> = {}, query: Record<string, string> = {}) => {
  const { hostname, port, host } = new URL(sandbox.endpoint)
  return { method, protocol: 'http:', hostname, port: Number(port), path, query, headers: { host, ...headers } }
}

async function presign(
  method: string,
  path: string,
  { expiresIn = 900, query = {}, date = new Date(Date.now() + offset) } = {},
): Promise<string> {
  const { query: signed = {}, path: at } = await signer().presign(
    requestFor(method, path, { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, query),
    { expiresIn, signingDate: date },
  )
  const pairs = Object.entries(signed).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
  return `${at}?${pairs.join('&')}`
}

const codeOf = ({ body }: RawAnswer): string | undefined => /<Code>(.*?)<\/Code>/.exec(body)?.[1]

describe('presigned requests', () => {
  it('get and put what they were signed for, and nothing else', async () => {
    const get = await presign('GET', '/files/a%20b.txt', { query: { 'response-content-type': 'text/x' } })
    const answer = await rawRequest(sandbox.endpoint, get)
    expect(answer).toMatchObject({ status: 200, body: 'content' })
    expect(answer.headers['content-type']).toBe('text/x')
    for (const changed of [get.replace('text%2Fx', 'text%2Fy'), get.replace('a%20b', 'c'), get.replace(/Signature=./, 'Signature=z')]) {
      const refused = await rawRequest(sandbox.endpoint, changed)
      expect([refused.status, codeOf(refused)]).toEqual([403, 'SignatureDoesNotMatch'])
      expect(refused.body).toMatch(/<CanonicalRequest>GET\n\/files/)
      expect(refused.body).toMatch(/<StringToSignBytes>41 57 53 34 2d/)
    }
    const put = await presign('PUT', '/files/put')
    expect((await rawRequest(sandbox.endpoint, put, { method: 'PUT', body: 'x' })).status).toBe(200)
    expect((await rawRequest(sandbox.endpoint, put, { method: 'DELETE' })).status).toBe(403)
  })

  it('of SDKs carry the checksum of an empty body, which says nothing', async () => {
    const query = { 'x-amz-checksum-crc32': 'AAAAAA==', 'x-amz-sdk-checksum-algorithm': 'CRC32', 'x-amz-meta-a': 'b' }
    const put = await presign('PUT', '/files/with-checksum', { query })
    expect((await rawRequest(sandbox.endpoint, put, { method: 'PUT', body: 'not empty' })).status).toBe(200)
    const { Metadata } = await root.s3.send(new GetObjectCommand({ Bucket: 'files', Key: 'with-checksum' }))
    expect(Metadata).toEqual({ a: 'b' })
  })

  it('hold until they expire, and not before they begin', async () => {
    const url = await presign('GET', '/files/a%20b.txt', { expiresIn: 3600 })
    offset = 3_590_000
    expect((await rawRequest(sandbox.endpoint, url)).status).toBe(200)
    offset = 3_602_000
    const expired = await rawRequest(sandbox.endpoint, url)
    offset = -3_600_000
    const early = await rawRequest(sandbox.endpoint, url)
    offset = 0
    expect(expired.body).toContain('<Message>Request has expired</Message><X-Amz-Expires>3600</X-Amz-Expires>')
    expect(early.body).toMatch(/<Message>Request is not yet valid<\/Message><X-Amz-Date>\d{13}<\/X-Amz-Date>/)
  })

  it('are put to the policies with how they were signed and when', async () => {
    const deny = (Sid: string, Condition: object): object => ({
      Sid,
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: `arn:aws:s3:::presigned/${Sid}`,
      Condition,
    })
    await root.s3.send(new CreateBucketCommand({ Bucket: 'presigned' }))
    for (const Key of ['header', 'age']) await root.s3.send(new PutObjectCommand({ Bucket: 'presigned', Key, Body: Key }))
    const Statement = [
      deny('header', { StringNotEquals: { 's3:authType': 'REST-HEADER' } }),
      deny('age', { NumericGreaterThan: { 's3:signatureAge': '600000' } }),
    ]
    await root.s3.send(new PutBucketPolicyCommand({ Bucket: 'presigned', Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }))
    const status = async (path: string): Promise<number> => (await rawRequest(sandbox.endpoint, path)).status
    expect(await status(await presign('GET', '/presigned/header'))).toBe(403)
    await expect(root.s3.send(new GetObjectCommand({ Bucket: 'presigned', Key: 'header' }))).resolves.toBeDefined()
    expect(await status(await presign('GET', '/presigned/age'))).toBe(200)
    expect(await status(await presign('GET', '/presigned/age', { date: new Date(Date.now() - 660_000) }))).toBe(403)
  })
})

describe('uploads in signed chunks', () => {
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
  const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex')

  async function upload(key: string, chunks: readonly Buffer[], tamper = (body: Buffer): Buffer => body): Promise<RawAnswer> {
    const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    const headers = {
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'x-amz-decoded-content-length': String(total),
      'content-encoding': 'aws-chunked',
    }
    const signed = await signer().sign(requestFor('PUT', `/files/${key}`, headers))
    const date = String(signed.headers['x-amz-date'])
    const scope = `${date.slice(0, 8)}/us-east-1/s3/aws4_request`
    const signingKey = scope.split('/').reduce<Buffer | string>((of, part) => hmac(of, part), `AWS4${credentials().secretAccessKey}`)
    let previous = String(signed.headers.authorization).split('Signature=')[1] ?? ''
    const parts = [...chunks, Buffer.alloc(0)].map((chunk) => {
      previous = hmac(signingKey, `AWS4-HMAC-SHA256-PAYLOAD\n${date}\n${scope}\n${previous}\n${sha256('')}\n${sha256(chunk)}`).toString(
        'hex',
      )
      return Buffer.concat([Buffer.from(`${chunk.length.toString(16)};chunk-signature=${previous}\r\n`), chunk, Buffer.from('\r\n')])
    })
    const body = tamper(Buffer.concat(parts))
    return rawRequest(sandbox.endpoint, `/files/${key}`, {
      method: 'PUT',
      headers: { ...signed.headers, 'content-length': String(body.length) },
      body,
    })
  }

  it('are stored without their chunks', async () => {
    const chunks = [Buffer.alloc(65_536, 'a'), Buffer.alloc(1000, 'b')]
    expect((await upload('chunked', chunks)).status).toBe(200)
    const { Body, ContentEncoding } = await root.s3.send(new GetObjectCommand({ Bucket: 'files', Key: 'chunked' }))
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(Buffer.concat(chunks))).toBe(true)
    expect(ContentEncoding).toBeUndefined()
  })

  it.each([
    [
      'a changed byte',
      (body: Buffer) => Buffer.from(body.toString('latin1').replace('aaaa', 'aaab'), 'latin1'),
      403,
      'SignatureDoesNotMatch',
    ],
    ['a chunk that is missing its end', (body: Buffer) => body.subarray(0, 500), 400, 'IncompleteBody'],
    ['what is no chunk', () => Buffer.from('hello\r\n'), 400, 'IncompleteBody'],
  ] as const)('with %s are refused, and nothing is kept', async (_name, tamper, status, code) => {
    const refused = await upload('refused', [Buffer.alloc(1000, 'a')], tamper)
    expect([refused.status, codeOf(refused)]).toEqual([status, code])
    await expect(root.s3.send(new GetObjectCommand({ Bucket: 'files', Key: 'refused' }))).rejects.toMatchObject({ name: 'NoSuchKey' })
  })
})

it('a payload that is not the signed one is refused, and so are codings that S3 does not take', async () => {
  const put = async (headers: Record<string, string>, body: string): Promise<RawAnswer> => {
    const signed = await signer().sign(requestFor('PUT', '/files/payload', headers))
    return rawRequest(sandbox.endpoint, '/files/payload', {
      method: 'PUT',
      headers: { ...signed.headers, 'content-length': String(body.length) },
      body,
    })
  }
  const hash = createHash('sha256').update('abc').digest('hex')
  expect((await put({ 'x-amz-content-sha256': hash }, 'abc')).status).toBe(200)
  const changed = await put({ 'x-amz-content-sha256': hash }, 'abd')
  expect([changed.status, codeOf(changed)]).toEqual([400, 'XAmzContentSHA256Mismatch'])
  expect(changed.body).toContain(`<ClientComputedContentSHA256>${hash}</ClientComputedContentSHA256>`)
  expect(codeOf(await put({ 'x-amz-content-sha256': 'nonsense' }, 'abc'))).toBe('InvalidArgument')
  expect(codeOf(await put({}, 'abc'))).toBe('InvalidRequest')
  const unsigned = await put({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-encoding': 'aws-chunked' }, 'abc')
  expect(unsigned.body).toContain('aws-chunked encoding is not supported when x-amz-content-sha256 UNSIGNED-PAYLOAD is supplied')
  const signed = await signer().sign(requestFor('PUT', '/files/payload', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }))
  const coded = await rawRequest(sandbox.endpoint, '/files/payload', {
    method: 'PUT',
    headers: { ...signed.headers, 'transfer-encoding': 'chunked' },
    body: 'abc',
  })
  expect([coded.status, codeOf(coded)]).toEqual([501, 'NotImplemented'])
})
