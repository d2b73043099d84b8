import { findAction, isKey } from '../../policy/reference.ts'
import type { ContextKeys } from '../operation.ts'
import type { Kind, Kinds, Resource } from './kinds.ts'

/**
 * What EC2 tells policies of a resource, beside its tags.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html#amazonec2-policy-keys
 */
const keysOf: { readonly [K in Kind]?: (resource: Kinds[K], arn: ArnOf) => ContextKeys } = {
  vpc: ({ id, tenancy }) => ({ 'ec2:VpcID': id, 'ec2:Tenancy': tenancy }),
  subnet: ({ id, vpc, zone }, arn) => ({
    'ec2:SubnetID': id,
    'ec2:Vpc': arn('vpc', vpc),
    'ec2:AvailabilityZone': zone.name,
    'ec2:AvailabilityZoneId': zone.id,
  }),
  'security-group': ({ id, vpc }, arn) => ({ 'ec2:SecurityGroupID': id, 'ec2:Vpc': arn('vpc', vpc) }),
  'network-acl': ({ id, vpc }, arn) => ({ 'ec2:NetworkAclID': id, 'ec2:Vpc': arn('vpc', vpc) }),
  'route-table': ({ id, vpc }, arn) => ({ 'ec2:RouteTableID': id, 'ec2:Vpc': arn('vpc', vpc) }),
  'internet-gateway': ({ id }) => ({ 'ec2:InternetGatewayID': id }),
  natgateway: ({ vpc }, arn) => ({ 'ec2:Vpc': arn('vpc', vpc) }),
  'elastic-ip': ({ id, publicIp }) => ({ 'ec2:AllocationId': id, 'ec2:PublicIpAddress': publicIp, 'ec2:Domain': 'vpc' }),
  'vpc-peering-connection': ({ id, requester, accepter }) => ({
    'ec2:VpcPeeringConnectionID': id,
    'ec2:RequesterVpc': arnOf('vpc', requester.vpc, requester),
    'ec2:AccepterVpc': arnOf('vpc', accepter.vpc, accepter),
  }),
  'vpc-endpoint': ({ service, region }) => ({ 'ec2:VpceServiceName': service, 'ec2:VpceServiceRegion': region }),
  'network-interface': ({ id, subnet, vpc }, arn) => ({
    'ec2:NetworkInterfaceID': id,
    'ec2:Subnet': arn('subnet', subnet),
    'ec2:Vpc': arn('vpc', vpc),
  }),
}

type ArnOf = (kind: Kind, id: string) => string

export const arnOf = (kind: Kind, id: string, { account, region }: { readonly account: string; readonly region: string }): string =>
  `arn:aws:ec2:${region}:${account}:${kind}/${id}`

export function resourceKeys<K extends Kind>(kind: K, resource: Kinds[K] & Resource): ContextKeys {
  const own = keysOf[kind]?.(resource, (other, id) => arnOf(other, id, resource)) ?? {}
  return { ...own, ...Object.fromEntries([...resource.tags].map(([key, value]) => [`ec2:ResourceTag/${key}`, value])) }
}

/** Which attributes a request changes, and to what. */
export function attributeKeys(input: object, resource: string): ContextKeys {
  const attributes = Object.entries(input).filter(([name]) => name !== resource && name !== 'DryRun')
  const values = attributes.flatMap(([name, value]): [string, string][] =>
    typeof value === 'object' && value !== null && 'Value' in value ? [[`ec2:Attribute/${name}`, String(value.Value)]] : [],
  )
  return { 'ec2:Attribute': attributes.map(([name]) => name), ...Object.fromEntries(values) }
}

/** Of what is known, that which AWS sends with the action. */
export function sentWith(action: string, keys: ContextKeys): ContextKeys {
  const sent = findAction(action)?.conditionKeys ?? []
  return Object.fromEntries(Object.entries(keys).filter(([key]) => sent.some((reference) => isKey(reference, key))))
}
