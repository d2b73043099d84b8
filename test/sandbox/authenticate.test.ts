import { CreateAccessKeyCommand, CreateUserCommand, UpdateAccessKeyCommand } from '@aws-sdk/client-iam'
import { ListKeysCommand } from '@aws-sdk/client-kms'
import { ListBucketsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, clientsFor, rootClients, type SdkCredentials } from './clients.ts'
import { rawRequest } from './raw-request.ts'

const account = '111122223333'
let sandbox: Sandbox
let offset = 0
let root: Clients
let user: SdkCredentials
let session: Required<SdkCredentials>
let other: Required<SdkCredentials>

const text = (value: string | undefined): string => value ?? ''

async function sessionOf(credentials: SdkCredentials): Promise<Required<SdkCredentials>> {
  const { Credentials: issued } = await clientsFor(sandbox.endpoint, credentials).sts.send(
    new GetSessionTokenCommand({ DurationSeconds: 900 }),
  )
  return {
    accessKeyId: text(issued?.AccessKeyId),
    secretAccessKey: text(issued?.SecretAccessKey),
    sessionToken: text(issued?.SessionToken),
  }
}

async function newKey(): Promise<SdkCredentials> {
  const { AccessKey } = await root.iam.send(new CreateAccessKeyCommand({ UserName: 'caller' }))
  return { accessKeyId: text(AccessKey?.AccessKeyId), secretAccessKey: text(AccessKey?.SecretAccessKey) }
}

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'authenticate', accounts: [{ id: accountId(account) }], clock: () => new Date(Date.now() + offset) })
  root = rootClients(sandbox, account)
  await root.iam.send(new CreateUserCommand({ UserName: 'caller' }))
  user = await newKey()
  session = await sessionOf(user)
  other = await sessionOf(user)
})
afterAll(() => sandbox.close())

interface Refusal {
  readonly code: string
  readonly status: number | undefined
  readonly message: string
}

async function refusal(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const metadata = '$metadata' in error ? (error.$metadata as { httpStatusCode?: number }) : {}
    const code = 'Code' in error && typeof error.Code === 'string' ? error.Code : error.name
    return { code, status: metadata.httpStatusCode, message: error.message }
  }
  throw new Error('the call was not refused')
}

/** The same mistake in each service's words. */
async function inAllServices(credentials: SdkCredentials, clock = 0): Promise<{ s3: Refusal; sts: Refusal; kms: Refusal }> {
  const clients = clientsFor(sandbox.endpoint, credentials, 'us-east-1', clock)
  return {
    s3: await refusal(clients.s3.send(new ListBucketsCommand({}))),
    sts: await refusal(clients.sts.send(new GetCallerIdentityCommand({}))),
    kms: await refusal(clients.kms.send(new ListKeysCommand({}))),
  }
}

const unknownKey = {
  s3: { code: 'InvalidAccessKeyId', status: 403, message: 'The AWS Access Key Id you provided does not exist in our records.' },
  sts: { code: 'InvalidClientTokenId', status: 403, message: 'The security token included in the request is invalid.' },
  kms: { code: 'UnrecognizedClientException', status: 400, message: 'The security token included in the request is invalid.' },
}
const invalidToken = {
  ...unknownKey,
  s3: { code: 'InvalidToken', status: 400, message: 'The provided token is malformed or otherwise invalid.' },
}

describe('who signs is refused', () => {
  it('when nobody knows the key', async () => {
    expect(await inAllServices({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' })).toEqual(unknownKey)
  })

  it('when the key is inactive', async () => {
    const key = await newKey()
    await root.iam.send(new UpdateAccessKeyCommand({ UserName: 'caller', AccessKeyId: key.accessKeyId, Status: 'Inactive' }))
    expect(await inAllServices(key)).toEqual(unknownKey)
  })

  it('when a temporary key comes without its token, or with that of another session', async () => {
    const { sessionToken: _, ...without } = session
    expect(await inAllServices(without)).toEqual(unknownKey)
    expect(await inAllServices({ ...session, sessionToken: other.sessionToken })).toEqual(unknownKey)
  })

  it('when the token is damaged, or comes with a long-term key', async () => {
    expect(await inAllServices({ ...session, sessionToken: session.sessionToken.slice(0, 80) })).toEqual(invalidToken)
    expect(await inAllServices({ ...user, sessionToken: session.sessionToken })).toEqual(invalidToken)
    const wrong = await inAllServices({ ...user, sessionToken: session.sessionToken, secretAccessKey: 'wrong' })
    expect(wrong.s3).toMatchObject({ code: 'SignatureDoesNotMatch', status: 403 })
  })

  it('when the token has expired, even if the secret is wrong too', async () => {
    offset = 901_000
    const refused = await inAllServices({ ...session, secretAccessKey: 'wrong' }, offset)
    offset = 0
    expect(refused).toEqual({
      s3: { code: 'ExpiredToken', status: 400, message: 'The provided token has expired.' },
      sts: { code: 'ExpiredToken', status: 403, message: 'The security token included in the request is expired' },
      kms: { code: 'ExpiredTokenException', status: 400, message: 'The security token included in the request is expired' },
    })
  })

  it('when the secret is wrong', async () => {
    const message =
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
    expect(await inAllServices({ ...user, secretAccessKey: 'wrong' })).toEqual({
      s3: {
        code: 'SignatureDoesNotMatch',
        status: 403,
        message: 'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      },
      sts: { code: 'SignatureDoesNotMatch', status: 403, message },
      kms: { code: 'InvalidSignatureException', status: 400, message },
    })
  })

  it('when the clock is off by more than S3 or the others allow', async () => {
    const late = await inAllServices(user, -20 * 60_000)
    expect(late.s3).toEqual({
      code: 'RequestTimeTooSkewed',
      status: 403,
      message: 'The difference between the request time and the current time is too large.',
    })
    const expired = /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/
    expect(late.sts).toMatchObject({ code: 'SignatureDoesNotMatch', message: expect.stringMatching(expired) })
    expect(late.kms).toMatchObject({ code: 'InvalidSignatureException', message: expect.stringMatching(expired) })
    const early = await inAllServices(user, 20 * 60_000)
    expect(early.sts.message).toMatch(/^Signature not yet current: \w+ is still later than \w+ \(\w+ \+ 5 min\.\)$/)
    const clients = clientsFor(sandbox.endpoint, user, 'us-east-1', 10 * 60_000)
    expect((await refusal(clients.s3.send(new ListObjectsV2Command({ Bucket: 'absent' })))).code).toBe('NoSuchBucket')
  })
})

describe('what a signature is for is checked before who signs', () => {
  const nobody = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' }

  it('a region that is none', async () => {
    const clients = clientsFor(sandbox.endpoint, nobody, 'nowhere')
    expect(await refusal(clients.s3.send(new ListBucketsCommand({})))).toEqual({
      code: 'AuthorizationHeaderMalformed',
      status: 400,
      message: "The authorization header is malformed; the region 'nowhere' is wrong; expecting 'us-east-1'",
    })
    expect(await refusal(clients.sts.send(new GetCallerIdentityCommand({})))).toMatchObject({
      code: 'SignatureDoesNotMatch',
      message: expect.stringContaining('Credential should be scoped to a valid region.'),
    })
  })

  const header = (credential: string): Record<string, string> => ({
    authorization: `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=host;x-amz-date,Signature=0`,
    'x-amz-date': '20261121T080000Z',
    'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
  })

  it.each([
    [
      'SigV2',
      { authorization: 'AWS AKIAIOSFODNN7EXAMPLE:signature' },
      400,
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    ],
    ['SigV4A', { authorization: 'AWS4-ECDSA-P256-SHA256 Credential=x' }, 501, 'NotImplemented', 'Signature Version 4A is not implemented'],
    ['another scheme', { authorization: 'Bearer x' }, 400, 'InvalidArgument', 'Unsupported Authorization Type'],
    [
      'a part that is missing',
      { authorization: 'AWS4-HMAC-SHA256 Credential=x' },
      400,
      'AuthorizationHeaderMalformed',
      'the authorization header requires three components: Credential, SignedHeaders, and Signature.',
    ],
    [
      'a credential that is none',
      header('x/y'),
      400,
      'AuthorizationHeaderMalformed',
      'the Credential is mal-formed; expecting "&lt;YOUR-AKID&gt;/YYYYMMDD/REGION/SERVICE/aws4_request".',
    ],
    [
      'another day',
      header('AKIAIOSFODNN7EXAMPLE/20261120/us-east-1/s3/aws4_request'),
      400,
      'AuthorizationHeaderMalformed',
      'Invalid credential date',
    ],
    [
      'a service that is none',
      header('AKIAIOSFODNN7EXAMPLE/20261121/us-east-1/s4/aws4_request'),
      400,
      'AuthorizationHeaderMalformed',
      'incorrect service "s4". This endpoint belongs to "s3".',
    ],
    [
      'a header that is not signed',
      { ...header('AKIAIOSFODNN7EXAMPLE/20261121/us-east-1/s3/aws4_request'), 'x-amz-acl': 'private' },
      403,
      'AccessDenied',
      '<HeadersNotSigned>x-amz-content-sha256, x-amz-acl</HeadersNotSigned>',
    ],
  ] as const)('%s', async (_name, headers, status, code, part) => {
    const answer = await rawRequest(sandbox.endpoint, '/bucket/key', { headers: { ...headers } })
    expect(answer.status).toBe(status)
    expect(answer.body).toContain(`<Code>${code}</Code>`)
    expect(answer.body).toContain(part)
  })

  it.each([
    [
      'parameters that are missing',
      '?X-Amz-Algorithm=AWS4-HMAC-SHA256',
      'Query-string authentication version 4 requires the X-Amz-Algorithm',
    ],
    [
      'a credential that is none',
      presigned({ 'X-Amz-Credential': 'x' }),
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed',
    ],
    ['an expiry that is no number', presigned({ 'X-Amz-Expires': 'x' }), 'X-Amz-Expires should be a number'],
    ['an expiry before it begins', presigned({ 'X-Amz-Expires': '-1' }), 'X-Amz-Expires must be non-negative'],
    ['more than a week', presigned({ 'X-Amz-Expires': '604801' }), 'X-Amz-Expires must be less than a week (in seconds)'],
    ['a date in another form', presigned({ 'X-Amz-Date': '2026-11-21' }), 'X-Amz-Date must be in the ISO8601 Long Format'],
    [
      'another region',
      presigned({ 'X-Amz-Credential': 'AK/20261121/nowhere/s3/aws4_request' }),
      "Error parsing the X-Amz-Credential parameter; the region 'nowhere' is wrong",
    ],
  ] as const)('%s in a presigned URL', async (_name, query, message) => {
    const answer = await rawRequest(sandbox.endpoint, `/bucket/key${query}`)
    expect(answer.status).toBe(400)
    expect(answer.body).toContain('<Code>AuthorizationQueryParametersError</Code>')
    expect(answer.body).toContain(message)
  })

  it('says that there is no signature in the words of the service', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const sts = await rawRequest(sandbox.endpoint, '/', {
      method: 'POST',
      headers: form,
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    })
    expect(sts.status).toBe(403)
    expect(sts.body).toContain('<Code>MissingAuthenticationToken</Code><Message>Request is missing Authentication Token</Message>')
    const kms = await rawRequest(sandbox.endpoint, '/', {
      method: 'POST',
      headers: { 'x-amz-target': 'TrentService.ListKeys' },
      body: '{}',
    })
    expect(kms.status).toBe(400)
    expect(JSON.parse(kms.body)).toEqual({ __type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' })
  })
})

function presigned(changes: Readonly<Record<string, string>>): string {
  const parameters = {
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'AKIAIOSFODNN7EXAMPLE/20261121/us-east-1/s3/aws4_request',
    'X-Amz-Date': '20261121T080000Z',
    'X-Amz-Expires': '900',
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Signature': '0',
    ...changes,
  }
  return `?${new URLSearchParams(parameters).toString()}`
}
