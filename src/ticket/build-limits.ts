import { parseYaml } from '../base/parse-yaml.ts'
import type { Network } from '../network/network.ts'
import { parseNetwork } from '../network/parse-network.ts'
import { parseArn } from '../policy/arn.ts'
import { statementTexts } from './document-texts.ts'
import type { Draft } from './draft.ts'
import type { TicketPolicy } from './ticket.ts'

/** What limits a connection besides: where it comes from, and what its session was given. */
export interface Limits {
  readonly from?: string
  readonly sessionPolicyArn?: string
}

/** Puts the session policy and the policy of a VPC endpoint that a ticket has in force. */
export function buildLimits(draft: Draft): Limits {
  return { ...limitSession(draft), ...limitWay(draft) }
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session */
function limitSession(draft: Draft): Limits {
  const role = parseArn(draft.connection.roleArn ?? '')
  const policy = given(draft, 'session')
  if (policy === undefined || role === undefined) return {}
  const name = 'connector-session'
  const document = draft.take(policy, name)
  if (document === undefined) return {}
  const account = draft.account(role.account, 'customer')
  draft.policies.set(name, { name, at: policy.document.at, account, path: '/', document, otherVersions: [] })
  draft.assume(`the session policy is passed as the managed policy \`${name}\``, 'a replay passes session policies by their ARN')
  return { sessionPolicyArn: `arn:aws:iam::${role.account}:policy/${name}` }
}

const given = ({ ticket, placed }: Draft, type: TicketPolicy['type']): TicketPolicy | undefined =>
  ticket.policies.find((policy) => policy.type === type && !placed.has(policy))

/** A place with no way to the service but through the endpoint. */
function limitWay(draft: Draft): Limits {
  const policy = endpointPolicy(draft)
  if (policy === undefined) return {}
  const document = draft.take(policy, 'endpoint-policy')
  if (document === undefined) return {}
  const service = serviceOf(policy)
  draft.network = networkWith(draft, service, policy.endpoint?.id)
  draft.endpointPolicies.set(service, document)
  draft.assume(
    `the connector runs in a VPC, and comes to ${service === 's3' ? 'S3' : 'STS'} through the endpoint of this policy`,
    'the ticket has the policy of an endpoint',
  )
  return { from: 'connector' }
}

/** Of several the one of the service whose call was refused; those of the other belong to other ways. */
function endpointPolicy({ ticket, placed }: Draft): TicketPolicy | undefined {
  const all = ticket.policies.filter((policy) => policy.type === 'vpcEndpoint' && !placed.has(policy))
  const refused = ticket.errors.find(({ message }) => /VPC endpoint policy/i.test(message ?? ''))
  const service = refused?.action?.startsWith('sts:') === true ? 'sts' : 's3'
  return refused === undefined ? all[0] : (all.find((policy) => serviceOf(policy) === service) ?? all[0])
}

function serviceOf({ endpoint, document }: TicketPolicy): 's3' | 'sts' {
  if (endpoint !== undefined) return endpoint.service
  const actions = statementTexts(document).flatMap((statement) => statement.actions)
  return actions.length > 0 && actions.every((action) => /^sts:/i.test(action)) ? 'sts' : 's3'
}

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html */
function networkWith(draft: Draft, service: 's3' | 'sts', known: string | undefined): Network {
  const region = draft.buckets.get(draft.connection.bucket)?.region ?? draft.connection.region
  const account = draft.account(draft.vendorAccount(), 'vendor')
  const id = known ?? draft.endpointId() ?? 'vpce-0123456789abcdef0'
  const endpoint =
    service === 's3'
      ? `s3: { vpc: product, type: Gateway, id: ${id}, service: com.amazonaws.${region}.s3, routeTables: private }`
      : `sts: { vpc: product, type: Interface, id: ${id}, service: com.amazonaws.${region}.sts, subnets: private, securityGroups: endpoints }`
  const text = `
vpcs: { product: { account: ${account}, region: ${region}, id: vpc-0123456789abcdef0, cidrBlock: 10.0.0.0/16, enableDnsHostnames: true } }
subnets:
  edge: { vpc: product, cidrBlock: 10.0.0.0/24, routeTable: public }
  private: { vpc: product, cidrBlock: 10.0.1.0/24, routeTable: private }
internetGateways: { igw: product }
natGateways: { nat: { subnet: edge, publicIp: 198.51.100.77 } }
routeTables:
  public: { vpc: product, routes: { 0.0.0.0/0: igw } }
  private: { vpc: product, routes: { 0.0.0.0/0: nat } }
prefixLists:
  s3: { service: com.amazonaws.${region}.s3, entries: [3.5.0.0/19, 52.216.0.0/15, 54.231.0.0/16] }
securityGroups:
  worker: { vpc: product }
  endpoints: { vpc: product, ingress: [{ protocol: tcp, ports: 443, securityGroup: worker }] }
networkInterfaces:
  connector: { subnet: private, privateIpAddress: 10.0.1.10, securityGroups: worker }
vpcEndpoints:
  ${endpoint}
`
  const tree = parseYaml(text, draft.at.file)
  const network = tree.ok ? parseNetwork(tree.value, { accounts: new Map([[account, draft.accountId(account)]]) }) : tree
  if (!network.ok) throw new Error(`internal error: the network of a ticket does not parse: ${network.error[0]?.message}`)
  return network.value
}
