import type { Socket } from 'node:net'
import type { Listener } from '../network/network.ts'
import { serveMongodb } from './serve-mongodb.ts'
import { MysqlSession } from './serve-mysql.ts'
import { PostgresSession } from './serve-postgres.ts'
import { SqlserverSession } from './serve-sqlserver.ts'
import { serveSsh } from './serve-ssh.ts'
import { serveZookeeper } from './serve-zookeeper.ts'
import type { Visitor } from './visitor.ts'

/** Talks to whoever has connected, as the server behind the listener would. */
export function serveListener(socket: Socket, visitor: Visitor): void {
  socket.on('error', () => socket.destroy())
  if (visitor.application === 'zookeeper' && visitor.member !== undefined && visitor.ensemble !== undefined) {
    serveZookeeper(socket, visitor.listener, visitor.member, visitor.ensemble)
    return
  }
  if (visitor.server.state === 'silent') return
  switch (visitor.application) {
    case 'postgres':
    case 'redshift':
      new PostgresSession(socket, visitor)
      return
    case 'mysql':
      new MysqlSession(socket, visitor)
      return
    case 'sqlserver':
      new SqlserverSession(socket, visitor)
      return
    case 'mongodb':
      void serveMongodb(socket, visitor).catch(() => socket.destroy())
      return
    case 'ssh':
    case 'sftp':
      void serveSsh(socket, visitor).catch(() => socket.destroy())
      return
    case 'http':
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'))
      return
    default:
  }
}

/** Of a listener about whose server nobody said anything. */
export const silentServer = ({ at }: Listener): Visitor['server'] => ({
  at,
  state: 'silent',
  tls: 'off',
  certificate: 'trusted',
  users: new Map(),
  databases: new Map(),
  connections: { at, max: 100, used: 0 },
  forwarding: false,
  sftpSubsystem: false,
  hostKey: 'known',
})

/** PostgreSQL and SQL Server listen before they are ready, and say so. */
const saysStarting: ReadonlySet<string | undefined> = new Set(['postgres', 'redshift', 'sqlserver'])

export const isDown = ({ application, server, member }: Listener): boolean =>
  member?.state === 'down' || server?.state === 'down' || (server?.state === 'starting' && !saysStarting.has(application))
