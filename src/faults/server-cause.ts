import type { Address } from '../base/cidr.ts'
import type { LoginBlocker } from '../network/admit-login.ts'
import type { MemberListener, PeerCall } from '../network/ensemble.ts'
import type { Listener } from '../network/network.ts'
import type { Blocker } from '../network/verdict.ts'

/** One thing that keeps the product away from a server, from some or all of its addresses. */
export type ServerCause = NetworkCause | PortCause | LoginCause | PeerCause | MemberCause

/** The way to the SSH server of a tunnel, or the way to the server itself: from the product, or from the tunnel. */
export type Leg = 'tunnel' | 'server'

/** The network stops the packet. */
export interface NetworkCause {
  readonly cause: 'network'
  readonly leg: Leg
  /** Who was called. */
  readonly to: { readonly host: string; readonly port: number }
  /** The same blocker as each of the addresses meets it. */
  readonly blockers: readonly [Blocker, ...Blocker[]]
  readonly sources: readonly Address[]
  /** Other addresses of the product get through. */
  readonly onlySome: boolean
}

/** The packet would arrive, and not where it is meant to: nothing listens, or something else. */
export interface PortCause {
  readonly cause: 'port'
  readonly leg: Leg
  readonly other?: Listener
}

/** The server itself refuses. */
export interface LoginCause {
  readonly cause: 'login'
  readonly leg: Leg
  readonly blockers: readonly [LoginBlocker, ...LoginBlocker[]]
  readonly sources: readonly Address[]
}

/** The network stops the call of one member of an ensemble to another. */
export interface PeerCause {
  readonly cause: 'peer'
  readonly call: PeerCall
  readonly blockers: readonly [Blocker, ...Blocker[]]
}

/** A member of an ensemble that is stopped. */
export interface MemberCause {
  readonly cause: 'member'
  readonly member: MemberListener
}
