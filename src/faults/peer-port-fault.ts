import { type MemberListener, type PeerPort, peerCalls, portOf } from '../network/ensemble.ts'
import {
  adviceOf,
  ensembleOf,
  inWords,
  isPeer,
  openCalls,
  type PeerFinding,
  peerFinding,
  placesOf,
  standing,
  withoutPort,
} from './ensemble-fault.ts'
import type { FaultFacts } from './fault.ts'
import { sentence } from './sentence.ts'
import type { ServerFault } from './server-fault.ts'
import { withNetwork } from './server-set-up.ts'

interface PeerPortFacts extends Omit<FaultFacts, 'connectors'>, Pick<ServerFault, 'example'> {
  readonly port: PeerPort
  /** What members cannot do without it: all of them, and one with another. */
  readonly cannot: readonly [all: string, one: string]
  /** When the ensemble has what it is said to have. */
  readonly when: string
}

/** A fault that shows as calls of members to each other that are lost at one of their two ports. */
export const peerPortFault = ({ port, cannot, when, ...facts }: PeerPortFacts): ServerFault<PeerFinding> => ({
  ...facts,
  connectors: ['zookeeper'],
  inject: (setUp) => {
    const ensemble = ensembleOf(setUp)
    const network = ensemble && withoutPort(ensemble, (member) => portOf(member, port))
    return network && withNetwork(setUp, network)
  },
  recognise: ({ causes }) => {
    const finding = peerFinding(causes.filter(isPeer).filter(({ call }) => call.port === port))
    return finding === undefined ? [] : [finding]
  },
  say: ({ claims }, evidence) => {
    const who = whoCannot(claims, ensembleOf(evidence)?.members ?? [], cannot)
    return sentence`${who} at port ${String(portOf(claims[0].call.to, port))}: ${when}the ensemble has ${inWords(standing(evidence))}.`
  },
  where: ({ claims }) => placesOf(claims),
  advise: ({ claims }, { network }) => adviceOf(openCalls(network, claims)),
  fix: ({ claims }, { network }) => openCalls(network, claims),
})

/** What these calls are for, where all of them are lost; else the first of them, and how many more. */
function whoCannot(claims: PeerFinding['claims'], members: readonly MemberListener[], [all, one]: PeerPortFacts['cannot']): string {
  const [{ call }, ...others] = claims
  if (claims.length === peerCalls(members).length / 2) return `Members cannot ${all}`
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return `\`${call.from.name}\` cannot ${one} \`${call.to.name}\`${more}`
}
