import { constants, createPublicKey, publicEncrypt, verify } from 'node:crypto'
import type { KeySpec, KeyUsageType, SigningAlgorithmSpec } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'

const account = '111122223333'
let sandbox: Sandbox
let kms: Clients['kms']
beforeAll(async () => {
  sandbox = await startSandbox({ accounts: [{ id: accountId(account) }] })
  kms = rootClients(sandbox, account).kms
})
afterAll(() => sandbox.close())

const Message = Buffer.from('to be signed')

async function create(KeySpec: KeySpec, KeyUsage: KeyUsageType): Promise<string> {
  const { KeyMetadata } = await kms.createKey({ KeySpec, KeyUsage })
  return KeyMetadata?.Arn ?? ''
}

describe('an asymmetric key', () => {
  it.each([
    ['RSA_2048', 'RSASSA_PSS_SHA_256'],
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_512'],
    ['ECC_NIST_P256', 'ECDSA_SHA_256'],
    ['ECC_NIST_P384', 'ECDSA_SHA_384'],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256'],
  ] as const satisfies readonly (readonly [KeySpec, SigningAlgorithmSpec])[])(
    '%s signs with %s what its public key verifies',
    async (spec, SigningAlgorithm) => {
      const KeyId = await create(spec, 'SIGN_VERIFY')
      const { Signature = new Uint8Array() } = await kms.sign({ KeyId, Message, SigningAlgorithm })
      const { PublicKey = new Uint8Array(), KeyUsage, SigningAlgorithms } = await kms.getPublicKey({ KeyId })
      expect([KeyUsage, SigningAlgorithms?.includes(SigningAlgorithm)]).toEqual(['SIGN_VERIFY', true])
      const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' })
      const padding = SigningAlgorithm.includes('PSS') ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {}
      expect(verify(`sha${SigningAlgorithm.slice(-3)}`, Message, { key, ...padding }, Signature)).toBe(true)
      await expect(kms.verify({ KeyId, Message, Signature, SigningAlgorithm })).resolves.toMatchObject({ SignatureValid: true })
      await expect(kms.verify({ KeyId, Message: Buffer.from('another'), Signature, SigningAlgorithm })).rejects.toMatchObject({
        name: 'KMSInvalidSignatureException',
      })
    },
  )

  it('decrypts what was encrypted to its public key, inside KMS or outside', async () => {
    const KeyId = await create('RSA_2048', 'ENCRYPT_DECRYPT')
    const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256'
    const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext: Message, EncryptionAlgorithm })
    const { Plaintext = new Uint8Array() } = await kms.decrypt({ KeyId, CiphertextBlob, EncryptionAlgorithm })
    expect(Buffer.from(Plaintext)).toEqual(Message)
    const { PublicKey = new Uint8Array() } = await kms.getPublicKey({ KeyId })
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' })
    const outside = publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, Message)
    expect(Buffer.from((await kms.decrypt({ KeyId, CiphertextBlob: outside, EncryptionAlgorithm })).Plaintext ?? [])).toEqual(Message)
    const refused = { name: 'InvalidKeyUsageException' }
    await expect(kms.encrypt({ KeyId, Plaintext: Message })).rejects.toMatchObject(refused)
    await expect(kms.generateDataKey({ KeyId, KeySpec: 'AES_256' })).rejects.toMatchObject(refused)
    await expect(kms.sign({ KeyId, Message, SigningAlgorithm: 'RSASSA_PSS_SHA_256' })).rejects.toMatchObject(refused)
    await expect(kms.encrypt({ KeyId, Plaintext: Buffer.alloc(1000), EncryptionAlgorithm })).rejects.toMatchObject({
      name: 'ValidationException',
    })
    await expect(kms.enableKeyRotation({ KeyId })).rejects.toMatchObject({ name: 'UnsupportedOperationException' })
  })

  it('has a usage, and one that goes with its spec', async () => {
    await expect(kms.createKey({ KeySpec: 'ECC_NIST_P256' })).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(create('ECC_NIST_P256', 'ENCRYPT_DECRYPT')).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(create('HMAC_256', 'SIGN_VERIFY')).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(kms.getPublicKey({ KeyId: await create('SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT') })).rejects.toMatchObject({
      name: 'UnsupportedOperationException',
    })
  })
})

it('an HMAC key makes codes that it verifies', async () => {
  const KeyId = await create('HMAC_384', 'GENERATE_VERIFY_MAC')
  const MacAlgorithm = 'HMAC_SHA_384'
  const { Mac = new Uint8Array() } = await kms.generateMac({ KeyId, Message, MacAlgorithm })
  expect(Mac).toHaveLength(48)
  await expect(kms.verifyMac({ KeyId, Message, Mac, MacAlgorithm })).resolves.toMatchObject({ MacValid: true })
  await expect(kms.verifyMac({ KeyId, Message, Mac: Mac.slice(1), MacAlgorithm })).rejects.toMatchObject({ name: 'KMSInvalidMacException' })
  await expect(kms.generateMac({ KeyId, Message, MacAlgorithm: 'HMAC_SHA_256' })).rejects.toMatchObject({
    name: 'InvalidKeyUsageException',
  })
})
