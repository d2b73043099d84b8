import { loginFault, onServer } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'

export const serverSilent = loginFault({
  id: 'server-silent',
  layer: 'server',
  tier: 3,
  confidence: 'observed',
  summary: 'the server accepts connections and says nothing: it is overloaded, or a balancer has nobody behind it',
  sources: ['https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html'],
  classes: ['proto-silent'],
  verdict: 'unique',
  lookAlikes: [],
  specificity: 2,
  example: 'the server accepts connections and never answers',
  blocks: 'state',
  spoil: (server) => ({ ...server, state: 'silent' }),
  accepts: ({ state }) => state === 'silent',
  say: (_, { connection }) =>
    sentence`${name(connection.host)} accepts the connection and says nothing: it is overloaded, or a proxy in front of it has no server.`,
  where: (_, { connection }) => `The server ${connection.host}`,
  advise: () => 'Look at the load of the server, and at the targets of a load balancer in front of it.',
  fix: (_, evidence) => onServer(evidence, { change: 'start' }),
})
