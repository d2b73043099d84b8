import type {
  CreateNetworkAclEntryRequest,
  CreateNetworkAclRequest,
  CreateNetworkAclResult,
  DeleteNetworkAclEntryRequest,
  DeleteNetworkAclRequest,
  DescribeNetworkAclsRequest,
  DescribeNetworkAclsResult,
  NetworkAcl as NetworkAclOutput,
  ReplaceNetworkAclAssociationRequest,
  ReplaceNetworkAclAssociationResult,
  ReplaceNetworkAclEntryRequest,
} from '@aws-sdk/client-ec2'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { entryOutput, lastEntry, parseEntry } from './acl-entry.ts'
import { describe } from './describe.ts'
import { ec2Error, hasDependencies, invalidParameterValue } from './errors.ts'
import type { AclEntry, NetworkAcl, Subnet } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { formatTags } from './tags.ts'
import type { World } from './world.ts'

/** A token is answered where none was sent, too: recorded from AWS, as `createdOutput`. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAcl.html */
export const createNetworkAcl = ec2Operation<CreateNetworkAclRequest, CreateNetworkAclResult>({
  creates: 'network-acl',
  uses: ({ VpcId }) => [['vpc', VpcId]],
  run: ({ VpcId, ClientToken: token }, world, tags) => {
    const vpc = world.find('vpc', VpcId)
    if (!vpc.ok) return vpc
    const acl = world.add('network-acl', { vpc: VpcId, isDefault: false, entries: [] }, tags)
    const ClientToken = token ?? world.call.random.uuid()
    return ok({ NetworkAcl: createdOutput(acl, world), ClientToken })
  },
})

/** Entries in order, and last the denial that every ACL ends with. */
function aclOutput(acl: NetworkAcl, world: World): NetworkAclOutput {
  const hasIpv6 = (world.get('vpc', acl.vpc)?.ipv6Cidrs.length ?? 0) > 0
  const entriesOf = (egress: boolean) => [
    ...acl.entries
      .filter((entry) => entry.egress === egress)
      .toSorted((one, other) => one.number - other.number)
      .map(entryOutput),
    lastEntry(egress, 'ipv4'),
    ...(hasIpv6 ? [lastEntry(egress, 'ipv6')] : []),
  ]
  return {
    NetworkAclId: acl.id,
    VpcId: acl.vpc,
    OwnerId: acl.account,
    IsDefault: acl.isDefault,
    Entries: [...entriesOf(true), ...entriesOf(false)],
    Associations: subnetsOf(acl, world).map(({ id, acl: { associationId } }) => ({
      NetworkAclAssociationId: associationId,
      NetworkAclId: acl.id,
      SubnetId: id,
    })),
    Tags: formatTags(acl.tags),
  }
}

/** The closing entries have empty ports and types once, when they are made (github.com/radkawar/stackd, testdata/aws/ec2/networking.json). */
function createdOutput(acl: NetworkAcl, world: World): NetworkAclOutput {
  const { Entries = [], ...output } = aclOutput(acl, world)
  return { ...output, Entries: Entries.map((entry) => ({ ...entry, IcmpTypeCode: {}, PortRange: {} })) }
}

const subnetsOf = ({ id }: NetworkAcl, world: World): readonly Subnet[] => world.of('subnet').filter(({ acl }) => acl.id === id)

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkAcls.html */
export const describeNetworkAcls = describe<DescribeNetworkAclsRequest, NetworkAclOutput, DescribeNetworkAclsResult, 'network-acl'>({
  kind: 'network-acl',
  ids: ({ NetworkAclIds }) => NetworkAclIds,
  item: aclOutput,
  filters: {
    'association.association-id': ({ Associations = [] }) => Associations.map((each) => each.NetworkAclAssociationId),
    'association.network-acl-id': ({ Associations = [] }) => Associations.map((each) => each.NetworkAclId),
    'association.subnet-id': ({ Associations = [] }) => Associations.map((each) => each.SubnetId),
    default: ({ IsDefault }) => IsDefault,
    'entry.cidr': ({ Entries = [] }) => Entries.map((each) => each.CidrBlock),
    'entry.icmp.code': ({ Entries = [] }) => Entries.map((each) => each.IcmpTypeCode?.Code),
    'entry.icmp.type': ({ Entries = [] }) => Entries.map((each) => each.IcmpTypeCode?.Type),
    'entry.ipv6-cidr': ({ Entries = [] }) => Entries.map((each) => each.Ipv6CidrBlock),
    'entry.port-range.from': ({ Entries = [] }) => Entries.map((each) => each.PortRange?.From),
    'entry.port-range.to': ({ Entries = [] }) => Entries.map((each) => each.PortRange?.To),
    'entry.protocol': ({ Entries = [] }) => Entries.map((each) => each.Protocol),
    'entry.rule-action': ({ Entries = [] }) => Entries.map((each) => each.RuleAction),
    'entry.egress': ({ Entries = [] }) => Entries.map((each) => each.Egress),
    'entry.rule-number': ({ Entries = [] }) => Entries.map((each) => each.RuleNumber),
    'network-acl-id': ({ NetworkAclId }) => NetworkAclId,
    'owner-id': ({ OwnerId }) => OwnerId,
    'vpc-id': ({ VpcId }) => VpcId,
  },
  output: (NetworkAcls, page) => ({ NetworkAcls, ...page }),
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkAcl.html */
export const deleteNetworkAcl = ec2Operation<DeleteNetworkAclRequest, object>({
  uses: ({ NetworkAclId }) => [['network-acl', NetworkAclId]],
  run: ({ NetworkAclId: id }, world) => {
    const acl = world.find('network-acl', id)
    if (!acl.ok) return acl
    if (acl.value.isDefault) return err(invalidParameterValue(`cannot delete default network ACL ${id}`))
    if (subnetsOf(acl.value, world).length > 0) return err(hasDependencies('networkAcl', id))
    world.remove('network-acl', id)
    return ok({})
  },
})

/** For each direction and each of IPv4 and IPv6, without the closing one. @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-nacls */
const mostEntries = 20

/** The same entry once more is no mistake: recorded from AWS, as the words of `noEntry`. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html */
export const createNetworkAclEntry = ec2Operation<CreateNetworkAclEntryRequest, object>({
  uses: ({ NetworkAclId }) => [['network-acl', NetworkAclId]],
  run: (input, world) => {
    const acl = world.find('network-acl', input.NetworkAclId)
    if (!acl.ok) return acl
    const entry = parseEntry(input)
    if (!entry.ok) return entry
    const { egress, number, cidr } = entry.value
    const { entries } = acl.value
    const present = entries.find((each) => each.egress === egress && each.number === number)
    if (present !== undefined && isSame(present, entry.value)) return ok({})
    if (present !== undefined)
      return err(ec2Error('NetworkAclEntryAlreadyExists', `The network acl entry identified by ${number} already exists.`))
    if (entries.filter((each) => each.egress === egress && each.cidr.family === cidr.family).length >= mostEntries)
      return err(ec2Error('NetworkAclEntryLimitExceeded', 'The maximum number of network acl entries has been reached.'))
    acl.value.entries = [...entries, entry.value]
    return ok({})
  },
})

const isSame = (one: AclEntry, other: AclEntry): boolean => JSON.stringify(entryOutput(one)) === JSON.stringify(entryOutput(other))

const noEntry = (number: number, egress: boolean, acl: string): AwsError =>
  ec2Error('InvalidNetworkAclEntry.NotFound', `no ${egress ? 'egress' : 'ingress'} entry with number ${number} in network ACL ${acl}`)

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceNetworkAclEntry.html */
export const replaceNetworkAclEntry = ec2Operation<ReplaceNetworkAclEntryRequest, object>({
  uses: ({ NetworkAclId }) => [['network-acl', NetworkAclId]],
  run: (input, world) => {
    const acl = world.find('network-acl', input.NetworkAclId)
    if (!acl.ok) return acl
    const entry = parseEntry(input)
    if (!entry.ok) return entry
    const isReplaced = (each: { readonly egress: boolean; readonly number: number }): boolean =>
      each.egress === entry.value.egress && each.number === entry.value.number
    if (!acl.value.entries.some(isReplaced)) return err(noEntry(entry.value.number, entry.value.egress, acl.value.id))
    acl.value.entries = acl.value.entries.map((each) => (isReplaced(each) ? entry.value : each))
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteNetworkAclEntry.html */
export const deleteNetworkAclEntry = ec2Operation<DeleteNetworkAclEntryRequest, object>({
  uses: ({ NetworkAclId }) => [['network-acl', NetworkAclId]],
  run: ({ NetworkAclId, RuleNumber, Egress }, world) => {
    const acl = world.find('network-acl', NetworkAclId)
    if (!acl.ok) return acl
    const kept = acl.value.entries.filter(({ egress, number }) => egress !== Egress || number !== RuleNumber)
    if (kept.length === acl.value.entries.length) return err(noEntry(RuleNumber, Egress, NetworkAclId))
    acl.value.entries = kept
    return ok({})
  },
})

/** The association gets a new id. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceNetworkAclAssociation.html */
export const replaceNetworkAclAssociation = ec2Operation<ReplaceNetworkAclAssociationRequest, ReplaceNetworkAclAssociationResult>({
  uses: ({ NetworkAclId, AssociationId }, world) => [
    ['network-acl', NetworkAclId],
    ['subnet', subnetOfAssociation(AssociationId, world)?.id ?? '*'],
  ],
  run: ({ NetworkAclId, AssociationId }, world) => {
    const acl = world.find('network-acl', NetworkAclId)
    if (!acl.ok) return acl
    const subnet = subnetOfAssociation(AssociationId, world)
    if (subnet === undefined) return err(ec2Error('InvalidAssociationID.NotFound', `The association ID '${AssociationId}' does not exist`))
    if (subnet.vpc !== acl.value.vpc)
      return err(invalidParameterValue(`Network acl ${NetworkAclId} and subnet ${subnet.id} belong to different networks`))
    subnet.acl = { id: NetworkAclId, associationId: world.newId('aclassoc') }
    return ok({ NewAssociationId: subnet.acl.associationId })
  },
})

const subnetOfAssociation = (association: string, world: World): Subnet | undefined =>
  world.of('subnet').find(({ acl }) => acl.associationId === association)
