import type { Report, TextAt } from '../base/shape.ts'
import type { End, ServerConnection } from '../connectors/server-connection.ts'
import { listenerMeant } from '../faults/server-set-up.ts'
import type { Fixture } from '../fixture/fixture.ts'
import type { Network } from '../network/network.ts'
import type { EnsembleScenarioText } from './scenario-shape.ts'
import { networkFor, readSources } from './server-connection.ts'

/** The connection to an ensemble as the product would hold it, with members of the fixture's network at its end. */
export function readEnsembleConnection(
  { connector, connection }: EnsembleScenarioText,
  fixture: Fixture,
  report: Report,
): ServerConnection | undefined {
  const { hosts, from } = connection.of
  const network = networkFor(connection.at, fixture, report)
  if (network === undefined) return undefined
  const sources = readSources(from, network, report)
  const members = hosts.items.flatMap((each) => readEnd(each, network, report))
  const [first] = members
  if (hosts.items.length === 0) report('no-host', hosts.at, 'a connection to an ensemble names at least one member')
  if (first === undefined || sources === undefined) return undefined
  const login = { user: '', password: '', database: '', tls: 'off', tables: [] } as const
  return { connector: connector.value, ...first, members, ...login, from: sources }
}

/** `host`, or `host:port`, as in a connect string. */
function readEnd({ text, at }: TextAt, network: Network, report: Report): readonly End[] {
  const [, host = '', digits = '2181'] = /^([^:/,\s]+)(?::(\d+))?$/.exec(text) ?? []
  const port = Number(digits)
  if (host === '' || port < 1 || port > 65_535) {
    report('malformed-host', at, `\`${text}\` is no host of a member`, 'write each as `zk-1.example` or `zk-1.example:2181`')
    return []
  }
  const listener = listenerMeant(network, { host, port })
  if (listener !== undefined && listener.member === undefined)
    report('no-member', at, `nobody said which member of an ensemble the listener \`${listener.name}\` is`, 'describe it under `member:`')
  return [{ host, port }]
}
