import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Request } from '../../../src/engine/request.ts'
import { type ActionReference, findAction, findService, isKey } from '../../../src/policy/reference.ts'
import { mayNameResource } from '../../../src/policy/resource-format.ts'
import { operations } from '../../../src/sandbox/iam/index.ts'
import { Random } from '../../../src/sandbox/random.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { createCertificate } from '../../../src/sandbox/tls/certificate.ts'
import { accountId, clientsFor, rootClients } from '../clients.ts'
import { allow, customer, trust } from './iam-world.ts'

const arn = (rest: string): string => `arn:aws:iam::${customer}:${rest}`
const tags = [{ Key: 'team', Value: 'data' }]

const { certificate: CertificateBody, key: PrivateKey } = createCertificate(new Random('permissions'), new Date())

/** Something for every parameter that a permission is made of; each command sends those that it has. */
const everything = {
  GlobalEndpointTokenVersion: 'v2Token',
  UserName: 'reader',
  RoleName: 'loader',
  GroupName: 'readers',
  PolicyName: 'read',
  InstanceProfileName: 'loaders',
  PolicyArn: arn('policy/read'),
  PolicySourceArn: arn('user/reader'),
  PermissionsBoundary: arn('policy/read'),
  OpenIDConnectProviderArn: arn('oidc-provider/idp.example.com'),
  SAMLProviderArn: arn('saml-provider/idp'),
  Name: 'idp',
  SAMLMetadataDocument: readFileSync(new URL('../saml/signed/metadata.xml', import.meta.url), 'utf8'),
  Url: 'https://idp.example.com',
  ClientIDList: ['sallyport'],
  ClientID: 'sallyport',
  ThumbprintList: ['a'.repeat(40)],
  PolicyDocument: allow('s3:GetObject'),
  AssumeRolePolicyDocument: trust({ Service: 'ec2.amazonaws.com' }),
  PolicyInputList: [allow('s3:GetObject')],
  ActionNames: ['s3:GetObject'],
  AWSServiceName: 'batch.amazonaws.com',
  DeletionTaskId: `task/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch/${'0'.repeat(36)}`,
  AccountAlias: 'acme',
  AccessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  Status: 'Inactive',
  VersionId: 'v1',
  SetAsDefault: true,
  Password: 'correct horse battery staple',
  Description: 'loads',
  SerialNumber: arn('mfa/phone'),
  VirtualMFADeviceName: 'phone',
  AuthenticationCode1: '123456',
  AuthenticationCode2: '654321',
  Tags: tags,
  TagKeys: ['team'],
  Arn: arn('user/reader'),
  JobId: '0'.repeat(36),
  ServiceNamespace: 's3',
  ServiceNamespaces: ['s3'],
  ServiceName: 'bedrock.amazonaws.com',
  CredentialAgeDays: 30,
  ServerCertificateName: 'web',
  CertificateBody,
  PrivateKey,
  CertificateId: 'A'.repeat(28),
  SSHPublicKeyBody: 'ssh-rsa none',
  SSHPublicKeyId: `APKA${'A'.repeat(17)}`,
  Encoding: 'SSH',
  OldPassword: 'correct horse battery staple',
  NewPassword: 'correct horse battery staple 2',
}

/** What every operation finds: each thing, with tags and a boundary. */
const restoring = [
  'CreatePolicy',
  'CreateUser',
  'CreateRole',
  'CreateGroup',
  'CreateInstanceProfile',
  'CreateOpenIDConnectProvider',
  'CreateSAMLProvider',
  'PutUserPermissionsBoundary',
  'PutRolePermissionsBoundary',
  'TagPolicy',
  'TagUser',
  'TagRole',
  'TagInstanceProfile',
  'TagOpenIDConnectProvider',
  'TagSAMLProvider',
  'CreateVirtualMFADevice',
  'TagMFADevice',
  'UploadServerCertificate',
  'TagServerCertificate',
]

interface Asked {
  readonly operation: string
  readonly request: Request
}

let sandbox: Sandbox
const asked: Asked[] = []
beforeAll(async () => {
  sandbox = await startSandbox({
    seed: 'permissions',
    accounts: [{ id: accountId(customer) }],
    onDecision: ({ call, request }) => asked.push({ operation: call.operation, request }),
  })
  const { iam } = rootClients(sandbox, customer)
  for (const operation of restoring) await send(operation, iam)
  const { AccessKey } = await iam.send(new sdk.CreateAccessKeyCommand(everything))
  const { ServiceSpecificCredential } = await iam.send(new sdk.CreateServiceSpecificCredentialCommand(everything))
  const ids = { AccessKeyId: AccessKey?.AccessKeyId, ServiceSpecificCredentialId: ServiceSpecificCredential?.ServiceSpecificCredentialId }
  const own = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' }
  await send('ChangePassword', clientsFor(sandbox.endpoint, own).iam)
  for (const operation of deletingLast(Object.keys(operations))) {
    await send(operation, iam, { ...everything, ...ids })
    if (/^(?:Delete|Untag)/.test(operation)) for (const restore of restoring) await send(restore, iam)
  }
})
afterAll(() => sandbox.close())

const deletingLast = (names: readonly string[]): readonly string[] =>
  [/^(?!Delete)/, /^Delete/].flatMap((which) => names.filter((name) => which.test(name)))

/** Whether the call succeeds does not matter: permissions come first. */
async function send(operation: string, iam: sdk.IAMClient, input: object = everything): Promise<void> {
  const Command = Object.entries(sdk).find(([name]) => name === `${operation}Command`)?.[1] as new (input: object) => sdk.GetUserCommand
  try {
    await iam.send(new Command(input))
  } catch (error) {
    if (!(error instanceof sdk.IAMServiceException)) throw error
  }
}

/** AWS's denials of these name a path, although the reference has no resource for them. */
const namePaths = new Set([
  'iam:ListGroups',
  'iam:ListInstanceProfiles',
  'iam:ListOpenIDConnectProviders',
  'iam:ListRoles',
  'iam:ListSAMLProviders',
  'iam:ListServerCertificates',
  'iam:ListUsers',
  'iam:ListVirtualMFADevices',
])

function actionOf({ request }: Asked): ActionReference {
  const action = findAction(request.action)
  if (action === undefined) throw new Error(`AWS has no action ${request.action}`)
  return action
}

const isAuthorizedOn = ({ resourceTypes, action }: ActionReference, resource: string): boolean =>
  resourceTypes.length === 0
    ? resource === '*' || namePaths.has(action)
    : resourceTypes.some(({ type }) => mayNameResource(resource, type.arn))

/** Keys that IAM lists with its actions: its own, and those about tags. */
const isOwn = (key: string): boolean => (findService('iam')?.conditionKeys ?? []).some((own) => isKey(own, key))

/** Role templates, instances and security keys are nothing of the sandbox's. What is made has no tags yet, and what is gone has none any more. */
const neverSent = (operation: string, key: string): boolean =>
  /^iam:(?:RoleTemplateARN|AssociatedResourceArn|RegisterSecurityKey|FIDO-.*)$/.test(key) ||
  (/^UploadServer|^Create(?!AccessKey|Login|PolicyVersion)|DeletionStatus$/.test(operation) && /:ResourceTag\//.test(key))

describe.each(Object.keys(operations))('%s', (operation) => {
  const own = (): readonly Asked[] => asked.filter((one) => one.operation === operation)

  it('asks for the action of its name, on a resource that the action has, with keys that the action sends', () => {
    expect(own().map(({ request }) => request.action)).toContain(`iam:${operation}`)
    const wrong = own().flatMap((one) => {
      const action = actionOf(one)
      const keys = [...one.request.context.keys()].filter((key) => isOwn(key) && !action.conditionKeys.some((sent) => isKey(sent, key)))
      return [...(isAuthorizedOn(action, one.request.resource) ? [] : [one.request.resource]), ...keys].map((what) => [action.action, what])
    })
    expect(wrong).toEqual([])
  })

  it('sends the keys that AWS sends with each action', () => {
    const sent = new Set(own().flatMap(({ request: { action, context } }) => [...context.keys()].map((key) => `${action} ${key}`)))
    const actions = new Set(own().map(actionOf))
    const missing = [...actions].flatMap(({ action, conditionKeys }) =>
      conditionKeys
        .filter(({ key }) => !neverSent(operation, key))
        .filter((key) => ![...sent].some((one) => one.startsWith(`${action} `) && isKey(key, one.slice(action.length + 1))))
        .map(({ key }) => [action, key]),
    )
    expect(missing).toEqual([])
  })
})
