import {
  constants,
  createCipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
} from 'node:crypto'
import type { AlgorithmSpec, CreateKeyRequest, GetParametersForImportResponse } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'
import { createUser, putPolicy } from '../principals.ts'

const account = '111122223333'
const day = 86_400_000
let ahead = 0
let sandbox: Sandbox
let kms: Clients['kms']
beforeAll(async () => {
  const clock = (): Date => new Date(Date.now() + ahead)
  sandbox = await startSandbox({ seed: 'materials', accounts: [{ id: accountId(account) }], clock })
  kms = clientOf('us-east-1')
})
afterAll(() => sandbox.close())

function clientOf(region: string): Clients['kms'] {
  const client = rootClients(sandbox, account, region).kms
  client.config.systemClockOffset = ahead
  return client
}

/** Works some days later, and comes back. */
async function later<T>(days: number, work: (kms: Clients['kms']) => Promise<T>): Promise<T> {
  ahead = days * day
  try {
    return await work(clientOf('us-east-1'))
  } finally {
    ahead = 0
  }
}

async function create(input: CreateKeyRequest = {}): Promise<{ KeyId: string; arn: string }> {
  const { KeyMetadata } = await kms.createKey(input)
  return { KeyId: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '' }
}

const Plaintext = Buffer.from('a secret')
const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString()

describe('a data key pair', () => {
  it.each(['ECC_SECG_P256K1', 'ECC_NIST_EDWARDS25519'] as const)('%s signs, and KMS opens its private key', async (KeyPairSpec) => {
    const { KeyId, arn } = await create()
    const EncryptionContext = { of: KeyPairSpec }
    const pair = await kms.generateDataKeyPair({ KeyId, KeyPairSpec, EncryptionContext })
    expect(pair).toMatchObject({ KeyId: arn, KeyPairSpec, KeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/) })
    const { Plaintext: opened } = await kms.decrypt({ CiphertextBlob: pair.PrivateKeyCiphertextBlob, EncryptionContext })
    expect(opened).toEqual(pair.PrivateKeyPlaintext)
    const hash = KeyPairSpec === 'ECC_NIST_EDWARDS25519' ? null : 'sha256'
    const signature = sign(hash, Plaintext, { key: Buffer.from(opened ?? []), format: 'der', type: 'pkcs8' })
    const publicKey = createPublicKey({ key: Buffer.from(pair.PublicKey ?? []), format: 'der', type: 'spki' })
    expect(verify(hash, Plaintext, publicKey, signature)).toBe(true)
  })

  it('comes without its private key too, and not at all from a key of another usage', async () => {
    const { KeyId } = await create()
    const KeyPairSpec = 'ECC_NIST_P384'
    const pair = await kms.generateDataKeyPairWithoutPlaintext({ KeyId, KeyPairSpec })
    expect(Object.keys(pair)).not.toContain('PrivateKeyPlaintext')
    await expect(kms.generateDataKeyPair({ KeyId, KeyPairSpec, DryRun: true })).rejects.toMatchObject({ name: 'DryRunOperationException' })
    const { KeyId: signs } = await create({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
    await expect(kms.generateDataKeyPair({ KeyId: signs, KeyPairSpec })).rejects.toMatchObject({ name: 'InvalidKeyUsageException' })
  })
})

describe('a shared secret', () => {
  it('is the same for both sides', async () => {
    const { KeyId, arn } = await create({ KeySpec: 'ECC_NIST_P384', KeyUsage: 'KEY_AGREEMENT' })
    const { PublicKey, KeyAgreementAlgorithms } = await kms.getPublicKey({ KeyId })
    expect(KeyAgreementAlgorithms).toEqual(['ECDH'])
    const peer = generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
    const request = { KeyId, KeyAgreementAlgorithm: 'ECDH' as const, PublicKey: peer.publicKey.export({ type: 'spki', format: 'der' }) }
    const derived = await kms.deriveSharedSecret(request)
    expect(derived).toMatchObject({ KeyId: arn, KeyOrigin: 'AWS_KMS' })
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' })
    expect(Buffer.from(derived.SharedSecret ?? [])).toEqual(diffieHellman({ privateKey: peer.privateKey, publicKey }))
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({ type: 'spki', format: 'der' })
    await expect(kms.deriveSharedSecret({ ...request, PublicKey: other })).rejects.toMatchObject({ name: 'ValidationException' })
    const { KeyId: symmetric, arn: symmetricArn } = await create()
    await expect(kms.deriveSharedSecret({ ...request, KeyId: symmetric })).rejects.toMatchObject({
      message: `${symmetricArn} key usage is ENCRYPT_DECRYPT which is not valid for DeriveSharedSecret.`,
    })
    await expect(kms.createKey({ KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' })).rejects.toMatchObject({
      message: 'KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048',
    })
  })
})

describe('rotation', () => {
  it('on demand encrypts with new material, and still opens what the old one sealed', async () => {
    const { KeyId, arn } = await create()
    const before = await kms.generateDataKey({ KeyId, KeySpec: 'AES_256' })
    await kms.rotateKeyOnDemand({ KeyId })
    const after = await kms.generateDataKey({ KeyId, KeySpec: 'AES_256' })
    expect(after.KeyMaterialId).not.toBe(before.KeyMaterialId)
    const opened = await kms.decrypt({ CiphertextBlob: before.CiphertextBlob })
    expect([opened.Plaintext, opened.KeyMaterialId]).toEqual([before.Plaintext, before.KeyMaterialId])
    const rotated = { KeyMaterialId: after.KeyMaterialId, KeyMaterialState: 'CURRENT', RotationType: 'ON_DEMAND' }
    expect((await kms.listKeyRotations({ KeyId })).Rotations).toMatchObject([{ KeyId: arn, ...rotated }])
    expect((await kms.listKeyRotations({ KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' })).Rotations).toMatchObject([
      { KeyMaterialId: before.KeyMaterialId, KeyMaterialState: 'NON_CURRENT' },
      rotated,
    ])
    const { KeyMetadata } = await kms.describeKey({ KeyId })
    expect(KeyMetadata?.CurrentKeyMaterialId).toBe(after.KeyMaterialId)
    await kms.disableKey({ KeyId })
    await expect(kms.rotateKeyOnDemand({ KeyId })).rejects.toMatchObject({ message: `${arn} is disabled.` })
  })

  it('on demand has a limit, and is for symmetric keys alone', async () => {
    const { KeyId, arn } = await create()
    for (let time = 0; time < 25; time++) await kms.rotateKeyOnDemand({ KeyId })
    await expect(kms.rotateKeyOnDemand({ KeyId })).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: `The on-demand rotations limit has been reached for the given keyId. No more on-demand rotations can be performed for this key: ${arn}`,
    })
    const first = await kms.listKeyRotations({ KeyId, Limit: 20 })
    expect([first.Rotations?.length, first.Truncated]).toEqual([20, true])
    expect((await kms.listKeyRotations({ KeyId, Marker: first.NextMarker })).Rotations).toHaveLength(5)
    const { KeyId: other } = await create({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    await expect(kms.rotateKeyOnDemand({ KeyId: other })).rejects.toMatchObject({ name: 'UnsupportedOperationException' })
    expect(await kms.listKeyRotations({ KeyId: other })).toMatchObject({ Rotations: [], Truncated: false })
    await expect(kms.listKeyRotations({ KeyId: other, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Input parameter includeKeyMaterial can only be used with symmetric keys.',
    })
    await expect(kms.listKeyRotations({ KeyId, Marker: 'none' })).rejects.toMatchObject({ name: 'InvalidMarkerException' })
  })

  it('that is on keeps its period and its date until another period is asked for', async () => {
    const { KeyId } = await create()
    await kms.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 })
    const { NextRotationDate } = await kms.getKeyRotationStatus({ KeyId })
    for (const RotationPeriodInDays of [90, undefined]) {
      await later(1, (then) => then.enableKeyRotation({ KeyId, RotationPeriodInDays }))
      expect(await kms.getKeyRotationStatus({ KeyId })).toMatchObject({ RotationPeriodInDays: 90, NextRotationDate })
    }
    await kms.disableKeyRotation({ KeyId })
    await kms.enableKeyRotation({ KeyId })
    expect(await kms.getKeyRotationStatus({ KeyId })).toMatchObject({ RotationPeriodInDays: 365 })
  })

  it('that is automatic takes place in its time', async () => {
    const { KeyId } = await create()
    await kms.enableKeyRotation({ KeyId, RotationPeriodInDays: 90 })
    const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext })
    await later(181, async (then) => {
      const { Rotations = [] } = await then.listKeyRotations({ KeyId })
      expect(Rotations.map(({ RotationType }) => RotationType)).toEqual(['AUTOMATIC', 'AUTOMATIC'])
      expect(Rotations[1]?.RotationDate?.getTime()).toBe((Rotations[0]?.RotationDate?.getTime() ?? 0) + 90 * day)
      expect(text((await then.decrypt({ CiphertextBlob })).Plaintext)).toBe('a secret')
    })
  })
})

/** They count for a day. */
const parameters = new Map<string, Promise<GetParametersForImportResponse>>()

async function parametersFor(client: Clients['kms'], KeyId: string, WrappingAlgorithm: AlgorithmSpec) {
  const name = `${await client.config.region()} ${ahead} ${KeyId}`
  const asked = parameters.get(name) ?? client.getParametersForImport({ KeyId, WrappingAlgorithm, WrappingKeySpec: 'RSA_2048' })
  parameters.set(name, asked)
  return asked
}

/** Imports material that was wrapped as KMS asked. */
async function importInto(
  client: Clients['kms'],
  KeyId: string,
  bytes: Buffer,
  more: object = { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' },
) {
  const WrappingAlgorithm = bytes.length > 64 ? 'RSA_AES_KEY_WRAP_SHA_256' : 'RSAES_OAEP_SHA_256'
  const { PublicKey, ImportToken } = await parametersFor(client, KeyId, WrappingAlgorithm)
  const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' })
  const oaep = (plain: Buffer) => publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, plain)
  const EncryptedKeyMaterial = bytes.length > 64 ? wrap(bytes, oaep) : oaep(bytes)
  return client.importKeyMaterial({ KeyId, ImportToken, EncryptedKeyMaterial, ...more })
}

function wrap(bytes: Buffer, oaep: (plain: Buffer) => Buffer): Buffer {
  const aes = randomBytes(32)
  const cipher = createCipheriv('id-aes256-wrap-pad', aes, Buffer.from('a65959a6', 'hex'))
  return Buffer.concat([oaep(aes), cipher.update(bytes), cipher.final()])
}

const stateOf = async (KeyId: string, client = kms) => (await client.describeKey({ KeyId })).KeyMetadata?.KeyState

describe('imported key material', () => {
  it('makes a key that waits for it usable until it is deleted or expires', async () => {
    const { KeyId, arn } = await create({ Origin: 'EXTERNAL' })
    const pending = { name: 'KMSInvalidStateException', message: `${arn} is pending import.` }
    for (const call of [kms.encrypt({ KeyId, Plaintext }), kms.disableKey({ KeyId })]) await expect(call).rejects.toMatchObject(pending)
    const bytes = randomBytes(32)
    await expect(importInto(kms, KeyId, bytes, {})).rejects.toMatchObject({
      message: 'A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES',
    })
    const { KeyMaterialId } = await importInto(kms, KeyId, bytes)
    const { KeyMetadata } = await kms.describeKey({ KeyId })
    expect(KeyMetadata).toMatchObject({
      Origin: 'EXTERNAL',
      KeyState: 'Enabled',
      ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      CurrentKeyMaterialId: KeyMaterialId,
    })
    const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext })
    await kms.deleteImportedKeyMaterial({ KeyId })
    await expect(kms.decrypt({ CiphertextBlob })).rejects.toMatchObject(pending)
    await expect(importInto(kms, KeyId, randomBytes(32))).rejects.toMatchObject({
      name: 'IncorrectKeyMaterialException',
      message: `Imported key material does not have the expected identifier (${KeyMaterialId}).`,
    })
    await importInto(kms, KeyId, bytes, { ValidTo: new Date(Date.now() + day) })
    expect(text((await kms.decrypt({ CiphertextBlob })).Plaintext)).toBe('a secret')
    await later(2, async (then) => {
      await expect(then.decrypt({ CiphertextBlob })).rejects.toMatchObject(pending)
      await importInto(then, KeyId, bytes)
      expect(text((await then.decrypt({ CiphertextBlob })).Plaintext)).toBe('a secret')
    })
  })

  it('can be replaced by a rotation', async () => {
    const { KeyId, arn } = await create({ Origin: 'EXTERNAL' })
    const [one, two] = [randomBytes(32), randomBytes(32)]
    const first = await importInto(kms, KeyId, one)
    await expect(kms.rotateKeyOnDemand({ KeyId })).rejects.toMatchObject({
      message: `No available key material pending rotation for the key: ${arn}.`,
    })
    for (const call of [kms.enableKeyRotation({ KeyId }), kms.disableKeyRotation({ KeyId })])
      await expect(call).rejects.toMatchObject({ message: `${arn} origin is EXTERNAL which is not valid for this operation.` })
    const added = { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE', ImportType: 'NEW_KEY_MATERIAL' }
    const second = await importInto(kms, KeyId, two, { ...added, KeyMaterialDescription: 'second' })
    await expect(importInto(kms, KeyId, randomBytes(32), added)).rejects.toMatchObject({
      message: expect.stringMatching(
        `cannot be imported into KMS key ${arn}, because another key material \\(id: ${second.KeyMaterialId}\\)`,
      ),
    })
    const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext })
    await kms.rotateKeyOnDemand({ KeyId })
    expect((await kms.listKeyRotations({ KeyId, IncludeKeyMaterial: 'ALL_KEY_MATERIAL' })).Rotations).toMatchObject([
      { KeyMaterialId: first.KeyMaterialId, KeyMaterialState: 'NON_CURRENT', ImportState: 'IMPORTED' },
      { KeyMaterialId: second.KeyMaterialId, KeyMaterialState: 'CURRENT', KeyMaterialDescription: 'second', RotationType: 'ON_DEMAND' },
    ])
    await kms.deleteImportedKeyMaterial({ KeyId, KeyMaterialId: first.KeyMaterialId })
    expect(await stateOf(KeyId)).toBe('PendingImport')
    await importInto(kms, KeyId, one)
    expect((await kms.decrypt({ CiphertextBlob })).KeyMaterialId).toBe(first.KeyMaterialId)
  })

  it('is refused where it does not fit, and where its parameters do not', async () => {
    const { KeyId, arn } = await create({ Origin: 'EXTERNAL' })
    const kept = { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' }
    const added = { ...kept, ImportType: 'NEW_KEY_MATERIAL' }
    const never = '0'.repeat(64)
    const bytes = randomBytes(32)
    await expect(importInto(kms, KeyId, randomBytes(31))).rejects.toMatchObject({ name: 'InvalidCiphertextException' })
    const { KeyMaterialId } = await importInto(kms, KeyId, bytes)
    const { KeyId: mac } = await create({ Origin: 'EXTERNAL', KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const refusals: [() => Promise<unknown>, string][] = [
      [
        () => importInto(kms, KeyId, bytes, { ...kept, ValidTo: new Date(Date.now() + day) }),
        'A validTo date cannot be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE',
      ],
      [() => importInto(kms, KeyId, bytes, { ValidTo: new Date(Date.now() - day) }), 'ValidTo must be in the future'],
      [
        () => importInto(kms, KeyId, bytes, { ValidTo: new Date(Date.now() + 366 * day) }),
        'ValidTo must be less than 365 days in the future',
      ],
      [
        () => importInto(kms, KeyId, bytes, added),
        `Key material (id: ${KeyMaterialId}) being imported as NEW_KEY_MATERIAL is already associated with KMS key ${arn}.`,
      ],
      [
        () => importInto(kms, KeyId, bytes, { ...kept, KeyMaterialId: never }),
        `Imported key material does not have the expected identifier (${never}).`,
      ],
      [
        () => importInto(kms, KeyId, bytes, { ...added, KeyMaterialId }),
        'Input parameter keyMaterialId cannot be used with NEW_KEY_MATERIAL importType.',
      ],
      [
        () => importInto(kms, mac, bytes, { ...kept, KeyMaterialDescription: 'mac' }),
        'Input parameter keyMaterialDescription cannot be used with HMAC_256 imported keys.',
      ],
      [
        () => kms.deleteImportedKeyMaterial({ KeyId, KeyMaterialId: never }),
        `Key material (id: ${never}) has never been imported into KMS key ${arn}.`,
      ],
      [
        () => kms.getParametersForImport({ KeyId, WrappingAlgorithm: 'RSAES_PKCS1_V1_5', WrappingKeySpec: 'RSA_2048' }),
        'Wrapping algorithm RSAES_PKCS1_V1_5 and wrapping key spec RSA_2048 cannot be used to import a SYMMETRIC_DEFAULT key.',
      ],
    ]
    for (const [call, message] of refusals) await expect(call()).rejects.toMatchObject({ message })
  })

  it('enables a key that is disabled', async () => {
    const { KeyId } = await create({ Origin: 'EXTERNAL' })
    const bytes = randomBytes(32)
    await importInto(kms, KeyId, bytes)
    await kms.disableKey({ KeyId })
    await importInto(kms, KeyId, bytes)
    expect(await stateOf(KeyId)).toBe('Enabled')
  })

  it('may be a private key, wrapped by way of AES, and of the right kind', async () => {
    const { KeyId, arn } = await create({ Origin: 'EXTERNAL', KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const wrong = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey.export({ type: 'pkcs8', format: 'der' })
    await expect(importInto(kms, KeyId, wrong)).rejects.toMatchObject({ name: 'InvalidCiphertextException' })
    await importInto(kms, KeyId, privateKey.export({ type: 'pkcs8', format: 'der' }))
    const { Signature } = await kms.sign({ KeyId, Message: Plaintext, SigningAlgorithm: 'ECDSA_SHA_256' })
    expect(verify('sha256', Plaintext, publicKey, Signature ?? new Uint8Array())).toBe(true)
    await expect(
      kms.importKeyMaterial({ KeyId, ImportToken: Plaintext, EncryptedKeyMaterial: Plaintext, ValidTo: new Date(Date.now() + day) }),
    ).rejects.toMatchObject({ name: 'InvalidImportTokenException' })
    const { KeyId: own, arn: ownArn } = await create()
    const parameters = { WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' } as const
    await expect(kms.getParametersForImport({ KeyId: own, ...parameters })).rejects.toMatchObject({
      message: `${ownArn} origin is AWS_KMS which is not valid for this operation.`,
    })
    expect(arn).toContain(KeyId)
  })
})

describe('a multi-Region key', () => {
  it('decrypts in each of its Regions what it has encrypted in another', async () => {
    const { KeyId, arn } = await create({ MultiRegion: true })
    expect(KeyId).toMatch(/^mrk-[0-9a-f]{32}$/)
    const replicate = { KeyId, ReplicaRegion: 'eu-west-1', Tags: [{ TagKey: 'a', TagValue: 'b' }] }
    const { ReplicaKeyMetadata, ReplicaTags } = await kms.replicateKey(replicate)
    expect([ReplicaKeyMetadata?.KeyState, ReplicaTags]).toEqual(['Creating', replicate.Tags])
    await expect(kms.replicateKey(replicate)).rejects.toMatchObject({ name: 'AlreadyExistsException' })
    const there = clientOf('eu-west-1')
    const replicaArn = arn.replace('us-east-1', 'eu-west-1')
    expect((await there.describeKey({ KeyId })).KeyMetadata).toMatchObject({
      Arn: replicaArn,
      KeyState: 'Enabled',
      MultiRegion: true,
      MultiRegionConfiguration: {
        MultiRegionKeyType: 'REPLICA',
        PrimaryKey: { Arn: arn, Region: 'us-east-1' },
        ReplicaKeys: [{ Arn: replicaArn, Region: 'eu-west-1' }],
      },
    })
    const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext })
    expect(await there.decrypt({ CiphertextBlob, KeyId })).toMatchObject({ KeyId: replicaArn })
    await kms.rotateKeyOnDemand({ KeyId })
    const { CiphertextBlob: rotated } = await kms.encrypt({ KeyId, Plaintext })
    expect(text((await there.decrypt({ CiphertextBlob: rotated })).Plaintext)).toBe('a secret')
    for (const call of [there.rotateKeyOnDemand({ KeyId }), there.replicateKey({ KeyId, ReplicaRegion: 'us-west-2' })])
      await expect(call).rejects.toMatchObject({ message: `${replicaArn} is not a multi-region primary key.` })
  })

  it('is made by whoever may make the role that keeps its Regions alike', async () => {
    const user = await createUser(sandbox, account, 'ana', [{ Effect: 'Allow', Action: 'kms:*', Resource: '*' }])
    await user.kms.createKey({})
    await expect(user.kms.createKey({ MultiRegion: true })).rejects.toThrow('iam:CreateServiceLinkedRole')
    const both = ['kms:*', 'iam:CreateServiceLinkedRole']
    await putPolicy(sandbox, account, 'ana', [{ Effect: 'Allow', Action: both, Resource: '*' }])
    await user.kms.createKey({ MultiRegion: true })
  })

  it('changes its primary Region, and is deleted after its replicas', async () => {
    const { KeyId } = await create({ MultiRegion: true })
    await kms.replicateKey({ KeyId, ReplicaRegion: 'eu-west-1' })
    const there = clientOf('eu-west-1')
    await kms.updatePrimaryRegion({ KeyId, PrimaryRegion: 'eu-west-1' })
    await expect(kms.updatePrimaryRegion({ KeyId, PrimaryRegion: 'eu-west-1' })).rejects.toMatchObject({
      name: 'UnsupportedOperationException',
    })
    const scheduled = await there.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 })
    expect([scheduled.KeyState, scheduled.DeletionDate]).toEqual(['PendingReplicaDeletion', undefined])
    await kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 })
    ahead = 8 * day
    const then = clientOf('eu-west-1')
    expect(await stateOf(KeyId, then)).toBe('PendingDeletion')
    await then.cancelKeyDeletion({ KeyId })
    expect(await stateOf(KeyId, then)).toBe('Disabled')
    ahead = 0
  })

  it('of imported material is given it in each Region, before it rotates', async () => {
    const { KeyId } = await create({ MultiRegion: true, Origin: 'EXTERNAL' })
    const [one, two] = [randomBytes(32), randomBytes(32)]
    await importInto(kms, KeyId, one)
    await kms.replicateKey({ KeyId, ReplicaRegion: 'eu-west-1' })
    const there = clientOf('eu-west-1')
    expect(await stateOf(KeyId, there)).toBe('PendingImport')
    await importInto(there, KeyId, one)
    await importInto(kms, KeyId, two, { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE', ImportType: 'NEW_KEY_MATERIAL' })
    await expect(kms.rotateKeyOnDemand({ KeyId })).rejects.toMatchObject({ name: 'KMSInvalidStateException' })
    const { KeyMaterialId } = await importInto(there, KeyId, two)
    await there.deleteImportedKeyMaterial({ KeyId, KeyMaterialId })
    await kms.rotateKeyOnDemand({ KeyId })
    await expect(there.encrypt({ KeyId, Plaintext })).rejects.toThrow('is pending import')
    await importInto(there, KeyId, two)
    const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext })
    expect(text((await there.decrypt({ CiphertextBlob })).Plaintext)).toBe('a secret')
  })
})
