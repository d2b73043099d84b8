import type {
  Address as AddressOutput,
  AllocateAddressRequest,
  AllocateAddressResult,
  AssociateAddressRequest,
  AssociateAddressResult,
  DescribeAddressesAttributeRequest,
  DescribeAddressesAttributeResult,
  DescribeAddressesRequest,
  DescribeAddressesResult,
  DisassociateAddressRequest,
  ReleaseAddressRequest,
} from '@aws-sdk/client-ec2'
import { formatAddress } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { describe } from './describe.ts'
import { ec2Error, invalidParameterValue, missingParameter, unsupported } from './errors.ts'
import type { ElasticIp } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { formatTags } from './tags.ts'
import type { World } from './world.ts'

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AllocateAddress.html */
export const allocateAddress = ec2Operation<AllocateAddressRequest, AllocateAddressResult>({
  creates: 'elastic-ip',
  run: ({ Address, PublicIpv4Pool, IpamPoolId, CustomerOwnedIpv4Pool }, world, tags) => {
    if ((PublicIpv4Pool ?? IpamPoolId ?? CustomerOwnedIpv4Pool) !== undefined) return err(unsupported('an address of a pool'))
    if (Address !== undefined && world.of('elastic-ip').some(({ publicIp }) => publicIp === Address))
      return err(ec2Error('InvalidAddress.InUse', `Address '${Address}' is already allocated.`))
    const address = world.add('elastic-ip', { publicIp: Address ?? freePublicIp(world), association: undefined }, tags)
    return ok({
      AllocationId: address.id,
      PublicIp: address.publicIp,
      Domain: 'vpc',
      PublicIpv4Pool: 'amazon',
      NetworkBorderGroup: world.region,
    })
  },
})

/** Out of the network that documents may use for examples of benchmarks: nobody has them. @see https://www.rfc-editor.org/rfc/rfc2544 */
function freePublicIp(world: World): string {
  const taken = new Set([...world.store.held['elastic-ip'].values()].map(({ publicIp }) => publicIp))
  for (;;) {
    const [second = 0, third = 0, fourth = 0] = world.call.random.bytes(3)
    const text = `198.${18 + (second % 2)}.${third}.${fourth}`
    if (!taken.has(text)) return text
  }
}

const addressOutput = (address: ElasticIp, world: World): AddressOutput => {
  const { association } = address
  return {
    AllocationId: address.id,
    PublicIp: address.publicIp,
    Domain: 'vpc',
    PublicIpv4Pool: 'amazon',
    NetworkBorderGroup: address.region,
    ...(association === undefined
      ? {}
      : {
          AssociationId: association.id,
          NetworkInterfaceId: association.networkInterface,
          NetworkInterfaceOwnerId: world.get('network-interface', association.networkInterface)?.account,
          PrivateIpAddress: association.privateIp,
        }),
    Tags: formatTags(address.tags),
  }
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddresses.html */
export const describeAddresses = describe<DescribeAddressesRequest, AddressOutput, DescribeAddressesResult, 'elastic-ip'>({
  kind: 'elastic-ip',
  ids: ({ AllocationIds }) => AllocationIds,
  refuse: ({ PublicIps = [] }, world) => {
    const missing = PublicIps.find((ip) => !world.of('elastic-ip').some(({ publicIp }) => publicIp === ip))
    return missing === undefined ? undefined : noAddress(missing)
  },
  keep: ({ PublicIps }, { PublicIp = '' }) => PublicIps === undefined || PublicIps.includes(PublicIp),
  item: addressOutput,
  filters: {
    'allocation-id': ({ AllocationId }) => AllocationId,
    'association-id': ({ AssociationId }) => AssociationId,
    domain: ({ Domain }) => Domain,
    'instance-id': ({ InstanceId }) => InstanceId,
    'network-border-group': ({ NetworkBorderGroup }) => NetworkBorderGroup,
    'network-interface-id': ({ NetworkInterfaceId }) => NetworkInterfaceId,
    'network-interface-owner-id': ({ NetworkInterfaceOwnerId }) => NetworkInterfaceOwnerId,
    'private-ip-address': ({ PrivateIpAddress }) => PrivateIpAddress,
    'public-ip': ({ PublicIp }) => PublicIp,
  },
  output: (Addresses) => ({ Addresses }),
})

/**
 * The names of addresses, of which there are none here: nobody may set them.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAddressesAttribute.html
 */
export const describeAddressesAttribute = ec2Operation<DescribeAddressesAttributeRequest, DescribeAddressesAttributeResult>({
  run: ({ AllocationIds }, world) => {
    const named = world.findAll('elastic-ip', AllocationIds ?? [])
    return named.ok ? ok({ Addresses: [] }) : named
  },
})

const noAddress = (publicIp: string): AwsError => ec2Error('InvalidAddress.NotFound', `Address '${publicIp}' not found.`)

interface Named {
  readonly AllocationId?: string | undefined
  readonly PublicIp?: string | undefined
  readonly AssociationId?: string | undefined
}

const idOf = ({ AllocationId, PublicIp, AssociationId }: Named, world: World): string | undefined =>
  AllocationId ?? world.of('elastic-ip').find((each) => each.publicIp === PublicIp || (each.association?.id ?? '') === AssociationId)?.id

function findAddress(input: Named, world: World): Result<ElasticIp, AwsError> {
  const id = idOf(input, world)
  if (id !== undefined) return world.find('elastic-ip', id)
  if (input.AssociationId !== undefined)
    return err(ec2Error('InvalidAssociationID.NotFound', `The association ID '${input.AssociationId}' does not exist`))
  return err(input.PublicIp === undefined ? missingParameter('AllocationId') : noAddress(input.PublicIp))
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReleaseAddress.html */
export const releaseAddress = ec2Operation<ReleaseAddressRequest, object>({
  uses: (input, world) => [['elastic-ip', idOf(input, world) ?? '*']],
  run: (input, world) => {
    const address = findAddress(input, world)
    if (!address.ok) return address
    if (isInUse(address.value, world)) return err(ec2Error('InvalidIPAddress.InUse', `Address ${address.value.publicIp} is in use.`))
    world.remove('elastic-ip', address.value.id)
    return ok({})
  },
})

const isInUse = ({ association }: ElasticIp, world: World): boolean =>
  association !== undefined && world.get('network-interface', association.networkInterface) !== undefined

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssociateAddress.html */
export const associateAddress = ec2Operation<AssociateAddressRequest, AssociateAddressResult>({
  uses: (input, world) => [
    ['elastic-ip', idOf(input, world)],
    ['network-interface', input.NetworkInterfaceId],
  ],
  run: (input, world) => {
    const address = findAddress(input, world)
    if (!address.ok) return address
    if (input.NetworkInterfaceId === undefined)
      return err(input.InstanceId === undefined ? missingParameter('networkInterfaceId') : unsupported('an instance'))
    const target = world.find('network-interface', input.NetworkInterfaceId)
    if (!target.ok) return target
    const privateIps = target.value.privateIps.map(formatAddress)
    const privateIp = input.PrivateIpAddress ?? privateIps[0] ?? ''
    if (!privateIps.includes(privateIp))
      return err(invalidParameterValue(`The private IP address ${privateIp} is not assigned to network interface ${target.value.id}`))
    if (!hasInternet(target.value.vpc, world))
      return err(ec2Error('Gateway.NotAttached', `Network ${target.value.vpc} is not attached to any internet gateway`))
    const { association } = address.value
    const isSame = association?.networkInterface === target.value.id && association.privateIp === privateIp
    if (isSame) return ok({ AssociationId: association.id })
    if (association !== undefined && input.AllowReassociation === false)
      return err(
        ec2Error('Resource.AlreadyAssociated', `resource ${address.value.id} is already associated with associate-id ${association.id}`),
      )
    // What the interface had before is free again.
    for (const other of world.of('elastic-ip'))
      if (other.association?.networkInterface === target.value.id && other.association.privateIp === privateIp)
        other.association = undefined
    address.value.association = { id: world.newId('eipassoc'), networkInterface: target.value.id, privateIp }
    return ok({ AssociationId: address.value.association.id })
  },
})

export const hasInternet = (vpc: string, world: World): boolean => world.of('internet-gateway').some((gateway) => gateway.vpc === vpc)

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DisassociateAddress.html */
export const disassociateAddress = ec2Operation<DisassociateAddressRequest, object>({
  uses: (input, world) => {
    const id = idOf(input, world)
    return [
      ['elastic-ip', id ?? '*'],
      ['network-interface', id === undefined ? undefined : world.get('elastic-ip', id)?.association?.networkInterface],
    ]
  },
  run: (input, world) => {
    const address = findAddress(input, world)
    if (!address.ok) return address
    const { association } = address.value
    const holder = association === undefined ? undefined : world.get('network-interface', association.networkInterface)
    if (holder?.requester !== undefined) return err(ec2Error('AuthFailure', `You do not have permission to access the specified resource.`))
    address.value.association = undefined
    return ok({})
  },
})
