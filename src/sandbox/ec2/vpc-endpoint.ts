import type {
  CreateVpcEndpointRequest,
  CreateVpcEndpointResult,
  DeleteVpcEndpointsRequest,
  DeleteVpcEndpointsResult,
  DescribeVpcEndpointsRequest,
  DescribeVpcEndpointsResult,
  ModifyVpcEndpointRequest,
  ModifyVpcEndpointResult,
  UnsuccessfulItem,
  VpcEndpoint as VpcEndpointOutput,
} from '@aws-sdk/client-ec2'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { describe } from './describe.ts'
import { addServiceRoutes, checkPolicy, fullAccess, removeServiceRoutes } from './endpoint-parts.ts'
import { ec2Error, invalidParameterValue } from './errors.ts'
import type { Vpc, VpcEndpoint } from './kinds.ts'
import { addInterface, parseGroups } from './network-interface.ts'
import { ec2Operation } from './operation.ts'
import { freeAddress } from './subnet.ts'
import { formatTags } from './tags.ts'
import { findService, type OfferedService } from './vpc-endpoint-service.ts'
import type { World } from './world.ts'

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html */
export const createVpcEndpoint = ec2Operation<CreateVpcEndpointRequest, CreateVpcEndpointResult>({
  creates: 'vpc-endpoint',
  uses: ({ VpcId, RouteTableIds, SubnetIds, SecurityGroupIds }) => [
    ['vpc', VpcId],
    ['route-table', RouteTableIds],
    ['subnet', SubnetIds],
    ['security-group', SecurityGroupIds],
  ],
  run: (input, world, tags) => {
    const vpc = world.find('vpc', input.VpcId)
    if (!vpc.ok) return vpc
    const { VpcEndpointType: type = 'Gateway', ServiceName = '' } = input
    const service = findService(ServiceName, world)
    if (service === undefined || !service.types.includes(type))
      return err(ec2Error('InvalidServiceName', `The Vpc Endpoint Service '${ServiceName}' does not exist`))
    const policy = input.PolicyDocument ?? fullAccess
    const refused = checkPolicy(policy)
    if (refused !== undefined) return err(refused)
    const made =
      type === 'Gateway'
        ? makeGateway(input, vpc.value, policy, world, tags)
        : makeInterface(input, { vpc: vpc.value, service, policy }, world, tags)
    if (!made.ok) return made
    const { ClientToken } = input
    return ok({ VpcEndpoint: endpointOutput(made.value, world), ...(ClientToken === undefined ? {} : { ClientToken }) })
  },
})

type Input = Pick<CreateVpcEndpointRequest, 'PrivateDnsEnabled'> & {
  readonly ServiceName?: string | undefined
  readonly RouteTableIds?: readonly string[] | undefined
  readonly SubnetIds?: readonly string[] | undefined
  readonly SecurityGroupIds?: readonly string[] | undefined
}

type Tags = ReadonlyMap<string, string>

function makeGateway(input: Input, vpc: Vpc, policy: string, world: World, tags: Tags): Result<VpcEndpoint, AwsError> {
  const tables = inVpc('route-table', input.RouteTableIds, vpc.id, world)
  if (!tables.ok) return tables
  const service = input.ServiceName ?? ''
  const refused = addServiceRoutes(service, input.RouteTableIds ?? [], world)
  if (refused !== undefined) return err(refused)
  const facts = {
    ...common(vpc, service, policy, world),
    type: 'Gateway',
    routeTables: [...(input.RouteTableIds ?? [])],
    securityGroups: [],
    privateDns: false,
  } as const
  const endpoint = world.add('vpc-endpoint', { ...facts, routeTables: [...facts.routeTables], securityGroups: [] }, tags)
  addServiceRoutes(service, endpoint.routeTables, world, endpoint.id)
  return ok(endpoint)
}

const common = (vpc: Vpc, service: string, policy: string, world: World) => ({
  vpc: vpc.id,
  service,
  policy,
  interfaces: new Map<string, string>(),
  state: 'available' as const,
  createdAt: world.now,
})

function inVpc(kind: 'route-table' | 'subnet', ids: readonly string[] | undefined, vpc: string, world: World): Result<void, AwsError> {
  const found = world.findAll(kind, ids)
  if (!found.ok) return found
  const foreign = found.value.find((each) => each.vpc !== vpc)
  return foreign === undefined
    ? ok(undefined)
    : err(invalidParameterValue(`${kind === 'subnet' ? 'Subnet' : 'Route table'} ${foreign.id} does not belong to VPC ${vpc}`))
}

interface Interfaced {
  readonly vpc: Vpc
  readonly service: OfferedService
  readonly policy: string
}

/** One interface for each subnet, of which there may be one in each Availability Zone. */
function makeInterface(input: Input, { vpc, service, policy }: Interfaced, world: World, tags: Tags): Result<VpcEndpoint, AwsError> {
  const subnets = inVpc('subnet', input.SubnetIds, vpc.id, world)
  if (!subnets.ok) return subnets
  const groups = parseGroups(input.SecurityGroupIds, vpc.id, world)
  if (!groups.ok) return groups
  const privateDns = input.PrivateDnsEnabled ?? service.own === undefined
  const refused = checkPrivateDns(privateDns, vpc, service, world) ?? checkZones(input.SubnetIds ?? [], world)
  if (refused !== undefined) return err(refused)
  const state = service.own === undefined || !service.own.acceptanceRequired ? 'available' : 'pendingAcceptance'
  const facts = {
    ...common(vpc, service.name, policy, world),
    type: 'Interface',
    routeTables: [],
    securityGroups: groups.value,
    privateDns,
    state,
  } as const
  const endpoint = world.add('vpc-endpoint', { ...facts, routeTables: [], securityGroups: groups.value }, tags)
  const placed = placeIn(endpoint, input.SubnetIds ?? [], world)
  return placed.ok ? ok(endpoint) : placed
}

function placeIn(endpoint: VpcEndpoint, subnets: readonly string[], world: World): Result<void, AwsError> {
  for (const id of subnets) {
    const subnet = world.find('subnet', id)
    if (!subnet.ok) return subnet
    const address = freeAddress(subnet.value, world)
    if (!address.ok) return address
    const made = {
      privateIps: [address.value],
      groups: [...endpoint.securityGroups],
      description: `VPC Endpoint Interface ${endpoint.id}`,
      type: 'vpc_endpoint' as const,
      requester: 'amazon-aws' as const,
    }
    endpoint.interfaces.set(id, addInterface(subnet.value, made, world).id)
  }
  return ok(undefined)
}

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/interface-endpoints.html#enable-private-dns-names */
function checkPrivateDns(wanted: boolean, vpc: Vpc, service: OfferedService, world: World): AwsError | undefined {
  if (!wanted) return undefined
  if (!vpc.enableDnsSupport || !vpc.enableDnsHostnames)
    return ec2Error(
      'InvalidParameter',
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpc.id}`,
    )
  if (service.privateDnsName === undefined)
    return ec2Error(
      'InvalidParameter',
      `Private DNS can't be enabled because the service ${service.name} does not provide a private DNS name.`,
    )
  const other = world
    .of('vpc-endpoint')
    .find((each) => each.vpc === vpc.id && each.service === service.name && each.privateDns && each.state !== 'deleted')
  if (other === undefined) return undefined
  return ec2Error(
    'InvalidParameter',
    `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${service.privateDnsName} in the VPC ${vpc.id}`,
  )
}

function checkZones(ids: readonly string[], world: World): AwsError | undefined {
  const subnets = ids.flatMap((id) => world.get('subnet', id) ?? [])
  const zones = subnets.map(({ zone }) => zone.name)
  return new Set(zones).size === zones.length
    ? undefined
    : ec2Error('DuplicateSubnetsInSameZone', 'Found duplicate subnets in the same availability zone.')
}

function endpointOutput(endpoint: VpcEndpoint, world: World): VpcEndpointOutput {
  const host = `${endpoint.id}-${endpoint.id.slice(-8)}.${endpoint.service.split('.').at(-1)}.${endpoint.region}.vpce.amazonaws.com`
  return {
    VpcEndpointId: endpoint.id,
    VpcEndpointType: endpoint.type,
    VpcId: endpoint.vpc,
    ServiceName: endpoint.service,
    ServiceRegion: endpoint.region,
    State: endpoint.state as NonNullable<VpcEndpointOutput['State']>,
    PolicyDocument: endpoint.policy,
    RouteTableIds: [...endpoint.routeTables],
    SubnetIds: [...endpoint.interfaces.keys()],
    Groups: endpoint.securityGroups.map((id) => ({ GroupId: id, GroupName: world.get('security-group', id)?.name })),
    PrivateDnsEnabled: endpoint.privateDns,
    RequesterManaged: false,
    NetworkInterfaceIds: [...endpoint.interfaces.values()],
    DnsEntries: endpoint.type === 'Gateway' ? [] : [{ DnsName: host, HostedZoneId: 'Z7HUB22UULQXV' }],
    CreationTimestamp: endpoint.createdAt,
    OwnerId: endpoint.account,
    Tags: formatTags(endpoint.tags),
  }
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html */
export const describeVpcEndpoints = describe<DescribeVpcEndpointsRequest, VpcEndpointOutput, DescribeVpcEndpointsResult, 'vpc-endpoint'>({
  kind: 'vpc-endpoint',
  ids: ({ VpcEndpointIds }) => VpcEndpointIds,
  item: endpointOutput,
  filters: {
    'service-name': ({ ServiceName }) => ServiceName,
    'service-region': ({ ServiceRegion }) => ServiceRegion,
    'vpc-id': ({ VpcId }) => VpcId,
    'vpc-endpoint-id': ({ VpcEndpointId }) => VpcEndpointId,
    'vpc-endpoint-state': ({ State }) => State,
    'vpc-endpoint-type': ({ VpcEndpointType }) => VpcEndpointType,
    'ip-address-type': ({ IpAddressType }) => IpAddressType,
  },
  output: (VpcEndpoints, page) => ({ VpcEndpoints, ...page }),
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcEndpoint.html */
export const modifyVpcEndpoint = ec2Operation<ModifyVpcEndpointRequest, ModifyVpcEndpointResult>({
  uses: (input) => [
    ['vpc-endpoint', input.VpcEndpointId],
    ['route-table', [...(input.AddRouteTableIds ?? []), ...(input.RemoveRouteTableIds ?? [])]],
    ['subnet', [...(input.AddSubnetIds ?? []), ...(input.RemoveSubnetIds ?? [])]],
    ['security-group', [...(input.AddSecurityGroupIds ?? []), ...(input.RemoveSecurityGroupIds ?? [])]],
  ],
  run: (input, world) => {
    const found = world.find('vpc-endpoint', input.VpcEndpointId)
    if (!found.ok) return found
    const endpoint = found.value
    const { AddRouteTableIds = [], RemoveRouteTableIds = [], AddSubnetIds = [], RemoveSubnetIds = [] } = input
    const policy = input.ResetPolicy === true ? fullAccess : (input.PolicyDocument ?? endpoint.policy)
    const known = [inVpc('route-table', AddRouteTableIds, endpoint.vpc, world), inVpc('subnet', AddSubnetIds, endpoint.vpc, world)]
    for (const each of known) if (!each.ok) return each
    const groups = changedGroups(endpoint, input, world)
    if (!groups.ok) return groups
    const kept = [...endpoint.interfaces.keys()].filter((id) => !RemoveSubnetIds.includes(id))
    const added = AddSubnetIds.filter((id) => !kept.includes(id))
    const refused =
      checkPolicy(policy) ??
      checkZones([...kept, ...added], world) ??
      (endpoint.type === 'Gateway'
        ? addServiceRoutes(
            endpoint.service,
            AddRouteTableIds.filter((id) => !endpoint.routeTables.includes(id)),
            world,
          )
        : undefined)
    if (refused !== undefined) return err(refused)
    endpoint.policy = policy
    endpoint.securityGroups = groups.value
    if (input.PrivateDnsEnabled !== undefined) endpoint.privateDns = input.PrivateDnsEnabled
    if (endpoint.type === 'Gateway') changeTables(endpoint, AddRouteTableIds, RemoveRouteTableIds, world)
    for (const id of RemoveSubnetIds) removeInterface(endpoint, id, world)
    for (const id of endpoint.interfaces.values()) Object.assign(world.get('network-interface', id) ?? {}, { groups: [...groups.value] })
    const placed = placeIn(endpoint, added, world)
    return placed.ok ? ok({ Return: true }) : placed
  },
})

function changedGroups(
  { securityGroups, vpc, type }: VpcEndpoint,
  {
    AddSecurityGroupIds: add = [],
    RemoveSecurityGroupIds: remove = [],
  }: { readonly AddSecurityGroupIds?: readonly string[] | undefined; readonly RemoveSecurityGroupIds?: readonly string[] | undefined },
  world: World,
): Result<string[], AwsError> {
  if (type === 'Gateway') return ok([])
  const kept = securityGroups.filter((id) => !remove.includes(id))
  return parseGroups([...new Set([...kept, ...add])], vpc, world)
}

function changeTables(endpoint: VpcEndpoint, add: readonly string[], remove: readonly string[], world: World): void {
  const added = add.filter((id) => !endpoint.routeTables.includes(id))
  removeServiceRoutes(endpoint.id, remove, world)
  addServiceRoutes(endpoint.service, added, world, endpoint.id)
  endpoint.routeTables = [...endpoint.routeTables.filter((id) => !remove.includes(id)), ...added]
}

function removeInterface(endpoint: VpcEndpoint, subnet: string, world: World): void {
  const id = endpoint.interfaces.get(subnet)
  if (id !== undefined) world.remove('network-interface', id)
  endpoint.interfaces.delete(subnet)
}

/** What cannot be deleted is listed in the answer. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpoints.html */
export const deleteVpcEndpoints = ec2Operation<DeleteVpcEndpointsRequest, DeleteVpcEndpointsResult>({
  uses: ({ VpcEndpointIds }) => [['vpc-endpoint', VpcEndpointIds]],
  run: ({ VpcEndpointIds }, world) => {
    const Unsuccessful: UnsuccessfulItem[] = []
    for (const id of VpcEndpointIds) {
      const endpoint = world.find('vpc-endpoint', id)
      if (endpoint.ok) removeEndpoint(endpoint.value, world)
      else Unsuccessful.push({ ResourceId: id, Error: { Code: endpoint.error.code, Message: endpoint.error.message } })
    }
    return ok({ Unsuccessful })
  },
})

function removeEndpoint(endpoint: VpcEndpoint, world: World): void {
  removeServiceRoutes(endpoint.id, endpoint.routeTables, world)
  for (const subnet of Array.from(endpoint.interfaces.keys())) removeInterface(endpoint, subnet, world)
  world.remove('vpc-endpoint', endpoint.id)
}
