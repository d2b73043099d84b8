import type {
  AssociateVpcCidrBlockRequest,
  AssociateVpcCidrBlockResult,
  CreateVpcRequest,
  CreateVpcResult,
  DeleteVpcRequest,
  DescribeVpcAttributeRequest,
  DescribeVpcAttributeResult,
  DescribeVpcClassicLinkRequest,
  DescribeVpcsRequest,
  DescribeVpcsResult,
  DisassociateVpcCidrBlockRequest,
  DisassociateVpcCidrBlockResult,
  ModifyVpcAttributeRequest,
  Vpc as VpcOutput,
} from '@aws-sdk/client-ec2'
import { type Cidr, cidrAround, formatCidr, overlaps } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { allowAll } from './acl-entry.ts'
import { blockPublicAccess } from './block-public-access.ts'
import { parseBlock } from './cidr-block.ts'
import { attributeKeys } from './context-keys.ts'
import { describe } from './describe.ts'
import { defaultDhcpOptions } from './dhcp-options.ts'
import { ec2Error, hasDependencies, missingParameter, notFound, unsupported } from './errors.ts'
import type { CidrAssociation, Vpc } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { addSecurityGroup } from './security-group.ts'
import { formatTags } from './tags.ts'
import type { World } from './world.ts'

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html */
export const createVpc = ec2Operation<CreateVpcRequest, CreateVpcResult>({
  creates: 'vpc',
  run: (input, world, tags) => {
    if (input.Ipv4IpamPoolId !== undefined || input.Ipv6IpamPoolId !== undefined || input.Ipv6Pool !== undefined)
      return err(unsupported('a VPC with addresses of a pool'))
    if (input.CidrBlock === undefined) return err(missingParameter('cidrBlock'))
    const cidr = parseVpcBlock(input.CidrBlock)
    if (!cidr.ok) return cidr
    const facts = {
      cidr: cidr.value,
      hasIpv6: input.AmazonProvidedIpv6CidrBlock === true,
      tenancy: input.InstanceTenancy === 'dedicated' ? 'dedicated' : 'default',
    } as const
    return ok({ Vpc: createdOutput(addVpc(facts, world, tags)) })
  },
})

/** What is told of it once, and not again: recorded from AWS (github.com/radkawar/stackd, testdata/aws/ec2/networking.json), as the states below. */
const createdOutput = (vpc: Vpc): VpcOutput => ({ Ipv6CidrBlockAssociationSet: [], ...vpcOutput(vpc), State: 'pending' })

interface Facts extends Partial<Pick<Vpc, 'isDefault' | 'tenancy' | 'enableDnsHostnames'>> {
  readonly cidr: Cidr
  readonly hasIpv6?: boolean
}

/** A VPC with all that comes with it. */
export function addVpc({ cidr, hasIpv6 = false, ...facts }: Facts, world: World, tags?: ReadonlyMap<string, string>): Vpc {
  const vpc = world.add(
    'vpc',
    {
      cidrs: [association(cidr, world)],
      ipv6Cidrs: hasIpv6 ? [association(amazonIpv6Block(world), world)] : [],
      isDefault: false,
      tenancy: 'default',
      dhcpOptions: defaultDhcpOptions(world).id,
      enableDnsSupport: true,
      enableDnsHostnames: false,
      enableNetworkAddressUsageMetrics: false,
      ...facts,
    },
    tags,
  )
  furnish(vpc, world)
  if (hasIpv6) admitIpv6(vpc.id, world)
  return vpc
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html#vpc-sizing-ipv4 */
function parseVpcBlock(text: string): Result<Cidr, AwsError> {
  const cidr = parseBlock(text, 'cidrBlock', 'ipv4')
  if (!cidr.ok) return cidr
  const { prefixLength } = cidr.value
  return prefixLength >= 16 && prefixLength <= 28 ? cidr : err(ec2Error('InvalidVpc.Range', `The CIDR '${text}' is invalid.`))
}

const association = (cidr: Cidr, world: World): CidrAssociation => ({ id: world.newId('vpc-cidr-assoc'), cidr })

/** A /56 out of Amazon's pool. */
function amazonIpv6Block(world: World): Cidr {
  const noise = BigInt(`0x${world.call.random.bytes(4).toString('hex')}`) & 0xffff_ffffn
  return cidrAround({ family: 'ipv6', value: (0x26001f18n << 96n) | (noise << 72n) }, 56)
}

/** What comes with every VPC. @see https://docs.aws.amazon.com/vpc/latest/userguide/create-vpc.html */
function furnish({ id }: Vpc, world: World): void {
  world.add('network-acl', { vpc: id, isDefault: true, entries: allowAll(['ipv4']) })
  world.add('route-table', { vpc: id, associations: [{ id: world.newId('rtbassoc') }], routes: [] })
  const group = addSecurityGroup({ vpc: id, name: 'default', description: 'default VPC security group' }, world)
  const everything = { protocol: '-1', from: -1, to: -1 }
  const peer = { type: 'group', id: group.id, account: world.account } as const
  world.add('security-group-rule', { group: group.id, egress: false, key: { ...everything, peer }, description: undefined })
}

/** The default ACL admits IPv6 once the VPC has some. @see https://docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html */
function admitIpv6(vpc: string, world: World): void {
  const acl = world.of('network-acl').find((each) => each.vpc === vpc && each.isDefault)
  if (acl === undefined) return
  const added = allowAll(['ipv6']).filter(
    ({ egress, number }) => !acl.entries.some((each) => each.egress === egress && each.number === number),
  )
  acl.entries = [...acl.entries, ...added]
}

export const vpcOutput = (vpc: Vpc): VpcOutput => ({
  VpcId: vpc.id,
  OwnerId: vpc.account,
  State: 'available',
  CidrBlock: vpc.cidrs[0] && formatCidr(vpc.cidrs[0].cidr),
  CidrBlockAssociationSet: vpc.cidrs.map(({ id, cidr }) => ({
    AssociationId: id,
    CidrBlock: formatCidr(cidr),
    CidrBlockState: { State: 'associated' },
  })),
  ...(vpc.ipv6Cidrs.length === 0 ? {} : { Ipv6CidrBlockAssociationSet: vpc.ipv6Cidrs.map(ipv6Output) }),
  DhcpOptionsId: vpc.dhcpOptions,
  InstanceTenancy: vpc.tenancy,
  IsDefault: vpc.isDefault,
  Tags: formatTags(vpc.tags),
})

const ipv6Output = ({ id, cidr }: CidrAssociation) => ({
  AssociationId: id,
  Ipv6CidrBlock: formatCidr(cidr),
  Ipv6CidrBlockState: { State: 'associated' as const },
  Ipv6Pool: 'Amazon',
})

/** Here one that only begins as an id does is just not there, as recorded from AWS (github.com/radkawar/stackd, testdata/aws/ec2/networking.json). */
const noVpc = (id: string): AwsError => ec2Error('InvalidVpcID.NotFound', `The vpc ID '${id}' does not exist`)

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html */
export const describeVpcs = describe<DescribeVpcsRequest, VpcOutput, DescribeVpcsResult, 'vpc'>({
  kind: 'vpc',
  ids: ({ VpcIds }) => VpcIds,
  unpaged: 'VpcIds',
  refuse: ({ VpcIds = [] }, world) => VpcIds.filter((id) => id.startsWith('vpc-') && world.get('vpc', id) === undefined).map(noVpc)[0],
  item: (vpc) => ({ ...vpcOutput(vpc), ...blockPublicAccess }),
  filters: {
    cidr: ({ CidrBlock }) => CidrBlock,
    'cidr-block': ({ CidrBlock }) => CidrBlock,
    'cidr-block-association.association-id': ({ CidrBlockAssociationSet = [] }) =>
      CidrBlockAssociationSet.map((each) => each.AssociationId),
    'cidr-block-association.cidr-block': ({ CidrBlockAssociationSet = [] }) => CidrBlockAssociationSet.map((each) => each.CidrBlock),
    'cidr-block-association.state': ({ CidrBlockAssociationSet = [] }) =>
      CidrBlockAssociationSet.map(({ CidrBlockState }) => CidrBlockState?.State),
    'dhcp-options-id': ({ DhcpOptionsId }) => DhcpOptionsId,
    'ipv6-cidr-block-association.association-id': ({ Ipv6CidrBlockAssociationSet = [] }) =>
      Ipv6CidrBlockAssociationSet.map((each) => each.AssociationId),
    'ipv6-cidr-block-association.ipv6-cidr-block': ({ Ipv6CidrBlockAssociationSet = [] }) =>
      Ipv6CidrBlockAssociationSet.map((each) => each.Ipv6CidrBlock),
    'ipv6-cidr-block-association.ipv6-pool': ({ Ipv6CidrBlockAssociationSet = [] }) =>
      Ipv6CidrBlockAssociationSet.map((each) => each.Ipv6Pool),
    'ipv6-cidr-block-association.state': ({ Ipv6CidrBlockAssociationSet = [] }) =>
      Ipv6CidrBlockAssociationSet.map(({ Ipv6CidrBlockState }) => Ipv6CidrBlockState?.State),
    'is-default': ({ IsDefault }) => IsDefault,
    isDefault: ({ IsDefault }) => IsDefault,
    'owner-id': ({ OwnerId }) => OwnerId,
    state: ({ State }) => State,
    'vpc-id': ({ VpcId }) => VpcId,
  },
  output: (Vpcs, page) => ({ Vpcs, ...page }),
})

/** Only what came with it may still be there. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpc.html */
export const deleteVpc = ec2Operation<DeleteVpcRequest, object>({
  uses: ({ VpcId }) => [['vpc', VpcId]],
  run: ({ VpcId }, world) => {
    const vpc = world.find('vpc', VpcId)
    if (!vpc.ok) return vpc
    if (isInUse(VpcId, world)) return err(hasDependencies('vpc', VpcId))
    for (const kind of ['network-acl', 'route-table', 'security-group'] as const)
      for (const part of world.of(kind)) if (part.vpc === VpcId) world.remove(kind, part.id)
    for (const peering of world.of('vpc-peering-connection'))
      if (peering.requester.vpc === VpcId || peering.accepter.vpc === VpcId) peering.status = 'deleted'
    world.remove('vpc', VpcId)
    return ok({})
  },
})

function isInUse(vpc: string, world: World): boolean {
  const attached = (['subnet', 'internet-gateway', 'egress-only-internet-gateway', 'vpn-gateway', 'network-interface'] as const).some(
    (kind) => world.of(kind).some((each) => each.vpc === vpc),
  )
  return (
    attached ||
    world.of('security-group').some((group) => group.vpc === vpc && group.name !== 'default') ||
    world.of('network-acl').some((acl) => acl.vpc === vpc && !acl.isDefault) ||
    world
      .of('route-table')
      .some((table) => table.vpc === vpc && table.associations.every(({ subnet, gateway }) => (subnet ?? gateway) !== undefined)) ||
    world.of('vpc-endpoint').some((endpoint) => endpoint.vpc === vpc && endpoint.state !== 'deleted')
  )
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcAttribute.html */
export const modifyVpcAttribute = ec2Operation<ModifyVpcAttributeRequest, object>({
  uses: ({ VpcId }) => [['vpc', VpcId]],
  keys: (input) => attributeKeys(input, 'VpcId'),
  run: ({ VpcId, EnableDnsHostnames, EnableDnsSupport, EnableNetworkAddressUsageMetrics }, world) => {
    const vpc = world.find('vpc', VpcId)
    if (!vpc.ok) return vpc
    const given = [EnableDnsHostnames, EnableDnsSupport, EnableNetworkAddressUsageMetrics].filter((attribute) => attribute !== undefined)
    if (given.length === 0) return err(missingParameter('attribute'))
    if (given.length > 1) return err(ec2Error('InvalidParameterCombination', 'Fields for multiple attribute types specified'))
    if (EnableDnsHostnames?.Value !== undefined) vpc.value.enableDnsHostnames = EnableDnsHostnames.Value
    if (EnableDnsSupport?.Value !== undefined) vpc.value.enableDnsSupport = EnableDnsSupport.Value
    if (EnableNetworkAddressUsageMetrics?.Value !== undefined)
      vpc.value.enableNetworkAddressUsageMetrics = EnableNetworkAddressUsageMetrics.Value
    return ok({})
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcAttribute.html */
export const describeVpcAttribute = ec2Operation<DescribeVpcAttributeRequest, DescribeVpcAttributeResult>({
  uses: ({ VpcId }) => [['vpc', VpcId]],
  run: ({ VpcId, Attribute }, world) => {
    const vpc = world.find('vpc', VpcId)
    if (!vpc.ok) return vpc
    switch (Attribute) {
      case 'enableDnsSupport':
        return ok({ VpcId, EnableDnsSupport: { Value: vpc.value.enableDnsSupport } })
      case 'enableDnsHostnames':
        return ok({ VpcId, EnableDnsHostnames: { Value: vpc.value.enableDnsHostnames } })
      case 'enableNetworkAddressUsageMetrics':
        return ok({ VpcId, EnableNetworkAddressUsageMetrics: { Value: vpc.value.enableNetworkAddressUsageMetrics } })
      default:
        return err(ec2Error('InvalidParameterValue', `Value (${String(Attribute)}) for parameter attribute is invalid. Unknown attribute.`))
    }
  },
})

/** EC2-Classic is no more; clients still ask, and know this sentence. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcClassicLink.html */
export const describeVpcClassicLink = ec2Operation<DescribeVpcClassicLinkRequest, object>({
  run: () => err(ec2Error('UnsupportedOperation', 'The functionality you requested is not available in this region.')),
})

/** At most five blocks of each kind. @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const mostBlocks = 5

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateVpcCidrBlock.html */
export const associateVpcCidrBlock = ec2Operation<AssociateVpcCidrBlockRequest, AssociateVpcCidrBlockResult>({
  uses: ({ VpcId }) => [['vpc', VpcId]],
  run: ({ VpcId, CidrBlock, AmazonProvidedIpv6CidrBlock, ...more }, world) => {
    const vpc = world.find('vpc', VpcId)
    if (!vpc.ok) return vpc
    if (AmazonProvidedIpv6CidrBlock === true) {
      const added = association(amazonIpv6Block(world), world)
      vpc.value.ipv6Cidrs = [...vpc.value.ipv6Cidrs, added]
      admitIpv6(VpcId, world)
      return ok({ VpcId, Ipv6CidrBlockAssociation: { ...ipv6Output(added), Ipv6CidrBlockState: { State: 'associating' } } })
    }
    if (CidrBlock === undefined) return err(Object.keys(more).length > 0 ? unsupported('a block of a pool') : missingParameter('cidrBlock'))
    const cidr = parseVpcBlock(CidrBlock)
    if (!cidr.ok) return cidr
    if (vpc.value.cidrs.some((each) => overlaps(each.cidr, cidr.value)))
      return err(ec2Error('InvalidVpc.Range', `The CIDR '${CidrBlock}' conflicts with another subnet`))
    if (vpc.value.cidrs.length >= mostBlocks)
      return err(ec2Error('CidrLimitExceeded', `This network '${VpcId}' has met its maximum number of allowed CIDRs: ${mostBlocks}`))
    const added = association(cidr.value, world)
    vpc.value.cidrs = [...vpc.value.cidrs, added]
    return ok({
      VpcId,
      CidrBlockAssociation: { AssociationId: added.id, CidrBlock: formatCidr(added.cidr), CidrBlockState: { State: 'associating' } },
    })
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateVpcCidrBlock.html */
export const disassociateVpcCidrBlock = ec2Operation<DisassociateVpcCidrBlockRequest, DisassociateVpcCidrBlockResult>({
  uses: ({ AssociationId }, world) => [['vpc', vpcOfBlock(AssociationId, world)?.id ?? '*']],
  run: ({ AssociationId }, world) => {
    const vpc = vpcOfBlock(AssociationId, world)
    if (vpc === undefined)
      return err(
        ec2Error('InvalidVpcCidrBlockAssociationID.NotFound', `The vpc CIDR block with association ID ${AssociationId} does not exist`),
      )
    const isThis = ({ id }: CidrAssociation): boolean => id === AssociationId
    const removed = [...vpc.cidrs, ...vpc.ipv6Cidrs].find(isThis)
    if (removed === undefined) return err(notFound('vpc', vpc.id))
    if (vpc.cidrs[0] === removed)
      return err(
        ec2Error(
          'OperationNotPermitted',
          `The vpc CIDR block with association ID ${AssociationId} may not be disassociated. It is the primary IPv4 CIDR block of the VPC`,
        ),
      )
    const inside = world.of('subnet').filter((subnet) => subnet.vpc === vpc.id)
    if (inside.some(({ cidr, ipv6Cidrs }) => [cidr, ...ipv6Cidrs.map((each) => each.cidr)].some((block) => overlaps(block, removed.cidr))))
      return err(
        ec2Error(
          'InvalidCidrBlock.InUse',
          `The vpc CIDR block with association ID ${AssociationId} has dependencies and cannot be disassociated`,
        ),
      )
    vpc.cidrs = vpc.cidrs.filter((each) => !isThis(each))
    vpc.ipv6Cidrs = vpc.ipv6Cidrs.filter((each) => !isThis(each))
    const block = formatCidr(removed.cidr)
    return ok({
      VpcId: vpc.id,
      ...(removed.cidr.family === 'ipv4'
        ? { CidrBlockAssociation: { AssociationId, CidrBlock: block, CidrBlockState: { State: 'disassociating' } } }
        : { Ipv6CidrBlockAssociation: { AssociationId, Ipv6CidrBlock: block, Ipv6CidrBlockState: { State: 'disassociating' } } }),
    })
  },
})

const vpcOfBlock = (association: string, world: World): Vpc | undefined =>
  world.of('vpc').find(({ cidrs, ipv6Cidrs }) => [...cidrs, ...ipv6Cidrs].some(({ id }) => id === association))
