import type { Entry } from '../../base/shape.ts'
import { readPublicKey } from '../../base/ssh-key.ts'
import type { AccessRule, Server, ServerDatabase, ServerUser } from '../server.ts'
import type { ServerText } from '../server-shape.ts'
import { type Draft, mapOf } from './draft.ts'

export function readServer(draft: Draft, { at, of }: ServerText, application: string | undefined): Server {
  const users = mapOf(of.users, (entry) => readUser(draft, entry))
  refuseOthersWords(draft, of, application)
  const databases = new Map([...mapOf(of.databases, readDatabase), ...mapOf(of.folders, readFolder)])
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
    sftpSubsystem: of.sftpSubsystem?.value ?? true,
    hostKey: of.hostKey?.value ?? 'known',
  }
}

type UserText = ServerText['of']['users'][number]

function readUser(draft: Draft, { key: name, keyAt: at, value }: UserText): ServerUser {
  if ('short' in value) return { name, at, password: value.short.text }
  const { password, publicKey } = value.long.of
  const key = publicKey && readPublicKey(publicKey.text)
  if (publicKey !== undefined && key === undefined)
    draft.report('public-key', publicKey.at, 'this is no public key of SSH', 'paste a line of `authorized_keys`: `ssh-ed25519 AAAA…`')
  return { name, at, ...(password === undefined ? {} : { password: password.text }), ...(key === undefined ? {} : { publicKey: key }) }
}

/** SFTP has folders where others have databases. */
function refuseOthersWords(draft: Draft, { databases, folders }: ServerText['of'], application: string | undefined): void {
  const [first] = (application === 'sftp' ? databases : folders) ?? []
  if (first === undefined) return
  if (application === 'sftp') draft.report('folders-of-sftp', first.keyAt, 'an SFTP server has no databases', 'name its `folders`')
  else draft.report('folders-of-sftp', first.keyAt, 'only an SFTP server has folders', 'name its `databases`')
}

const restrictions = ['action', 'users', 'databases', 'tls'] as const

/** What a rule by address can speak of, where that is less than in `pg_hba.conf`. */
const accessOf: Readonly<Record<string, { readonly keys: readonly (typeof restrictions)[number][]; readonly because: string }>> = {
  // @see https://dev.mysql.com/doc/refman/8.0/en/account-names.html
  mysql: {
    keys: ['users', 'tls'],
    because: 'MySQL has no such rule: an account has a host part, which admits and is for all databases',
  },
  // @see https://www.mongodb.com/docs/manual/reference/method/db.createUser/#authentication-restrictions
  mongodb: { keys: ['users'], because: 'MongoDB has no such rule: a user has `clientSource`, which admits and is for all databases' },
  // @see https://learn.microsoft.com/en-us/azure/azure-sql/database/firewall-configure
  sqlserver: { keys: [], because: 'SQL Server has no such rule: the firewall of Azure SQL has ranges of addresses, for everybody' },
  // @see https://man.openbsd.org/sshd_config#AllowUsers
  sftp: { keys: ['users'], because: 'an SFTP server has no such rule: `AllowUsers` admits `user@address`, for all folders' },
}

type AccessText = NonNullable<ServerText['of']['access']>['items'][number]

function readAccess(draft: Draft, { at, of }: AccessText, application: string | undefined): AccessRule {
  const admits = accessOf[application ?? '']
  const others = admits === undefined ? [] : restrictions.filter((key) => of[key] !== undefined && !admits.keys.includes(key))
  if (admits !== undefined && others.length > 0)
    draft.report('access-of-server', at, admits.because, `leave ${others.map((key) => `\`${key}\``).join(' and ')} out`)
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

type FolderText = NonNullable<ServerText['of']['folders']> extends readonly Entry<infer Value>[] ? Value : never

const readFolder = ({ key: name, keyAt: at, value: { of } }: Entry<FolderText>): ServerDatabase => ({
  name,
  at,
  allowConnections: true,
  ...(of.readers === undefined ? {} : { connect: of.readers.items.map(({ text }) => text) }),
  tables: mapOf(of.files, (file) => ({ name: file.key, at: file.keyAt, readers: file.value.items.map(({ text }) => text) })),
})
