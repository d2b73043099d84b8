import type { AwsError } from '../error.ts'
import type { Kind } from './kinds.ts'

// Codes are those of https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html, which has no sentences. The sentences in this folder
// are those that users quote in reports and that clients match; where a file says nothing else, that they are whole and still current is inferred.

export const ec2Error = (code: string, message: string, status = 400): AwsError => ({ code, message, status })

/** How each kind of resource begins its ids, and what is said of one that is not there. */
const kinds: Readonly<Record<Kind, readonly [prefix: string, code: string, noun: string]>> = {
  vpc: ['vpc', 'InvalidVpcID', 'vpc ID'],
  subnet: ['subnet', 'InvalidSubnetID', 'subnet ID'],
  'security-group': ['sg', 'InvalidGroup', 'security group'],
  'security-group-rule': ['sgr', 'InvalidSecurityGroupRuleId', 'security group rule ID'],
  'network-acl': ['acl', 'InvalidNetworkAclID', 'networkAcl ID'],
  'route-table': ['rtb', 'InvalidRouteTableID', 'routeTable ID'],
  'internet-gateway': ['igw', 'InvalidInternetGatewayID', 'internetGateway ID'],
  'egress-only-internet-gateway': ['eigw', 'InvalidGatewayID', 'eigw ID'],
  'vpn-gateway': ['vgw', 'InvalidVpnGatewayID', 'vpnGateway ID'],
  natgateway: ['nat', 'NatGateway', 'Nat Gateway'],
  'elastic-ip': ['eipalloc', 'InvalidAllocationID', 'allocation ID'],
  'vpc-peering-connection': ['pcx', 'InvalidVpcPeeringConnectionID', 'vpcPeeringConnection ID'],
  'vpc-endpoint': ['vpce', 'InvalidVpcEndpointId', 'Vpc Endpoint Id'],
  'vpc-endpoint-service': ['vpce-svc', 'InvalidVpcEndpointServiceId', 'VpcEndpointService Id'],
  'prefix-list': ['pl', 'InvalidPrefixListID', 'prefix list ID'],
  'network-interface': ['eni', 'InvalidNetworkInterfaceID', 'networkInterface ID'],
  // Recorded from AWS (github.com/radkawar/stackd, testdata/aws/ec2/dhcp_options.json); descriptions say it in the singular.
  'dhcp-options': ['dopt', 'InvalidDhcpOptionsID', 'dhcpOptions ID'],
}

export const prefixOf = (kind: Kind): string => kinds[kind][0]

export const kindOfId = (id: string): Kind | undefined => {
  const prefix = /^([a-z]+(?:-svc)?)-[0-9a-f]+$/.exec(id)?.[1]
  return (Object.keys(kinds) as Kind[]).find((kind) => kinds[kind][0] === prefix)
}

/** An id that is not there, or is no id of this kind at all. */
export function notFound(kind: Kind, id: string): AwsError {
  const [prefix, code, noun] = kinds[kind]
  if (!new RegExp(`^${prefix}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`).test(id)) {
    // The sentence of https://github.com/aws-samples/aws-control-tower-account-setup-using-step-functions/issues/9.
    if (kind === 'dhcp-options') return ec2Error('InvalidDhcpOptionsId.Malformed', `The dhcp-options ID '${id}' is malformed`)
    const malformed = kind === 'natgateway' ? 'NatGatewayMalformed' : `${kind === 'security-group' ? 'InvalidGroupId' : code}.Malformed`
    return ec2Error(malformed, `Invalid id: "${id}" (expecting "${prefix}-...")`)
  }
  if (kind === 'natgateway') return ec2Error('NatGatewayNotFound', `The Nat Gateway ${id} was not found`)
  return ec2Error(`${code}.NotFound`, `The ${noun} '${id}' does not exist`)
}

export const invalidParameterValue = (message: string): AwsError => ec2Error('InvalidParameterValue', message)

export const missingParameter = (name: string): AwsError => ec2Error('MissingParameter', `The request must contain the parameter ${name}`)

export const dependencyViolation = (message: string): AwsError => ec2Error('DependencyViolation', message)

export const hasDependencies = (noun: string, id: string): AwsError =>
  dependencyViolation(`The ${noun} '${id}' has dependencies and cannot be deleted.`)

/** What is well formed and known to AWS, and that the sandbox does not do. */
export const unsupported = (what: string): AwsError =>
  ec2Error('UnsupportedOperation', `${what} is not implemented by the Sallyport sandbox`)

/** A request that was permitted, and asked for no more. */
export const dryRun: AwsError = ec2Error('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412)
