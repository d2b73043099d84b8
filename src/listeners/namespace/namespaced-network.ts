import { createSocket, type Socket as DatagramSocket } from 'node:dgram'
import { writeFileSync } from 'node:fs'
import { createServer, connect as netConnect, type Server, type Socket } from 'node:net'
import { type Address, formatAddress, parseAddress } from '../../base/cidr.ts'
import { compileNetwork } from '../../network/compile-network.ts'
import type { CompiledNetwork } from '../../network/compiled-network.ts'
import type { Standing } from '../../network/ensemble.ts'
import { evaluateFlow } from '../../network/evaluate-flow.ts'
import { ephemeralPorts, type Flow } from '../../network/flow.ts'
import type { Listener, Network } from '../../network/network.ts'
import { Ruleset } from '../../nftables/ruleset.ts'
import { type Way, wayOf } from '../../nftables/way.ts'
import { Ensembles, memberOf } from '../ensembles.ts'
import { ConnectionError, destinationOf, NetworkHosts, nameError, refusalError, timeoutError } from '../network-hosts.ts'
import { isDown, serveListener, silentServer } from '../serve-listener.ts'
import type { Attempt, Outcome } from './attempt.ts'
import { DropWatch } from './drop-watch.ts'
import { addRules, feed } from './nft.ts'

export interface NamespaceOptions {
  /** Whether servers of the fixture's listeners are started; else whoever shares the namespace brings its own. */
  readonly servers: boolean
}

/**
 * A network inside a namespace of its own: the kernel's loopback interface has every address, its packet filter has the rules, and the servers listen at
 * their own addresses. Lives in the process that was started there.
 */
export class NamespacedNetwork {
  readonly hosts: NetworkHosts
  private readonly network: CompiledNetwork
  private readonly ruleset: Ruleset
  private readonly options: NamespaceOptions
  private readonly watch: DropWatch
  private readonly ensembles: Ensembles
  private readonly servers = new Map<string, Promise<void>>()
  private readonly addresses = new Set<string>()
  /** What became of the connection of a load balancer to its target, by the port of the client. */
  private readonly relayed = new Map<number, Promise<Outcome>>()
  private readonly usedPorts = new Set<number>()
  /** Changes of rules one after the other. */
  private changes: Promise<unknown> = Promise.resolve()

  constructor(network: Network, options: NamespaceOptions) {
    this.network = compileNetwork(network)
    this.hosts = new NetworkHosts(network)
    this.ensembles = new Ensembles(network)
    this.ruleset = new Ruleset(this.network)
    this.options = options
    this.watch = new DropWatch((number) => this.ruleset.drops.at(number) ?? { by: 'nobodyAsked' })
  }

  async open(): Promise<void> {
    await feed('ip', ['link', 'set', 'lo', 'up'], '')
    // One retransmission: a connection that nobody answers ends after three seconds. @see https://docs.kernel.org/networking/ip-sysctl.html
    writeFileSync('/proc/sys/net/ipv4/tcp_syn_retries', '1')
    await addRules(this.ruleset.opening())
  }

  /** Sends the first packet of each flow. */
  async ask(flows: readonly Flow[]): Promise<readonly Outcome[]> {
    const ways = flows.map((flow) => wayOf(this.network, flow))
    await this.admit(ways.flatMap((way) => (way.ok ? [way.value] : [])))
    return Promise.all(
      ways.map(async (way): Promise<Outcome> => {
        if (!way.ok) return { outcome: 'notSent', because: way.error.because }
        await this.serve(way.value, true)
        const { result, socket } = await this.attempt(way.value)
        socket?.destroy()
        return result
      }),
    )
  }

  /** Connects from one of the product's addresses. Rejects as a socket would. */
  async connect(host: string, port: number, from: string): Promise<Socket> {
    const source = parseAddress(from)
    if (!source.ok) throw new ConnectionError('EADDRNOTAVAIL', 'bind', `bind EADDRNOTAVAIL ${from}`)
    return this.enter({ type: 'address', address: source.value }, host, port)
  }

  private async enter(source: Flow['source'], host: string, port: number): Promise<Socket> {
    const flow: Flow = { source, destination: destinationOf(host), traffic: { protocol: 'tcp', port } }
    // The namespace has no resolver: names are the model's.
    if (evaluateFlow(this.network, flow).blockers.some(({ code }) => code.startsWith('DNS_'))) throw nameError(host)
    const way = wayOf(this.network, flow)
    if (!way.ok) throw new ConnectionError('ENOTENFORCED', 'connect', `the kernel cannot enforce this flow: ${way.error.because}`)
    await this.admit([way.value])
    await this.serve(way.value, false)
    const { result, socket } = await this.attempt(way.value)
    const where = `${formatAddress(way.value.called)}:${port}`
    if (socket !== undefined) return socket
    throw result.outcome === 'refused' ? refusalError(where) : timeoutError(where)
  }

  /** Adds the rules and addresses of ways that nobody has asked for before. */
  private admit(ways: readonly Way[]): Promise<void> {
    const change = async (): Promise<void> => {
      const commands = ways.flatMap((way) => this.ruleset.forWay(way))
      const fresh = ways.flatMap((way) => [way.client, way.called, way.seenFrom, way.arrivesAt]).filter((each) => this.isFresh(each))
      if (fresh.length > 0) await feed('ip', ['-batch', '-'], fresh.map(addAddress).join(''))
      if (commands.length > 0) await addRules(commands)
    }
    const next = this.changes.then(change)
    this.changes = next.catch(() => {})
    return next
  }

  private isFresh(address: Address): boolean {
    const text = formatAddress(address)
    const fresh = !this.addresses.has(text)
    this.addresses.add(text)
    return fresh
  }

  /** Starts what waits at the end of a way. `anyone`: at an interface without listeners too. */
  private async serve(way: Way, anyone: boolean): Promise<void> {
    const { arrival, protocol, port, arrivesAt } = way
    if (arrival === undefined || !this.options.servers) return
    const listener = arrival.at === 'networkInterface' ? arrival.listener : undefined
    const closed = arrival.at === 'networkInterface' && arrival.closedPort
    if (way.relays.length === 0 && listener === undefined && (closed || !anyone) && protocol === 'tcp') return
    if (listener !== undefined && isDown(listener)) return
    const key = `${protocol} ${formatAddress(arrivesAt)} ${port}`
    const started = this.servers.get(key) ?? this.start(way, listener)
    this.servers.set(key, started)
    await started
  }

  private start(way: Way, listener: Listener | undefined): Promise<void> {
    const host = formatAddress(way.arrivesAt)
    if (way.protocol === 'udp') return startEcho(host, way.port)
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      if (way.relays.length > 0) this.relay(socket, way.relays)
      else if (listener !== undefined) this.talk(socket, listener)
    })
    return listenAt(server, host, way.port)
  }

  private talk(socket: Socket, listener: Listener): void {
    const address = parseAddress(socket.remoteAddress ?? '')
    if (!address.ok) return
    serveListener(socket, {
      address: address.value,
      listener: listener.name,
      application: listener.application ?? '',
      server: listener.server ?? silentServer(listener),
      certificate: () => this.hosts.certificateOf(listener),
      ...memberOf(listener, () => this.standing(listener)),
      dial: (host, port) => this.enter({ type: 'networkInterface', networkInterface: listener.networkInterface }, host, port),
    })
  }

  /** As the kernel lets the calls of members pass. */
  private standing(listener: Listener): Promise<Standing> {
    return this.ensembles.of(listener, (call) =>
      this.enter({ type: 'networkInterface', networkInterface: call.from }, call.host, call.port),
    )
  }

  /** A load balancer makes a connection of its own, to the first target that answers. */
  private relay(client: Socket, targets: readonly Flow[]): void {
    const reach = async (): Promise<Outcome> => {
      let last: Outcome = { outcome: 'timedOut' }
      for (const target of targets) {
        const way = wayOf(this.network, target)
        if (!way.ok) return { outcome: 'notSent', because: way.error.because }
        await this.admit([way.value])
        await this.serve(way.value, true)
        const { result, socket } = await this.attempt(way.value)
        if (socket !== undefined) {
          client.pipe(socket).pipe(client)
          client.on('close', () => socket.destroy())
          socket.on('error', () => client.destroy()).on('close', () => client.destroy())
          return result
        }
        last = result
      }
      return last
    }
    this.relayed.set(client.remotePort ?? 0, reach())
  }

  private attempt(way: Way): Promise<Attempt> {
    const from = this.takePort(way.sourcePorts ?? ephemeralPorts.linux)
    return way.protocol === 'tcp' ? this.attemptTcp(way, from) : this.attemptUdp(way, from)
  }

  private async attemptTcp(way: Way, from: number): Promise<Attempt> {
    const socket = netConnect({
      host: formatAddress(way.called),
      port: way.port,
      localAddress: formatAddress(way.client),
      localPort: from,
    })
    // What the server says first belongs to whoever gets the connection.
    socket.pause()
    const heard = new Promise<Outcome>((done) => {
      socket.once('connect', () => done({ outcome: 'answered' }))
      socket.once('error', (error: NodeJS.ErrnoException) => done({ outcome: error.code === 'ECONNREFUSED' ? 'refused' : 'timedOut' }))
    })
    const result = await this.watch.orDropped(from, heard)
    const relayed = result.outcome === 'answered' && way.relays.length > 0 ? await this.outcomeBehind(from) : result
    if (relayed.outcome === 'answered') return { result: relayed, socket }
    socket.on('error', () => {}).destroy()
    return { result: relayed }
  }

  /** Of a connection to a load balancer: what became of its own. */
  private async outcomeBehind(port: number): Promise<Outcome> {
    for (let waited = 0; waited < 100 && !this.relayed.has(port); waited++) await new Promise((done) => setTimeout(done, 5))
    return (await this.relayed.get(port)) ?? { outcome: 'timedOut' }
  }

  private async attemptUdp(way: Way, from: number): Promise<Attempt> {
    const socket = createSocket(way.called.family === 'ipv4' ? 'udp4' : 'udp6')
    const heard = new Promise<Outcome>((done) => {
      socket.once('message', () => done({ outcome: 'answered' }))
      socket.once('error', (error: NodeJS.ErrnoException) => done({ outcome: error.code === 'ECONNREFUSED' ? 'refused' : 'timedOut' }))
      setTimeout(() => done({ outcome: 'timedOut' }), 3000).unref()
    })
    socket.bind(from, formatAddress(way.client), () => socket.send('sallyport', way.port, formatAddress(way.called)))
    const result = await this.watch.orDropped(from, heard)
    socket.close()
    return { result }
  }

  /** One after the other, as Linux does; each port once, since drops are told by it. */
  private takePort({ from, to }: { readonly from: number; readonly to: number }): number {
    for (let port = from; port <= to; port++) {
      if (this.usedPorts.has(port)) continue
      this.usedPorts.add(port)
      return port
    }
    throw new Error(`no port of ${from}-${to} is left`)
  }
}

const addAddress = (address: Address): string =>
  address.family === 'ipv4'
    ? `addr replace ${formatAddress(address)}/32 dev lo\n`
    : `addr replace ${formatAddress(address)}/128 dev lo nodad\n`

const listenAt = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((done, fail) => server.once('error', fail).listen(port, host, () => done()))

function startEcho(host: string, port: number): Promise<void> {
  const socket: DatagramSocket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  socket.on('message', (bytes, { port: to, address }) => socket.send(bytes, to, address))
  return new Promise((done, fail) => socket.once('error', fail).bind(port, host, () => done()))
}
