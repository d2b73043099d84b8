import { loginFault } from '../login-fault.ts'
import { name, sentence } from '../sentence.ts'
import { databases } from '../server-fault.ts'

export const tlsRequired = loginFault({
  id: 'tls-required',
  layer: 'db-auth',
  tier: 1,
  confidence: 'observed',
  summary: 'the server accepts encrypted connections alone, and the connection is not encrypted',
  sources: [
    'https://github.com/mtxr/vscode-sqltools/issues/1206',
    'https://github.com/beekeeper-studio/beekeeper-studio/issues/1451',
    'https://github.com/joshstevens19/rindexer/issues/116',
  ],
  classes: ['pg-hba', 'tls-required', 'db-password'],
  verdict: 'unique',
  lookAlikes: ['db-host-not-allowed'],
  specificity: 2,
  example: 'TLS is off in the connection',
  connectors: databases,
  blocks: 'access',
  mistype: ({ connection, listener: { server } }) => {
    const needsTls = server.tls === 'required' || server.access?.some(({ tls }) => tls === 'required') === true
    return needsTls && connection.tls !== 'off' ? { tls: 'off' } : undefined
  },
  accepts: ({ withTls }) => withTls !== undefined,
  say: (_, { connection }) =>
    sentence`The database ${name(connection.host)} accepts encrypted connections alone, and TLS is off in the connection.`,
  where: () => 'Connection settings > TLS',
  advise: () => 'Turn TLS on in the connection.',
  fix: () => [{ edit: 'serverConnection', change: { setting: 'tls', value: 'verify' } }],
})
