import type { Entry } from '../../base/shape.ts'
import type { AccessRule, Server, ServerDatabase } from '../server.ts'
import type { ServerText } from '../server-shape.ts'
import { type Draft, mapOf } from './draft.ts'

export function readServer(draft: Draft, { at, of }: ServerText, application: string | undefined): Server {
  const users = mapOf(of.users, ({ key: name, keyAt, value }) => ({ name, at: keyAt, password: value.text }))
  const databases = mapOf(of.databases, readDatabase)
  const { max, used } = of.connections?.of ?? {}
  return {
    at,
    state: of.state?.value ?? 'up',
    tls: of.tls?.value ?? 'offered',
    certificate: of.certificate?.value ?? 'trusted',
    ...(of.access === undefined ? {} : { access: of.access.items.map((rule) => readAccess(draft, rule, application)) }),
    users,
    databases,
    connections: { at: of.connections?.at ?? at, max: max?.value ?? 100, used: used?.value ?? 0 },
    forwarding: of.forwarding?.value ?? true,
  }
}

type AccessText = NonNullable<ServerText['of']['access']>['items'][number]

function readAccess(draft: Draft, { at, of }: AccessText, application: string | undefined): AccessRule {
  if (application === 'mysql' && (of.databases !== undefined || of.action?.value === 'reject')) {
    draft.report(
      'access-of-mysql',
      at,
      'MySQL has no such rule: an account has a host part, which admits and is for all databases',
      'leave `databases` and `action` out',
    )
  }
  if (of.cidr.hostBits) {
    draft.report(
      'host-bits',
      of.cidr.at,
      `\`${of.cidr.text}\` has bits set behind its prefix`,
      'a server compares addresses with the block as written: name its first address',
    )
  }
  return {
    at,
    action: of.action?.value ?? 'allow',
    ...(of.users === undefined ? {} : { users: of.users.map(({ text }) => text) }),
    ...(of.databases === undefined ? {} : { databases: of.databases.map(({ text }) => text) }),
    cidr: of.cidr.cidr,
    tls: of.tls?.value ?? 'any',
  }
}

type DatabaseText = NonNullable<ServerText['of']['databases']> extends readonly Entry<infer Value>[] ? Value : never

function readDatabase({ key: name, keyAt: at, value: { of } }: Entry<DatabaseText>): ServerDatabase {
  return {
    name,
    at,
    allowConnections: of.allowConnections?.value ?? true,
    ...(of.connect === undefined ? {} : { connect: of.connect.items.map(({ text }) => text) }),
    tables: mapOf(of.tables, (table) => ({ name: table.key, at: table.keyAt, readers: table.value.items.map(({ text }) => text) })),
  }
}
