import { formatAddress, parseAddress } from '../base/cidr.ts'
import type { Report, TextAt } from '../base/shape.ts'
import { didYouMean } from '../base/suggest.ts'
import type { ServerConnection, Tunnel } from '../connectors/server-connection.ts'
import { listenerMeant } from '../faults/server-set-up.ts'
import type { Fixture } from '../fixture/fixture.ts'
import type { Network } from '../network/network.ts'
import type { ServerScenarioText } from './scenario-shape.ts'

const usualPorts: Readonly<Record<ServerConnection['connector'], number>> = { postgres: 5432, redshift: 5439, mysql: 3306 }

/** The connection as the product would hold it, with a server of the fixture's network at its end. */
export function readServerConnection(
  { connector, connection }: ServerScenarioText,
  fixture: Fixture,
  report: Report,
): ServerConnection | undefined {
  const { host, port, user, password, database, tls, tables, from, tunnel } = connection.of
  const { network } = fixture
  if (network === undefined) {
    report('no-network', connection.at, 'the fixture has no network, so there is no server to connect to', 'write it under `network:`')
    return undefined
  }
  const sources = ('short' in from ? from.short.items : [from.long]).flatMap((each) => addressesOf(each, network, report))
  const [first, ...others] = sources
  const typed = { host: host.text, port: port?.value ?? usualPorts[connector.value] }
  checkServer(host, typed, network, report)
  if (first === undefined) {
    if ('short' in from && from.short.items.length === 0)
      report('no-source', from.short.at, 'the product connects from at least one address')
    return undefined
  }
  return {
    connector: connector.value,
    ...typed,
    user: user.text,
    password: password.text,
    database: database.text,
    tls: tls?.value ?? 'verify',
    tables: (tables?.items ?? []).map(({ text }) => text),
    from: [first, ...others],
    ...(tunnel === undefined ? {} : { tunnel: readTunnel(tunnel.of, network, report) }),
  }
}

function readTunnel(
  { host, port, user, password }: NonNullable<ServerScenarioText['connection']['of']['tunnel']>['of'],
  network: Network,
  report: Report,
): Tunnel {
  const tunnel = { host: host.text, port: port?.value ?? 22, user: user.text, password: password.text }
  checkServer(host, tunnel, network, report)
  return tunnel
}

function addressesOf({ text, at }: TextAt, network: Network, report: Report): readonly string[] {
  if (parseAddress(text).ok) return [text]
  const list = network.prefixLists.get(text)
  if (list !== undefined) return list.entries.map(({ cidr: { family, first } }) => formatAddress({ family, value: first }))
  report(
    'unknown-source',
    at,
    `\`${text}\` is no address and no prefix list of the network`,
    didYouMean(text, network.prefixLists.keys()).help,
  )
  return []
}

/** A name that leads nowhere is a case to be tested; a listener that nobody described cannot answer. */
function checkServer({ at }: TextAt, typed: Pick<ServerConnection, 'host' | 'port'>, network: Network, report: Report): void {
  const listener = listenerMeant(network, typed)
  if (listener === undefined || listener.server !== undefined) return
  report('no-server', at, `nobody said whom the listener \`${listener.name}\` lets in`, 'describe it under `server:`')
}
