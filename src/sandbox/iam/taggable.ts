import type { Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { findInstanceProfile, instanceProfileSubject } from './instance-profile.ts'
import { find, roles, subject, users } from './kind.ts'
import { findOwnPolicy, findPolicy, policySubject } from './managed-policy.ts'
import { deviceSubject, findDevice } from './mfa-device.ts'
import { findProvider, providerSubject } from './open-id-connect-provider.ts'
import type { Subject } from './permission.ts'
import { findSamlProvider, samlProviderSubject } from './saml-provider.ts'
import { findServerCertificate, serverCertificateSubject } from './server-certificate.ts'
import type { TagKeys, TagMap } from './tags.ts'

/** What the operations on tags need to know of a type of resource. */
export interface Taggable {
  /** In names of operations: `TagInstanceProfile`. */
  readonly title: string
  readonly keys: TagKeys
  readonly subject: (name: string, call: Call, stores: Stores) => Subject
  readonly find: (name: string, call: Call, stores: Stores) => Result<{ tags: TagMap }, AwsError>
  /** As `find`, to write. */
  readonly findOwn: (name: string, call: Call, stores: Stores) => Result<{ tags: TagMap }, AwsError>
}

const findUser: Taggable['find'] = (name, call, stores) => find(users, name, call, stores)
const findRole: Taggable['find'] = (name, call, stores) => find(roles, name, call, stores)

export const taggableUsers: Taggable = {
  title: 'User',
  keys: 'ignoreCase',
  subject: (name, call, stores) => subject(users, name, call, stores),
  find: findUser,
  findOwn: findUser,
}

export const taggableRoles: Taggable = {
  title: 'Role',
  keys: 'ignoreCase',
  subject: (name, call, stores) => subject(roles, name, call, stores),
  find: findRole,
  findOwn: findRole,
}

export const taggablePolicies: Taggable = {
  title: 'Policy',
  keys: 'exact',
  subject: policySubject,
  find: findPolicy,
  findOwn: findOwnPolicy,
}

export const taggableInstanceProfiles: Taggable = {
  title: 'InstanceProfile',
  keys: 'exact',
  subject: instanceProfileSubject,
  find: findInstanceProfile,
  findOwn: findInstanceProfile,
}

export const taggableMfaDevices: Taggable = {
  title: 'MFADevice',
  keys: 'ignoreCase',
  subject: deviceSubject,
  find: findDevice,
  findOwn: findDevice,
}

export const taggableProviders: Taggable = {
  title: 'OpenIDConnectProvider',
  keys: 'exact',
  subject: providerSubject,
  find: findProvider,
  findOwn: findProvider,
}

export const taggableSamlProviders: Taggable = {
  title: 'SAMLProvider',
  keys: 'exact',
  subject: samlProviderSubject,
  find: findSamlProvider,
  findOwn: findSamlProvider,
}

export const taggableServerCertificates: Taggable = {
  title: 'ServerCertificate',
  keys: 'ignoreCase',
  subject: serverCertificateSubject,
  find: findServerCertificate,
  findOwn: findServerCertificate,
}
