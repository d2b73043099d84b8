import { loginFault, onServer } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'

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
  classes: ['db-connections'],
  verdict: 'unique',
  lookAlikes: [],
  specificity: 2,
  example: 'all connections of the server are taken',
  blocks: 'connectionLimit',
  spoil: (server) => ({ ...server, connections: { ...server.connections, used: server.connections.max } }),
  say: (_, { connection }) => sentence`The database ${name(connection.host)} has no connection left for the product: all are taken.`,
  where: (_, { connection }) => `The server ${connection.host} > max_connections`,
  advise: () => 'Close connections that nobody uses, put a pool in front, or raise `max_connections`.',
  fix: (_, evidence) => onServer(evidence, { change: 'freeConnections' }),
})
