import type { Socket } from 'node:net'
import type { Address } from '../base/cidr.ts'
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
  /** A connection from where the server is. */
  readonly dial: (host: string, port: number) => Promise<Socket>
}
