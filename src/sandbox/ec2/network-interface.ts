import type {
  CreateNetworkInterfaceRequest,
  CreateNetworkInterfaceResult,
  DeleteNetworkInterfaceRequest,
  DescribeNetworkInterfaceAttributeRequest,
  DescribeNetworkInterfaceAttributeResult,
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult,
  ModifyNetworkInterfaceAttributeRequest,
  NetworkInterface as NetworkInterfaceOutput,
  NetworkInterfaceStatus,
  NetworkInterfaceType,
} from '@aws-sdk/client-ec2'
import { type Address, covers, formatAddress, parseAddress } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { attributeKeys } from './context-keys.ts'
import { describe, type FilterValue } from './describe.ts'
import { ec2Error, invalidParameterValue, missingParameter, unsupported } from './errors.ts'
import type { ElasticIp, NetworkInterface, Subnet } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { checkAddress, freeAddress, freeAddresses } from './subnet.ts'
import { formatTags } from './tags.ts'
import type { World } from './world.ts'

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkInterface.html */
export const createNetworkInterface = ec2Operation<CreateNetworkInterfaceRequest, CreateNetworkInterfaceResult>({
  creates: 'network-interface',
  uses: ({ SubnetId, Groups }) => [
    ['subnet', SubnetId],
    ['security-group', Groups],
  ],
  run: (input, world, tags) => {
    const subnet = world.find('subnet', input.SubnetId)
    if (!subnet.ok) return subnet
    if (input.InterfaceType !== undefined) return err(unsupported(`an interface of type ${input.InterfaceType}`))
    if (input.Ipv6AddressCount !== undefined) return err(unsupported('a number of addresses instead of the addresses'))
    const groups = parseGroups(input.Groups, subnet.value.vpc, world)
    if (!groups.ok) return groups
    const given = [...(input.PrivateIpAddress === undefined ? [] : [input.PrivateIpAddress]), ...inPrimaryOrder(input.PrivateIpAddresses)]
    const privateIps = parsePrivateIps(given, subnet.value, world)
    if (!privateIps.ok) return privateIps
    const more = freeAddresses(input.SecondaryPrivateIpAddressCount ?? 0, subnet.value, privateIps.value, world)
    if (!more.ok) return more
    const ipv6 = parseIpv6(
      (input.Ipv6Addresses ?? []).map(({ Ipv6Address = '' }) => Ipv6Address),
      subnet.value,
      world,
    )
    if (!ipv6.ok) return ipv6
    const made = addInterface(
      subnet.value,
      { privateIps: [...privateIps.value, ...more.value], groups: groups.value, description: input.Description ?? '' },
      world,
      tags,
    )
    made.ipv6Addresses = [...ipv6.value]
    return ok({ NetworkInterface: { ...interfaceOutput(made, world), Status: 'pending' as NetworkInterfaceStatus } })
  },
})

const inPrimaryOrder = (
  given: readonly { readonly Primary?: boolean | undefined; readonly PrivateIpAddress?: string | undefined }[] = [],
): readonly string[] =>
  given
    .toSorted((one, other) => Number(other.Primary === true) - Number(one.Primary === true))
    .flatMap(({ PrivateIpAddress }) => PrivateIpAddress ?? [])

type Made = Pick<NetworkInterface, 'privateIps' | 'groups' | 'description'> & Partial<Pick<NetworkInterface, 'type' | 'requester'>>

export function addInterface({ id: subnet, vpc }: Subnet, made: Made, world: World, tags?: ReadonlyMap<string, string>): NetworkInterface {
  const mac = `02:${world.call.random.bytes(5).toString('hex').match(/../g)?.join(':')}`
  const facts = {
    type: 'interface',
    requester: undefined,
    ...made,
    vpc,
    subnet,
    ipv6Addresses: [],
    sourceDestCheck: made.type !== 'nat_gateway',
    mac,
  } as const
  return world.add('network-interface', { ...facts, ipv6Addresses: [] }, tags)
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups */
const mostGroups = 5

/** Without any, the VPC's default group. */
export function parseGroups(given: readonly string[] | undefined, vpc: string, world: World): Result<string[], AwsError> {
  if (given === undefined || given.length === 0)
    return ok(world.of('security-group').flatMap((group) => (group.vpc === vpc && group.name === 'default' ? [group.id] : [])))
  const groups = world.findAll('security-group', given)
  if (!groups.ok) return groups
  if (groups.value.some((group) => group.vpc !== vpc))
    return err(ec2Error('InvalidGroup.NotFound', 'You have specified two resources that belong to different networks.'))
  if (groups.value.length > mostGroups)
    return err(ec2Error('SecurityGroupsPerInterfaceLimitExceeded', 'The maximum number of security groups per interface has been reached.'))
  return ok([...new Set(given)])
}

function parsePrivateIps(given: readonly string[], subnet: Subnet, world: World): Result<Address[], AwsError> {
  if (given.length === 0) {
    const free = freeAddress(subnet, world)
    return free.ok ? ok([free.value]) : free
  }
  const addresses: Address[] = []
  for (const text of new Set(given)) {
    const address = parseAddress(text)
    if (!address.ok || address.value.family !== 'ipv4') return err(invalidParameterValue(`invalid value for parameter address: ${text}`))
    const refused = checkAddress(address.value, subnet, world, text)
    if (refused !== undefined) return err(refused)
    addresses.push(address.value)
  }
  return ok(addresses)
}

function parseIpv6(given: readonly string[], { ipv6Cidrs }: Subnet, world: World): Result<readonly Address[], AwsError> {
  const taken = new Set(world.of('network-interface').flatMap(({ ipv6Addresses }) => ipv6Addresses.map(formatAddress)))
  const addresses: Address[] = []
  for (const text of given) {
    const address = parseAddress(text)
    if (!address.ok || !ipv6Cidrs.some(({ cidr }) => covers(cidr, address.value)))
      return err(invalidParameterValue(`Address ${text} does not fall within the subnet's address range`))
    if (taken.has(formatAddress(address.value))) return err(ec2Error('InvalidIPAddress.InUse', `Address ${text} is in use.`))
    addresses.push(address.value)
  }
  return ok(addresses)
}

export function interfaceOutput(each: NetworkInterface, world: World): NetworkInterfaceOutput {
  const subnet = world.get('subnet', each.subnet)
  const elastic = world.of('elastic-ip').filter(({ association }) => association?.networkInterface === each.id)
  const attached = each.requester !== undefined
  return {
    NetworkInterfaceId: each.id,
    OwnerId: each.account,
    VpcId: each.vpc,
    SubnetId: each.subnet,
    AvailabilityZone: subnet?.zone.name,
    AvailabilityZoneId: subnet?.zone.id,
    Description: each.description,
    InterfaceType: typeOf(each),
    MacAddress: each.mac,
    Status: attached ? 'in-use' : 'available',
    SourceDestCheck: each.sourceDestCheck,
    RequesterManaged: attached,
    ...(each.requester === undefined
      ? {}
      : { RequesterId: each.requester, Attachment: { InstanceOwnerId: each.requester, Status: 'attached' } }),
    Groups: each.groups.map((id) => ({ GroupId: id, GroupName: world.get('security-group', id)?.name })),
    PrivateIpAddress: each.privateIps[0] && formatAddress(each.privateIps[0]),
    PrivateDnsName: each.privateIps[0] && privateName(each.privateIps[0], world),
    PrivateIpAddresses: each.privateIps.map((address, index) => privateOutput(address, index === 0, elastic, world)),
    Ipv6Addresses: each.ipv6Addresses.map((address) => ({ Ipv6Address: formatAddress(address) })),
    ...publicOf(each, elastic),
    TagSet: formatTags(each.tags),
  }
}

/** The API answers `nat_gateway`, which the model does not have. @see https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html */
const typeOf = ({ type }: NetworkInterface): NetworkInterfaceType => type as NetworkInterfaceType

function publicOf({ privateIps }: NetworkInterface, elastic: readonly ElasticIp[]): Pick<NetworkInterfaceOutput, 'Association'> {
  const primary = privateIps[0] && formatAddress(privateIps[0])
  const own = elastic.find(({ association }) => association?.privateIp === primary)
  return own === undefined ? {} : { Association: associationOutput(own) }
}

const associationOutput = ({ id, publicIp, account, association }: ElasticIp) => ({
  AllocationId: id,
  AssociationId: association?.id,
  IpOwnerId: account,
  PublicIp: publicIp,
})

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html */
const privateName = (address: Address, { region }: World): string =>
  `ip-${formatAddress(address).replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2' : `${region}.compute`}.internal`

function privateOutput(address: Address, primary: boolean, elastic: readonly ElasticIp[], world: World) {
  const text = formatAddress(address)
  const own = elastic.find(({ association }) => association?.privateIp === text)
  return {
    PrivateIpAddress: text,
    PrivateDnsName: privateName(address, world),
    Primary: primary,
    ...(own === undefined ? {} : { Association: associationOutput(own) }),
  }
}

type Tagged = NetworkInterfaceOutput & { readonly Tags?: NonNullable<NetworkInterfaceOutput['TagSet']> }

const ofAddresses =
  (value: (address: NonNullable<NetworkInterfaceOutput['PrivateIpAddresses']>[number]) => FilterValue) =>
  ({ PrivateIpAddresses = [] }: NetworkInterfaceOutput): readonly FilterValue[] =>
    PrivateIpAddresses.map(value)

/** Interfaces have their tags under a name of its own. */
const withoutTags = (each: Tagged): NetworkInterfaceOutput => Object.fromEntries(Object.entries(each).filter(([name]) => name !== 'Tags'))

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html */
export const describeNetworkInterfaces = describe<
  DescribeNetworkInterfacesRequest,
  Tagged,
  DescribeNetworkInterfacesResult,
  'network-interface'
>({
  kind: 'network-interface',
  ids: ({ NetworkInterfaceIds }) => NetworkInterfaceIds,
  item: (each, world) => ({ ...interfaceOutput(each, world), Tags: formatTags(each.tags) }),
  filters: {
    'addresses.association.owner-id': ofAddresses(({ Association }) => Association?.IpOwnerId),
    'addresses.association.public-ip': ofAddresses(({ Association }) => Association?.PublicIp),
    'addresses.primary': ofAddresses(({ Primary }) => Primary),
    'addresses.private-ip-address': ofAddresses(({ PrivateIpAddress }) => PrivateIpAddress),
    'association.allocation-id': ({ Association }) => Association?.AllocationId,
    'association.association-id': ({ Association }) => Association?.AssociationId,
    'association.ip-owner-id': ({ Association }) => Association?.IpOwnerId,
    'association.public-ip': ({ Association }) => Association?.PublicIp,
    'attachment.attachment-id': ({ Attachment }) => Attachment?.AttachmentId,
    'attachment.instance-id': ({ Attachment }) => Attachment?.InstanceId,
    'attachment.instance-owner-id': ({ Attachment }) => Attachment?.InstanceOwnerId,
    'attachment.status': ({ Attachment }) => Attachment?.Status,
    'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
    description: ({ Description }) => Description,
    'group-id': ({ Groups = [] }) => Groups.map(({ GroupId }) => GroupId),
    'group-name': ({ Groups = [] }) => Groups.map(({ GroupName }) => GroupName),
    'interface-type': ({ InterfaceType }) => InterfaceType,
    'ipv6-addresses.ipv6-address': ({ Ipv6Addresses = [] }) => Ipv6Addresses.map(({ Ipv6Address }) => Ipv6Address),
    'mac-address': ({ MacAddress }) => MacAddress,
    'network-interface-id': ({ NetworkInterfaceId }) => NetworkInterfaceId,
    'owner-id': ({ OwnerId }) => OwnerId,
    'private-dns-name': ({ PrivateDnsName }) => PrivateDnsName,
    'private-ip-address': ({ PrivateIpAddress }) => PrivateIpAddress,
    'requester-id': ({ RequesterId }) => RequesterId,
    'requester-managed': ({ RequesterManaged }) => RequesterManaged,
    'source-dest-check': ({ SourceDestCheck }) => SourceDestCheck,
    status: ({ Status }) => Status,
    'subnet-id': ({ SubnetId }) => SubnetId,
    'vpc-id': ({ VpcId }) => VpcId,
  },
  output: (items, page) => ({ NetworkInterfaces: items.map(withoutTags), ...page }),
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkInterface.html */
export const deleteNetworkInterface = ec2Operation<DeleteNetworkInterfaceRequest, object>({
  uses: ({ NetworkInterfaceId }) => [['network-interface', NetworkInterfaceId]],
  run: ({ NetworkInterfaceId: id }, world) => {
    const each = world.find('network-interface', id)
    if (!each.ok) return each
    if (each.value.requester !== undefined) return err(ec2Error('InvalidParameterValue', `Network interface '${id}' is currently in use.`))
    for (const address of world.of('elastic-ip')) if (address.association?.networkInterface === id) address.association = undefined
    world.remove('network-interface', id)
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyNetworkInterfaceAttribute.html */
export const modifyNetworkInterfaceAttribute = ec2Operation<ModifyNetworkInterfaceAttributeRequest, object>({
  uses: ({ NetworkInterfaceId, Groups }) => [
    ['network-interface', NetworkInterfaceId],
    ['security-group', Groups],
  ],
  keys: (input) => attributeKeys(input, 'NetworkInterfaceId'),
  run: ({ NetworkInterfaceId, Groups, Description, SourceDestCheck, ...more }, world) => {
    const each = world.find('network-interface', NetworkInterfaceId)
    if (!each.ok) return each
    const [other] = Object.keys(more).filter((name) => name !== 'DryRun')
    if (other !== undefined) return err(unsupported(`the attribute ${other}`))
    if (Groups === undefined && Description === undefined && SourceDestCheck === undefined) return err(missingParameter('attribute'))
    const groups = Groups === undefined ? ok(each.value.groups) : parseGroups(Groups, each.value.vpc, world)
    if (!groups.ok) return groups
    each.value.groups = groups.value
    if (Description?.Value !== undefined) each.value.description = Description.Value
    if (SourceDestCheck?.Value !== undefined) each.value.sourceDestCheck = SourceDestCheck.Value
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaceAttribute.html */
export const describeNetworkInterfaceAttribute = ec2Operation<
  DescribeNetworkInterfaceAttributeRequest,
  DescribeNetworkInterfaceAttributeResult
>({
  run: ({ NetworkInterfaceId, Attribute }, world) => {
    const each = world.find('network-interface', NetworkInterfaceId)
    if (!each.ok) return each
    const { Groups, Description, SourceDestCheck, Attachment } = interfaceOutput(each.value, world)
    switch (Attribute) {
      case 'description':
        return ok({ NetworkInterfaceId, Description: { Value: Description } })
      case 'groupSet':
        return ok({ NetworkInterfaceId, Groups })
      case 'sourceDestCheck':
        return ok({ NetworkInterfaceId, SourceDestCheck: { Value: SourceDestCheck } })
      case 'attachment':
        return ok({ NetworkInterfaceId, Attachment })
      default:
        return err(invalidParameterValue(`Value (${Attribute ?? ''}) for parameter attribute is invalid. Unknown attribute.`))
    }
  },
})
