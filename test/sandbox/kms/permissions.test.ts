import * as sdk from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../../src/sandbox/kms/index.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { type Asked, strays, unsent } from '../asked.ts'
import { accountId, rootClients } from '../clients.ts'

const customer = '111122223333'
const root = `arn:aws:iam::${customer}:root`
const context = { dataset: 'sales' }
const wholeAccount = { Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' }

/** Something for every parameter that a permission is made of; each command sends those that it has. */
const everything = {
  Plaintext: Buffer.from('secret'),
  EncryptionContext: context,
  SourceEncryptionContext: context,
  DestinationEncryptionContext: context,
  KeySpec: 'AES_256',
  NumberOfBytes: 16,
  Policy: JSON.stringify({ Version: '2012-10-17', Statement: [wholeAccount] }),
  PolicyName: 'default',
  BypassPolicyLockoutSafetyCheck: true,
  Tags: [{ TagKey: 'team', TagValue: 'data' }],
  TagKeys: ['team'],
  Description: 'lake',
  GranteePrincipal: root,
  RetiringPrincipal: root,
  Operations: ['Decrypt'],
  Constraints: { EncryptionContextEquals: context },
  PendingWindowInDays: 7,
  RotationPeriodInDays: 180,
  Message: Buffer.from('message'),
  SigningAlgorithm: 'ECDSA_SHA_256',
  Signature: Buffer.from('signature'),
  MacAlgorithm: 'HMAC_SHA_256',
  Mac: Buffer.from('mac'),
  KeyPairSpec: 'ECC_NIST_P256',
  KeyAgreementAlgorithm: 'ECDH',
  PublicKey: Buffer.from('public key'),
  WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
  WrappingKeySpec: 'RSA_2048',
  ImportToken: Buffer.from('token'),
  EncryptedKeyMaterial: Buffer.from('material'),
  ExpirationModel: 'KEY_MATERIAL_EXPIRES',
  ValidTo: new Date(),
  ReplicaRegion: 'eu-west-1',
  PrimaryRegion: 'eu-west-1',
}

/** Operations that take the id or the ARN of a key alone. */
const takesAlias = /^(?:DescribeKey|Encrypt|Decrypt|ReEncrypt|GenerateDataKey|GetPublicKey|Sign|Verify|GenerateMac|DeriveSharedSecret)/

let sandbox: Sandbox
const asked: Asked[] = []
let watched = ''
beforeAll(async () => {
  sandbox = await startSandbox({
    seed: 'permissions',
    accounts: [{ id: accountId(customer) }],
    onDecision: ({ call, request }) => {
      if (call.operation === watched) asked.push({ call, request })
    },
  })
  const { kms } = rootClients(sandbox, customer)
  for (const operation of Object.keys(operations)) await attempt(kms, operation)
})
afterAll(() => sandbox.close())

/** Whether the call succeeds does not matter: permissions come first. */
async function attempt(kms: sdk.KMSClient, operation: string): Promise<void> {
  watched = ''
  const found = await furnish(kms, operation)
  watched = operation
  const Command = Object.entries(sdk).find(([name]) => name === `${operation}Command`)?.[1] as new (input: object) => sdk.ListKeysCommand
  try {
    await kms.send(
      new Command({ ...everything, ...found, ...(operation === 'CreateKey' ? { KeySpec: undefined, MultiRegion: true } : {}) }),
    )
  } catch (error) {
    if (!(error instanceof sdk.KMSServiceException)) throw error
  }
}

async function furnish(kms: sdk.KMSClient, operation: string): Promise<object> {
  const { KeyMetadata } = await kms.send(new sdk.CreateKeyCommand({ Tags: everything.Tags, MultiRegion: true }))
  const id = KeyMetadata?.KeyId ?? ''
  const alias = `alias/${operation}`
  await kms.send(new sdk.CreateAliasCommand({ AliasName: alias, TargetKeyId: id }))
  const KeyId = takesAlias.test(operation) ? alias : id
  const { CiphertextBlob } = await kms.send(new sdk.EncryptCommand({ ...everything, KeyId: id }))
  const grant = { KeyId: id, GranteePrincipal: root, Constraints: everything.Constraints }
  const { GrantToken, GrantId } = await kms.send(new sdk.CreateGrantCommand({ ...grant, Operations: ['Decrypt'] }))
  const AliasName = operation === 'CreateAlias' ? `${alias}-new` : alias
  return { KeyId, AliasName, TargetKeyId: id, SourceKeyId: KeyId, DestinationKeyId: KeyId, CiphertextBlob, GrantId, GrantToken }
}

describe.each(Object.keys(operations))('%s', (operation) => {
  it('asks for actions that AWS has, on resources that they have, with keys that they send', () => {
    const own = asked.filter(({ call }) => call.operation === operation)
    expect(own).not.toEqual([])
    expect(strays(own)).toEqual([])
  })
})

/** Enclaves, grants to services, the day of last use: things that the sandbox does not have. */
const notBuilt = /RecipientAttestation|ServicePrincipal|ConstraintSourceArn|TrailingDays/

/** A service that calls for somebody (S3 does, in its own tests), and tags before there is a key or a role. */
const notSent = /ViaService|^kms:CreateKey aws:ResourceTag|^iam:CreateServiceLinkedRole .*ResourceTag/

it('sends the keys that AWS sends with each action', () => {
  expect(unsent(asked).filter((one) => !notBuilt.test(one) && !notSent.test(one))).toEqual([])
})
