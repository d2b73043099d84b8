import { constants, createHash, createPublicKey, publicEncrypt, verify } from 'node:crypto'
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

  it.each([
    ['RSA_2048', 'RSASSA_PSS_SHA_256'],
    ['RSA_3072', 'RSASSA_PSS_SHA_512'],
    ['RSA_2048', 'RSASSA_PKCS1_V1_5_SHA_384'],
    ['ECC_NIST_P256', 'ECDSA_SHA_256'],
    ['ECC_NIST_P384', 'ECDSA_SHA_384'],
    ['ECC_NIST_P521', 'ECDSA_SHA_512'],
    ['ECC_SECG_P256K1', 'ECDSA_SHA_256'],
  ] as const satisfies readonly (readonly [KeySpec, SigningAlgorithmSpec])[])(
    '%s signs with %s a digest as it signs the message',
    async (spec, SigningAlgorithm) => {
      const KeyId = await create(spec, 'SIGN_VERIFY')
      const hash = `sha${SigningAlgorithm.slice(-3)}`
      const digest = createHash(hash).update(Message).digest()
      const { Signature: ofDigest } = await kms.sign({ KeyId, Message: digest, MessageType: 'DIGEST', SigningAlgorithm })
      const { Signature: ofMessage } = await kms.sign({ KeyId, Message, SigningAlgorithm })
      await expect(kms.verify({ KeyId, Message, Signature: ofDigest, SigningAlgorithm })).resolves.toMatchObject({ SignatureValid: true })
      const asDigest = { KeyId, MessageType: 'DIGEST', SigningAlgorithm } as const
      await expect(kms.verify({ ...asDigest, Message: digest, Signature: ofMessage })).resolves.toMatchObject({ SignatureValid: true })
      const other = createHash(hash).update('another').digest()
      for (const [of, Signature] of [
        [other, ofMessage],
        [digest, Buffer.from(ofMessage ?? []).fill(7, 20, 40)],
        [digest, Buffer.from('no signature')],
      ] as const) {
        await expect(kms.verify({ ...asDigest, Message: of, Signature })).rejects.toMatchObject({ name: 'KMSInvalidSignatureException' })
      }
      await expect(kms.sign({ ...asDigest, Message })).rejects.toMatchObject({
        name: 'ValidationException',
        message: `Digest is invalid length for algorithm ${SigningAlgorithm}.`,
      })
    },
  )

  it('encrypts anew what a symmetric key has encrypted, and the other way round', async () => {
    const [symmetric, pair] = [await create('SYMMETRIC_DEFAULT', 'ENCRYPT_DECRYPT'), await create('RSA_2048', 'ENCRYPT_DECRYPT')]
    const algorithm = 'RSAES_OAEP_SHA_1'
    const { CiphertextBlob } = await kms.encrypt({ KeyId: symmetric, Plaintext: Message, EncryptionContext: { of: 'a' } })
    const there = await kms.reEncrypt({
      CiphertextBlob,
      SourceEncryptionContext: { of: 'a' },
      DestinationKeyId: pair,
      DestinationEncryptionAlgorithm: algorithm,
    })
    expect(there).toMatchObject({ SourceKeyId: symmetric, KeyId: pair, DestinationEncryptionAlgorithm: algorithm })
    const source = { CiphertextBlob: there.CiphertextBlob, SourceKeyId: pair, SourceEncryptionAlgorithm: algorithm } as const
    const back = await kms.reEncrypt({ ...source, DestinationKeyId: symmetric })
    expect(Buffer.from((await kms.decrypt({ CiphertextBlob: back.CiphertextBlob })).Plaintext ?? [])).toEqual(Message)
    await expect(kms.reEncrypt({ CiphertextBlob, DestinationKeyId: pair })).rejects.toMatchObject({ name: 'InvalidCiphertextException' })
    await expect(kms.reEncrypt({ ...source, DestinationKeyId: pair })).rejects.toMatchObject({ name: 'InvalidKeyUsageException' })
  })

  it('encrypts no object of S3', async () => {
    const { s3 } = rootClients(sandbox, account)
    await s3.createBucket({ Bucket: 'pairs' })
    const put = (SSEKMSKeyId: string) =>
      s3.putObject({ Bucket: 'pairs', Key: 'a', Body: 'a', ServerSideEncryption: 'aws:kms', SSEKMSKeyId })
    await expect(put(await create('RSA_2048', 'ENCRYPT_DECRYPT'))).rejects.toMatchObject({
      name: 'KMS.InvalidKeyUsageException',
      message: 'Algorithm SYMMETRIC_DEFAULT is incompatible with key spec RSA_2048.',
    })
    await expect(put(await create('HMAC_256', 'GENERATE_VERIFY_MAC'))).rejects.toMatchObject({
      message: expect.stringMatching(/ key usage is GENERATE_VERIFY_MAC which is not valid for GenerateDataKey\.$/),
    })
  })

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
    await expect(kms.encrypt({ KeyId, Plaintext: Buffer.alloc(191), EncryptionAlgorithm })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 bytes.',
    })
    expect((await kms.encrypt({ KeyId, Plaintext: Buffer.alloc(190), EncryptionAlgorithm })).CiphertextBlob).toHaveLength(256)
    await expect(kms.encrypt({ KeyId, Plaintext: Buffer.alloc(215), EncryptionAlgorithm: 'RSAES_OAEP_SHA_1' })).rejects.toMatchObject({
      message: 'Algorithm RSAES_OAEP_SHA_1 and key spec RSA_2048 cannot encrypt data larger than 214 bytes.',
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
