import { constants, createCipheriv, generateKeyPairSync, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { AssumeRoleWithSAMLCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, clientsFor } from '../clients.ts'

const account = '111122223333'
const read = (name: string): string => readFileSync(new URL(`signed/${name}.xml`, import.meta.url), 'utf8')
const now = new Date('2026-11-26T08:01:00Z')
const provider = `arn:aws:iam::${account}:saml-provider/idp`

const newKey = () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return { publicKey, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}
const [first, second] = [newKey(), newKey()]

let sandbox: Sandbox
let iam: Clients['iam']
let anonymous: STSClient
beforeAll(async () => {
  sandbox = await startSandbox({ accounts: [{ id: accountId(account) }], clock: () => now })
  const created = sandbox.accounts.get(accountId(account))
  if (created === undefined) throw new Error('no account')
  iam = clientsFor(sandbox.endpoint, created.rootCredentials, 'us-east-1', now.getTime() - Date.now()).iam
  anonymous = new STSClient({ endpoint: sandbox.endpoint, region: 'us-east-1', maxAttempts: 1 })
  await iam.createSAMLProvider({ Name: 'idp', SAMLMetadataDocument: read('metadata') })
  const Statement = { Effect: 'Allow', Principal: { Federated: provider }, Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'] }
  await iam.createRole({ RoleName: 'analyst', AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }) })
})
afterAll(() => sandbox.close())

const xmlenc = 'http://www.w3.org/2001/04/xmlenc#'
const xmlenc11 = 'http://www.w3.org/2009/xmlenc11#'
const [plain = ''] = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(read('assertion-signed')) ?? []

interface Method {
  readonly cipher: 'aes-128-cbc' | 'aes-256-gcm'
  readonly digest?: 'sha1' | 'sha256'
  /** Whether the key stands beside the data, not in it. */
  readonly beside?: boolean
}

/** The signed response with its assertion encrypted, as identity providers do: signed first. */
function encrypted(publicKey: KeyObject, { cipher, digest = 'sha1', beside = false }: Method): string {
  const secret = randomBytes(cipher === 'aes-128-cbc' ? 16 : 32)
  const value = (bytes: Buffer): string =>
    `<xenc:CipherData><xenc:CipherValue>${bytes.toString('base64').replace(/.{64}/g, '$&\n')}</xenc:CipherValue></xenc:CipherData>`
  const transport =
    digest === 'sha1'
      ? `<xenc:EncryptionMethod Algorithm="${xmlenc}rsa-oaep-mgf1p"/>`
      : `<xenc:EncryptionMethod Algorithm="${xmlenc11}rsa-oaep"><ds:DigestMethod Algorithm="${xmlenc}sha256"/><e:MGF xmlns:e="${xmlenc11}" Algorithm="${xmlenc11}mgf1sha256"/></xenc:EncryptionMethod>`
  const sealed = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: digest }, secret)
  const key = `<xenc:EncryptedKey>${transport}${value(sealed)}</xenc:EncryptedKey>`
  const algorithm = cipher === 'aes-128-cbc' ? `${xmlenc}aes128-cbc` : `${xmlenc11}aes256-gcm`
  const data = `<xenc:EncryptedData Type="${xmlenc}Element"><xenc:EncryptionMethod Algorithm="${algorithm}"/><ds:KeyInfo>${beside ? '' : key}</ds:KeyInfo>${value(seal(cipher, secret))}</xenc:EncryptedData>`
  const namespaces = `xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" xmlns:xenc="${xmlenc}" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"`
  return read('assertion-signed').replace(
    plain,
    () => `<saml:EncryptedAssertion ${namespaces}>${data}${beside ? key : ''}</saml:EncryptedAssertion>`,
  )
}

function seal(cipher: Method['cipher'], secret: Buffer): Buffer {
  if (cipher === 'aes-256-gcm') {
    const iv = randomBytes(12)
    const sealer = createCipheriv(cipher, secret, iv)
    return Buffer.concat([iv, sealer.update(plain), sealer.final(), sealer.getAuthTag()])
  }
  const iv = randomBytes(16)
  const sealer = createCipheriv(cipher, secret, iv).setAutoPadding(false)
  const padding = 16 - (Buffer.byteLength(plain) % 16)
  const filler = Buffer.concat([randomBytes(padding - 1), Buffer.from([padding])])
  return Buffer.concat([iv, sealer.update(plain), sealer.update(filler), sealer.final()])
}

const assume = (document: string) =>
  anonymous.send(
    new AssumeRoleWithSAMLCommand({
      RoleArn: `arn:aws:iam::${account}:role/analyst`,
      PrincipalArn: provider,
      SAMLAssertion: Buffer.from(document).toString('base64'),
    }),
  )

const update = (change: object) => iam.updateSAMLProvider({ SAMLProviderArn: provider, ...change })

const keyIds = async (): Promise<(string | undefined)[]> =>
  (await iam.getSAMLProvider({ SAMLProviderArn: provider })).PrivateKeyList?.map(({ KeyId }) => KeyId) ?? []

const refusal = async (asked: Promise<unknown>) => {
  const { name, message } = (await asked.catch((error: unknown) => error)) as Error
  return [name, message]
}

it('an assertion that was encrypted for one of the provider’s keys is as good as a plain one', async () => {
  expect((await refusal(assume(encrypted(first.publicKey, { cipher: 'aes-128-cbc' }))))[0]).toBe('InvalidIdentityTokenException')
  await update({ AddPrivateKey: first.pem })
  await update({ AddPrivateKey: second.pem })
  for (const method of [
    { cipher: 'aes-128-cbc' },
    { cipher: 'aes-256-gcm', digest: 'sha256' },
    { cipher: 'aes-256-gcm', beside: true },
  ] as const)
    expect((await assume(encrypted(second.publicKey, method))).Issuer).toBe('https://idp.example.com/metadata')
  expect((await refusal(assume(encrypted(newKey().publicKey, { cipher: 'aes-128-cbc' }))))[0]).toBe('InvalidIdentityTokenException')
  expect((await assume(read('assertion-signed'))).Credentials).toBeDefined()
  const forged = encrypted(second.publicKey, { cipher: 'aes-256-gcm' }).replace(/A/g, 'B')
  expect((await refusal(assume(forged)))[0]).toBe('InvalidIdentityTokenException')
})

it('a provider that requires encryption takes nothing else', async () => {
  await update({ AssertionEncryptionMode: 'Required' })
  expect(await iam.getSAMLProvider({ SAMLProviderArn: provider })).toMatchObject({ AssertionEncryptionMode: 'Required' })
  expect((await refusal(assume(read('assertion-signed'))))[0]).toBe('InvalidIdentityTokenException')
  expect((await assume(encrypted(first.publicKey, { cipher: 'aes-128-cbc' }))).Credentials).toBeDefined()
})

it('private keys are added and removed one by one, and never shown', async () => {
  const [one, two] = await keyIds()
  const invalidInput = (message: string) => ['InvalidInputException', message]
  expect(await refusal(update({ AddPrivateKey: first.pem }))).toEqual(['LimitExceededException', 'Private key limit of 2 is reached.'])
  expect(await refusal(update({ AddPrivateKey: first.pem, RemovePrivateKey: one }))).toEqual(
    invalidInput('Unable to add and remove private keys in the same request. Set a value for only one of the two parameters.'),
  )
  expect(await refusal(update({ RemovePrivateKey: 'A'.repeat(24) }))).toEqual(
    invalidInput('Failed to remove private key because the Key ID does not match a private key.'),
  )
  await update({ RemovePrivateKey: one })
  expect(await keyIds()).toEqual([two])
  expect(await refusal(update({ RemovePrivateKey: two }))).toEqual(invalidInput('Failed to remove private key.'))
  expect(await refusal(update({ AddPrivateKey: 'no key' }))).toEqual(invalidInput('Invalid private key.'))
  await update({ RemovePrivateKey: two, AssertionEncryptionMode: 'Allowed' })
  const SAMLMetadataDocument = read('metadata')
  expect(await refusal(iam.createSAMLProvider({ Name: 'other', SAMLMetadataDocument, AssertionEncryptionMode: 'Required' }))).toEqual(
    invalidInput('Unable to set assertion encryption mode to Required because no private key is provided.'),
  )
  await iam.createSAMLProvider({ Name: 'other', SAMLMetadataDocument, AssertionEncryptionMode: 'Required', AddPrivateKey: first.pem })
})
