import { formatAddress, parseAddress } from '../base/cidr.ts'
import type { Report, TextAt } from '../base/shape.ts'
import type { Span } from '../base/span.ts'
import { readPrivateKey } from '../base/ssh-key.ts'
import { didYouMean } from '../base/suggest.ts'
import type { loginConnectors, ServerConnection, Tunnel } from '../connectors/server-connection.ts'
import { listenerMeant } from '../faults/server-set-up.ts'
import type { Fixture } from '../fixture/fixture.ts'
import type { Network } from '../network/network.ts'
import type { ServerScenarioText } from './scenario-shape.ts'

const usualPorts: Readonly<Record<(typeof loginConnectors)[number], number>> = {
  postgres: 5432,
  redshift: 5439,
  mysql: 3306,
  sqlserver: 1433,
  mongodb: 27017,
  sftp: 22,
}

/** The connection as the product would hold it, with a server of the fixture's network at its end. */
export function readServerConnection(
  { connector, connection }: ServerScenarioText,
  fixture: Fixture,
  report: Report,
): ServerConnection | undefined {
  const { host, port, user, tls, from, tunnel } = connection.of
  const content = readContent(connector.value, connection, report)
  const credentials = readCredentials(connection, report)
  const network = networkFor(connection.at, fixture, report)
  if (network === undefined) return undefined
  const sources = readSources(from, network, report)
  const typed = { host: host.text, port: port?.value ?? usualPorts[connector.value] }
  checkServer(host, typed, network, report)
  if (sources === undefined) return undefined
  return {
    connector: connector.value,
    ...typed,
    user: user.text,
    ...credentials,
    ...content,
    tls: connector.value === 'sftp' ? 'off' : (tls?.value ?? 'verify'),
    from: sources,
    ...(tunnel === undefined ? {} : { tunnel: readTunnel(tunnel, network, report) }),
  }
}

export function networkFor(at: Span, { network }: Fixture, report: Report): Network | undefined {
  if (network === undefined)
    report('no-network', at, 'the fixture has no network, so there is no server to connect to', 'write it under `network:`')
  return network
}

/** The addresses that the product connects from, or undefined where there are none. */
export function readSources(
  from: ServerScenarioText['connection']['of']['from'],
  network: Network,
  report: Report,
): ServerConnection['from'] | undefined {
  const [first, ...others] = ('short' in from ? from.short.items : [from.long]).flatMap((each) => addressesOf(each, network, report))
  if (first !== undefined) return [first, ...others]
  if ('short' in from && from.short.items.length === 0) report('no-source', from.short.at, 'the product connects from at least one address')
  return undefined
}

type ConnectionText = ServerScenarioText['connection']
type TunnelText = NonNullable<ConnectionText['of']['tunnel']>

function readTunnel(tunnel: TunnelText, network: Network, report: Report): Tunnel {
  const { host, port, user } = tunnel.of
  const read = { host: host.text, port: port?.value ?? 22, user: user.text, ...readCredentials(tunnel, report) }
  checkServer(host, read, network, report)
  return read
}

/** Databases have tables, SFTP servers have folders with files. */
function readContent(
  connector: ServerConnection['connector'],
  { at, of: { database, tables, folder, files, privateKey, tls } }: ConnectionText,
  report: Report,
): Pick<ServerConnection, 'database' | 'tables'> {
  const isSftp = connector === 'sftp'
  const [place, things] = isSftp ? [folder, files] : [database, tables]
  const foreign = isSftp ? { database, tables, tls } : { folder, files, privateKey }
  for (const [key, value] of Object.entries(foreign))
    if (value !== undefined) report('foreign-setting', value.at, `a connection of \`${connector}\` has no \`${key}\``)
  if (place === undefined) {
    const key = isSftp ? 'folder' : 'database'
    report('missing-key', at, `a connection of \`${connector}\` must have \`${key}\``)
  }
  return { database: place?.text ?? '', tables: (things?.items ?? []).map(({ text }) => text) }
}

interface CredentialsText {
  readonly at: Span
  readonly of: { readonly password: TextAt | undefined; readonly privateKey: TextAt | undefined }
}

/** A password or a key. What the key's public half is, the set-up must be able to tell. */
function readCredentials({ at, of: { password, privateKey } }: CredentialsText, report: Report): Pick<Tunnel, 'password' | 'privateKey'> {
  if (privateKey === undefined) {
    if (password === undefined) report('missing-key', at, 'it must have `password`, or `privateKey` where SSH is spoken')
    return { password: password?.text ?? '' }
  }
  if (password !== undefined) report('two-credentials', privateKey.at, 'it has a password and a key', 'leave one of them out')
  const key = readPrivateKey(privateKey.text)
  if (key === undefined)
    report(
      'private-key',
      privateKey.at,
      'this is no private key in the format of OpenSSH',
      'convert it: `ssh-keygen -p -f FILE` writes this format',
    )
  else if (key.isEncrypted) report('private-key', privateKey.at, 'the private key has a passphrase', 'remove it: `ssh-keygen -p -f FILE`')
  return { password: '', privateKey: privateKey.text }
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
