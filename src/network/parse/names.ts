import { parseAddress } from '../../base/cidr.ts'
import type { Entry, TextAt } from '../../base/shape.ts'
import type { DnsRecord, HostedZone, Listener, NetworkInterface } from '../network.ts'
import { readAddress } from '../network-values.ts'
import { type Draft, mapOf, refers, refersToInterface } from './draft.ts'
import { readMember } from './member.ts'
import { readServer } from './server.ts'

type Interfaces = ReadonlyMap<string, NetworkInterface>

export function readListeners(draft: Draft, interfaces: Interfaces): ReadonlyMap<string, Listener> {
  const taken = new Map<string, string>()
  const ids = new Set<string>()
  return mapOf(draft.text.listeners, ({ key: name, keyAt: at, value: { of } }): Listener | undefined => {
    if (!refersToInterface(draft, interfaces, of.networkInterface)) return undefined
    const protocol = of.protocol?.value ?? 'tcp'
    const member = of.member && readMember(draft, of.member, of.application?.text, ids)
    const ports = [of.port.value, ...(member === undefined ? [] : [member.quorumPort, member.electionPort])]
    for (const port of ports) {
      const place = `${of.networkInterface.text} ${protocol} ${port}`
      const other = taken.get(place)
      if (other !== undefined) draft.report('port-taken', of.port.at, `\`${other}\` listens there already`)
      taken.set(place, name)
    }
    return {
      name,
      at,
      networkInterface: of.networkInterface.text,
      protocol,
      port: of.port.value,
      ...(of.application === undefined ? {} : { application: of.application.text }),
      ...(of.host === undefined ? {} : { host: of.host.text }),
      openToWorld: of.openToWorld?.value ?? false,
      ...(member === undefined ? {} : { member }),
      ...(of.server === undefined ? {} : { server: readServer(draft, of.server, of.application?.text) }),
    }
  })
}

export function readHostedZones(draft: Draft, interfaces: Interfaces): ReadonlyMap<string, HostedZone> {
  return mapOf(draft.text.hostedZones, ({ key, keyAt: at, value: { of } }): HostedZone => {
    const name = normal(key)
    const records = readRecords(draft, of.records, interfaces)
    for (const record of records.values()) {
      if (record.name !== name && !record.name.endsWith(`.${name}`)) {
        draft.report('outside-zone', record.at, `\`${record.name}\` is not in the zone \`${name}\``, `write \`${record.name}.${name}\``)
      }
    }
    return { name, at, vpcs: of.vpcs.filter((each) => refers(draft, 'vpc', each)).map(({ text }) => text), records }
  })
}

export const readPublicRecords = (draft: Draft, interfaces: Interfaces): ReadonlyMap<string, DnsRecord> =>
  readRecords(draft, draft.text.records ?? [], interfaces)

const normal = (name: string): string => name.toLowerCase().replace(/\.$/, '')

const readRecords = (draft: Draft, entries: readonly Entry<readonly TextAt[]>[], interfaces: Interfaces): ReadonlyMap<string, DnsRecord> =>
  mapOf(entries, ({ key, keyAt: at, value }) => {
    const target = readTarget(draft, value, interfaces)
    return target === undefined ? undefined : { name: normal(key), at, target }
  })

/** Addresses; or an interface; or another name, which has a dot. */
function readTarget(draft: Draft, texts: readonly TextAt[], interfaces: Interfaces): DnsRecord['target'] | undefined {
  const [first] = texts
  if (first === undefined) return undefined
  if (texts.length === 1 && interfaces.has(first.text)) return { type: 'networkInterface', networkInterface: first.text }
  if (texts.length === 1 && !parseAddress(first.text).ok && /[a-z]/i.test(first.text) && !first.text.includes(':')) {
    if (first.text.includes('.')) return { type: 'cname', name: normal(first.text) }
    refersToInterface(draft, interfaces, first)
    return undefined
  }
  const addresses = texts.flatMap(({ text, at }) => readAddress(text, at, draft.report)?.address ?? [])
  return { type: 'addresses', addresses }
}
