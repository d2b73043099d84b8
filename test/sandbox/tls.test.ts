import { X509Certificate } from 'node:crypto'
import { Agent, request } from 'node:https'
import { createSecureContext } from 'node:tls'
import { S3 } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../src/sandbox/random.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { createCertificate } from '../../src/sandbox/tls/certificate.ts'
import { accountId } from './clients.ts'

const account = '111122223333'
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ tls: true, accounts: [{ id: accountId(account) }] })
})
afterAll(() => sandbox.close())

/** The status of an anonymous request, by a client that trusts what it is given. */
function ask(hostname: string, ca?: string): Promise<number | undefined> {
  const { port } = new URL(sandbox.endpoint)
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, lookup: undefined, agent: new Agent({ ca }) }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('the TLS endpoint', () => {
  it('is trusted by whoever trusts its certificate, and by nobody else', async () => {
    expect(sandbox.endpoint).toMatch(/^https:/)
    await expect(ask('127.0.0.1', sandbox.certificate)).resolves.toBe(403)
    await expect(ask('localhost', sandbox.certificate)).resolves.toBe(403)
    await expect(ask('127.0.0.1')).rejects.toMatchObject({ code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/) })
  })

  it('has a certificate for loopback that signs itself', () => {
    const certificate = new X509Certificate(sandbox.certificate ?? '')
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.checkHost('acme.s3.localhost')).toBe('*.s3.localhost')
    expect(certificate.checkIP('::1')).toBe('::1')
    expect(certificate.checkHost('s3.amazonaws.com')).toBeUndefined()
    expect(certificate.ca).toBe(true)
  })

  it('has a certificate that can be read, whatever its length', () => {
    const random = new Random('certificates')
    for (let count = 0; count < 50; count += 1) {
      const { certificate, key } = createCertificate(random, new Date('2026-11-21T08:00:00Z'))
      expect(() => createSecureContext({ cert: certificate, key })).not.toThrow()
    }
  })

  it('tells policies the version that was spoken', async () => {
    const { rootCredentials: credentials } = sandbox.accounts.get(accountId(account)) ?? {
      rootCredentials: { accessKeyId: '', secretAccessKey: '' },
    }
    const speaking = (maxVersion: 'TLSv1.2' | 'TLSv1.3'): S3 =>
      new S3({
        endpoint: sandbox.endpoint,
        region: 'us-east-1',
        credentials,
        forcePathStyle: true,
        maxAttempts: 1,
        requestHandler: { httpsAgent: new Agent({ ca: sandbox.certificate, maxVersion }) },
      })
    await speaking('TLSv1.3').createBucket({ Bucket: 'modern' })
    const Condition = { NumericLessThan: { 's3:TlsVersion': '1.3' } }
    const Statement = [{ Effect: 'Deny', Principal: '*', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::modern', Condition }]
    await speaking('TLSv1.3').putBucketPolicy({ Bucket: 'modern', Policy: JSON.stringify({ Version: '2012-10-17', Statement }) })
    await expect(speaking('TLSv1.3').listObjectsV2({ Bucket: 'modern' })).resolves.toBeDefined()
    await expect(speaking('TLSv1.2').listObjectsV2({ Bucket: 'modern' })).rejects.toMatchObject({ name: 'AccessDenied' })
  })
})
