import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { CreateOpenIDConnectProviderCommand, CreateRoleCommand } from '@aws-sdk/client-iam'
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, clientsFor, rootClients } from './clients.ts'
import { localhostOf, throughLocalhost } from './through-localhost.ts'

const account = '111122223333'
const issuer = 'https://token.example.com'
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })

let sandbox: Sandbox
let anonymous: STSClient
const role = `arn:aws:iam::${account}:role/deploy`
const seconds = (): number => Math.floor(Date.now() / 1000)

beforeAll(async () => {
  const keys = [
    { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa' },
    { ...ec.publicKey.export({ format: 'jwk' }), kid: 'ec' },
  ]
  sandbox = await startSandbox({ accounts: [{ id: accountId(account) }], issuers: [{ url: issuer, keys }] })
  const { iam } = rootClients(sandbox, account)
  const provider = await iam.send(new CreateOpenIDConnectProviderCommand({ Url: issuer, ClientIDList: ['sts.amazonaws.com'] }))
  const trust = {
    Effect: 'Allow',
    Principal: { Federated: provider.OpenIDConnectProviderArn },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringLike: { 'token.example.com:sub': 'repo:acme/*' }, StringEquals: { 'token.example.com:aud': 'sts.amazonaws.com' } },
  }
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] })
  await iam.send(new CreateRoleCommand({ RoleName: 'deploy', AssumeRolePolicyDocument }))
  anonymous = new STSClient({ endpoint: sandbox.endpoint, region: 'us-east-1', maxAttempts: 1 })
})
afterAll(() => sandbox.close())

function token(changes: object = {}, { key = rsa.privateKey as KeyObject, kid = 'rsa', alg = 'RS256' } = {}): string {
  const claims = { iss: issuer, sub: 'repo:acme/app', aud: 'sts.amazonaws.com', exp: seconds() + 60, ...changes }
  const text = [{ alg, kid, typ: 'JWT' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' })
  return `${text}.${signature.toString('base64url')}`
}

const assume = (WebIdentityToken: string, RoleArn = role) =>
  anonymous.send(new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'ci', WebIdentityToken }))

it.each([
  ['RSA', {}],
  ['an elliptic curve', { key: ec.privateKey, kid: 'ec', alg: 'ES256' }],
])('a token signed with %s opens a session of the role that trusts it', async (_name, how) => {
  const { Credentials: issued, ...answer } = await assume(token({}, how))
  expect(answer).toMatchObject({
    SubjectFromWebIdentityToken: 'repo:acme/app',
    Audience: 'sts.amazonaws.com',
    Provider: `arn:aws:iam::${account}:oidc-provider/token.example.com`,
    AssumedRoleUser: { Arn: `arn:aws:sts::${account}:assumed-role/deploy/ci` },
  })
  const session = clientsFor(sandbox.endpoint, {
    accessKeyId: issued?.AccessKeyId ?? '',
    secretAccessKey: issued?.SecretAccessKey ?? '',
    sessionToken: issued?.SessionToken ?? '',
  })
  expect((await session.sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(`arn:aws:sts::${account}:assumed-role/deploy/ci`)
})

it.each([
  ['nothing that is a token', () => 'x'.repeat(20), 'InvalidIdentityToken', /is not a valid JWT/],
  [
    'another issuer',
    () => token({ iss: 'https://other.example.com' }),
    'InvalidIdentityToken',
    /^No OpenIDConnect provider found in your account for https:\/\/other\.example\.com$/,
  ],
  ['a key that the issuer does not have', () => token({}, { kid: 'none' }), 'InvalidIdentityToken', /^Couldn't retrieve verification key/],
  ['the signature of somebody else', () => token({}, { key: stranger.privateKey }), 'InvalidIdentityToken', /signature/],
  ['no signature', () => `${token({}, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`, 'InvalidIdentityToken', /signature/],
  ['an RSA key called elliptic', () => token({}, { alg: 'ES256' }), 'InvalidIdentityToken', /signature/],
  [
    'a token of yesterday',
    () => token({ exp: seconds() - 1 }),
    'ExpiredTokenException',
    /^Token expired: current date\/time \d+ must be before the expiration date\/time \d+$/,
  ],
  ['another audience', () => token({ aud: 'other' }), 'InvalidIdentityToken', /^Incorrect token audience$/],
  [
    'a subject that is not trusted',
    () => token({ sub: 'repo:evil/app' }),
    'AccessDenied',
    /^Not authorized to perform sts:AssumeRoleWithWebIdentity$/,
  ],
  [
    'tags that are not trusted',
    () => token({ 'https://aws.amazon.com/tags': { principal_tags: { team: ['x'] } } }),
    'AccessDenied',
    /sts:TagSession/,
  ],
] as const)('%s is refused', async (_name, made, code, message) => {
  const refused = await assume(made()).catch((error: unknown) => error)
  expect(refused).toMatchObject({ name: expect.stringContaining(code), message: expect.stringMatching(message) })
})

it('the name of the host says in which region an unsigned request asks, where STS may be deactivated', async () => {
  const put = (inactive: readonly string[]) =>
    fetch(`${sandbox.controlUrl}/sts-regions`, { method: 'PUT', body: JSON.stringify({ account, inactive }) })
  const endpoint = localhostOf(sandbox.endpoint).replace('//', '//sts.eu-west-1.')
  const regional = throughLocalhost(new STSClient({ endpoint, region: 'eu-west-1', maxAttempts: 1 }))
  const ask = (client: STSClient) =>
    client.send(new AssumeRoleWithWebIdentityCommand({ RoleArn: role, RoleSessionName: 'ci', WebIdentityToken: token() }))
  await put(['eu-west-1'])
  await expect(ask(regional)).rejects.toMatchObject({ name: 'RegionDisabledException', $metadata: { httpStatusCode: 403 } })
  await expect(ask(anonymous)).resolves.toHaveProperty('Credentials')
  await put([])
  await expect(ask(regional)).resolves.toHaveProperty('Credentials')
})

it('a role that is not there is refused like one that does not trust', async () => {
  await expect(assume(token(), `${role}-absent`)).rejects.toMatchObject({
    name: 'AccessDenied',
    message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  })
})
