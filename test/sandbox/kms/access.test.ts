import {
  CreateGrantCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  type GrantConstraints,
  ListGrantsCommand,
  ListRetirableGrantsCommand,
  PutKeyPolicyCommand,
  RetireGrantCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'
import { createUser, policy, type TestStatement } from '../principals.ts'

const [owner, stranger] = ['111122223333', '444455556666']
const root = (account: string): string => `arn:aws:iam::${account}:root`
let sandbox: Sandbox
let kms: Clients['kms']
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'kms access', accounts: [{ id: accountId(owner) }, { id: accountId(stranger) }] })
  kms = rootClients(sandbox, owner).kms
})
afterAll(() => sandbox.close())

let users = 0
const user = async (account: string, ...statements: TestStatement[]) => {
  users += 1
  return createUser(sandbox, account, `user-${users}`, statements)
}
const createKey = async (Policy?: string): Promise<string> =>
  (await kms.send(new CreateKeyCommand(Policy === undefined ? {} : { Policy }))).KeyMetadata?.Arn ?? ''
const encrypt = (KeyId: string, EncryptionContext?: Record<string, string>) =>
  new EncryptCommand({ KeyId, Plaintext: Buffer.from('x'), EncryptionContext })
const useKeys: TestStatement = { Effect: 'Allow', Action: ['kms:Encrypt', 'kms:Decrypt'], Resource: '*' }
const everything: TestStatement = { Effect: 'Allow', Action: 'kms:*', Resource: '*' }
const administer = (account: string): TestStatement => ({ ...everything, Principal: { AWS: root(account) } })
const denied = { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }
const hidden =
  'on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access'

describe('a key policy', () => {
  it('that enables IAM policies leaves it to them', async () => {
    const key = await createKey()
    const [able, unable] = [await user(owner, useKeys), await user(owner)]
    await able.kms.send(encrypt(key))
    await expect(unable.kms.send(encrypt(key))).rejects.toMatchObject({
      ...denied,
      message: `User: ${unable.arn} is not authorized to perform: kms:Encrypt on resource: ${key} because no identity-based policy allows the kms:Encrypt action`,
    })
  })

  it('that names nobody else keeps IAM policies and the root user out', async () => {
    const [administrator, able] = [await user(owner, everything), await user(owner, useKeys)]
    const key = await createKey()
    const own = { ...everything, Principal: { AWS: administrator.arn } }
    await administrator.kms.send(new PutKeyPolicyCommand({ KeyId: key, Policy: policy(own) }))
    await administrator.kms.send(encrypt(key))
    await expect(able.kms.send(encrypt(key))).rejects.toMatchObject({
      ...denied,
      message: `User: ${able.arn} is not authorized to perform: kms:Encrypt ${hidden}`,
    })
    await expect(kms.send(encrypt(key))).rejects.toMatchObject(denied)
  })

  it('must not lock its author and the account out, unless told to', async () => {
    const nobody = policy({ ...administer(owner), Action: 'kms:Encrypt' })
    await expect(createKey(nobody)).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: 'The new key policy will not allow you to update the key policy in the future.',
    })
    await kms.send(new CreateKeyCommand({ Policy: nobody, BypassPolicyLockoutSafetyCheck: true }))
    const stale = policy({ ...everything, Principal: { AWS: `arn:aws:iam::${owner}:user/nobody` } })
    await expect(createKey(stale)).rejects.toMatchObject({
      message: 'Policy contains a statement with one or more invalid principals.',
    })
  })

  it('lets another account use the key, never administer it', async () => {
    const key = await createKey()
    const other = await user(stranger, everything)
    const refused = { ...denied, message: expect.stringContaining(hidden) }
    await expect(other.kms.send(encrypt(key))).rejects.toMatchObject(refused)
    const absent = new DescribeKeyCommand({ KeyId: key.replace(/.{4}$/, '0000') })
    await expect(other.kms.send(absent)).rejects.toMatchObject(refused)
    await kms.send(new PutKeyPolicyCommand({ KeyId: key, Policy: policy(administer(owner), administer(stranger)) }))
    await other.kms.send(encrypt(key))
    await expect(other.kms.send(new DisableKeyCommand({ KeyId: key }))).rejects.toMatchObject(denied)
  })

  it('can hold the key to an encryption context', async () => {
    const { arn, kms: bound } = await user(owner)
    const Condition = { StringEquals: { 'kms:EncryptionContext:purpose': 'test' } }
    const key = await createKey(policy(administer(owner), { ...useKeys, Principal: { AWS: arn }, Condition }))
    await bound.send(encrypt(key, { purpose: 'test' }))
    await expect(bound.send(encrypt(key))).rejects.toMatchObject(denied)
    await expect(bound.send(encrypt(key, { purpose: 'other' }))).rejects.toMatchObject(denied)
  })
})

describe('a grant', () => {
  const grant = (key: string, GranteePrincipal: string, more: object = {}) =>
    kms.send(new CreateGrantCommand({ KeyId: key, GranteePrincipal, Operations: ['Encrypt', 'Decrypt'], ...more }))

  it('lets its grantee use the key until it is revoked', async () => {
    const key = await createKey()
    const { arn, kms: grantee } = await user(owner)
    const { GrantId } = await grant(key, arn)
    const { CiphertextBlob } = await grantee.send(encrypt(key))
    await grantee.send(new DecryptCommand({ CiphertextBlob }))
    await expect(grantee.send(new DescribeKeyCommand({ KeyId: key }))).rejects.toMatchObject(denied)
    expect((await kms.send(new ListGrantsCommand({ KeyId: key }))).Grants).toMatchObject([{ GrantId, GranteePrincipal: arn }])
    await kms.send(new RevokeGrantCommand({ KeyId: key, GrantId }))
    await expect(grantee.send(encrypt(key))).rejects.toMatchObject(denied)
  })

  it('holds for the encryption context that it names', async () => {
    const key = await createKey()
    const { arn, kms: grantee } = await user(owner)
    await grant(key, arn, { Constraints: { EncryptionContextSubset: { purpose: 'test' } } })
    await grantee.send(encrypt(key, { purpose: 'test', more: 'yes' }))
    await grantee.send(encrypt(key, { PURPOSE: 'test' }))
    await expect(grantee.send(encrypt(key, { more: 'yes' }))).rejects.toMatchObject(denied)
  })

  it('is retired by whom it names, and by nobody else', async () => {
    const key = await createKey()
    const [grantee, retiring] = [await user(owner), await user(owner)]
    const { GrantToken } = await grant(key, grantee.arn, { RetiringPrincipal: retiring.arn })
    const retirable = new ListRetirableGrantsCommand({ RetiringPrincipal: retiring.arn })
    expect((await kms.send(retirable)).Grants).toHaveLength(1)
    await expect(grantee.kms.send(new RetireGrantCommand({ GrantToken }))).rejects.toMatchObject(denied)
    await retiring.kms.send(new RetireGrantCommand({ GrantToken }))
    await expect(grantee.kms.send(encrypt(key))).rejects.toMatchObject(denied)
  })

  it('cannot be passed on with more than it gives', async () => {
    const key = await createKey()
    const [first, second] = [await user(owner), await user(owner)]
    await grant(key, first.arn, { Operations: ['Encrypt', 'CreateGrant'] })
    const pass = (Operations: ('Encrypt' | 'Decrypt')[]) =>
      first.kms.send(new CreateGrantCommand({ KeyId: key, GranteePrincipal: second.arn, Operations }))
    await expect(pass(['Decrypt'])).rejects.toMatchObject(denied)
    await pass(['Encrypt'])
    await second.kms.send(encrypt(key))
  })

  it('is passed on under constraints that are as strict as its own', async () => {
    const key = await createKey()
    const { arn, kms: grantee } = await user(owner)
    const dataset = { dataset: 'sales' }
    await grant(key, arn, { Operations: ['Encrypt', 'CreateGrant'], Constraints: { EncryptionContextSubset: dataset } })
    const pass = (Constraints: GrantConstraints | undefined) =>
      grantee.send(new CreateGrantCommand({ KeyId: key, GranteePrincipal: arn, Operations: ['Encrypt'], Constraints }))
    await expect(pass(undefined)).rejects.toMatchObject(denied)
    await expect(pass({ EncryptionContextEquals: { dataset: 'staff' } })).rejects.toMatchObject(denied)
    await pass({ EncryptionContextSubset: { ...dataset, year: '2026' } })
    await pass({ EncryptionContextEquals: dataset })
  })

  it('can be allowed for one encryption context alone', async () => {
    const key = await createKey()
    const Condition = { StringEquals: { 'kms:EncryptionContext:dataset': 'sales' } }
    const { arn, kms: author } = await user(owner, { Effect: 'Allow', Action: 'kms:CreateGrant', Resource: '*', Condition })
    const create = (dataset: string) => {
      const Constraints = { EncryptionContextEquals: { dataset } }
      return author.send(new CreateGrantCommand({ KeyId: key, GranteePrincipal: arn, Operations: ['Decrypt'], Constraints }))
    }
    await create('sales')
    await expect(create('staff')).rejects.toMatchObject(denied)
  })
})
