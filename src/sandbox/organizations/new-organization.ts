import type { AccountId } from '../../policy/account-id.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import type { Random } from '../random.ts'
import { type ControlPolicy, type ControlType, type Member, Organization } from './store.ts'

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** `ou-ab12-` and so many letters and digits. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html */
export const organizationsId = (prefix: string, length: number, random: Random): string => prefix + random.text(length, alphabet)

/** An organization with all features, whose first member manages it. */
export function newOrganization(managementAccount: AccountId, now: Date, random: Random): Organization {
  const organization = new Organization(organizationsId('o-', 10, random), managementAccount, organizationsId('r-', 4, random))
  for (const type of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const) {
    const policy = fullAccess(type)
    organization.policies.set(policy.id, policy)
  }
  addMember(organization, { id: managementAccount, name: 'management', joinedMethod: 'INVITED' }, now)
  return organization
}

type NewMember = Pick<Member, 'id' | 'name' | 'joinedMethod'> & { readonly email?: string }

/** Accounts join at the root. */
export function addMember(organization: Organization, { email, ...member }: NewMember, now: Date): void {
  const { id } = member
  organization.members.set(id, {
    ...member,
    email: email ?? `aws+${id}@example.com`,
    arn: organization.arn('account', id),
    joinedAt: now,
    parent: organization.rootId,
  })
  attachFullAccess(organization, id)
}

/** What is new has the policy that allows everything, where that type is enabled. @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_attach.html */
export function attachFullAccess(organization: Organization, target: string): void {
  for (const type of organization.enabledTypes) organization.attach(fullAccessIds[type], target)
}

export const fullAccessIds = { SERVICE_CONTROL_POLICY: 'p-FullAWSAccess', RESOURCE_CONTROL_POLICY: 'p-RCPFullAWSAccess' } as const

/** @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html */
function fullAccess(type: ControlType): ControlPolicy {
  const isScp = type === 'SERVICE_CONTROL_POLICY'
  const statement = { Effect: 'Allow', ...(isScp ? {} : { Principal: '*' }), Action: '*', Resource: '*' }
  const text = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  const name = isScp ? 'FullAWSAccess' : 'RCPFullAWSAccess'
  const policy = parsePolicyText(text, name, isScp ? 'serviceControl' : 'resourceControl')
  if (!policy.ok) throw new Error(`internal error: ${name} is malformed`)
  return {
    id: fullAccessIds[type],
    arn: `arn:aws:organizations::aws:policy/${type.toLowerCase()}/${fullAccessIds[type]}`,
    type,
    awsManaged: true,
    name,
    description: 'Allows access to every operation',
    text,
    policy: policy.value,
  }
}
