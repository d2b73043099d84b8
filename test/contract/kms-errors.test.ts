import { createPublicKey, publicEncrypt, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, rootClients } from '../sandbox/clients.ts'

interface Recorded {
  readonly code: string
  readonly message: string
  readonly status: number
  readonly test: string
}

const account = '111111111111'
const recorded: readonly Recorded[] = readFileSync(new URL('kms-errors.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

let sandbox: Sandbox
let kms: sdk.KMSClient
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'kms contract', accounts: [{ id: accountId(account) }] })
  kms = rootClients(sandbox, account).kms
})
afterAll(() => sandbox.close())

async function key(more: sdk.CreateKeyCommandInput = {}): Promise<string> {
  const { KeyMetadata } = await kms.send(new sdk.CreateKeyCommand(more))
  return KeyMetadata?.KeyId ?? ''
}
const encrypt = async (KeyId: string, more: Partial<sdk.EncryptCommandInput> = {}) =>
  (await kms.send(new sdk.EncryptCommand({ KeyId, Plaintext: Buffer.from('test'), ...more }))).CiphertextBlob
const describeKey = (KeyId: string) => kms.send(new sdk.DescribeKeyCommand({ KeyId }))
const generateRandom = (NumberOfBytes?: number) => kms.send(new sdk.GenerateRandomCommand({ NumberOfBytes }))
const tagged = (...Tags: sdk.Tag[]) => key({ Tags })
const elsewhere = (): sdk.KMSClient => rootClients(sandbox, account, 'ap-southeast-1').kms

/** Imports as many materials as given, each new to the key, with one pair to wrap them. */
async function importInto(KeyId: string, ...materials: readonly Partial<sdk.ImportKeyMaterialCommandInput>[]): Promise<void> {
  const wrapping = { WrappingAlgorithm: 'RSAES_OAEP_SHA_256', WrappingKeySpec: 'RSA_2048' } as const
  const { PublicKey, ImportToken } = await kms.send(new sdk.GetParametersForImportCommand({ KeyId, ...wrapping }))
  const wrapper = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' })
  for (const more of materials) {
    const EncryptedKeyMaterial = publicEncrypt({ key: wrapper, oaepHash: 'sha256' }, randomBytes(32))
    await kms.send(new sdk.ImportKeyMaterialCommand({ KeyId, ImportToken, EncryptedKeyMaterial, ImportType: 'NEW_KEY_MATERIAL', ...more }))
  }
}
const forEver = { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' } as const
const rotate = (KeyId: string) => kms.send(new sdk.RotateKeyOnDemandCommand({ KeyId }))
const pair = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' } as const
const derive = (KeyId: string, more: Partial<sdk.DeriveSharedSecretCommandInput> = {}) =>
  kms.send(new sdk.DeriveSharedSecretCommand({ KeyId, KeyAgreementAlgorithm: 'ECDH', PublicKey: Buffer.from('none'), ...more }))

/** By the recording test: the call that brings the same answer about. */
const provocations: Readonly<Record<string, () => Promise<unknown>>> = {
  'test_rotate_key_on_demand_raises_error_given_key_is_disabled/error-response': async () => {
    const KeyId = await key()
    await kms.send(new sdk.DisableKeyCommand({ KeyId }))
    await rotate(KeyId)
  },
  'test_generate_data_key_pair_dry_run/dryrun_exception': async () =>
    kms.send(new sdk.GenerateDataKeyPairCommand({ KeyId: await key(), KeyPairSpec: 'RSA_2048', DryRun: true })),
  'test_derive_shared_secret/response-invalid-key-usage': async () => derive(await key(pair)),
  'test_derive_shared_secret/response-invalid-key': async () => derive(await key()),
  'test_derive_shared_secret/response-invalid-key-spec': () => key({ KeySpec: 'RSA_2048', KeyUsage: 'KEY_AGREEMENT' }),
  'test_derive_shared_secret/response-invalid-key-agreement-algo': async () =>
    derive(await key(), { KeyAgreementAlgorithm: 'INVALID' as 'ECDH' }),
  'test_derive_shared_secret/response-invalid-public-key': async () => derive(await key({ ...pair, KeyUsage: 'KEY_AGREEMENT' })),
  'test_import_key_symmetric/encrypt-before-import-error': async () => encrypt(await key({ Origin: 'EXTERNAL' })),
  'test_import_key_symmetric/import-expiring-key-without-valid-to': async () => importInto(await key({ Origin: 'EXTERNAL' }), {}),
  'test_import_key_material_raises_if_there_is_already_key_material_pending/existing-pending-material-error': async () =>
    importInto(await key({ Origin: 'EXTERNAL' }), forEver, forEver, forEver),
  'test_rotate_key_on_demand_raises_for_no_pending_key_material/rotate-key-on-demand-invalid-state-error': async () => {
    const KeyId = await key({ Origin: 'EXTERNAL' })
    await importInto(KeyId, forEver)
    await rotate(KeyId)
  },
  'test_key_rotations_limits/error-response': async () => {
    const KeyId = await key()
    for (let time = 0; time <= 25; time++) await rotate(KeyId)
  },
  'test_get_parameters_for_import/response-error': async () => importInto(await key()),
  'test_rotate_key_on_demand_raises_error_given_non_symmetric_key/error-response': async () => rotate(await key(pair)),
  'test_replicate_replica_key_should_fail/fail-replicate-non-primary-key': async () => {
    const KeyId = await key({ MultiRegion: true })
    await kms.send(new sdk.ReplicateKeyCommand({ KeyId, ReplicaRegion: 'ap-southeast-1' }))
    await elsewhere().send(new sdk.ReplicateKeyCommand({ KeyId, ReplicaRegion: 'eu-west-1' }))
  },
  'test_error_messaging_for_invalid_keys/decrypt-invalid-key-id': async () =>
    kms.send(new sdk.DecryptCommand({ CiphertextBlob: await encrypt(await key()), KeyId: await key() })),
  'test_encrypt_decrypt_encryption_context/decrypt_response_without_encryption_context': async () =>
    kms.send(new sdk.DecryptCommand({ CiphertextBlob: await encrypt(await key(), { EncryptionContext: { a: 'b' } }) })),
  'test_get_key_in_different_region/describe-key-diff-region-with-id': async () =>
    elsewhere().send(new sdk.DescribeKeyCommand({ KeyId: await key() })),
  'test_get_key_in_different_region/describe-key-diff-region-with-arn': async () => {
    const { KeyMetadata } = await kms.send(new sdk.CreateKeyCommand({}))
    await elsewhere().send(new sdk.DescribeKeyCommand({ KeyId: KeyMetadata?.Arn }))
  },
  'test_get_key_does_not_exist/describe-nonexistent-key-with-id': () => describeKey('134f2428-cec1-4b25-a1ae-9048164dba47'),
  'test_get_key_does_not_exist/describe-key-with-valid-id-mrk': () => describeKey('mrk-d3b95762d3b95762d3b95762d3b95762'),
  'test_get_key_invalid_uuid/describe-key-with-invalid-uuid': () => describeKey('fake-key-id'),
  'test_get_key_invalid_uuid/describe-key-with-invalid-uuid-2': () => describeKey('134f2428cec14b25a1ae9048164dba47'),
  'test_get_key_invalid_uuid/describe-key-with-invalid-uuid-mrk': () => describeKey('mrk-fake-key-id'),
  'test_replicate_key/describe-key-from-different-region': async () => elsewhere().send(new sdk.DescribeKeyCommand({ KeyId: await key() })),
  'test_generate_and_verify_mac[HMAC_224-HMAC_SHA_224]/generate-mac-invalid-key-id': () => encrypt('key_id'),
  'test_tag_key_with_duplicate_tag_keys_raises_error/duplicate-tag-keys': () =>
    tagged({ TagKey: 'a', TagValue: '1' }, { TagKey: 'a', TagValue: '2' }),
  'test_create_key_with_too_many_tags_raises_error/invalid-tag-key': () =>
    tagged(...Array.from({ length: 51 }, (_, index) => ({ TagKey: `key${index}`, TagValue: '' }))),
  'test_tag_existing_key_with_invalid_tag_key/invalid-tag-key': async () =>
    kms.send(new sdk.TagResourceCommand({ KeyId: await key(), Tags: [{ TagKey: 'aws:key', TagValue: '' }] })),
  'test_generate_random_invalid_number_of_bytes[None]/generate-random-exc': () => generateRandom(),
  'test_generate_random_invalid_number_of_bytes[0]/generate-random-exc': () => generateRandom(0),
  'test_generate_random_invalid_number_of_bytes[1025]/generate-random-exc': () => generateRandom(1025),
  'test_create_alias/create_alias': async () => kms.send(new sdk.CreateAliasCommand({ AliasName: 'no-prefix', TargetKeyId: await key() })),
  'test_hmac_create_key_invalid_operations/create-hmac-key-without-key-usage': () => key({ KeySpec: 'HMAC_256' }),
  'test_plaintext_size_for_encrypt/invalid-plaintext-size-encrypt': async () => encrypt(await key(), { Plaintext: Buffer.alloc(4097) }),
  'test_key_with_long_tag_value_raises_error/too-long-tag-value': () => tagged({ TagKey: 'a', TagValue: 'v'.repeat(257) }),
  'test_create_key_with_invalid_tag_key[too_long_key]/invalid-tag-key': () => tagged({ TagKey: 'a'.repeat(129), TagValue: '' }),
}

/** A recorded text as a pattern: the recorder's placeholders stand for anything. */
function pattern(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/<[^<>]+>/g, '.+')}$`)
}

describe('KMS answers as AWS was recorded to', () => {
  it.each(recorded)('$code: $message ($test)', async ({ code, message, status, test }) => {
    const provoke = provocations[test]
    if (provoke === undefined) throw new Error(`nothing provokes ${test}`)
    const error = await provoke().then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ name: code, $metadata: { httpStatusCode: status } })
    // Where AWS sends no message the client puts a word of its own.
    if (message !== '') expect(error).toHaveProperty('message', expect.stringMatching(pattern(message)))
  })

  it('for each recording that is provoked', () => {
    expect(Object.keys(provocations).sort()).toEqual(recorded.map(({ test }) => test).sort())
  })
})
