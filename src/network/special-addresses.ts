import { type Address, type Cidr, covers, type Family, parseCidr } from '../base/cidr.ts'
import { type IntervalSet, includes, intervalSet } from '../base/interval-set.ts'

const block = (text: string): Cidr => {
  const parsed = parseCidr(text)
  if (!parsed.ok) throw new Error(`internal error: \`${text}\` is no CIDR block`)
  return parsed.value.cidr
}

/** @see https://www.rfc-editor.org/rfc/rfc1918 */
export const rfc1918: readonly Cidr[] = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(block)
/** @see https://www.rfc-editor.org/rfc/rfc6598 */
export const rfc6598: readonly Cidr[] = [block('100.64.0.0/10')]
/**
 * Never routed on the internet, besides the private and the shared range: this host, loopback, link local, multicast, reserved; unique local and link
 * local IPv6.
 *
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry/
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry/
 */
export const neverPublic: readonly Cidr[] = [
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
].map(block)

/** What every VPC answers at addresses of its own: metadata, resolver, time. Neither groups nor network ACLs filter them. @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html */
const vpcServices: readonly Cidr[] = [
  '169.254.169.254/32',
  '169.254.169.253/32',
  '169.254.169.123/32',
  'fd00:ec2::254/128',
  'fd00:ec2::253/128',
  'fd00:ec2::123/128',
].map(block)

export const isIn = (blocks: readonly Cidr[], address: Address): boolean => blocks.some((each) => covers(each, address))

/** Asked for each flow: sets are faster than lists. */
const setsOf = (blocks: readonly Cidr[]): Readonly<Record<Family, IntervalSet>> => ({
  ipv4: intervalSet(blocks.filter(({ family }) => family === 'ipv4')),
  ipv6: intervalSet(blocks.filter(({ family }) => family === 'ipv6')),
})
const services = setsOf(vpcServices)
const unroutable = setsOf([...rfc1918, ...rfc6598, ...neverPublic])

export const isVpcService = ({ family, value }: Address): boolean => includes(services[family], value)

/** Whether packets for it, or from it, travel on the internet. */
export const isPublic = ({ family, value }: Address): boolean => !includes(unroutable[family], value)

/** @see https://www.rfc-editor.org/rfc/rfc1122#section-3.2.1.3 */
const loopback: readonly Cidr[] = ['127.0.0.0/8', '::1/128'].map(block)

export const isLoopback = (address: Address): boolean => isIn(loopback, address)

/** Every block whose border the rules of gateways know. */
export const specialBlocks: readonly Cidr[] = [...rfc1918, ...rfc6598, ...neverPublic, ...vpcServices]
