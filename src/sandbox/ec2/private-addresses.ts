import type {
  AssignPrivateIpAddressesRequest,
  AssignPrivateIpAddressesResult,
  UnassignPrivateIpAddressesRequest,
} from '@aws-sdk/client-ec2'
import { type Address, formatAddress, parseAddress } from '../../base/cidr.ts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import { ec2Error, invalidParameterValue, unsupported } from './errors.ts'
import type { NetworkInterface } from './kinds.ts'
import { ec2Operation } from './operation.ts'
import { checkAddress, freeAddresses } from './subnet.ts'
import type { World } from './world.ts'

const isSame = (one: Address, other: Address): boolean => formatAddress(one) === formatAddress(other)

function parse(texts: readonly string[]): Result<readonly Address[], AwsError> {
  const addresses: Address[] = []
  for (const text of new Set(texts)) {
    const address = parseAddress(text)
    if (!address.ok || address.value.family !== 'ipv4') return err(invalidParameterValue(`invalid value for parameter address: ${text}`))
    addresses.push(address.value)
  }
  return ok(addresses)
}

/** Another interface of the subnet that has an address, but not as its first, which stays. */
const holderOf = (address: Address, { id, subnet }: NetworkInterface, world: World): NetworkInterface | undefined =>
  world
    .of('network-interface')
    .find((each) => each.id !== id && each.subnet === subnet && each.privateIps.slice(1).some((own) => isSame(own, address)))

/** Addresses by name, each free, or of an interface that it may be taken from. The sentence for one that may not is inferred. */
function refuse(addresses: readonly Address[], mayMove: boolean, target: NetworkInterface, world: World): AwsError | undefined {
  const subnet = world.find('subnet', target.subnet)
  if (!subnet.ok) return subnet.error
  for (const address of addresses) {
    if (target.privateIps.some((own) => isSame(own, address))) continue
    const text = formatAddress(address)
    const isHeld = holderOf(address, target, world) !== undefined
    if (isHeld && !mayMove) return invalidParameterValue(`[${text}] assigned, but move is not allowed.`)
    const refused = isHeld ? undefined : checkAddress(address, subnet.value, world, text)
    if (refused !== undefined) return refused
  }
  return undefined
}

/** With it goes the elastic IP address that stands for it. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssignPrivateIpAddresses.html */
function move(address: Address, target: NetworkInterface, world: World): void {
  const holder = holderOf(address, target, world)
  if (holder === undefined) return
  holder.privateIps = holder.privateIps.filter((own) => !isSame(own, address))
  const text = formatAddress(address)
  for (const elastic of world.of('elastic-ip')) {
    const { association } = elastic
    if (association?.networkInterface === holder.id && association.privateIp === text)
      elastic.association = { ...association, networkInterface: target.id }
  }
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AssignPrivateIpAddresses.html */
export const assignPrivateIpAddresses = ec2Operation<AssignPrivateIpAddressesRequest, AssignPrivateIpAddressesResult>({
  uses: ({ NetworkInterfaceId }) => [['network-interface', NetworkInterfaceId]],
  run: (input, world) => {
    const { NetworkInterfaceId, PrivateIpAddresses: named, SecondaryPrivateIpAddressCount: count, AllowReassignment } = input
    const target = world.find('network-interface', NetworkInterfaceId)
    if (!target.ok) return target
    if ((input.Ipv4Prefixes ?? input.Ipv4PrefixCount) !== undefined) return err(unsupported('a prefix of addresses'))
    // The sentence is inferred.
    if ((named === undefined) === (count === undefined))
      return err(
        ec2Error('InvalidParameterCombination', 'Either privateIpAddresses or secondaryPrivateIpAddressCount should be specified.'),
      )
    const subnet = world.find('subnet', target.value.subnet)
    if (!subnet.ok) return subnet
    const addresses = named === undefined ? freeAddresses(count ?? 0, subnet.value, [], world) : parse(named)
    if (!addresses.ok) return addresses
    const refused = refuse(addresses.value, AllowReassignment === true, target.value, world)
    if (refused !== undefined) return err(refused)
    for (const address of addresses.value) move(address, target.value, world)
    const own = target.value.privateIps
    target.value.privateIps = [...own, ...addresses.value.filter((address) => !own.some((each) => isSame(each, address)))]
    return ok({
      NetworkInterfaceId,
      AssignedPrivateIpAddresses: addresses.value.map((address) => ({ PrivateIpAddress: formatAddress(address) })),
    })
  },
})

/** The sentences of refusals, and that an elastic IP address is let go with what it stands for, are inferred. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_UnassignPrivateIpAddresses.html */
export const unassignPrivateIpAddresses = ec2Operation<UnassignPrivateIpAddressesRequest, object>({
  uses: ({ NetworkInterfaceId }) => [['network-interface', NetworkInterfaceId]],
  run: ({ NetworkInterfaceId, PrivateIpAddresses = [], Ipv4Prefixes }, world) => {
    const found = world.find('network-interface', NetworkInterfaceId)
    if (!found.ok) return found
    if (Ipv4Prefixes !== undefined) return err(unsupported('a prefix of addresses'))
    const addresses = parse(PrivateIpAddresses)
    if (!addresses.ok) return addresses
    const [first, ...others] = found.value.privateIps
    const isGiven = (own: Address): boolean => addresses.value.some((address) => isSame(own, address))
    if (!addresses.value.every((address) => others.some((own) => isSame(own, address))))
      return err(
        invalidParameterValue(
          first !== undefined && isGiven(first)
            ? `${formatAddress(first)} is the primary address of interface ${found.value.id}`
            : `Some of the specified addresses are not assigned to interface ${found.value.id}`,
        ),
      )
    found.value.privateIps = found.value.privateIps.filter((own) => !isGiven(own))
    const gone = new Set(addresses.value.map(formatAddress))
    for (const elastic of world.of('elastic-ip')) {
      const { association } = elastic
      if (association?.networkInterface === found.value.id && gone.has(association.privateIp)) elastic.association = undefined
    }
    return ok({})
  },
})
