import type { PolicyType, ResourceElement } from '../policy/policy.ts'
import type { CallerKind } from './caller-kind.ts'
import { anyRole, type ResourceTemplate } from './resource-template.ts'
import type { Ownership } from './witness.ts'

/** Which requests a comparison is about. */
export interface Callers {
  /** Kinds of callers that can send a request for the action, given in lower case. */
  readonly kinds: (action: string) => readonly CallerKind[]
  /** Whether the policies have a say about actions of the service. */
  readonly services: (prefix: string) => boolean
  /** Set where the policy is of one kind of resource, whatever the action. */
  readonly template?: (partitions: readonly string[]) => ResourceTemplate
  /** The ARN of the one caller that the comparison is about. */
  readonly principal?: string
  /** The resources that the comparison is about; all of these hold. */
  readonly within?: readonly ResourceElement[]
  /** Keys, in lower case, whose value is known. */
  readonly known?: ReadonlyMap<string, string>
  /** Whose resource it is when a witness is replayed: nothing but the compared policies may decide. */
  readonly ownership: (action: string) => Ownership
}

const attached: Callers = { kinds: () => ['attached'], services: () => true, ownership: () => 'own' }

const everybody: readonly CallerKind[] = ['role', 'user', 'root', 'service', 'anonymous']

/** Only identity providers vouch for these. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html */
const federatedActions: ReadonlySet<string> = new Set(['sts:assumerolewithsaml', 'sts:assumerolewithwebidentity'])
/** These come along with the calls that assume a role. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
const accompanyingActions: ReadonlySet<string> = new Set(['sts:tagsession', 'sts:setsourceidentity'])

function kindsOfTrust(action: string): readonly CallerKind[] {
  if (federatedActions.has(action)) return ['federated']
  if (accompanyingActions.has(action)) return ['role', 'user', 'service', 'federated']
  return ['role', 'user', 'service']
}

const isTrustAction = (action: string): boolean =>
  action === 'sts:assumerole' || federatedActions.has(action) || accompanyingActions.has(action)

/** Who can send requests about which policies of the type have a say. */
export function callersOf(type: PolicyType): Callers {
  switch (type) {
    case 'identity':
    case 'managed':
    case 'permissionsBoundary':
    case 'session':
    case 'serviceControl':
      return attached
    case 'trust':
      return {
        kinds: (action) => (isTrustAction(action) ? kindsOfTrust(action) : []),
        services: (prefix) => prefix === 'sts',
        template: anyRole,
        ownership: () => 'foreign',
      }
    case 'bucket':
      return { ...attached, kinds: () => everybody, services: (prefix) => prefix === 's3', ownership: () => 'foreign' }
    case 'key':
      return { ...attached, kinds: () => everybody, services: (prefix) => prefix === 'kms', ownership: () => 'own' }
    case 'resource':
      return { ...attached, kinds: () => everybody, ownership: (action) => (action.startsWith('kms:') ? 'own' : 'foreign') }
    case 'resourceControl':
    case 'vpcEndpoint':
      return { ...attached, kinds: () => everybody, ownership: () => 'own' }
  }
}

/** Requests of one user or role to its own account. */
export const callerOf = (principal: string): Callers => ({
  ...attached,
  kinds: () => [principal.includes(':user/') ? 'user' : 'role'],
  principal,
})
