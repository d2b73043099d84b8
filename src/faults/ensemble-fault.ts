import type { Span } from '../base/span.ts'
import { applyOpening } from '../network/apply-opening.ts'
import { describeOpening } from '../network/describe-blocker.ts'
import { askPeer, elect, type MemberListener, membersOf, type PeerCall, type Standing } from '../network/ensemble.ts'
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
export const isCall = (one: PeerCall, other: PeerCall): boolean =>
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

/** `zk-1`, `zk-2` and `zk-3`, in backticks. */
export function namesOf(members: readonly MemberListener[]): string {
  const names = members.map(({ name }) => `\`${name}\``)
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
