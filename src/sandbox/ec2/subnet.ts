import type {
  AssociateSubnetCidrBlockRequest,
  AssociateSubnetCidrBlockResult,
  CreateSubnetRequest,
  CreateSubnetResult,
  DeleteSubnetRequest,
  DescribeSubnetsRequest,
  DescribeSubnetsResult,
  DisassociateSubnetCidrBlockRequest,
  DisassociateSubnetCidrBlockResult,
  ModifySubnetAttributeRequest,
  Subnet as SubnetOutput,
} from '@aws-sdk/client-ec2'
import { type Address, bitsOf, type Cidr, covers, encloses, formatCidr, overlaps } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { blockPublicAccess } from './block-public-access.ts'
import { parseBlock } from './cidr-block.ts'
import { arnOf, attributeKeys } from './context-keys.ts'
import { describe } from './describe.ts'
import { ec2Error, hasDependencies, invalidParameterValue, missingParameter, notFound, unsupported } from './errors.ts'
import type { CidrAssociation, Subnet, Vpc, Zone } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { formatTags } from './tags.ts'
import type { World } from './world.ts'
import { zonesOf } from './zones.ts'

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html */
export const createSubnet = ec2Operation<CreateSubnetRequest, CreateSubnetResult>({
  creates: 'subnet',
  uses: ({ VpcId }) => [['vpc', VpcId]],
  run: (input, world, tags) => {
    const vpc = world.find('vpc', input.VpcId)
    if (!vpc.ok) return vpc
    if (
      input.Ipv6Native === true ||
      input.OutpostArn !== undefined ||
      input.Ipv4IpamPoolId !== undefined ||
      input.Ipv6IpamPoolId !== undefined
    )
      return err(unsupported('a subnet of this kind'))
    if (input.CidrBlock === undefined) return err(missingParameter('cidrBlock'))
    const cidr = parseSubnetBlock(input.CidrBlock, vpc.value, world)
    if (!cidr.ok) return cidr
    const zone = findZone(input, world)
    if (!zone.ok) return zone
    const ipv6 = input.Ipv6CidrBlock === undefined ? ok(undefined) : parseIpv6Block(input.Ipv6CidrBlock, vpc.value, world)
    if (!ipv6.ok) return ipv6
    const ipv6Cidrs = ipv6.value === undefined ? [] : [{ id: world.newId('subnet-cidr-assoc'), cidr: ipv6.value }]
    const subnet = addSubnet({ vpc: vpc.value.id, cidr: cidr.value, ipv6Cidrs, zone: zone.value }, world, tags)
    return ok({ Subnet: subnetOutput(subnet, world) })
  },
})

type Facts = Pick<Subnet, 'vpc' | 'cidr' | 'zone'> & Partial<Pick<Subnet, 'ipv6Cidrs' | 'isDefault' | 'mapPublicIpOnLaunch'>>

/** A subnet under the default network ACL of its VPC. */
export function addSubnet(facts: Facts, world: World, tags?: ReadonlyMap<string, string>): Subnet {
  const acl = world.of('network-acl').find((each) => each.vpc === facts.vpc && each.isDefault)
  return world.add(
    'subnet',
    {
      ipv6Cidrs: [],
      isDefault: false,
      mapPublicIpOnLaunch: false,
      assignIpv6AddressOnCreation: false,
      acl: { id: acl?.id ?? '', associationId: world.newId('aclassoc') },
      ...facts,
    },
    tags,
  )
}

export function findZone(
  {
    AvailabilityZone,
    AvailabilityZoneId,
  }: { readonly AvailabilityZone?: string | undefined; readonly AvailabilityZoneId?: string | undefined },
  world: World,
): Result<Zone, AwsError> {
  const zones = zonesOf(world.region)
  const found = zones.find(({ name, id }) => (AvailabilityZone ?? name) === name && (AvailabilityZoneId ?? id) === id)
  if (found !== undefined) return ok(found)
  const names = zones.map(({ name }) => name).join(', ')
  return err(
    invalidParameterValue(
      `Value (${AvailabilityZone ?? AvailabilityZoneId}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: ${names}.`,
    ),
  )
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
function parseSubnetBlock(text: string, { id, cidrs }: Vpc, world: World): Result<Cidr, AwsError> {
  const cidr = parseBlock(text, 'cidrBlock', 'ipv4')
  if (!cidr.ok) return cidr
  const { prefixLength } = cidr.value
  const fits = prefixLength >= 16 && prefixLength <= 28 && cidrs.some((block) => encloses(block.cidr, cidr.value))
  if (!fits) return err(ec2Error('InvalidSubnet.Range', `The CIDR '${text}' is invalid.`))
  return conflicts(cidr.value, id, world) ? err(conflict(text)) : cidr
}

const conflict = (text: string): AwsError => ec2Error('InvalidSubnet.Conflict', `The CIDR '${text}' conflicts with another subnet`)

export const conflicts = (cidr: Cidr, vpc: string, world: World): boolean =>
  world
    .of('subnet')
    .some((other) => other.vpc === vpc && [other.cidr, ...other.ipv6Cidrs.map((each) => each.cidr)].some((block) => overlaps(block, cidr)))

function parseIpv6Block(text: string, { id, ipv6Cidrs }: Vpc, world: World): Result<Cidr, AwsError> {
  const cidr = parseBlock(text, 'ipv6CidrBlock', 'ipv6')
  if (!cidr.ok) return cidr
  const { prefixLength } = cidr.value
  const fits =
    prefixLength >= 44 && prefixLength <= 64 && prefixLength % 4 === 0 && ipv6Cidrs.some((block) => encloses(block.cidr, cidr.value))
  if (!fits) return err(ec2Error('InvalidSubnet.Range', `The CIDR '${text}' is invalid.`))
  return conflicts(cidr.value, id, world) ? err(conflict(text)) : cidr
}

/** The first four addresses and the last one are AWS's. @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const reserved = 5

export function subnetOutput(subnet: Subnet, world: World): SubnetOutput {
  const size = 2 ** (bitsOf('ipv4') - subnet.cidr.prefixLength)
  const used = addressesIn(subnet, world).length
  return {
    SubnetId: subnet.id,
    SubnetArn: arnOf('subnet', subnet.id, subnet),
    OwnerId: subnet.account,
    VpcId: subnet.vpc,
    State: 'available',
    CidrBlock: formatCidr(subnet.cidr),
    Ipv6CidrBlockAssociationSet: subnet.ipv6Cidrs.map(ipv6Output),
    AvailabilityZone: subnet.zone.name,
    AvailabilityZoneId: subnet.zone.id,
    AvailableIpAddressCount: size - reserved - used,
    DefaultForAz: subnet.isDefault,
    MapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
    MapCustomerOwnedIpOnLaunch: false,
    AssignIpv6AddressOnCreation: subnet.assignIpv6AddressOnCreation,
    EnableDns64: false,
    Ipv6Native: false,
    PrivateDnsNameOptionsOnLaunch: { HostnameType: 'ip-name', EnableResourceNameDnsARecord: false, EnableResourceNameDnsAAAARecord: false },
    Tags: formatTags(subnet.tags),
  }
}

const ipv6Output = ({ id, cidr }: CidrAssociation) => ({
  AssociationId: id,
  Ipv6CidrBlock: formatCidr(cidr),
  Ipv6CidrBlockState: { State: 'associated' as const },
})

/** Private addresses that interfaces of the subnet have. */
export const addressesIn = ({ id }: Subnet, world: World): readonly Address[] =>
  world.of('network-interface').flatMap((each) => (each.subnet === id ? each.privateIps : []))

/** The lowest address that nobody has. */
export function freeAddress(subnet: Subnet, world: World): Result<Address, AwsError> {
  const free = freeAddresses(1, subnet, [], world)
  return free.ok && free.value[0] !== undefined ? ok(free.value[0]) : err(tooFew)
}

/** As many as are asked for, none of which is one of `others`. */
export function freeAddresses(count: number, subnet: Subnet, others: readonly Address[], world: World): Result<Address[], AwsError> {
  const taken = new Set([...addressesIn(subnet, world), ...others].map(({ value }) => value))
  const free: Address[] = []
  for (let value = subnet.cidr.first + 4n; value < subnet.cidr.last && free.length < count; value += 1n)
    if (!taken.has(value)) free.push({ family: 'ipv4', value })
  return free.length === count ? ok(free) : err(tooFew)
}

const tooFew = ec2Error(
  'InsufficientFreeAddressesInSubnet',
  `The specified subnet does not have enough free addresses to satisfy the request.`,
)

/** Whether an interface may have the address. */
export function checkAddress(address: Address, subnet: Subnet, world: World, text: string): AwsError | undefined {
  const { first, last } = subnet.cidr
  if (!covers(subnet.cidr, address) || address.value < first + 4n || address.value === last)
    return invalidParameterValue(`Address ${text} does not fall within the subnet's address range`)
  const isTaken = addressesIn(subnet, world).some(({ value }) => value === address.value)
  return isTaken ? ec2Error('InvalidIPAddress.InUse', `Address ${text} is in use.`) : undefined
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html */
export const describeSubnets = describe<DescribeSubnetsRequest, SubnetOutput, DescribeSubnetsResult, 'subnet'>({
  kind: 'subnet',
  ids: ({ SubnetIds }) => SubnetIds,
  unpaged: 'SubnetIds',
  item: (subnet, world) => ({ ...subnetOutput(subnet, world), ...blockPublicAccess }),
  filters: {
    'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
    availabilityZone: ({ AvailabilityZone }) => AvailabilityZone,
    'availability-zone-id': ({ AvailabilityZoneId }) => AvailabilityZoneId,
    availabilityZoneId: ({ AvailabilityZoneId }) => AvailabilityZoneId,
    'available-ip-address-count': ({ AvailableIpAddressCount }) => AvailableIpAddressCount,
    cidr: ({ CidrBlock }) => CidrBlock,
    'cidr-block': ({ CidrBlock }) => CidrBlock,
    cidrBlock: ({ CidrBlock }) => CidrBlock,
    'default-for-az': ({ DefaultForAz }) => DefaultForAz,
    defaultForAz: ({ DefaultForAz }) => DefaultForAz,
    'ipv6-cidr-block-association.association-id': ({ Ipv6CidrBlockAssociationSet = [] }) =>
      Ipv6CidrBlockAssociationSet.map((each) => each.AssociationId),
    'ipv6-cidr-block-association.ipv6-cidr-block': ({ Ipv6CidrBlockAssociationSet = [] }) =>
      Ipv6CidrBlockAssociationSet.map((each) => each.Ipv6CidrBlock),
    'ipv6-cidr-block-association.state': ({ Ipv6CidrBlockAssociationSet = [] }) =>
      Ipv6CidrBlockAssociationSet.map(({ Ipv6CidrBlockState }) => Ipv6CidrBlockState?.State),
    'ipv6-native': ({ Ipv6Native }) => Ipv6Native,
    'map-public-ip-on-launch': ({ MapPublicIpOnLaunch }) => MapPublicIpOnLaunch,
    'owner-id': ({ OwnerId }) => OwnerId,
    state: ({ State }) => State,
    'subnet-arn': ({ SubnetArn }) => SubnetArn,
    'subnet-id': ({ SubnetId }) => SubnetId,
    'vpc-id': ({ VpcId }) => VpcId,
  },
  output: (Subnets, page) => ({ Subnets, ...page }),
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSubnet.html */
export const deleteSubnet = ec2Operation<DeleteSubnetRequest, object>({
  uses: ({ SubnetId }) => [['subnet', SubnetId]],
  run: ({ SubnetId }, world) => {
    const subnet = world.find('subnet', SubnetId)
    if (!subnet.ok) return subnet
    if (world.of('network-interface').some((each) => each.subnet === SubnetId)) return err(hasDependencies('subnet', SubnetId))
    for (const table of world.of('route-table')) table.associations = table.associations.filter((each) => each.subnet !== SubnetId)
    world.remove('subnet', SubnetId)
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySubnetAttribute.html */
export const modifySubnetAttribute = ec2Operation<ModifySubnetAttributeRequest, object>({
  uses: ({ SubnetId }) => [['subnet', SubnetId]],
  keys: (input) => attributeKeys(input, 'SubnetId'),
  run: ({ SubnetId, MapPublicIpOnLaunch, AssignIpv6AddressOnCreation, ...more }, world) => {
    const subnet = world.find('subnet', SubnetId)
    if (!subnet.ok) return subnet
    const [other] = Object.keys(more)
    if (other !== undefined) return err(unsupported(`the attribute ${other}`))
    if (AssignIpv6AddressOnCreation?.Value === true && subnet.value.ipv6Cidrs.length === 0)
      return err(
        invalidParameterValue(
          `Invalid value 'true' for assignIpv6AddressOnCreation. Subnet ${SubnetId} does not have an ipv6 CIDR block associated with it.`,
        ),
      )
    if (MapPublicIpOnLaunch?.Value !== undefined) subnet.value.mapPublicIpOnLaunch = MapPublicIpOnLaunch.Value
    if (AssignIpv6AddressOnCreation?.Value !== undefined) subnet.value.assignIpv6AddressOnCreation = AssignIpv6AddressOnCreation.Value
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateSubnetCidrBlock.html */
export const associateSubnetCidrBlock = ec2Operation<AssociateSubnetCidrBlockRequest, AssociateSubnetCidrBlockResult>({
  uses: ({ SubnetId }) => [['subnet', SubnetId]],
  run: ({ SubnetId, Ipv6CidrBlock }, world) => {
    const subnet = world.find('subnet', SubnetId)
    if (!subnet.ok) return subnet
    if (Ipv6CidrBlock === undefined) return err(missingParameter('ipv6CidrBlock'))
    const vpc = world.find('vpc', subnet.value.vpc)
    if (!vpc.ok) return vpc
    const cidr = parseIpv6Block(Ipv6CidrBlock, vpc.value, world)
    if (!cidr.ok) return cidr
    const added = { id: world.newId('subnet-cidr-assoc'), cidr: cidr.value }
    subnet.value.ipv6Cidrs = [...subnet.value.ipv6Cidrs, added]
    return ok({ SubnetId, Ipv6CidrBlockAssociation: { ...ipv6Output(added), Ipv6CidrBlockState: { State: 'associating' } } })
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateSubnetCidrBlock.html */
export const disassociateSubnetCidrBlock = ec2Operation<DisassociateSubnetCidrBlockRequest, DisassociateSubnetCidrBlockResult>({
  uses: ({ AssociationId }, world) => [['subnet', subnetOfBlock(AssociationId, world)?.id ?? '*']],
  run: ({ AssociationId }, world) => {
    const subnet = subnetOfBlock(AssociationId, world)
    const removed = subnet?.ipv6Cidrs.find(({ id }) => id === AssociationId)
    if (subnet === undefined || removed === undefined)
      return err(
        ec2Error(
          'InvalidSubnetCidrBlockAssociationID.NotFound',
          `The subnet CIDR block with association ID ${AssociationId} does not exist`,
        ),
      )
    subnet.ipv6Cidrs = subnet.ipv6Cidrs.filter((each) => each !== removed)
    return ok({
      SubnetId: subnet.id,
      Ipv6CidrBlockAssociation: { ...ipv6Output(removed), Ipv6CidrBlockState: { State: 'disassociating' } },
    })
  },
})

const subnetOfBlock = (association: string, world: World): Subnet | undefined =>
  world.of('subnet').find(({ ipv6Cidrs }) => ipv6Cidrs.some(({ id }) => id === association))

/** The subnet of a request, or what is said of it. */
export const subnetOr = (id: string | undefined, world: World): Result<Subnet, AwsError> =>
  id === undefined ? err(notFound('subnet', '')) : world.find('subnet', id)
