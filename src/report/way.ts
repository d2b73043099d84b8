import { parseAddress } from '../base/cidr.ts'
import type { S3Connection } from '../connectors/connection.ts'
import type { ServerConnection } from '../connectors/server-connection.ts'
import { addressOf, askServer } from '../faults/server-evidence.ts'
import { isServerConnection, listenerMeant } from '../faults/server-set-up.ts'
import { nodeId } from '../fixture/access-map.ts'
import type { Fixture } from '../fixture/fixture.ts'
import { serviceWay } from '../fixture/service-way.ts'
import type { Network } from '../network/network.ts'
import type { Verdict } from '../network/verdict.ts'
import type { CaseResult } from '../scenario/run.ts'
import { networkHops, type PageHop } from './network-hops.ts'

/** A line of a map that a connection takes. */
export interface PageStretch {
  readonly from: string
  readonly to: string
  readonly blocked: boolean
}

/** From whom the connection comes to what it reads, with what blocks it marked. */
export function wayOf(result: CaseResult): readonly PageHop[] {
  const { connection, fixture } = result.planned.setUp
  return isServerConnection(connection) ? serverWay(result, connection, fixture) : bucketWay(result, connection, fixture)
}

/** None where all is well: some steps are there to be refused. */
const failedSteps = (result: CaseResult): readonly string[] =>
  result.verdict === 'error' || result.diagnosis.problems.length === 0
    ? []
    : result.observations.filter(({ outcome }) => outcome === 'failed').map(({ step }) => step)

function serverWay(result: CaseResult, connection: ServerConnection, { network }: Fixture): readonly PageHop[] {
  const { host, port, from, user, members, tunnel } = connection
  const name = members === undefined ? `${user}@${host}:${port}` : members.map((each) => each.host).join(', ')
  const product = { kind: 'product', name: from.join(', '), account: '', blocked: false }
  const failed = failedSteps(result)
  const bastion = tunnel === undefined || network === undefined ? undefined : listenerMeant(network, tunnel)
  const toTunnel = tunnel === undefined ? [] : hopsTo(network, tunnel, from)
  const toServer = hopsTo(network, connection, tunnel === undefined || network === undefined ? from : addressOf(network, bastion))
  const isBlocked = (hops: readonly PageHop[]): boolean => hops.some(({ blocked }) => blocked)
  const refusedByTunnel = failed.some((step) => step.startsWith('tunnel.')) && !isBlocked(toTunnel)
  const between = [...toTunnel, ...toServer]
  return [
    product,
    ...toTunnel,
    ...(tunnel === undefined
      ? []
      : [{ kind: 'SSH server', name: `${tunnel.user}@${tunnel.host}`, account: '', blocked: refusedByTunnel && !isBlocked(toServer) }]),
    ...toServer,
    { kind: connection.connector, name, account: '', blocked: failed.length > 0 && !isBlocked(between) && !refusedByTunnel },
  ]
}

/** By way of the first address that is kept out, else of the first. */
function hopsTo(
  network: Network | undefined,
  to: { readonly host: string; readonly port: number },
  from: readonly string[],
): readonly PageHop[] {
  if (network === undefined) return []
  const verdicts = from.flatMap((each): readonly Verdict[] => {
    const source = parseAddress(each)
    return source.ok ? [askServer(network, to, source.value)] : []
  })
  const shown = verdicts.find(({ outcome }) => outcome !== 'open') ?? verdicts[0]
  return shown === undefined ? [] : networkHops(shown)
}

/** Steps of the probe by what they reach. */
const reaches: readonly (readonly [kind: string, step: RegExp])[] = [
  ['role', /^sts\.assume$/],
  ['bucket', /^s3\./],
  ['transfer bucket', /^im\./],
  ['catalog', /^glue\./],
]

/** What of a connection's way its failed steps are about; what S3 is refused by KMS is about the key. */
function blockedKinds(result: CaseResult): ReadonlySet<string> {
  const failed = failedSteps(result)
  const kinds = new Set(failed.flatMap((step) => reaches.findLast(([, pattern]) => pattern.test(step))?.[0] ?? []))
  const denials = result.verdict === 'error' ? [] : (result.denials ?? [])
  const messages =
    result.verdict === 'error' ? [] : result.observations.map(({ outcome, message = '' }) => (outcome === 'failed' ? message : ''))
  const isKey = denials.some(({ action }) => action.startsWith('kms:')) || messages.some((message) => /\bkms:[A-Z]/.test(message))
  return isKey && kinds.delete('bucket') ? kinds.add('key') : kinds
}

function bucketWay(result: CaseResult, connection: S3Connection, fixture: Fixture): readonly PageHop[] {
  const blocked = blockedKinds(result)
  const { caller, callerRoleArn, roleArn, bucket, intermediateBucket, kmsKeyArn, from } = connection
  const key = fixture.keys.get(fixture.buckets.get(bucket)?.encryptionKey ?? '')
  const hop = (kind: string, name: string, account: string | undefined): PageHop => ({
    kind,
    name,
    account: fixture.accounts.get(account ?? '')?.id ?? '',
    blocked: blocked.has(kind),
  })
  const ofArn = (kind: string, arn: string): PageHop => ({
    ...hop(kind, arn.slice(arn.lastIndexOf('/') + 1), ''),
    account: arn.split(':')[4] ?? '',
  })
  return [
    ...(from === undefined ? [] : serviceHops(fixture, from, failedSteps(result), fixture.buckets.get(bucket)?.region)),
    hop('user', caller, fixture.users.get(caller)?.account),
    ...(callerRoleArn === undefined ? [] : [{ ...ofArn('role', callerRoleArn), blocked: false }]),
    ...(roleArn === undefined ? [] : [ofArn('role', roleArn)]),
    hop('bucket', bucket, fixture.buckets.get(bucket)?.account),
    ...(intermediateBucket === undefined
      ? []
      : [hop('transfer bucket', intermediateBucket, fixture.buckets.get(intermediateBucket)?.account)]),
    ...(kmsKeyArn === undefined ? (key === undefined ? [] : [hop('key', key.name, key.account)]) : [ofArn('key', kmsKeyArn)]),
  ]
}

/** From a place in a network: the way to S3, or to STS where that is the one that fails. */
function serviceHops(fixture: Fixture, from: string, failed: readonly string[], region: string | undefined): readonly PageHop[] {
  const service = failed.includes('net.sts') ? 'sts' : 's3'
  const way = serviceWay(fixture, from, service, service === 's3' ? region : undefined)
  return way === undefined ? [] : networkHops(way.verdict)
}

/** The lines of the map of a fixture that a connection to buckets takes, in their order. */
export function stretchesOf(result: CaseResult): readonly PageStretch[] {
  const { connection, fixture } = result.planned.setUp
  if (isServerConnection(connection)) return []
  const blocked = blockedKinds(result)
  const { caller, callerRoleArn, roleArn, bucket, intermediateBucket } = connection
  const roles = [callerRoleArn, roleArn].flatMap((arn) => (arn === undefined ? [] : [nodeId('role', arn.slice(arn.lastIndexOf('/') + 1))]))
  const who = [nodeId('user', caller), ...roles]
  const last = who.at(-1) ?? ''
  const key = fixture.buckets.get(bucket)?.encryptionKey
  return [
    ...roles.map((to, index) => ({ from: who[index] ?? '', to, blocked: to === last && blocked.has('role') })),
    { from: last, to: nodeId('bucket', bucket), blocked: blocked.has('bucket') },
    ...(intermediateBucket === undefined
      ? []
      : [{ from: last, to: nodeId('bucket', intermediateBucket), blocked: blocked.has('transfer bucket') }]),
    ...(key === undefined || !fixture.keys.has(key) ? [] : [{ from: last, to: nodeId('key', key), blocked: blocked.has('key') }]),
    ...[...(fixture.catalogs?.keys() ?? [])].map((name) => ({ from: last, to: nodeId('catalog', name), blocked: blocked.has('catalog') })),
  ]
}
