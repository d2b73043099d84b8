import { createServer, type Server as NetServer, connect as netConnect, type Socket } from 'node:net'
import { type Address, parseAddress } from '../base/cidr.ts'
import { compileNetwork } from '../network/compile-network.ts'
import type { Standing } from '../network/ensemble.ts'
import { evaluateFlow } from '../network/evaluate-flow.ts'
import type { Flow } from '../network/flow.ts'
import { lastVerdict } from '../network/last-verdict.ts'
import type { Listener, Network } from '../network/network.ts'
import type { Verdict } from '../network/verdict.ts'
import { Ensembles, memberOf } from './ensembles.ts'
import { ConnectionError, destinationOf, NetworkHosts, nameError, refusalError, timeoutError } from './network-hosts.ts'
import { isDown, serveListener, silentServer } from './serve-listener.ts'
import type { Visitor } from './visitor.ts'

/**
 * A network in which connections end as the model says: dropped, refused, or at a server on loopback that real clients accept. A dropped connection
 * is reported at once as the timeout that it would be, so that nobody waits for it.
 */
export class EmbeddedNetwork {
  /** The model decides about every flow. */
  readonly notEnforced: readonly string[] = []
  private readonly network: Network
  private readonly hosts: NetworkHosts
  private readonly sockets = new Set<Socket>()
  /** By the port of the client: whom the server talks to, as soon as that is known. */
  private readonly visitors = new Map<number, PromiseWithResolversOf<Visitor>>()
  private readonly ensembles: Ensembles
  private server: Promise<NetServer> | undefined
  private attempts = 0

  constructor(network: Network) {
    this.network = network
    this.hosts = new NetworkHosts(network)
    this.ensembles = new Ensembles(network)
  }

  get authorities(): readonly string[] {
    return this.hosts.authorities
  }

  get knownHosts(): ReadonlyMap<string, string> {
    return this.hosts.knownHosts
  }

  resolve(host: string): Promise<readonly string[]> {
    return this.hosts.resolve(host)
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
    if (!getsThrough || arrival?.at !== 'networkInterface' || sourceAddress === undefined) throw timeoutError(where)
    const { listener } = arrival
    if (listener === undefined || isDown(listener)) throw refusalError(where)
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
      certificate: () => this.hosts.certificateOf(listener),
      ...memberOf(listener, () => this.standing(listener)),
      dial: (host, port) => this.enter({ type: 'networkInterface', networkInterface: listener.networkInterface }, host, port),
    })
    return socket
  }

  /** As the calls of members go in this network. */
  private standing(listener: Listener): Promise<Standing> {
    return this.ensembles.of(listener, (call) =>
      this.enter({ type: 'networkInterface', networkInterface: call.from }, call.host, call.port),
    )
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
        serveListener(socket, visitor)
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
