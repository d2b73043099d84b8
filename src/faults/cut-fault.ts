import { type MemberListener, type PeerCall, portOf, type Standing } from '../network/ensemble.ts'
import type { Network } from '../network/network.ts'
import type { Blocker } from '../network/verdict.ts'
import {
  adviceOf,
  type Ensemble,
  ensembleOf,
  isCall,
  isPeer,
  openCalls,
  type PeerFinding,
  peerFinding,
  placesOf,
  standing,
} from './ensemble-fault.ts'
import type { FaultFacts } from './fault.ts'
import type { PeerCause, ServerCause } from './server-cause.ts'
import type { ServerEvidence } from './server-evidence.ts'
import type { ServerFault } from './server-fault.ts'
import { changed, withNetwork } from './server-set-up.ts'

/** A finding about members that rules cut off from all the others. */
export interface CutFinding extends PeerFinding {
  readonly cut: readonly MemberListener[]
  readonly standing: Standing
}

interface CutFacts extends Omit<FaultFacts, 'connectors'>, Pick<ServerFault, 'example'> {
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

/** Members that do not hear the others, and that lost both ports to or from each; those whose own rules are in the way, if there are any. */
function cutOff(members: readonly MemberListener[], causes: readonly ServerCause[], network: Network): readonly MemberListener[] {
  const lost = causes.filter(isPeer)
  const loses = (call: PeerCall): boolean => lost.some((cause) => isCall(cause.call, call))
  const losesBoth = (from: MemberListener, to: MemberListener): boolean =>
    (['quorum', 'election'] as const).every((port) => loses({ from, to, port }))
  const isApart = (one: MemberListener, other: MemberListener): boolean => {
    const [higher, lower] = one.member.id > other.member.id ? [one, other] : [other, one]
    return loses({ from: higher, to: lower, port: 'election' }) && (losesBoth(one, other) || losesBoth(other, one))
  }
  const running = members.filter(({ member }) => member.state === 'up')
  const cut = running.filter((each) => running.length > 1 && running.every((other) => other === each || isApart(each, other)))
  const atHome = cut.filter((each) => lost.some(({ blockers }) => blockers.some((blocker) => isAtHome(blocker, each, cut, network))))
  return atHome.length > 0 ? atHome : cut
}

/** Whether what blocks belongs to this member, and not to all that are cut off. */
function isAtHome(blocker: Blocker, member: MemberListener, cut: readonly MemberListener[], network: Network): boolean {
  const homes = (each: MemberListener): readonly string[] => homeOf(each, network)
  const place = `${blocker.component.type} ${blocker.component.name}`
  return (
    homes(member).includes(place) &&
    (cut.every((each) => homes(each).includes(place)) || !cut.some((each) => each !== member && homes(each).includes(place)))
  )
}

function homeOf({ networkInterface }: MemberListener, { networkInterfaces, subnets }: Network): readonly string[] {
  const home = networkInterfaces.get(networkInterface)
  const subnet = subnets.get(home?.subnet ?? '')
  return [
    `networkInterface ${networkInterface}`,
    ...(home?.securityGroups ?? []).map((name) => `securityGroup ${name}`),
    `subnet ${subnet?.name}`,
    `networkAcl ${subnet?.networkAcl}`,
    `routeTable ${subnet?.routeTable}`,
  ]
}

/** The network in which the first members have subnets with a network ACL that denies the ports of peers; undefined where that would cut others too. */
function withCut({ network, members }: Ensemble, count: number): Network | undefined {
  const subnetOf = ({ networkInterface }: MemberListener): string => network.networkInterfaces.get(networkInterface)?.subnet ?? ''
  const cut = members.slice(0, count)
  if (cut.length < count || new Set(members.map(subnetOf)).size < members.length) return undefined
  return cut.reduce((current, member) => denyPeers(current, subnetOf(member), members), network)
}

function denyPeers(network: Network, name: string, members: readonly MemberListener[]): Network {
  const subnet = network.subnets.get(name)
  const acl = network.networkAcls.get(subnet?.networkAcl ?? '')
  if (subnet === undefined || acl === undefined) return network
  const ports = [...new Set(members.flatMap((member) => [portOf(member, 'quorum'), portOf(member, 'election')]))]
  const denials = ports.map((port, index) => ({
    at: subnet.at,
    // Between them there is room for whoever mends it.
    ruleNumber: 40 + index * 40,
    ruleAction: 'deny' as const,
    traffic: { protocol: 'tcp' as const, ports: { from: port, to: port } },
    cidr: { family: 'ipv4' as const, first: 0n, last: 0xffff_ffffn, prefixLength: 0 },
  }))
  const later = acl.ingress.concat(acl.egress).every(({ ruleNumber }) => ruleNumber > 90)
  if (!later) return network
  const cutAcl = {
    ...acl,
    name: `${name}-tightened`,
    at: subnet.at,
    isDefault: false,
    ingress: [...denials, ...acl.ingress],
    egress: [...denials, ...acl.egress],
  }
  return {
    ...network,
    networkAcls: new Map([...network.networkAcls, [cutAcl.name, cutAcl]]),
    subnets: changed(network.subnets, name, (each) => ({ ...each, networkAcl: cutAcl.name })),
  }
}
