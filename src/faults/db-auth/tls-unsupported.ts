import { loginFault, onServer } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import { databases } from '../server-fault.ts'

export const tlsUnsupported = loginFault({
  id: 'tls-unsupported',
  layer: 'db-auth',
  tier: 2,
  confidence: 'documented',
  summary: 'the connection insists on TLS, and the server has none',
  sources: ['https://www.postgresql.org/docs/15/ssl-tcp.html'],
  classes: ['tls-unsupported'],
  verdict: 'unique',
  lookAlikes: ['tls-required'],
  specificity: 2,
  example: 'TLS is off in the server, and its rules accept connections without it',
  connectors: databases,
  blocks: 'tlsUnsupported',
  spoil: (server, { connection }) =>
    connection.tls === 'off'
      ? undefined
      : {
          ...server,
          tls: 'off',
          ...(server.access === undefined ? {} : { access: server.access.map((rule) => ({ ...rule, tls: 'any' as const })) }),
        },
  say: (_, { connection }) => sentence`The connection insists on TLS, and the database ${name(connection.host)} has it turned off.`,
  where: (_, { connection: { connector, host } }) => `The server ${host} > ${connector === 'mongodb' ? 'net.tls.mode' : 'ssl'}`,
  advise: () => 'Turn TLS on in the server; to send the password in clear text is no cure.',
  fix: (_, evidence) => onServer(evidence, { change: 'offerTls' }),
})
