import { loginFault, onServer } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import { databases } from '../server-fault.ts'

export const tlsUntrustedCertificate = loginFault({
  id: 'tls-untrusted-certificate',
  layer: 'db-auth',
  tier: 2,
  confidence: 'documented',
  summary: 'the certificate of the server is signed by nobody whom the product trusts',
  sources: ['https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html'],
  classes: ['tls-untrusted'],
  verdict: 'unique',
  lookAlikes: [],
  specificity: 2,
  example: 'the certificate of the server is signed by itself',
  connectors: databases,
  blocks: 'certificate',
  spoil: (server, { connection }) =>
    connection.tls === 'verify' && server.tls !== 'off' ? { ...server, certificate: 'selfSigned' } : undefined,
  say: (_, { connection }) => sentence`The product does not know who signed the certificate of ${name(connection.host)}.`,
  where: () => 'Connection settings > TLS > Certificate authority',
  advise: () => 'Add the certificate of the authority (of RDS: its bundle) to the connection, rather than turn verification off.',
  fix: (_, evidence) => onServer(evidence, { change: 'trustCertificate' }),
})
