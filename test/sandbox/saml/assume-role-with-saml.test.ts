import { readFileSync } from 'node:fs'
import { AssumeRoleWithSAMLCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { accountId, type Clients, clientsFor } from '../clients.ts'

const account = '111122223333'
const read = (name: string): string => readFileSync(new URL(`signed/${name}.xml`, import.meta.url), 'utf8')
const now = new Date('2026-11-26T08:01:00Z')
const arn = (rest: string): string => `arn:aws:iam::${account}:${rest}`
const provider = arn('saml-provider/idp')

let sandbox: Sandbox
let root: Clients
let anonymous: STSClient

beforeAll(async () => {
  sandbox = await startSandbox({ accounts: [{ id: accountId(account) }], clock: () => now })
  const created = sandbox.accounts.get(accountId(account))
  if (created === undefined) throw new Error('no account')
  root = clientsFor(sandbox.endpoint, created.rootCredentials, 'us-east-1', now.getTime() - Date.now())
  anonymous = new STSClient({ endpoint: sandbox.endpoint, region: 'us-east-1', maxAttempts: 1 })
  await root.iam.createSAMLProvider({ Name: 'idp', SAMLMetadataDocument: read('metadata') })
})
afterAll(() => sandbox.close())

const trust = (conditions: object, Action: string | readonly string[] = ['sts:AssumeRoleWithSAML', 'sts:TagSession']): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: { Federated: provider }, Action, Condition: conditions },
  })

const assume = (more: object = {}) =>
  anonymous.send(
    new AssumeRoleWithSAMLCommand({
      RoleArn: arn('role/analyst'),
      PrincipalArn: provider,
      SAMLAssertion: Buffer.from(read('assertion-signed')).toString('base64'),
      ...more,
    }),
  )

const refusal = async (asked: Promise<unknown>) => {
  const { name, message } = (await asked.catch((error: unknown) => error)) as Error
  return [name, message]
}

it('a signed assertion opens a session of the role that trusts the provider, with the tags that it sets', async () => {
  const conditions = {
    StringEquals: {
      'SAML:aud': 'https://signin.aws.amazon.com/saml',
      'saml:iss': 'https://idp.example.com/metadata',
      'saml:sub_type': 'persistent',
      'saml:doc': `${account}/idp`,
      'aws:RequestTag/Team': 'data & "quality"',
    },
    'ForAnyValue:StringEquals': { 'saml:edupersonaffiliation': 'staff' },
  }
  await root.iam.createRole({ RoleName: 'analyst', AssumeRolePolicyDocument: trust(conditions) })
  const { Credentials: issued, ...answer } = await assume({ DurationSeconds: 900 })
  expect(answer).toMatchObject({
    AssumedRoleUser: { Arn: `arn:aws:sts::${account}:assumed-role/analyst/ana@example.com` },
    Subject: 'ana@example.com',
    SubjectType: 'persistent',
    Issuer: 'https://idp.example.com/metadata',
    Audience: 'https://signin.aws.amazon.com/saml',
    NameQualifier: expect.stringMatching(/^[A-Za-z0-9+/]{27}=$/),
  })
  expect(issued?.Expiration).toEqual(new Date('2026-11-26T08:16:00Z'))
  const credentials = {
    accessKeyId: issued?.AccessKeyId ?? '',
    secretAccessKey: issued?.SecretAccessKey ?? '',
    sessionToken: issued?.SessionToken ?? '',
  }
  const session = clientsFor(sandbox.endpoint, credentials, 'us-east-1', now.getTime() - Date.now())
  expect((await session.sts.getCallerIdentity({})).Arn).toBe(`arn:aws:sts::${account}:assumed-role/analyst/ana@example.com`)
})

it('who is not trusted, and what is not there, is refused in the words of AWS', async () => {
  const denied = ['AccessDenied', 'Not authorized to perform sts:AssumeRoleWithSAML']
  await root.iam.updateAssumeRolePolicy({ RoleName: 'analyst', PolicyDocument: trust({ StringEquals: { 'saml:sub': 'eve' } }) })
  expect(await refusal(assume())).toEqual(denied)
  await root.iam.updateAssumeRolePolicy({ RoleName: 'analyst', PolicyDocument: trust({}, 'sts:AssumeRoleWithSAML') })
  expect(await refusal(assume())).toEqual(['AccessDenied', 'Not authorized to perform sts:TagSession'])
  expect(await refusal(assume({ RoleArn: arn('role/admin') }))).toEqual([
    'InvalidIdentityTokenException',
    "SAML Assertion doesn't contain the requested Role and Metadata in the attributes",
  ])
  const [, absent] = await refusal(assume({ PrincipalArn: arn('saml-provider/other') }))
  expect(absent).toMatch(/^Specified provider doesn't exist \(Service: AWSOpenIdDiscoveryService; .*AuthSamlManifestNotFoundException/)
  await root.iam.updateAssumeRolePolicy({ RoleName: 'analyst', PolicyDocument: trust({}) })
  expect(await refusal(assume({ DurationSeconds: 7200 }))).toEqual([
    'ValidationError',
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  ])
})

it('a SAML provider is made, read, changed, tagged, listed and deleted', async () => {
  const { iam } = root
  const SAMLMetadataDocument = read('metadata').replace('entityID', 'validUntil="2030-01-01T00:00:00Z" entityID')
  const made = await iam.createSAMLProvider({ Name: 'other', SAMLMetadataDocument, Tags: [{ Key: 'a', Value: 'b' }] })
  const SAMLProviderArn = arn('saml-provider/other')
  expect(made).toMatchObject({ SAMLProviderArn, Tags: [{ Key: 'a', Value: 'b' }] })
  expect(await iam.getSAMLProvider({ SAMLProviderArn })).toMatchObject({
    SAMLMetadataDocument,
    ValidUntil: new Date('2030-01-01T00:00:00Z'),
    CreateDate: now,
    AssertionEncryptionMode: 'Allowed',
    Tags: [{ Key: 'a', Value: 'b' }],
    SAMLProviderUUID: expect.stringMatching(/^SAMLSP[A-Z0-9]{16,}$/),
  })
  await iam.tagSAMLProvider({ SAMLProviderArn, Tags: [{ Key: 'c', Value: 'd' }] })
  await iam.untagSAMLProvider({ SAMLProviderArn, TagKeys: ['a'] })
  expect((await iam.listSAMLProviderTags({ SAMLProviderArn })).Tags).toEqual([{ Key: 'c', Value: 'd' }])
  expect((await iam.listSAMLProviders({})).SAMLProviderList).toHaveLength(2)
  await iam.updateSAMLProvider({ SAMLProviderArn, SAMLMetadataDocument: read('metadata') })
  expect((await iam.getSAMLProvider({ SAMLProviderArn })).ValidUntil).toEqual(new Date('2126-11-26T08:01:00Z'))
  const refused = await Promise.all([
    refusal(iam.createSAMLProvider({ Name: 'idp', SAMLMetadataDocument })),
    refusal(iam.createSAMLProvider({ Name: 'no', SAMLMetadataDocument: 'x'.repeat(1000) })),
    refusal(iam.updateSAMLProvider({ SAMLProviderArn })),
  ])
  expect(refused).toEqual([
    ['EntityAlreadyExistsException', 'Provider with name idp already exists.'],
    ['InvalidInputException', 'Could not parse metadata'],
    ['InvalidInputException', 'Unable to update identity provider. No updates are defined for metadata or encryption assertion.'],
  ])
  await iam.deleteSAMLProvider({ SAMLProviderArn })
  const gone = ['NoSuchEntityException', `Manifest not found for arn ${SAMLProviderArn}`]
  expect(await refusal(iam.getSAMLProvider({ SAMLProviderArn }))).toEqual(gone)
  expect(await refusal(iam.deleteSAMLProvider({ SAMLProviderArn }))).toEqual(gone)
})
