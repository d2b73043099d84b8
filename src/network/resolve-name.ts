import type { Address } from '../base/cidr.ts'
import { err, ok, type Result } from '../base/result.ts'
import type { CompiledInterface, CompiledNetwork, CompiledVpc } from './compiled-network.ts'
import type { DnsRecord, HostedZone, VpcEndpoint } from './network.ts'

/** What a name stands for where it is asked. An interface has a private face and perhaps a public one; the asker's place decides. */
export type Resolution =
  | { readonly to: 'addresses'; readonly addresses: readonly Address[] }
  | { readonly to: 'networkInterfaces'; readonly networkInterfaces: readonly CompiledInterface[]; readonly face: 'private' | 'public' }
  | { readonly to: 'service'; readonly service: string }

export type NameFailure =
  | { readonly fact: 'nameNotFound'; readonly host: string }
  | { readonly fact: 'zoneNotAssociated'; readonly host: string; readonly hostedZone: string; readonly vpc: string }
  | { readonly fact: 'dnsSupportDisabled'; readonly vpc: string }

/**
 * Resolves a name in a VPC, or on the internet where no VPC is given.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/AmazonDNS-concepts.html
 */
export function resolveName(network: CompiledNetwork, host: string, vpc: CompiledVpc | undefined): Result<Resolution, NameFailure> {
  if (vpc !== undefined && !vpc.vpc.enableDnsSupport) return err({ fact: 'dnsSupportDisabled', vpc: vpc.vpc.name })
  return resolve({ network, host, vpc, aliases: 0 }, host)
}

interface Question {
  readonly network: CompiledNetwork
  readonly host: string
  readonly vpc: CompiledVpc | undefined
  /** How many CNAMEs were followed; resolvers give up on long chains, and so on circles. */
  readonly aliases: number
}

const mostAliases = 8

function resolve(question: Question, text: string): Result<Resolution, NameFailure> {
  const { network, host, vpc } = question
  const name = text.toLowerCase().replace(/\.$/, '')
  const zone = vpc?.vpc.enableDnsHostnames === true ? privateZone(network, name, vpc) : undefined
  // A private zone that is authoritative for the name hides the public one, record or no record.
  if (zone !== undefined) return follow(question, zone.records.get(name))
  const endpoint = vpc === undefined ? undefined : endpointWithPrivateName(network, name, vpc)
  if (endpoint !== undefined) return ok({ to: 'networkInterfaces', networkInterfaces: interfacesOf(network, endpoint), face: 'private' })
  const record = network.network.records.get(name)
  if (record !== undefined) return follow(question, record)
  const listener = [...network.network.listeners.values()].find((each) => each.host?.toLowerCase() === name)
  if (listener !== undefined) return ofInterface(question, listener.networkInterface)
  const service = serviceNamed(name)
  if (service !== undefined) return ok({ to: 'service', service })
  const elsewhere = [...network.network.hostedZones.values()].find((each) => each.records.has(name))
  if (elsewhere === undefined || vpc === undefined) return err({ fact: 'nameNotFound', host })
  return err({ fact: 'zoneNotAssociated', host, hostedZone: elsewhere.name, vpc: vpc.vpc.name })
}

/** The zone with the longest name that the name is under, of those associated with the VPC. @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html */
function privateZone(network: CompiledNetwork, name: string, { vpc }: CompiledVpc): HostedZone | undefined {
  return [...network.network.hostedZones.values()]
    .filter((zone) => zone.vpcs.includes(vpc.name) && (name === zone.name || name.endsWith(`.${zone.name}`)))
    .sort((a, b) => b.name.length - a.name.length)[0]
}

/** @see https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html */
function endpointWithPrivateName(
  network: CompiledNetwork,
  name: string,
  { vpc }: CompiledVpc,
): (VpcEndpoint & { readonly type: 'Interface' }) | undefined {
  if (!vpc.enableDnsHostnames) return undefined
  const service = serviceNamed(name)
  for (const endpoint of network.network.vpcEndpoints.values()) {
    if (endpoint.type !== 'Interface' || endpoint.vpc !== vpc.name || !endpoint.privateDnsEnabled || endpoint.state !== 'available')
      continue
    const privateName = endpoint.privateDnsName ?? network.endpointServices.get(endpoint.service)?.privateDnsName
    if (endpoint.service === service || privateName?.toLowerCase() === name) return endpoint
  }
  return undefined
}

const interfacesOf = ({ networkInterfaces }: CompiledNetwork, endpoint: VpcEndpoint & { readonly type: 'Interface' }) =>
  endpoint.networkInterfaces.flatMap((name) => networkInterfaces.get(name) ?? [])

/** `sts.us-east-1.amazonaws.com`, `acme.s3.us-east-1.amazonaws.com`, `s3.amazonaws.com`. @see https://docs.aws.amazon.com/general/latest/gr/rande.html */
function serviceNamed(name: string): string | undefined {
  const regional = /^(?:.+\.)?([a-z0-9-]+)\.([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com$/.exec(name)
  if (regional !== null && regional[1] !== 'rds' && regional[1] !== 'compute') return `com.amazonaws.${regional[2]}.${regional[1]}`
  const global = /^(?:.+\.)?(s3|sts)\.amazonaws\.com$/.exec(name)
  return global === null ? undefined : `com.amazonaws.us-east-1.${global[1]}`
}

function follow(question: Question, record: DnsRecord | undefined): Result<Resolution, NameFailure> {
  if (record === undefined) return err({ fact: 'nameNotFound', host: question.host })
  const { target } = record
  switch (target.type) {
    case 'addresses':
      return ok({ to: 'addresses', addresses: target.addresses })
    case 'networkInterface':
      return ofInterface(question, target.networkInterface)
    case 'cname':
      if (question.aliases === mostAliases) return err({ fact: 'nameNotFound', host: question.host })
      return resolve({ ...question, aliases: question.aliases + 1 }, target.name)
  }
}

function ofInterface({ network, vpc, host }: Question, name: string): Result<Resolution, NameFailure> {
  const found = network.networkInterfaces.get(name)
  if (found === undefined) return err({ fact: 'nameNotFound', host })
  return ok({ to: 'networkInterfaces', networkInterfaces: [found], face: faceOf(network, found, vpc) })
}

/**
 * A public name of EC2 or RDS gives the private address inside its VPC, and from a peer whose connection says so; the public one elsewhere.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-dns.html
 */
function faceOf({ network }: CompiledNetwork, { subnet }: CompiledInterface, vpc: CompiledVpc | undefined): 'private' | 'public' {
  if (vpc === undefined) return 'public'
  if (vpc === subnet.vpc) return 'private'
  const resolves = [...network.vpcPeeringConnections.values()].some(({ requester, accepter, status }) => {
    const [there, here] = requester.vpc === subnet.vpc.vpc.name ? [requester, accepter] : [accepter, requester]
    const joins = there.vpc === subnet.vpc.vpc.name && here.vpc === vpc.vpc.name
    return status === 'active' && joins && there.allowDnsResolutionFromRemoteVpc
  })
  return resolves ? 'private' : 'public'
}
