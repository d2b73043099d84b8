import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { compileNetwork } from '../network/compile-network.ts'
import type { Flow } from '../network/flow.ts'
import type { Network } from '../network/network.ts'
import { canShareNamespace } from '../nftables/ruleset.ts'
import { type Kernel, kernelPath } from './kernel.ts'
import type { Outcome } from './namespace/attempt.ts'
import type { Answer, Question } from './namespace/message.ts'
import type { NamespaceOptions } from './namespace/namespaced-network.ts'
import { ConnectionError, NetworkHosts } from './network-hosts.ts'

export interface KernelOptions extends NamespaceOptions {
  /** The program of the namespace, for who does not run from `dist`. */
  readonly program?: string
}

/** One folder below `dist`, whether this is in a bundle or not. */
const inDist = fileURLToPath(new URL('../listeners/namespace/namespace-main.js', import.meta.url))

type Asked = Question extends infer Each ? (Each extends Question ? Omit<Each, 'id'> : never) : never
interface Reply {
  readonly answer: Answer
  readonly socket: Socket | undefined
}

/**
 * A network whose rules the kernel enforces on real packets, in a namespace that one process of ours lives in and that ends with it. Connections are
 * made there and handed over.
 */
export class KernelNetwork {
  readonly authorities: readonly string[]
  readonly knownHosts: ReadonlyMap<string, string>
  /** Why flows could not be enforced: such a probe says nothing. */
  readonly notEnforced: string[] = []
  private readonly hosts: NetworkHosts
  private readonly link: Link

  private constructor(network: Network, link: Link, { authorities, knownHosts }: Answer & { readonly is: 'open' }) {
    this.hosts = new NetworkHosts(network)
    this.link = link
    this.authorities = authorities
    this.knownHosts = knownHosts
  }

  /** Rejects where the network cannot be enforced, with the reason. */
  static async open(kernel: Kernel, network: Network, options: KernelOptions): Promise<KernelNetwork> {
    const fits = canShareNamespace(compileNetwork(network))
    if (!fits.ok) throw new Error(`the kernel cannot enforce this network: ${fits.error.because}`)
    const link = new Link(kernel, options.program ?? inDist)
    const { servers } = options
    const { answer } = await link.ask({ ask: 'open', network, options: { servers } })
    if (answer.is === 'open') return new KernelNetwork(network, link, answer)
    await link.close()
    throw new Error(`the kernel does not take the rules: ${answer.is === 'failed' ? answer.message : answer.is}`)
  }

  /** The process that lives in the namespace. */
  get pid(): number {
    return this.link.pid
  }

  resolve(host: string): Promise<readonly string[]> {
    return this.hosts.resolve(host)
  }

  /** Connects from one of the product's addresses. Rejects as a socket would. */
  async connect(host: string, port: number, from: string): Promise<Socket> {
    const { answer, socket } = await this.link.ask({ ask: 'connect', host, port, from })
    if (socket !== undefined) return socket
    if (answer.is !== 'failed') throw new Error('internal error: a connection was lost on its way out of the namespace')
    if (answer.code === 'ENOTENFORCED' || answer.code === 'ENAMESPACE') this.notEnforced.push(answer.message)
    throw new ConnectionError(answer.code, answer.syscall, answer.message)
  }

  /** Sends the first packet of each flow, and says what the kernel made of it. */
  async ask(flows: readonly Flow[]): Promise<readonly Outcome[]> {
    const { answer } = await this.link.ask({ ask: 'flows', flows })
    if (answer.is === 'flows') return answer.outcomes
    throw new Error(answer.is === 'failed' ? answer.message : 'internal error: not what was asked')
  }

  close(): Promise<void> {
    return this.link.close()
  }
}

/** Questions to the process in the namespace, and its answers. */
class Link {
  private readonly child: ChildProcess
  private readonly ended: Promise<void>
  private readonly waiting = new Map<number, (reply: Reply) => void>()
  private asked = 0

  constructor({ command: [program, ...args] }: Kernel, entry: string) {
    this.child = spawn(program, [...args, process.execPath, entry], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
      env: { PATH: kernelPath },
    })
    this.ended = new Promise((done) => this.child.once('exit', () => done()).once('error', () => done()))
    void this.ended.then(() => this.failAll())
    this.child.on('message', (answer: Answer, socket) => {
      const reply = this.waiting.get(answer.id)
      this.waiting.delete(answer.id)
      reply?.({ answer, socket: socket instanceof Socket ? socket : undefined })
    })
  }

  get pid(): number {
    return this.child.pid ?? 0
  }

  ask(question: Asked): Promise<Reply> {
    const id = this.asked++
    return new Promise((done, fail) => {
      this.waiting.set(id, done)
      this.child.send({ ...question, id }, (error) => error !== null && fail(error))
    })
  }

  private failAll(): void {
    for (const [id, done] of this.waiting)
      done({ answer: { id, is: 'failed', code: 'ENAMESPACE', syscall: 'connect', message: 'the namespace is gone' }, socket: undefined })
    this.waiting.clear()
  }

  async close(): Promise<void> {
    this.child.kill('SIGKILL')
    await this.ended
  }
}
