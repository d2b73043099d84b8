import { loginFault, onServer } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'

export const connectionRefused = loginFault({
  id: 'connection-refused',
  layer: 'server',
  tier: 1,
  confidence: 'knowledge',
  summary: 'the server is reached and nothing listens: it is stopped',
  sources: ['https://github.com/joshstevens19/rindexer/issues/116'],
  classes: ['net-refused'],
  verdict: 'unique',
  lookAlikes: ['port-wrong'],
  specificity: 2,
  example: 'the server is stopped',
  blocks: 'state',
  spoil: (server) => ({ ...server, state: 'down' }),
  accepts: ({ state }) => state === 'down',
  say: (_, { connection }) =>
    sentence`${name(connection.host)} is reached, but nothing listens at port ${String(connection.port)}: no firewall is in the way, the server is stopped.`,
  where: (_, { connection }) => `The server ${connection.host}`,
  advise: () => 'Start the server; if it runs, see which port it listens on and whether it listens on its own address alone.',
  fix: (_, evidence) => onServer(evidence, { change: 'start' }),
})
