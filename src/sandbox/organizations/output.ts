import type {
  Account,
  HandshakeParty,
  HandshakeResource,
  Handshake as ModelHandshake,
  Organization as ModelOrganization,
  OrganizationalUnit,
  PolicySummary,
  Root,
} from '@aws-sdk/client-organizations'
import type { ControlPolicy, Handshake, Member, Organization, Unit } from './store.ts'

export const organizationOutput = (organization: Organization): ModelOrganization => ({
  Id: organization.id,
  Arn: organization.arn('organization'),
  FeatureSet: 'ALL',
  MasterAccountArn: organization.arn('account', organization.managementAccount),
  MasterAccountId: organization.managementAccount,
  MasterAccountEmail: organization.members.get(organization.managementAccount)?.email,
  AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
})

export const rootOutput = (organization: Organization): Root => ({
  Id: organization.rootId,
  Arn: organization.rootArn,
  Name: 'Root',
  PolicyTypes: [...organization.enabledTypes].map((Type) => ({ Type, Status: 'ENABLED' })),
})

export const unitOutput = ({ id, arn, name }: Unit): OrganizationalUnit => ({ Id: id, Arn: arn, Name: name })

export const accountOutput = ({ id, arn, name, email, joinedMethod, joinedAt, closedAt }: Member): Account => ({
  Id: id,
  Arn: arn,
  Name: name,
  Email: email,
  Status: closedAt === undefined ? 'ACTIVE' : 'SUSPENDED',
  State: closedAt === undefined ? 'ACTIVE' : 'CLOSED',
  JoinedMethod: joinedMethod,
  JoinedTimestamp: joinedAt,
})

export const policyOutput = ({ id, arn, name, description, type, awsManaged }: ControlPolicy): PolicySummary => ({
  Id: id,
  Arn: arn,
  Name: name,
  Description: description,
  Type: type,
  AwsManaged: awsManaged,
})

const fifteenDays = 15 * 86_400_000

/** Recorded from AWS of an invitation by e-mail (github.com/radkawar/stackd, testdata/aws/iam/organizations_handshakes.json). */
export function handshakeOutput({ id, arn, account, state, requestedAt, notes }: Handshake, organization: Organization): ModelHandshake {
  const manager = organization.members.get(organization.managementAccount)
  const parties: HandshakeParty[] = [
    { Id: organization.id.slice('o-'.length), Type: 'ORGANIZATION' },
    { Id: account, Type: 'ACCOUNT' },
  ]
  const resources: HandshakeResource[] = [
    {
      Type: 'ORGANIZATION',
      Value: organization.id,
      Resources: [
        { Type: 'MASTER_EMAIL', Value: manager?.email },
        { Type: 'MASTER_NAME', Value: manager?.name },
        { Type: 'ORGANIZATION_FEATURE_SET', Value: 'ALL' },
      ],
    },
    { Type: 'ACCOUNT', Value: account },
    ...(notes === undefined ? [] : [{ Type: 'NOTES' as const, Value: notes }]),
  ]
  const times = { RequestedTimestamp: requestedAt, ExpirationTimestamp: new Date(requestedAt.getTime() + fifteenDays) }
  return { Id: id, Arn: arn, Parties: parties, State: state, Action: 'INVITE', Resources: resources, ...times }
}
