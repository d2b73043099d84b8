import type { Socket } from 'node:net'
import type { Address } from '../base/cidr.ts'
import type { Standing } from '../network/ensemble.ts'
import type { EnsembleMember } from '../network/network.ts'
import type { Server } from '../network/server.ts'
import type { Certificate } from './certificate.ts'

/** Who knocks at which server: what a session has to know. */
export interface Visitor {
  /** As the server sees it: behind a NAT gateway or a bastion, theirs. */
  readonly address: Address
  /** The name of what they knock at. */
  readonly listener: string
  readonly application: string
  readonly server: Server
  readonly certificate: () => Certificate
  /** Of a member of an ensemble: who leads and who follows. */
  readonly ensemble?: () => Promise<Standing>
  readonly member?: EnsembleMember
  /** A connection from where the server is. */
  readonly dial: (host: string, port: number) => Promise<Socket>
}
