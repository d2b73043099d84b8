import type {
  CreateServiceSpecificCredentialRequest,
  CreateServiceSpecificCredentialResponse,
  DeleteServiceSpecificCredentialRequest,
  ListServiceSpecificCredentialsRequest,
  ListServiceSpecificCredentialsResponse,
  ResetServiceSpecificCredentialRequest,
  ResetServiceSpecificCredentialResponse,
  ServiceSpecificCredentialMetadata,
  UpdateServiceSpecificCredentialRequest,
} from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Permission } from '../operation.ts'
import type { Random } from '../random.ts'
import type { Stores } from '../stores.ts'
import { uniqueId } from '../unique-id.ts'
import { callerAccount } from './caller.ts'
import { limitExceeded, noSuchEntity, validationError } from './errors.ts'
import { find, subject, users } from './kind.ts'
import { page } from './page.ts'
import { type Action, permission } from './permission.ts'
import { existingName, namedOrSelf, selfSubject } from './self.ts'
import type { ServiceCredential } from './store.ts'

/** Services with credentials of their own; those whose credentials are keys may let them expire. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_service-specific-creds.html */
const services: ReadonlyMap<string, 'password' | 'key'> = new Map([
  ['codecommit.amazonaws.com', 'password'],
  ['cassandra.amazonaws.com', 'password'],
  ['bedrock.amazonaws.com', 'key'],
  ['logs.amazonaws.com', 'key'],
])

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const mostPerService = 2

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const newSecret = (random: Random): string => `${random.text(43, letters)}=`

const day = 86_400_000

/** The secret is told here and when it is reset. None of these services is in the sandbox, so nobody signs in with it. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html */
export const createServiceSpecificCredential: Operation<CreateServiceSpecificCredentialRequest, CreateServiceSpecificCredentialResponse> = {
  requires: ({ UserName, ServiceName, CredentialAgeDays: age }, call, stores) => {
    const context = {
      'iam:ServiceSpecificCredentialServiceName': ServiceName,
      'iam:ServiceSpecificCredentialAgeDays': age === undefined ? undefined : String(age),
    }
    return ok([permission('iam:CreateServiceSpecificCredential', subject(users, UserName, call, stores), { context })])
  },
  run: ({ UserName, ServiceName: service, CredentialAgeDays: age }, call, stores) => {
    const user = find(users, UserName, call, stores)
    if (!user.ok) return user
    const { id, serviceCredentials } = callerAccount(call, stores)
    const kind = services.get(service)
    // The sentences are inferred.
    if (kind === undefined) return err({ code: 'NotSupportedService', message: `The service ${service} is not supported.` })
    if (kind === 'password' && age !== undefined) return err(validationError('CredentialAgeDays is not valid for this service.'))
    const own = [...serviceCredentials.values()].filter((each) => each.userName === user.value.name && each.service === service)
    if (own.length >= mostPerService) return err(limitExceeded('ServiceSpecificCredentialsPerUser', mostPerService))
    const credential: ServiceCredential = {
      id: uniqueId('ACCA', id, call.random),
      userName: user.value.name,
      service,
      kind,
      alias: `${user.value.name}-at-${id}${own.length === 0 ? '' : `+${own.length}`}`,
      secret: newSecret(call.random),
      status: 'Active',
      createDate: call.now,
      ...(age === undefined ? {} : { expirationDate: new Date(call.now.getTime() + age * day) }),
    }
    serviceCredentials.set(credential.id, credential)
    return ok({ ServiceSpecificCredential: { ...metadataOf(credential), ...secretOf(credential) } })
  },
}

const metadataOf = (credential: ServiceCredential) =>
  ({
    UserName: credential.userName,
    Status: credential.status,
    CreateDate: credential.createDate,
    ServiceSpecificCredentialId: credential.id,
    ServiceName: credential.service,
    ExpirationDate: credential.expirationDate,
    ...(credential.kind === 'password' ? { ServiceUserName: credential.alias } : { ServiceCredentialAlias: credential.alias }),
  }) satisfies ServiceSpecificCredentialMetadata

const secretOf = ({ kind, secret }: ServiceCredential) =>
  kind === 'password' ? { ServicePassword: secret } : { ServiceCredentialSecret: secret }

interface OnCredential {
  readonly ServiceSpecificCredentialId: string
  readonly UserName?: string | undefined
}

/** What is asked of somebody about one of their credentials. */
function credentialPermission(action: Action, input: OnCredential, call: Call, stores: Stores): Result<readonly Permission[], AwsError> {
  const self = namedOrSelf(input.UserName, call)
  if (!self.ok) return self
  const credential = callerAccount(call, stores).serviceCredentials.get(input.ServiceSpecificCredentialId)
  const context = { 'iam:ServiceSpecificCredentialServiceName': credential?.service }
  return ok([permission(action, selfSubject(self.value, call, stores), { context })])
}

function findOwn(input: OnCredential, call: Call, stores: Stores): Result<ServiceCredential, AwsError> {
  const self = namedOrSelf(input.UserName, call)
  if (!self.ok) return self
  const name = existingName(self.value, call, stores)
  if (!name.ok) return name
  const id = input.ServiceSpecificCredentialId
  const credential = callerAccount(call, stores).serviceCredentials.get(id)
  // The sentence is inferred.
  return credential === undefined || credential.userName !== name.value
    ? err(noSuchEntity(`No such credential ${id} exists`))
    : ok(credential)
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServiceSpecificCredential.html */
export const updateServiceSpecificCredential: Operation<UpdateServiceSpecificCredentialRequest, object> = {
  requires: (input, call, stores) => credentialPermission('iam:UpdateServiceSpecificCredential', input, call, stores),
  run: (input, call, stores) => {
    const credential = findOwn(input, call, stores)
    if (!credential.ok) return credential
    credential.value.status = input.Status === 'Active' ? 'Active' : 'Inactive'
    return ok({})
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResetServiceSpecificCredential.html */
export const resetServiceSpecificCredential: Operation<ResetServiceSpecificCredentialRequest, ResetServiceSpecificCredentialResponse> = {
  requires: (input, call, stores) => credentialPermission('iam:ResetServiceSpecificCredential', input, call, stores),
  run: (input, call, stores) => {
    const credential = findOwn(input, call, stores)
    if (!credential.ok) return credential
    credential.value.secret = newSecret(call.random)
    return ok({ ServiceSpecificCredential: { ...metadataOf(credential.value), ...secretOf(credential.value) } })
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceSpecificCredential.html */
export const deleteServiceSpecificCredential: Operation<DeleteServiceSpecificCredentialRequest, object> = {
  requires: (input, call, stores) => credentialPermission('iam:DeleteServiceSpecificCredential', input, call, stores),
  run: (input, call, stores) => {
    const credential = findOwn(input, call, stores)
    if (!credential.ok) return credential
    callerAccount(call, stores).serviceCredentials.delete(credential.value.id)
    return ok({})
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html */
export const listServiceSpecificCredentials: Operation<ListServiceSpecificCredentialsRequest, ListServiceSpecificCredentialsResponse> = {
  requires: ({ UserName, AllUsers = false }, call, stores) => {
    if (AllUsers)
      return ok([permission('iam:ListServiceSpecificCredentials', { arn: `arn:aws:iam::${callerAccount(call, stores).id}:user/*` })])
    const self = namedOrSelf(UserName, call)
    return self.ok ? ok([permission('iam:ListServiceSpecificCredentials', selfSubject(self.value, call, stores))]) : self
  },
  run: ({ UserName, AllUsers = false, ServiceName, ...input }, call, stores) => {
    const self = AllUsers ? ok(undefined) : namedOrSelf(UserName, call)
    if (!self.ok) return self
    const name = self.value === undefined ? ok(undefined) : existingName(self.value, call, stores)
    if (!name.ok) return name
    const chosen = [...callerAccount(call, stores).serviceCredentials.values()].filter(
      ({ userName, service }) => (AllUsers || userName === name.value) && (ServiceName === undefined || service === ServiceName),
    )
    const shown = page(chosen, ({ id }) => id, input)
    return shown.ok ? ok({ ServiceSpecificCredentials: shown.value.items.map(metadataOf), ...shown.value.facts }) : shown
  },
}
