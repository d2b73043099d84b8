import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'
import { rawRequest } from '../raw-request.ts'
import { readError } from './post-form.ts'

const account = '111122223333'
let sandbox: Sandbox
let s3: Clients['s3']
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'cors', accounts: [{ id: accountId(account) }] })
  s3 = rootClients(sandbox, account).s3
  await s3.createBucket({ Bucket: 'shared' })
  await s3.createBucket({ Bucket: 'closed' })
  const CORSRules = [
    {
      AllowedMethods: ['GET'],
      AllowedOrigins: ['https://*.acme.example'],
      AllowedHeaders: ['x-amz-*'],
      ExposeHeaders: ['ETag'],
      MaxAgeSeconds: 3,
    },
    { AllowedMethods: ['PUT', 'POST'], AllowedOrigins: ['https://up.example'] },
    { AllowedMethods: ['HEAD'], AllowedOrigins: ['*'] },
  ]
  await s3.putBucketCors({ Bucket: 'shared', CORSConfiguration: { CORSRules } })
})
afterAll(() => sandbox.close())

const preflight = (origin?: string, method?: string, asked?: string, path = '/shared/key') =>
  rawRequest(sandbox.endpoint, path, {
    method: 'OPTIONS',
    headers: {
      ...(origin === undefined ? {} : { origin }),
      ...(method === undefined ? {} : { 'access-control-request-method': method }),
      ...(asked === undefined ? {} : { 'access-control-request-headers': asked }),
    },
  })

describe('a browser', () => {
  it('may send what a rule of the bucket allows, and is told so before', async () => {
    const { status, headers } = await preflight('https://www.acme.example', 'GET', 'X-Amz-Date, x-amz-content-sha256')
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'access-control-allow-origin': 'https://www.acme.example',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET',
      'access-control-allow-headers': 'x-amz-date, x-amz-content-sha256',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '3',
    })
    const anyone = await preflight('https://else.example', 'HEAD')
    expect(anyone.headers).toMatchObject({ 'access-control-allow-origin': '*' })
    expect(anyone.headers['access-control-allow-credentials']).toBeUndefined()
  })

  it.each([
    [undefined, 'GET', undefined, '/shared/key', 400, 'Insufficient information. Origin request header needed.'],
    ['https://a.acme.example', 'PUT', undefined, '/shared/key', 403, 'CORSResponse: This CORS request is not allowed.'],
    ['https://acme.example', 'GET', undefined, '/shared', 403, 'CORSResponse: This CORS request is not allowed.'],
    ['https://a.acme.example', 'GET', 'authorization', '/shared/key', 403, 'CORSResponse: This CORS request is not allowed.'],
    ['https://a.acme.example', 'GET', undefined, '/closed/key', 403, 'CORSResponse: CORS is not enabled for this bucket.'],
    ['https://a.acme.example', 'GET', undefined, '/nowhere/key', 403, 'CORSResponse: Bucket not found'],
    ['https://a.acme.example', undefined, undefined, '/nowhere/key', 400, 'Invalid Access-Control-Request-Method: null'],
    ['https://a.acme.example', 'get', undefined, '/shared/key', 400, 'Invalid Access-Control-Request-Method: get'],
    ['https://a.acme.example', 'GET', 'a,b c', '/shared/key', 400, 'Access-Control-Request-Headers "b c" contains invalid character.'],
  ])('from %s that asks for %s with %s of %s is refused', async (origin, method, asked, path, status, message) => {
    const answer = await preflight(origin, method, asked, path)
    expect({ status: answer.status, message: (await readError(new Response(answer.body))).Message }).toEqual({
      status,
      message: expect.stringContaining(message),
    })
  })

  it('gets the headers with the answer, also of a request that is denied', async () => {
    const denied = await rawRequest(sandbox.endpoint, '/shared/key', { headers: { origin: 'https://a.acme.example' } })
    expect(denied).toMatchObject({ status: 403, headers: { 'access-control-allow-origin': 'https://a.acme.example' } })
    const other = await rawRequest(sandbox.endpoint, '/shared/key', { headers: { origin: 'https://else.example' } })
    expect(other.headers['access-control-allow-origin']).toBeUndefined()
    const headers = { origin: 'https://a.acme.example', 'access-control-request-headers': 'x-other' }
    const asking = await rawRequest(sandbox.endpoint, '/shared/key', { headers })
    expect(asking.headers['access-control-allow-origin']).toBeUndefined()
  })
})
