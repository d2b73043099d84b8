import type { ServerConnection } from '../../connectors/server-connection.ts'
import { loginFault, onServer } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import { wordsOf } from '../server-words.ts'

export const tooManyConnections = loginFault({
  id: 'too-many-connections',
  layer: 'server',
  tier: 2,
  confidence: 'documented',
  summary: 'the server has no connection left',
  sources: [
    'https://www.postgresql.org/docs/15/errcodes-appendix.html',
    'https://www.postgresql.org/docs/15/runtime-config-connection.html',
  ],
  classes: ['db-connections', 'proto-closed'],
  verdict: 'unique',
  lookAlikes: [],
  specificity: 2,
  example: 'all connections of the server are taken',
  blocks: 'connectionLimit',
  spoil: (server) => ({ ...server, connections: { ...server.connections, used: server.connections.max } }),
  say: (_, { connection }) =>
    sentence`The ${wordsOf(connection).server} ${name(connection.host)} has no connection left for the product: all are taken.`,
  where: (_, { connection }) => `The server ${connection.host} > ${settings[connection.connector]}`,
  advise: () => 'Close connections that nobody uses, put a pool in front, or raise the limit.',
  fix: (_, evidence) => onServer(evidence, { change: 'freeConnections' }),
})

/** Where each kind of server has its limit. */
const settings: Readonly<Record<ServerConnection['connector'], string>> = {
  postgres: 'max_connections',
  redshift: 'max_connections',
  mysql: 'max_connections',
  // @see https://learn.microsoft.com/en-us/sql/database-engine/configure-windows/configure-the-user-connections-server-configuration-option
  sqlserver: 'user connections',
  // @see https://www.mongodb.com/docs/manual/reference/configuration-options/#mongodb-setting-net.maxIncomingConnections
  mongodb: 'net.maxIncomingConnections',
  // @see https://man.openbsd.org/sshd_config#MaxStartups
  sftp: 'MaxStartups',
  // @see https://zookeeper.apache.org/doc/r3.8.4/zookeeperAdmin.html#sc_advancedConfiguration
  zookeeper: 'maxClientCnxns',
}
