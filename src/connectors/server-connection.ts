import type { Socket } from 'node:net'
import type { Observation } from './observation.ts'

/** The kinds of connections that log in to a server of the customer, by the name that scenarios use. */
export const loginConnectors = ['postgres', 'redshift', 'mysql', 'sqlserver', 'mongodb', 'sftp'] as const

/** As `loginConnectors`, with those that need no login. */
export const serverConnectors = [...loginConnectors, 'zookeeper'] as const

/** What a customer types into the product to have a server read. Values are as typed. */
export interface ServerConnection {
  readonly connector: (typeof serverConnectors)[number]
  /** Of an ensemble the first of its members. */
  readonly host: string
  readonly port: number
  /** Of an ensemble: all members that were typed. */
  readonly members?: readonly End[]
  readonly user: string
  /** Empty where a key is given. */
  readonly password: string
  /** Of an SFTP server: logs in with this key of OpenSSH. */
  readonly privateKey?: string
  /** Of an SFTP server the folder. */
  readonly database: string
  /** `verify` trusts known authorities alone, `require` takes any certificate. */
  readonly tls: 'off' | 'require' | 'verify'
  /** What has to be readable: `orders`, `sales.orders`; collections of MongoDB, files of an SFTP server. */
  readonly tables: readonly string[]
  /** The addresses from which the product connects; it may use any of them. At least one. */
  readonly from: readonly [string, ...string[]]
  /** The SSH server that carries the connection on, for one that is not reached directly. */
  readonly tunnel?: Tunnel
}

export interface End {
  readonly host: string
  readonly port: number
}

export interface Tunnel {
  readonly host: string
  readonly port: number
  readonly user: string
  /** Empty where a key is given. */
  readonly password: string
  readonly privateKey?: string
}

/** How to get to a server. Errors have the codes of Node: `ENOTFOUND`, `ETIMEDOUT`, `ECONNREFUSED`. */
export interface ServerAccess {
  readonly resolve: (host: string) => Promise<readonly string[]>
  /** A connection from one of the product's addresses. */
  readonly connect: (host: string, port: number, from: string) => Promise<Socket>
  /** Certificates, in PEM, of authorities that the product trusts; those of Node where it is absent. */
  readonly authorities?: readonly string[]
  /** Fingerprints of the keys of SSH servers that the product has seen before, by host; the key of another host is taken as it comes. */
  readonly knownHosts?: ReadonlyMap<string, string>
  /** Calls of one member of an ensemble to another, where they can be tried from here. */
  readonly peers?: readonly Peer[]
  /** Milliseconds for one step. */
  readonly timeoutMs: number
  /** Milliseconds to wait for a server that speaks first. */
  readonly bannerMs: number
  /** Milliseconds after which a server that was spoken to counts as mute. */
  readonly silenceMs: number
}

/** One member of an ensemble calls another. */
export interface Peer {
  readonly from: string
  readonly to: string
  readonly port: 'quorum' | 'election'
  readonly dial: () => Promise<Socket>
}

/** Knows how the product tries out a connection to one kind of server. It never throws: what goes wrong is an observation. */
export interface ServerConnector {
  readonly id: ServerConnection['connector']
  /** Loads the client library. Rejects where it is not installed. */
  readonly load: () => Promise<unknown>
  readonly probe: (connection: ServerConnection, access: ServerAccess) => Promise<readonly Observation[]>
}
