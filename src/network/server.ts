import type { Cidr } from '../base/cidr.ts'
import type { Span } from '../base/span.ts'

/** Whom the server behind a listener lets in: the last filter on the way, above the network. */
export interface Server {
  readonly at: Span
  /** `silent` accepts connections and says nothing; `down` refuses them. */
  readonly state: 'up' | 'down' | 'silent' | 'starting'
  readonly tls: 'off' | 'offered' | 'required'
  readonly certificate: 'trusted' | 'selfSigned'
  /** Rules by address, the first that matches decides, as in `pg_hba.conf`; absent: everybody may try. */
  readonly access?: readonly AccessRule[]
  readonly users: ReadonlyMap<string, ServerUser>
  readonly databases: ReadonlyMap<string, ServerDatabase>
  readonly connections: { readonly at: Span; readonly max: number; readonly used: number }
  /** Of an SSH server: whether it carries connections on to others. */
  readonly forwarding: boolean
  /** Of an SFTP server: whether it has SFTP at all; without it it is an SSH server and no more. */
  readonly sftpSubsystem: boolean
  /** Of an SSH or SFTP server: whether its host key is the one that the product has seen before. */
  readonly hostKey: 'known' | 'changed'
}

export interface AccessRule {
  readonly at: Span
  readonly action: 'allow' | 'reject'
  /** Everybody unless given. */
  readonly users?: readonly string[]
  /** Every database unless given. */
  readonly databases?: readonly string[]
  readonly cidr: Cidr
  /** `required` is `hostssl`, `off` is `hostnossl`. */
  readonly tls: 'any' | 'required' | 'off'
}

export interface ServerUser {
  readonly name: string
  readonly at: Span
  /** Absent for one that logs in with a key alone. */
  readonly password?: string
  /** Of an SSH or SFTP server: the key that stands in `authorized_keys`, without its comment. */
  readonly publicKey?: string
}

/** A database; of an SFTP server a folder, whose tables are its files. */
export interface ServerDatabase {
  readonly name: string
  readonly at: Span
  readonly allowConnections: boolean
  /** Who may connect: everybody unless given. */
  readonly connect?: readonly string[]
  /** Tables and who may read them. */
  readonly tables: ReadonlyMap<string, ServerTable>
}

export interface ServerTable {
  readonly name: string
  readonly at: Span
  readonly readers: readonly string[]
}
