import { isNetwork } from '../network-fault.ts'
import { name, sentence } from '../sentence.ts'
import { nearly, settingFault, slip } from '../server-input-fault.ts'

export const dnsNotFound = settingFault({
  id: 'dns-not-found',
  layer: 'dns',
  tier: 2,
  confidence: 'knowledge',
  summary: 'the name of the server does not exist: it is mistyped, or the server is gone',
  sources: ['https://segment.com/docs/connections/storage/catalog/redshift/'],
  classes: ['dns'],
  verdict: 'unique',
  lookAlikes: [],
  example: 'the name of the server was mistyped',
  mistype: ({ connection }) => {
    const [first = '', ...rest] = connection.host.split('.')
    const typed = slip(`${first}-host`)
    return typed === undefined || rest.length === 0 ? undefined : { host: [typed, ...rest].join('.') }
  },
  meant: ({ connection, network, causes }) => {
    if (!causes.some((cause) => isNetwork(cause) && cause.leg === 'server' && cause.blockers[0].why.fact === 'nameNotFound'))
      return undefined
    const hosts = [...network.listeners.values()].flatMap(({ host }) => host ?? [])
    const near =
      nearly(connection.host, hosts) ??
      hosts.find((host) => host.split('.').slice(1).join('.') === connection.host.split('.').slice(1).join('.'))
    return { setting: 'host', value: near ?? connection.host }
  },
  explains: (cause) => isNetwork(cause) && cause.leg === 'server' && cause.blockers[0].why.fact === 'nameNotFound',
  say: (_, { connection }) => sentence`There is no server named ${name(connection.host)}: the name does not exist.`,
  where: 'Connection settings > Host',
  advise: ({ meant }, { connection }) =>
    meant.value === connection.host
      ? 'Copy the endpoint from the console, without `jdbc:` and without the port.'
      : `Correct the host to ${String(meant.value)}.`,
})
