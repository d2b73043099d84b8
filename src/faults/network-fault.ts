import { type Address, formatAddress } from '../base/cidr.ts'
import { applyOpening } from '../network/apply-opening.ts'
import { describeOpening } from '../network/describe-blocker.ts'
import type { Network } from '../network/network.ts'
import type { Blocker, Why } from '../network/verdict.ts'
import { group } from './findings.ts'
import type { Leg, NetworkCause, ServerCause } from './server-cause.ts'
import type { ServerEdit } from './server-edit.ts'
import { askServer, keyOf, type ServerEvidence } from './server-evidence.ts'
import { type ServerFault, type ServerFinding, servers } from './server-fault.ts'
import { withNetwork } from './server-set-up.ts'
import { type Target, targetOfLeg } from './server-target.ts'

/** A finding about one blocker of the network, as each of the product's addresses meets it. */
export interface NetworkFinding extends ServerFinding {
  readonly cause: NetworkCause
  readonly first: Blocker
}

type Given = 'id' | 'layer' | 'tier' | 'confidence' | 'summary' | 'sources' | 'lookAlikes' | 'specificity' | 'example'

interface NetworkFacts extends Pick<ServerFault, Given> {
  readonly classes?: ServerFault['classes']
  readonly verdict?: ServerFault['verdict']
  /** Of a connection with a tunnel: the way that it is about. The others are about connections without. */
  readonly leg?: Leg
  /** The network with this wrong. */
  readonly spoil: (target: Target) => Network | undefined
  readonly accepts: (blocker: Blocker, cause: NetworkCause, evidence: ServerEvidence) => boolean
  readonly say: (finding: NetworkFinding, evidence: ServerEvidence) => string
  readonly where: (finding: NetworkFinding, evidence: ServerEvidence) => string
  readonly fix?: (finding: NetworkFinding, evidence: ServerEvidence) => readonly ServerEdit[]
  readonly advise?: (finding: NetworkFinding, evidence: ServerEvidence) => string
}

/** A fault that shows as blockers of the network; what opens them is the fix. */
export const networkFault = ({ spoil, accepts, leg, ...facts }: NetworkFacts): ServerFault<NetworkFinding> => ({
  classes: ['net-timeout'],
  verdict: 'ambiguous',
  fix: openings,
  advise: (finding, evidence) => adviceOf(openings(finding, evidence)),
  ...facts,
  connectors: servers,
  inject: (setUp) => {
    const target = targetOfLeg(setUp, leg)
    const network = target && spoil(target)
    return network === undefined ? undefined : withNetwork(setUp, network)
  },
  recognise: (evidence) => {
    if ((evidence.connection.tunnel === undefined) !== (leg === undefined)) return []
    const ofLeg = evidence.causes.filter(isNetwork).filter((cause) => leg === undefined || cause.leg === leg)
    const accepted = ofLeg.filter((cause) => accepts(cause.blockers[0], cause, evidence))
    return group(accepted, ({ blockers: [{ at }] }) => `${at.file} ${at.start.offset}`).map(toFinding)
  },
})

/** One line of the network may stand in the way twice: of each address, and on the way back. */
function toFinding(claims: readonly [NetworkCause, ...NetworkCause[]]): NetworkFinding {
  const [first] = claims
  const sources = [...new Map(claims.flatMap((cause) => cause.sources).map((source) => [formatAddress(source), source])).values()]
  return { claims, cause: { ...first, sources }, first: first.blockers[0], at: first.blockers[0].at }
}

export const isNetwork = (cause: ServerCause): cause is NetworkCause => cause.cause === 'network'

/** What opens the way for each of the addresses, one after the other: numbers of entries are taken by those before. */
export function openings({ cause, claims }: NetworkFinding, { network }: ServerEvidence): readonly ServerEdit[] {
  const keys = new Set(claims.filter(isNetwork).map(({ blockers: [first] }) => keyOf(first)))
  const edits: ServerEdit[] = []
  let changed = network
  for (const source of cause.sources) {
    for (const key of keys) {
      const blocker = askServer(changed, cause.to, source).blockers.find((each) => keyOf(each) === key)
      if (blocker === undefined || blocker.opens.change === 'none') continue
      changed = applyOpening(changed, blocker.opens)
      edits.push({ edit: 'opening', opening: blocker.opens })
    }
  }
  return edits
}

function adviceOf(edits: readonly ServerEdit[]): string {
  const words = edits.flatMap((edit) => (edit.edit === 'opening' ? (describeOpening(edit.opening) ?? []) : []))
  const text = words.join('; ')
  return text === '' ? 'Ask who runs the network.' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

export type GroupRules = Why & { readonly fact: 'securityGroupRules' }
export type AclEntry = Why & { readonly fact: 'networkAclEntry' }

/** A blocker of the server's own groups: what may come in. */
export const isIngressRule = ({ why, direction }: Blocker): boolean =>
  why.fact === 'securityGroupRules' && why.side === 'ingress' && direction === 'forward'

/** In what the nearest rule of the groups differs, if it is nothing but this. */
export const differsOnlyIn = ({ why }: Blocker, ...fields: readonly string[]): boolean =>
  why.fact === 'securityGroupRules' && why.nearest !== undefined && why.nearest.differs.every((field) => fields.includes(field))

export const nearestRule = ({ why }: Blocker) => (why.fact === 'securityGroupRules' ? why.nearest?.rule : undefined)

export const groupsOf = ({ why, component }: Blocker): string =>
  why.fact === 'securityGroupRules' ? why.securityGroups.join(', ') : component.name

/** `203.0.113.7 and 203.0.113.8`, or the first and how many more. */
export function addresses(list: readonly Address[]): string {
  const [first = '', second, third] = list.map(formatAddress)
  if (second === undefined) return first
  return third === undefined ? `${first} and ${second}` : `${first} and ${list.length - 1} more`
}
