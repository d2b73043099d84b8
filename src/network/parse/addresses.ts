import { type Address, covers, formatAddress } from '../../base/cidr.ts'
import type { Subnet } from '../network.ts'
import type { AddressAt } from '../network-values.ts'
import { type Draft, refuse } from './draft.ts'

/**
 * Who has which address of a subnet. AWS keeps the first four and the last for itself.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
 */
export class Addresses {
  private readonly draft: Draft
  private readonly taken = new Map<string, string>()

  constructor(draft: Draft) {
    this.draft = draft
  }

  /** The address as written, if the subnet has it and nobody else does. */
  take(subnet: Subnet, owner: string, { address, at }: AddressAt): void {
    const text = formatAddress(address)
    const block = subnet.cidrBlocks.find(({ cidr }) => covers(cidr, address))?.cidr
    if (block === undefined) {
      refuse(this.draft, 'address-outside-subnet', at, `\`${text}\` is not in the subnet \`${subnet.name}\``)
      return
    }
    if (address.value < block.first + 4n || address.value === block.last) {
      refuse(this.draft, 'address-outside-subnet', at, `\`${text}\` is one of the five addresses that AWS keeps in each subnet`)
    }
    this.claim(`${subnet.vpc} ${text}`, owner, text, at)
  }

  /** A public address belongs to one interface or NAT gateway in the world. */
  takePublic(owner: string, { address, at }: AddressAt): void {
    const text = formatAddress(address)
    this.claim(text, owner, text, at)
  }

  private claim(key: string, owner: string, text: string, at: AddressAt['at']): void {
    const other = this.taken.get(key)
    if (other !== undefined) refuse(this.draft, 'address-in-use', at, `\`${text}\` belongs to \`${other}\` already`)
    this.taken.set(key, owner)
  }

  /** The first free IPv4 address, for whoever names none. Called when all that are named are taken. */
  next(subnet: Subnet, owner: string): Address | undefined {
    const block = subnet.cidrBlocks.find(({ cidr }) => cidr.family === 'ipv4')?.cidr
    if (block === undefined) return undefined
    for (let value = block.first + 4n; value < block.last; value++) {
      const address: Address = { family: 'ipv4', value }
      const key = `${subnet.vpc} ${formatAddress(address)}`
      if (this.taken.has(key)) continue
      this.taken.set(key, owner)
      return address
    }
    return undefined
  }
}
