import type { MemberListener, Standing } from '../network/ensemble.ts'
import {
  adviceOf,
  cutOff,
  ensembleOf,
  isPeer,
  openCalls,
  type PeerFinding,
  peerFinding,
  placesOf,
  standing,
  withCut,
} from './ensemble-fault.ts'
import type { PeerCause } from './server-cause.ts'
import type { ServerEvidence } from './server-evidence.ts'
import type { ServerFault } from './server-fault.ts'
import { withNetwork } from './server-set-up.ts'

/** A finding about members that rules cut off from all the others. */
export interface CutFinding extends PeerFinding {
  readonly cut: readonly MemberListener[]
  readonly standing: Standing
}

type Given =
  | 'id'
  | 'layer'
  | 'tier'
  | 'confidence'
  | 'summary'
  | 'sources'
  | 'classes'
  | 'verdict'
  | 'lookAlikes'
  | 'specificity'
  | 'example'

interface CutFacts extends Pick<ServerFault, Given> {
  /** How many of so many members are cut off to show it. */
  readonly cuts: (members: number) => number
  /** Whether the others still have a leader. */
  readonly hasQuorum: boolean
  readonly say: (finding: CutFinding) => string
}

/** A fault that shows as members whom no other member reaches, or who reach no other. */
export const cutFault = ({ cuts, hasQuorum, say, ...facts }: CutFacts): ServerFault<CutFinding> => ({
  ...facts,
  connectors: ['zookeeper'],
  inject: (setUp) => {
    const ensemble = ensembleOf(setUp)
    const network = ensemble && withCut(ensemble, cuts(ensemble.members.length))
    return network && withNetwork(setUp, network)
  },
  recognise: (evidence) => {
    const finding = findCut(evidence)
    return finding === undefined || (finding.standing.leader !== undefined) !== hasQuorum ? [] : [finding]
  },
  say,
  where: ({ claims }) => placesOf(claims),
  advise: ({ claims }, { network }) => adviceOf(openCalls(network, claims)),
  fix: ({ claims }, { network }) => openCalls(network, claims),
})

function findCut(evidence: ServerEvidence): CutFinding | undefined {
  const { causes, network } = evidence
  const members = ensembleOf(evidence)?.members ?? []
  const cut = cutOff(members, causes, network)
  const isCut = ({ name }: MemberListener): boolean => cut.some((each) => each.name === name)
  const claims = causes.filter(isPeer).filter(({ call }: PeerCause) => isCut(call.from) || isCut(call.to))
  const finding = peerFinding(claims)
  return finding && { ...finding, cut, standing: standing(evidence) }
}
