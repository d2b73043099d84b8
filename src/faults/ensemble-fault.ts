import type { Span } from '../base/span.ts'
import { applyOpening } from '../network/apply-opening.ts'
import { describeOpening } from '../network/describe-blocker.ts'
import { askPeer, elect, type MemberListener, membersOf, type PeerCall, peerCalls, portOf, type Standing } from '../network/ensemble.ts'
import type { Network, SecurityGroupRule } from '../network/network.ts'
import type { Opening } from '../network/opening.ts'
import type { Blocker, Verdict } from '../network/verdict.ts'
import type { PeerCause, ServerCause } from './server-cause.ts'
import type { ServerEdit } from './server-edit.ts'
import type { ServerEvidence } from './server-evidence.ts'
import type { ServerFinding } from './server-fault.ts'
import { changed, listenerMeant, type ServerSetUp } from './server-set-up.ts'

// What faults of an ensemble have in common.

/** The ensemble that a connection leads to. */
export interface Ensemble {
  readonly network: Network
  readonly members: readonly MemberListener[]
}

export function ensembleOf({ fixture: { network }, connection }: Pick<ServerSetUp, 'fixture' | 'connection'>): Ensemble | undefined {
  const name = network && listenerMeant(network, connection)?.member?.ensemble
  return network === undefined || name === undefined ? undefined : { network, members: membersOf(network, name) }
}

export const isPeer = (cause: ServerCause): cause is PeerCause => cause.cause === 'peer'

/** A finding about calls between members. */
export interface PeerFinding extends ServerFinding {
  readonly claims: readonly [PeerCause, ...PeerCause[]]
  readonly at: Span
}

export function peerFinding(claims: readonly PeerCause[], at?: Blocker): PeerFinding | undefined {
  const [first, ...others] = claims
  return first === undefined ? undefined : { claims: [first, ...others], at: (at ?? first.blockers[0]).at }
}

/** The same call in another list of causes. */
const isCall = (one: PeerCall, other: PeerCall): boolean =>
  one.port === other.port && one.from.name === other.from.name && one.to.name === other.to.name

/** How the ensemble stands: as its members said, where one leads; else as they would elect by the calls that get through. */
export function standing(evidence: ServerEvidence): Standing {
  const members = ensembleOf(evidence)?.members ?? []
  const lost = evidence.causes.filter(isPeer)
  const elected = elect(members, (call) => !lost.some((cause) => isCall(cause.call, call)))
  const said = evidence.observations.find(({ step }) => step === 'zk.members')?.facts ?? {}
  const saying = (mode: string): readonly MemberListener[] => members.filter(({ host }) => host !== undefined && said[host] === mode)
  const [leader] = saying('leader')
  return leader === undefined ? elected : { ...elected, leader, followers: saying('follower') }
}

/** `2 of 3 members`, and who leads them. */
export function inWords({ members, majority, leader, followers }: Standing): string {
  if (leader === undefined) return `no quorum, which takes ${majority} of ${members.length} members`
  return `a quorum of ${followers.length + 1} of ${members.length} members, \`${leader.name}\` leads`
}

/** Members that do not hear the others, and that lost both ports to or from each; those whose own rules are in the way, if there are any. */
export function cutOff(members: readonly MemberListener[], causes: readonly ServerCause[], network: Network): readonly MemberListener[] {
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

/** Each rule that is in the way, once: what it is, and where it stands. */
export function rulesIn(claims: readonly PeerCause[]): readonly string[] {
  const all = claims.flatMap(({ blockers }) => blockers)
  return [...new Set(all.map((blocker) => `${placeOf(blocker)} (${blocker.at.file}:${blocker.at.start.line})`))]
}

/** Where a rule is found in AWS's console. */
export function placeOf({ component: { type, name }, why }: Blocker): string {
  const side = 'side' in why && why.side === 'egress' ? 'Outbound rules' : 'Inbound rules'
  if (why.fact === 'securityGroupRules') return `VPC > Security groups > ${why.securityGroups.join(', ')} > ${side}`
  if (type === 'networkAcl') return `VPC > Network ACLs > ${name} > ${side}`
  return type === 'routeTable' ? `VPC > Route tables > ${name}` : `VPC > ${name}`
}

/** Two of the rules, and how many more. */
export function placesOf(claims: readonly PeerCause[]): string {
  const [first = '', second, ...others] = rulesIn(claims)
  if (second === undefined) return first
  return `${first}; ${second}${others.length === 0 ? '' : `; and ${others.length} more`}`
}

/** Opens each call, one after the other, as what was opened before leaves it. */
export const openCalls = (network: Network, claims: readonly PeerCause[]): readonly ServerEdit[] =>
  openFlows(
    network,
    claims.map(
      ({ call }) =>
        (changedNetwork) =>
          askPeer(changedNetwork, call),
    ),
  )

/** Enough for the rules of both ends and of both directions. */
const enoughRounds = 8

export function openFlows(network: Network, flows: readonly ((network: Network) => Verdict)[]): readonly ServerEdit[] {
  const edits: ServerEdit[] = []
  let current = network
  for (const ask of flows) {
    for (let round = 0; round < enoughRounds; round += 1) {
      const opening = ask(current)
        .blockers.map(({ opens }): Opening => opens)
        .find(({ change }) => change !== 'none')
      if (opening === undefined) break
      current = applyOpening(current, opening)
      edits.push({ edit: 'opening', opening })
    }
  }
  return edits
}

/** The first openings in words; the rest are like them. */
export function adviceOf(edits: readonly ServerEdit[]): string {
  const words = [...new Set(edits.flatMap((edit) => (edit.edit === 'opening' ? (describeOpening(edit.opening) ?? []) : [])))]
  const [first, ...others] = words
  if (first === undefined) return 'Ask who runs the network.'
  const more = others.length === 0 ? '' : `, and ${others.length} more like it`
  return `${first.charAt(0).toUpperCase()}${first.slice(1)}${more}.`
}

/** The network in which the groups of members no longer have the rules that open exactly this port; undefined where they have none. */
export function withoutPort({ network, members }: Ensemble, portOfMember: (member: MemberListener) => number): Network | undefined {
  const ports = new Set(members.map(portOfMember))
  const groups = new Set(members.flatMap(({ networkInterface }) => network.networkInterfaces.get(networkInterface)?.securityGroups ?? []))
  const opens = ({ traffic }: SecurityGroupRule): boolean =>
    traffic.protocol === 'tcp' && 'ports' in traffic && traffic.ports.from === traffic.ports.to && ports.has(traffic.ports.from)
  const touched = [...groups].filter((name) => network.securityGroups.get(name)?.ingress.some(opens))
  if (touched.length === 0) return undefined
  const securityGroups = touched.reduce(
    (all, name) => changed(all, name, (group) => ({ ...group, ingress: group.ingress.filter((rule) => !opens(rule)) })),
    network.securityGroups,
  )
  return { ...network, securityGroups }
}

/** The network in which the first members have subnets with a network ACL that denies the ports of peers; undefined where that would cut others too. */
export function withCut({ network, members }: Ensemble, count: number): Network | undefined {
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

/** `zk-1`, `zk-2` and `zk-3`, in backticks. */
export function namesOf(members: readonly MemberListener[]): string {
  const names = members.map(({ name }) => `\`${name}\``)
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** What these calls are for, where all of them are lost; else the first of them, and how many more. */
export function whoCannot(claims: PeerFinding['claims'], members: readonly MemberListener[], all: string, one: string): string {
  const [{ call }, ...others] = claims
  if (claims.length === peerCalls(members).length / 2) return `Members cannot ${all}`
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return `\`${call.from.name}\` cannot ${one} \`${call.to.name}\`${more}`
}
