import { compileNetwork } from './compile-network.ts'
import { evaluateFlow } from './evaluate-flow.ts'
import type { EnsembleMember, Listener, Network } from './network.ts'
import type { Verdict } from './verdict.ts'

/** A listener that is a member of an ensemble. */
export type MemberListener = Listener & { readonly member: EnsembleMember }

/** Where members call each other: followers their leader, and everybody everybody to elect one. */
export type PeerPort = 'quorum' | 'election'

/** Who calls whom, and at which port. */
export interface PeerCall {
  readonly from: MemberListener
  readonly to: MemberListener
  readonly port: PeerPort
}

/** What an ensemble makes of the calls that get through: what its members answer to `srvr`. */
export interface Standing {
  readonly members: readonly MemberListener[]
  /** How many members are more than half of them. */
  readonly majority: number
  /** Absent where nobody is followed by enough of the others: no member serves then. */
  readonly leader: MemberListener | undefined
  readonly followers: readonly MemberListener[]
}

export const isMember = (listener: Listener): listener is MemberListener => listener.member !== undefined

/** The members of an ensemble by their ids. */
export const membersOf = ({ listeners }: Network, ensemble: string): readonly MemberListener[] =>
  [...listeners.values()]
    .filter(isMember)
    .filter(({ member }) => member.ensemble === ensemble)
    .toSorted((a, b) => a.member.id - b.member.id)

export const portOf = ({ member }: MemberListener, port: PeerPort): number => (port === 'quorum' ? member.quorumPort : member.electionPort)

/** Every call between members that run. */
export const peerCalls = (members: readonly MemberListener[]): readonly PeerCall[] => {
  const running = members.filter(({ member }) => member.state === 'up')
  return running.flatMap((from) =>
    running.flatMap((to) => (from === to ? [] : (['quorum', 'election'] as const).map((port) => ({ from, to, port })))),
  )
}

export const askPeer = (network: Network, { from, to, port }: PeerCall): Verdict =>
  evaluateFlow(compileNetwork(network), {
    source: { type: 'networkInterface', networkInterface: from.networkInterface },
    destination: { type: 'networkInterface', networkInterface: to.networkInterface },
    traffic: { protocol: 'tcp', port: portOf(to, port) },
  })

/** Who leads and who follows where the model decides about every call. */
export const standingOf = (network: Network, ensemble: string): Standing => {
  const members = membersOf(network, ensemble)
  return elect(members, (call) => askPeer(network, call).outcome !== 'closed')
}

/**
 * The election of members that start together and know the same history, once it has settled. Votes are passed on from member to member. The highest id
 * leads that hears more than half of the votes itself and that more than half, it included, can follow at its quorum port; a higher one that nobody
 * can follow gives up after some rounds. Of two members the one with the higher id calls the other: what the lower one begins, it hangs up.
 * Measured with three members of ZooKeeper 3.8.0.
 *
 * @see https://zookeeper.apache.org/doc/r3.8.4/zookeeperInternals.html#sc_leaderElection
 * @see https://github.com/apache/zookeeper/blob/release-3.8.4/zookeeper-server/src/main/java/org/apache/zookeeper/server/quorum/QuorumCnxManager.java
 */
export function elect(members: readonly MemberListener[], getsThrough: (call: PeerCall) => boolean): Standing {
  const majority = Math.floor(members.length / 2) + 1
  const running = members.filter(({ member }) => member.state === 'up')
  const hear = (one: MemberListener, other: MemberListener): boolean => {
    const [from, to] = one.member.id > other.member.id ? [one, other] : [other, one]
    return getsThrough({ from, to, port: 'election' })
  }
  for (const candidate of running.toReversed()) {
    const voters = heardFrom(candidate, running, hear)
    const heard = running.filter((each) => each === candidate || hear(candidate, each))
    const followers = voters.filter((each) => each !== candidate && getsThrough({ from: each, to: candidate, port: 'quorum' }))
    if (heard.length >= majority && followers.length + 1 >= majority) return { members, majority, leader: candidate, followers }
  }
  return { members, majority, leader: undefined, followers: [] }
}

/** Everybody whose votes come to a member, over others too. */
function heardFrom(
  one: MemberListener,
  running: readonly MemberListener[],
  hear: (one: MemberListener, other: MemberListener) => boolean,
): readonly MemberListener[] {
  const heard = new Set([one])
  for (const each of heard) for (const other of running) if (!heard.has(other) && hear(each, other)) heard.add(other)
  return running.filter((each) => heard.has(each))
}

/** What a member says it is. */
export const modeOf = ({ leader, followers }: Standing, { name }: Pick<Listener, 'name'>): 'leader' | 'follower' | undefined => {
  if (leader?.name === name) return 'leader'
  return followers.some((each) => each.name === name) ? 'follower' : undefined
}
