import { formatAddress, parseAddress } from '../base/cidr.ts'
import { compileNetwork } from '../network/compile-network.ts'
import type { FlowDestination } from '../network/flow.ts'
import type { Listener, Network } from '../network/network.ts'
import { resolveName } from '../network/resolve-name.ts'
import { type Certificate, selfSignedCertificate } from './certificate.ts'
import { sshHostKey } from './host-key.ts'

/** As Node reports what the kernel says of a connection. */
export class ConnectionError extends Error {
  readonly code: string
  readonly syscall: string

  constructor(code: string, syscall: string, message: string) {
    super(message)
    this.name = 'Error'
    this.code = code
    this.syscall = syscall
  }
}

export const nameError = (host: string): ConnectionError => new ConnectionError('ENOTFOUND', 'getaddrinfo', `getaddrinfo ENOTFOUND ${host}`)

export const timeoutError = (where: string): ConnectionError => new ConnectionError('ETIMEDOUT', 'connect', `connect ETIMEDOUT ${where}`)

export const refusalError = (where: string): ConnectionError =>
  new ConnectionError('ECONNREFUSED', 'connect', `connect ECONNREFUSED ${where}`)

/** What clients of a network know of its hosts: names, certificates, the keys of SSH servers. */
export class NetworkHosts {
  private readonly network: Network
  private readonly certificates = new Map<string, Certificate>()

  constructor(network: Network) {
    this.network = network
  }

  /** The certificates that clients of this network trust. */
  get authorities(): readonly string[] {
    const trusted = [...this.network.listeners.values()].filter(({ server }) => server?.certificate === 'trusted')
    return trusted.map((listener) => this.certificateOf(listener).cert)
  }

  /** The fingerprints of SSH servers that the product has seen before, by host; of one whose key has changed it is the old one. */
  get knownHosts(): ReadonlyMap<string, string> {
    const servers = [...this.network.listeners.values()].filter(({ application, server }) => server !== undefined && isSsh(application))
    return new Map(servers.flatMap(({ host, name }) => (host === undefined ? [] : [[host, sshHostKey(name, 'known').fingerprint]])))
  }

  /** The addresses of a name on the internet, from where the product comes. */
  async resolve(host: string): Promise<readonly string[]> {
    if (parseAddress(host).ok) return [host]
    const found = resolveName(compileNetwork(this.network), host, undefined)
    if (!found.ok) throw nameError(host)
    switch (found.value.to) {
      case 'addresses':
        return found.value.addresses.map(formatAddress)
      case 'service':
        throw nameError(host)
      case 'networkInterfaces':
        return found.value.networkInterfaces.map(({ networkInterface: { privateIps, ipv6Addresses } }) => {
          const address =
            privateIps.find(({ publicIp }) => publicIp !== undefined)?.publicIp?.address ?? privateIps[0]?.address ?? ipv6Addresses[0]
          return address === undefined ? host : formatAddress(address)
        })
    }
  }

  certificateOf({ name, host }: Listener): Certificate {
    const known = this.certificates.get(name) ?? selfSignedCertificate(host ?? name)
    this.certificates.set(name, known)
    return known
  }
}

/** A name or an address, as a client writes it. */
export function destinationOf(host: string): FlowDestination {
  const address = parseAddress(host)
  return address.ok ? { type: 'address', address: address.value } : { type: 'host', host }
}

const isSsh = (application: string | undefined): boolean => application === 'ssh' || application === 'sftp'
