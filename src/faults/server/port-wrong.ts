import { name, sentence } from '../sentence.ts'
import type { ServerCause } from '../server-cause.ts'
import { settingFault } from '../server-input-fault.ts'

export const portWrong = settingFault({
  id: 'port-wrong',
  layer: 'server',
  tier: 1,
  confidence: 'observed',
  summary: 'the connection names a port at which the server does not listen',
  sources: ['https://github.com/databricks/spark-redshift/issues/160', 'https://github.com/joshstevens19/rindexer/issues/116'],
  classes: ['net-timeout', 'net-refused', 'proto-mismatch'],
  verdict: 'ambiguous',
  lookAlikes: ['sg-wrong-port', 'connection-refused'],
  example: 'the port was mistyped',
  mistype: ({ connection }) => ({ port: connection.port + 1 }),
  meant: ({ listener, connection }) =>
    listener === undefined || listener.port === connection.port ? undefined : { setting: 'port', value: listener.port },
  explains: isOfPort,
  say: ({ meant }, { connection }) =>
    sentence`${name(connection.host)} listens at port ${String(meant.value)}, and the connection calls port ${String(connection.port)}.`,
  where: 'Connection settings > Port',
  advise: ({ meant }) => `Correct the port to ${String(meant.value)}.`,
})

/** Rules speak of ports; addresses, routes and logins do not. */
function isOfPort(cause: ServerCause): boolean {
  if (cause.cause === 'peer' || cause.cause === 'member' || cause.leg === 'tunnel') return false
  if (cause.cause === 'port') return true
  if (cause.cause === 'login') return false
  const { why } = cause.blockers[0]
  if (why.fact === 'noListener') return true
  return (why.fact === 'securityGroupRules' || why.fact === 'networkAclEntry') && why.side === 'ingress'
}
