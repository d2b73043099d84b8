import type {
  AcceptVpcPeeringConnectionRequest,
  AcceptVpcPeeringConnectionResult,
  CreateVpcPeeringConnectionRequest,
  CreateVpcPeeringConnectionResult,
  DeleteVpcPeeringConnectionRequest,
  DeleteVpcPeeringConnectionResult,
  DescribeVpcPeeringConnectionsRequest,
  DescribeVpcPeeringConnectionsResult,
  ModifyVpcPeeringConnectionOptionsRequest,
  ModifyVpcPeeringConnectionOptionsResult,
  VpcPeeringConnection as PeeringOutput,
  RejectVpcPeeringConnectionRequest,
  RejectVpcPeeringConnectionResult,
  VpcPeeringConnectionVpcInfo,
} from '@aws-sdk/client-ec2'
import { formatCidr, overlaps } from '../../base/cidr.ts'
import { err, ok } from '../../base/result.ts'
import { parseAccountId } from '../../policy/account-id.ts'
import type { AwsError } from '../error.ts'
import { arnOf } from './context-keys.ts'
import { describe, type Filters } from './describe.ts'
import { ec2Error, invalidParameterValue, missingParameter } from './errors.ts'
import type { PeeringSide, Vpc, VpcPeeringConnection } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { formatTags } from './tags.ts'
import type { World } from './world.ts'

/** How long it waits for its acceptance. @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle */
const week = 7 * 24 * 60 * 60 * 1000

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcPeeringConnection.html */
export const createVpcPeeringConnection = ec2Operation<CreateVpcPeeringConnectionRequest, CreateVpcPeeringConnectionResult>({
  creates: 'vpc-peering-connection',
  uses: ({ VpcId }) => [['vpc', VpcId]],
  keys: ({ VpcId, PeerVpcId = '', PeerOwnerId, PeerRegion }, world) => ({
    'ec2:RequesterVpc': arnOf('vpc', VpcId, world),
    'ec2:AccepterVpc': arnOf('vpc', PeerVpcId, { account: PeerOwnerId ?? world.account, region: PeerRegion ?? world.region }),
  }),
  run: (input, world, tags) => {
    const vpc = world.find('vpc', input.VpcId)
    if (!vpc.ok) return vpc
    if (input.PeerVpcId === undefined) return err(missingParameter('peerVpcId'))
    const account = parseAccountId(input.PeerOwnerId ?? world.account)
    if (!account.ok) return err(invalidParameterValue(`Value (${input.PeerOwnerId}) for parameter peerOwnerId is invalid.`))
    if (input.PeerVpcId === input.VpcId) return err(invalidParameterValue('The VPCs of a peering connection must be two.'))
    const region = input.PeerRegion ?? world.region
    const peer = world.store.held.vpc.get(input.PeerVpcId)
    const isThere = peer !== undefined && peer.account === account.value && peer.region === region
    // A request to a VPC that is not there fails a moment later, without saying so at once.
    const overlap = isThere && doOverlap(vpc.value, peer)
    const status = isThere && !overlap ? 'pending-acceptance' : 'failed'
    const peering = world.add(
      'vpc-peering-connection',
      {
        requester: sideOf(vpc.value, world),
        accepter: {
          vpc: input.PeerVpcId,
          account: account.value,
          region,
          cidrs: isThere ? cidrsOf(peer) : [],
          ipv6Cidrs: [],
          allowDnsResolution: false,
        },
        status,
        statusMessage: isThere && !overlap ? `Pending Acceptance by ${account.value}` : failure,
        expiresAt: new Date(world.now.getTime() + week),
      },
      tags,
    )
    const output = peeringOutput(peering, world)
    return ok({
      VpcPeeringConnection: {
        ...output,
        Status: { Code: 'initiating-request', Message: `Initiating Request to ${account.value}` },
      },
    })
  },
})

const failure = 'Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range'

const cidrsOf = ({ cidrs }: Vpc) => cidrs.map(({ cidr }) => cidr)

const sideOf = (vpc: Vpc, { account, region }: World): PeeringSide => ({
  vpc: vpc.id,
  account,
  region,
  cidrs: cidrsOf(vpc),
  ipv6Cidrs: vpc.ipv6Cidrs.map(({ cidr }) => cidr),
  allowDnsResolution: false,
})

const doOverlap = (one: Vpc, other: Vpc): boolean =>
  [...one.cidrs, ...one.ipv6Cidrs].some(({ cidr }) => [...other.cidrs, ...other.ipv6Cidrs].some((each) => overlaps(each.cidr, cidr)))

function peeringOutput(peering: VpcPeeringConnection, world: World): PeeringOutput {
  const status = statusOf(peering, world)
  return {
    VpcPeeringConnectionId: peering.id,
    RequesterVpcInfo: sideOutput(peering.requester),
    AccepterVpcInfo: status === 'active' ? sideOutput(peering.accepter) : strangerOutput(peering.accepter),
    Status: { Code: status, Message: status === 'expired' ? 'Expired' : peering.statusMessage },
    ...(status === 'pending-acceptance' ? { ExpirationTime: peering.expiresAt } : {}),
    Tags: formatTags(peering.account === world.account ? peering.tags : new Map<string, string>()),
  }
}

const statusOf = ({ status, expiresAt }: VpcPeeringConnection, { now }: World): VpcPeeringConnection['status'] | 'expired' =>
  status === 'pending-acceptance' && expiresAt < now ? 'expired' : status

const sideOutput = (side: PeeringSide): VpcPeeringConnectionVpcInfo => ({
  ...strangerOutput(side),
  ...(side.cidrs[0] === undefined
    ? {}
    : { CidrBlock: formatCidr(side.cidrs[0]), CidrBlockSet: side.cidrs.map((cidr) => ({ CidrBlock: formatCidr(cidr) })) }),
  ...(side.ipv6Cidrs.length === 0 ? {} : { Ipv6CidrBlockSet: side.ipv6Cidrs.map((cidr) => ({ Ipv6CidrBlock: formatCidr(cidr) })) }),
  PeeringOptions: {
    AllowDnsResolutionFromRemoteVpc: side.allowDnsResolution,
    AllowEgressFromLocalClassicLinkToRemoteVpc: false,
    AllowEgressFromLocalVpcToRemoteClassicLink: false,
  },
})

/**
 * Until the connection is active, no more is told of the accepter. Recorded from AWS.
 *
 * @see https://github.com/localstack/localstack/blob/275732fd8b60ca2ee6e9a5993810469aaba18ac1/tests/aws/services/ec2/test_ec2.snapshot.json
 */
const strangerOutput = ({ vpc, account, region }: PeeringSide): VpcPeeringConnectionVpcInfo => ({
  VpcId: vpc,
  OwnerId: account,
  Region: region,
})

const sideFilters = (
  prefix: string,
  side: (peering: PeeringOutput) => VpcPeeringConnectionVpcInfo | undefined,
): Filters<PeeringOutput> => ({
  [`${prefix}.cidr-block`]: (peering) => side(peering)?.CidrBlock,
  [`${prefix}.owner-id`]: (peering) => side(peering)?.OwnerId,
  [`${prefix}.vpc-id`]: (peering) => side(peering)?.VpcId,
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcPeeringConnections.html */
export const describeVpcPeeringConnections = describe<
  DescribeVpcPeeringConnectionsRequest,
  PeeringOutput,
  DescribeVpcPeeringConnectionsResult,
  'vpc-peering-connection'
>({
  kind: 'vpc-peering-connection',
  ids: ({ VpcPeeringConnectionIds }) => VpcPeeringConnectionIds,
  item: peeringOutput,
  filters: {
    ...sideFilters('accepter-vpc-info', ({ AccepterVpcInfo }) => AccepterVpcInfo),
    ...sideFilters('requester-vpc-info', ({ RequesterVpcInfo }) => RequesterVpcInfo),
    'expiration-time': ({ ExpirationTime }) => ExpirationTime?.toISOString(),
    'status-code': ({ Status }) => Status?.Code,
    'status-message': ({ Status }) => Status?.Message,
    'vpc-peering-connection-id': ({ VpcPeeringConnectionId }) => VpcPeeringConnectionId,
  },
  output: (VpcPeeringConnections, page) => ({ VpcPeeringConnections, ...page }),
})

const wrongState = ({ id }: VpcPeeringConnection, from: string, to: string): AwsError =>
  ec2Error('InvalidStateTransition', `Invalid state transition for ${id}, attempted to transition from ${from} to ${to}`)

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AcceptVpcPeeringConnection.html */
export const acceptVpcPeeringConnection = ec2Operation<AcceptVpcPeeringConnectionRequest, AcceptVpcPeeringConnectionResult>({
  uses: ({ VpcPeeringConnectionId: id }, world) => [
    ['vpc-peering-connection', id],
    ['vpc', world.get('vpc-peering-connection', id)?.accepter.vpc],
  ],
  run: ({ VpcPeeringConnectionId }, world) => {
    const peering = world.find('vpc-peering-connection', VpcPeeringConnectionId)
    if (!peering.ok) return peering
    const { accepter } = peering.value
    if (accepter.account !== world.account || accepter.region !== world.region)
      return err(ec2Error('OperationNotPermitted', `User ${world.account} cannot accept peering ${VpcPeeringConnectionId}`))
    const status = statusOf(peering.value, world)
    if (status !== 'pending-acceptance') return err(wrongState(peering.value, status, 'active'))
    peering.value.status = 'active'
    peering.value.statusMessage = 'Active'
    const output = peeringOutput(peering.value, world)
    return ok({ VpcPeeringConnection: { ...output, Status: { Code: 'provisioning', Message: 'Provisioning' } } })
  },
})

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RejectVpcPeeringConnection.html */
export const rejectVpcPeeringConnection = ec2Operation<RejectVpcPeeringConnectionRequest, RejectVpcPeeringConnectionResult>({
  uses: ({ VpcPeeringConnectionId }) => [['vpc-peering-connection', VpcPeeringConnectionId]],
  run: ({ VpcPeeringConnectionId }, world) => {
    const peering = world.find('vpc-peering-connection', VpcPeeringConnectionId)
    if (!peering.ok) return peering
    if (peering.value.accepter.account !== world.account)
      return err(ec2Error('OperationNotPermitted', `User ${world.account} cannot reject peering ${VpcPeeringConnectionId}`))
    const status = statusOf(peering.value, world)
    if (status !== 'pending-acceptance') return err(wrongState(peering.value, status, 'rejected'))
    peering.value.status = 'rejected'
    peering.value.statusMessage = `Rejected by ${world.account}`
    return ok({ Return: true })
  },
})

/** Either side may. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcPeeringConnection.html */
export const deleteVpcPeeringConnection = ec2Operation<DeleteVpcPeeringConnectionRequest, DeleteVpcPeeringConnectionResult>({
  uses: ({ VpcPeeringConnectionId }) => [['vpc-peering-connection', VpcPeeringConnectionId]],
  run: ({ VpcPeeringConnectionId }, world) => {
    const peering = world.find('vpc-peering-connection', VpcPeeringConnectionId)
    if (!peering.ok) return peering
    const status = statusOf(peering.value, world)
    if (status !== 'active' && status !== 'pending-acceptance') return err(wrongState(peering.value, status, 'deleted'))
    peering.value.status = 'deleted'
    peering.value.statusMessage = `Deleted by ${world.account}`
    return ok({ Return: true })
  },
})

/** Each owner sets the options of its own side. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyVpcPeeringConnectionOptions.html */
export const modifyVpcPeeringConnectionOptions = ec2Operation<
  ModifyVpcPeeringConnectionOptionsRequest,
  ModifyVpcPeeringConnectionOptionsResult
>({
  uses: ({ VpcPeeringConnectionId }) => [['vpc-peering-connection', VpcPeeringConnectionId]],
  run: ({ VpcPeeringConnectionId, RequesterPeeringConnectionOptions, AccepterPeeringConnectionOptions }, world) => {
    const peering = world.find('vpc-peering-connection', VpcPeeringConnectionId)
    if (!peering.ok) return peering
    const { requester, accepter, status } = peering.value
    if (status !== 'active')
      return err(
        ec2Error(
          'OperationNotPermitted',
          `Peering ${VpcPeeringConnectionId} is not active. Peering options can be added only to active peerings.`,
        ),
      )
    const sides = [[requester, RequesterPeeringConnectionOptions] as const, [accepter, AccepterPeeringConnectionOptions] as const]
    const foreign = sides.find(([side, options]) => options !== undefined && side.account !== world.account)
    if (foreign !== undefined)
      return err(ec2Error('OperationNotPermitted', `User ${world.account} cannot modify peering options of ${foreign[0].account}`))
    for (const [side, options] of sides)
      if (options?.AllowDnsResolutionFromRemoteVpc !== undefined) side.allowDnsResolution = options.AllowDnsResolutionFromRemoteVpc
    return ok({
      ...(RequesterPeeringConnectionOptions === undefined
        ? {}
        : { RequesterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: requester.allowDnsResolution } }),
      ...(AccepterPeeringConnectionOptions === undefined
        ? {}
        : { AccepterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: accepter.allowDnsResolution } }),
    })
  },
})
