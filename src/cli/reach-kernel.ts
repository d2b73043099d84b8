import { KernelNetwork } from '../listeners/kernel-network.ts'
import type { Outcome } from '../listeners/namespace/attempt.ts'
import type { Flow } from '../network/flow.ts'
import type { Network } from '../network/network.ts'
import type { Verdict } from '../network/verdict.ts'
import { formatDrop } from '../nftables/drop.ts'
import type { AskedFlow } from '../report/reach-text.ts'
import { exitCode } from './exit-code.ts'
import { CommandFailure } from './failure.ts'
import type { Enforcement } from './probe/enforcement.ts'
import { kernelOf } from './probe/enforcement.ts'

/** What the kernel made of a flow, beside the model's verdict. */
export interface Enforced {
  readonly outcome: Verdict['outcome']
  /** One packet for each share of the client's ports. */
  readonly packets: readonly Outcome[]
  readonly agrees: boolean
}

/** Sends the packets of flows, all of one network in one namespace. Undefined where the model decides. */
export async function enforce(
  network: Network,
  asked: readonly AskedFlow[],
  enforcement: Enforcement | undefined,
): Promise<readonly Enforced[] | undefined> {
  const kernel = kernelOf(enforcement)
  if (kernel === undefined) return undefined
  const questions = asked.map(({ flow, verdict }) => packetsOf(flow, verdict))
  const outcomes = await send(network, kernel, questions.flat())
  let next = 0
  return questions.map((packets, index) => {
    const heard = outcomes.slice(next, next + packets.length)
    next += packets.length
    const outcome = outcomeOf(heard)
    return { outcome, packets: heard, agrees: asked[index]?.verdict.outcome === outcome }
  })
}

async function send(
  network: Network,
  kernel: NonNullable<ReturnType<typeof kernelOf>>,
  flows: readonly Flow[],
): Promise<readonly Outcome[]> {
  const opened = await KernelNetwork.open(kernel, network, { servers: true }).catch(refuse)
  try {
    const outcomes = await opened.ask(flows)
    const notSent = outcomes.find((each) => each.outcome === 'notSent')
    if (notSent?.outcome === 'notSent') throw new Error(`the kernel cannot enforce every flow: ${notSent.because}`)
    return outcomes
  } catch (error) {
    return refuse(error)
  } finally {
    await opened.close()
  }
}

function refuse(error: unknown): never {
  throw new CommandFailure(
    exitCode.target,
    error instanceof Error ? error.message : String(error),
    'without `--enforce kernel` the model decides',
  )
}

/** Where replies are filtered by port, a port that gets one and one that does not, as the model has it. */
function packetsOf(flow: Flow, { outcome, portSpaces }: Verdict): readonly Flow[] {
  const client = portSpaces.find(({ name }) => name === 'client')
  if (outcome !== 'partial' || client === undefined) return [flow]
  const inside = client.admitted[0]?.from ?? client.of.from
  const ports = [client.of.from, client.of.to, ...client.admitted.flatMap(({ from, to }) => [from - 1, to + 1])]
  const outside = ports.find((port) => isIn(port, [client.of]) && !isIn(port, client.admitted)) ?? client.of.to
  return [inside, outside].map((port) => ({ ...flow, sourcePorts: { from: port, to: port } }))
}

const isIn = (port: number, ranges: readonly { readonly from: number; readonly to: number }[]): boolean =>
  ranges.some(({ from, to }) => from <= port && port <= to)

const arrived = ({ outcome }: Outcome): boolean => outcome === 'answered' || outcome === 'refused'

function outcomeOf(packets: readonly Outcome[]): Verdict['outcome'] {
  if (packets.every(arrived)) return 'open'
  return packets.some(arrived) ? 'partial' : 'closed'
}

const words = {
  answered: 'answered',
  refused: 'refused: it arrived, and nothing listens there',
  timedOut: 'neither an answer nor a rule that dropped it',
} as const

/** `the kernel: dropped by the network ACL …` */
export function renderEnforced({ packets, agrees }: Enforced): string {
  const each = packets.map((packet) => {
    if (packet.outcome === 'dropped') return `dropped by ${formatDrop(packet.by)}`
    return packet.outcome === 'notSent' ? packet.because : words[packet.outcome]
  })
  return `the kernel: ${[...new Set(each)].join('; ')}${agrees ? '' : ' (the model says otherwise: please report it)'}`
}
