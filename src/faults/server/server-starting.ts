import { loginFault, onServer } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'

export const serverStarting = loginFault({
  id: 'server-starting',
  layer: 'server',
  tier: 3,
  confidence: 'documented',
  summary: 'the server is starting up and lets nobody in yet',
  sources: ['https://www.postgresql.org/docs/15/errcodes-appendix.html'],
  classes: ['db-starting'],
  verdict: 'unique',
  lookAlikes: [],
  specificity: 2,
  example: 'the server is starting up',
  connectors: ['postgres', 'redshift', 'sqlserver'],
  blocks: 'state',
  spoil: (server) => ({ ...server, state: 'starting' }),
  accepts: ({ state }) => state === 'starting',
  say: (_, { connection }) => sentence`The database ${name(connection.host)} is starting up and lets nobody in yet.`,
  where: (_, { connection }) => `The server ${connection.host}`,
  advise: () => 'Wait until the server has started, and look at its log if that takes long.',
  fix: (_, evidence) => onServer(evidence, { change: 'start' }),
})
