import { createServer, type Server as NetServer, connect as netConnect, type Socket } from 'node:net'
import { type Address, formatAddress, parseAddress } from '../base/cidr.ts'
import { compileNetwork } from '../network/compile-network.ts'
import { evaluateFlow } from '../network/evaluate-flow.ts'
import type { Flow, FlowDestination } from '../network/flow.ts'
import { lastVerdict } from '../network/last-verdict.ts'
import type { Listener, Network } from '../network/network.ts'
import { resolveName } from '../network/resolve-name.ts'
import type { Verdict } from '../network/verdict.ts'
import { type Certificate, selfSignedCertificate } from './certificate.ts'
import { sshHostKey } from './host-key.ts'
import { serveMongodb } from './serve-mongodb.ts'
import { MysqlSession } from './serve-mysql.ts'
import { PostgresSession } from './serve-postgres.ts'
import { SqlserverSession } from './serve-sqlserver.ts'
import { serveSsh } from './serve-ssh.ts'
import type { Visitor } from './visitor.ts'

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

/**
 * A network in which connections end as the model says: dropped, refused, or at a server on loopback that real clients accept. A dropped connection
 * is reported at once as the timeout that it would be, so that nobody waits for it.
 */
export class EmbeddedNetwork {
  private readonly network: Network
  private readonly sockets = new Set<Socket>()
  /** By the port of the client: whom the server talks to, as soon as that is known. */
  private readonly visitors = new Map<number, PromiseWithResolversOf<Visitor>>()
  private readonly certificates = new Map<string, Certificate>()
  private server: Promise<NetServer> | undefined
  private attempts = 0

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

  /** Connects from one of the product's addresses. Rejects as a socket would. */
  async connect(host: string, port: number, from: string): Promise<Socket> {
    const source = parseAddress(from)
    if (!source.ok) throw new ConnectionError('EADDRNOTAVAIL', 'bind', `bind EADDRNOTAVAIL ${from}`)
    return this.enter({ type: 'address', address: source.value }, host, port)
  }

  private async enter(source: Flow['source'], host: string, port: number): Promise<Socket> {
    const verdict = evaluateFlow(compileNetwork(this.network), {
      source,
      destination: destinationOf(host),
      traffic: { protocol: 'tcp', port },
    })
    if (verdict.blockers.some(({ code }) => code.startsWith('DNS_'))) throw nameError(host)
    const where = `${(await this.resolve(host))[0] ?? host}:${port}`
    const last = lastVerdict(verdict)
    const { arrival, sourceAddress } = last
    // A load balancer makes a connection of its own.
    const getsThrough = this.getsThrough(verdict) && (last === verdict || this.getsThrough(last))
    if (!getsThrough || arrival?.at !== 'networkInterface' || sourceAddress === undefined)
      throw new ConnectionError('ETIMEDOUT', 'connect', `connect ETIMEDOUT ${where}`)
    const { listener } = arrival
    if (listener === undefined || isDown(listener)) throw new ConnectionError('ECONNREFUSED', 'connect', `connect ECONNREFUSED ${where}`)
    return this.visit(listener, sourceAddress)
  }

  /** Where only some source ports get through, the client takes one after the other, as Linux does. */
  private getsThrough({ outcome, portSpaces }: Verdict): boolean {
    if (outcome !== 'partial') return outcome === 'open'
    const attempt = this.attempts++
    return portSpaces.every(({ of, admitted }) => {
      const port = of.from + (attempt % (of.to - of.from + 1))
      return admitted.some(({ from, to }) => from <= port && port <= to)
    })
  }

  private async visit(listener: Listener, address: Address): Promise<Socket> {
    this.server ??= this.start()
    const server = await this.server
    const place = server.address()
    if (place === null || typeof place === 'string') throw new Error('internal error: the listener has no port')
    const socket = netConnect({ host: '127.0.0.1', port: place.port })
    this.keep(socket)
    await new Promise<void>((done, fail) => socket.once('connect', done).once('error', fail))
    this.visitorAt(socket.localPort ?? 0).resolve({
      address,
      listener: listener.name,
      application: listener.application ?? '',
      server: listener.server ?? silentServer(listener),
      certificate: () => this.certificateOf(listener),
      dial: (host, port) => this.enter({ type: 'networkInterface', networkInterface: listener.networkInterface }, host, port),
    })
    return socket
  }

  private certificateOf({ name, host }: Listener): Certificate {
    const known = this.certificates.get(name) ?? selfSignedCertificate(host ?? name)
    this.certificates.set(name, known)
    return known
  }

  private visitorAt(port: number): PromiseWithResolversOf<Visitor> {
    const known = this.visitors.get(port) ?? withResolvers<Visitor>()
    this.visitors.set(port, known)
    return known
  }

  private start(): Promise<NetServer> {
    const server = createServer((socket) => {
      this.keep(socket)
      const port = socket.remotePort ?? 0
      void this.visitorAt(port).promise.then((visitor) => {
        this.visitors.delete(port)
        serve(socket, visitor)
      })
    })
    return new Promise((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', () => done(server)))
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket)
    socket.once('close', () => this.sockets.delete(socket))
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy()
    const server = await this.server
    if (server !== undefined) await new Promise((done) => server.close(done))
  }
}

function serve(socket: Socket, visitor: Visitor): void {
  socket.on('error', () => socket.destroy())
  if (visitor.server.state === 'silent') return
  switch (visitor.application) {
    case 'postgres':
    case 'redshift':
      new PostgresSession(socket, visitor)
      return
    case 'mysql':
      new MysqlSession(socket, visitor)
      return
    case 'sqlserver':
      new SqlserverSession(socket, visitor)
      return
    case 'mongodb':
      void serveMongodb(socket, visitor).catch(() => socket.destroy())
      return
    case 'ssh':
    case 'sftp':
      void serveSsh(socket, visitor).catch(() => socket.destroy())
      return
    case 'http':
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'))
      return
    default:
  }
}

const silentServer = ({ at }: Listener): Visitor['server'] => ({
  at,
  state: 'silent',
  tls: 'off',
  certificate: 'trusted',
  users: new Map(),
  databases: new Map(),
  connections: { at, max: 100, used: 0 },
  forwarding: false,
  hostKey: 'known',
})

const isSsh = (application: string | undefined): boolean => application === 'ssh' || application === 'sftp'

/** PostgreSQL and SQL Server listen before they are ready, and say so. */
const saysStarting: ReadonlySet<string | undefined> = new Set(['postgres', 'redshift', 'sqlserver'])

const isDown = ({ application, server }: Listener): boolean =>
  server?.state === 'down' || (server?.state === 'starting' && !saysStarting.has(application))

function destinationOf(host: string): FlowDestination {
  const address = parseAddress(host)
  return address.ok ? { type: 'address', address: address.value } : { type: 'host', host }
}

const nameError = (host: string): ConnectionError => new ConnectionError('ENOTFOUND', 'getaddrinfo', `getaddrinfo ENOTFOUND ${host}`)

interface PromiseWithResolversOf<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
}

/** Node 20 has no `Promise.withResolvers`. */
function withResolvers<T>(): PromiseWithResolversOf<T> {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
