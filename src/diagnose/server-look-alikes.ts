import type { Observation } from '../connectors/observation.ts'
import type { ServerConnection } from '../connectors/server-connection.ts'
import { group } from '../faults/findings.ts'
import { type Name, name, sentence } from '../faults/sentence.ts'
import { serverCatalogue } from '../faults/server-catalogue.ts'
import { answersOf } from './answers.ts'
import type { LookAlikes, UnknownFailure } from './diagnosis.ts'

/** What a step of a probe of a server looks like when it fails. Never told from a driver's code alone: the stage is part of it. */
const classes = {
  dns: {
    says: (host: Name | string) => sentence`There is no server named ${host}: the name does not resolve.`,
    next: 'Compare the host with the endpoint that AWS shows.',
  },
  'net-timeout': {
    says: (host: Name | string) => sentence`Nothing answers at ${host}: a firewall, a network ACL or a missing route drops the packets.`,
    next: 'Ask for `aws ec2 describe-security-groups`, `describe-network-acls` and `describe-route-tables`, and put them to `sallyport reach`.',
  },
  'private-address': {
    says: (host: Name | string) => sentence`${host} has a private address, which cannot be reached from outside of its network.`,
    next: 'Ask whether the server is publicly accessible, or whether there is a tunnel.',
  },
  'net-refused': {
    says: (host: Name | string) => sentence`${host} is reached and refuses: no firewall is in the way, nothing listens at the port.`,
    next: 'Compare the port with that of the server, and ask whether it runs.',
  },
  ssh: {
    says: (host: Name | string) => sentence`The SSH server in front of ${host} is not reached, or does not let the product in.`,
    next: 'Ask for the security group of the SSH server, and for its log.',
  },
  'ssh-target': {
    says: (host: Name | string) => sentence`The SSH server is fine, but it does not carry connections on to ${host}.`,
    next: 'Ask for AllowTcpForwarding and PermitOpen of the SSH server, and for the security group of the server.',
  },
  'proto-silent': {
    says: (host: Name | string) => sentence`${host} accepts the connection and says nothing.`,
    next: 'Look at the load of the server, and at proxies in front of it.',
  },
  'proto-mismatch': {
    says: (host: Name | string) => sentence`Something else than was expected answers at the port of ${host}.`,
    next: 'Compare the port with that of the server.',
  },
  'proto-closed': {
    says: (host: Name | string) => sentence`${host} accepts the connection and hangs up at once.`,
    next: 'Ask how many connections the server accepts, and look at its log.',
  },
  'ssh-host-key': {
    says: (host: Name | string) => sentence`The server ${host} has another host key than before.`,
    next: 'Ask whoever runs the server for the fingerprint of its key, on another way.',
  },
  'azure-firewall': {
    says: (host: Name | string) => sentence`${host} is reached, and its firewall of addresses does not admit the product.`,
    next: 'Ask for the firewall rules of the server in Azure.',
  },
  'tls-unsupported': {
    says: (host: Name | string) => sentence`The connection insists on TLS, and ${host} has none.`,
    next: 'Ask for the settings of the server.',
  },
  'tls-untrusted': {
    says: (host: Name | string) => sentence`The certificate of ${host} is signed by nobody whom the product trusts.`,
    next: 'Ask for the certificate of the authority.',
  },
  'pg-hba': {
    says: (host: Name | string) => sentence`${host} is reached, and its access rules do not admit the user from this address.`,
    next: 'Ask for the lines of pg_hba.conf.',
  },
  'mysql-host': {
    says: (host: Name | string) => sentence`${host} is reached and has no account for the address of the product.`,
    next: 'Ask for the host parts of the accounts: SELECT user, host FROM mysql.user.',
  },
  'tls-required': {
    says: (host: Name | string) => sentence`${host} accepts encrypted connections alone.`,
    next: 'Turn TLS on in the connection.',
  },
  'db-password': {
    says: (host: Name | string) => sentence`${host} does not accept the user and the password; it does not say which.`,
    next: 'Enter both again.',
  },
  'db-connections': {
    says: (host: Name | string) => sentence`${host} has no connection left.`,
    next: 'Ask how many connections the server accepts.',
  },
  'db-starting': { says: (host: Name | string) => sentence`${host} is starting up.`, next: 'Wait, and look at the log of the server.' },
  'db-not-found': {
    says: (host: Name | string) => sentence`${host} has no database of this name.`,
    next: 'Ask for the list of databases.',
  },
  'db-closed': {
    says: (host: Name | string) => sentence`The database at ${host} accepts no connections.`,
    next: 'Ask whoever runs the database.',
  },
  'db-grant': {
    says: (host: Name | string) => sentence`The user may log in to ${host} and may not do what the product needs.`,
    next: 'Ask for the grants of the user.',
  },
  'sftp-off': {
    says: (host: Name | string) => sentence`${host} lets the product in and has no SFTP: the subsystem does not start.`,
    next: 'Ask for the line `Subsystem sftp` of sshd_config, and for the shell of the user.',
  },
  'zk-not-serving': {
    says: (host: Name | string) =>
      sentence`Members of the ensemble of ${host} are reached and do not serve: they have no quorum, or are cut off from it.`,
    next: 'Ask each member for `srvr`, and for the security groups and network ACLs of the quorum and election ports.',
  },
  'db-table': { says: (host: Name | string) => sentence`The database at ${host} has no such table.`, next: 'Ask for the list of tables.' },
} as const

export type ServerClass = keyof typeof classes

/** As `classes`, where nobody but an SFTP server is meant: it has folders and files. */
const ofSftp: Partial<Record<ServerClass, { readonly says: (host: Name | string) => string; readonly next: string }>> = {
  'db-not-found': {
    says: (host: Name | string) => sentence`${host} has no folder of this name.`,
    next: 'Ask for the list of folders; capital letters count.',
  },
  'db-grant': {
    says: (host: Name | string) => sentence`The user may log in to ${host} and may not open the folder or read its files.`,
    next: 'Ask for the permissions of the folder and its files: `ls -ld`.',
  },
  'db-table': { says: (host: Name | string) => sentence`The folder at ${host} has no such file.`, next: 'Ask for the list of files.' },
}

type Connector = ServerConnection['connector']

/** What is to be said of a class of look-alikes, and the faults in it that connections of these kinds can meet, the common ones first. */
export function describeServerClass(
  known: ServerClass,
  { host, connectors }: { readonly host?: string; readonly connectors: readonly Connector[] },
): Pick<LookAlikes, 'says' | 'candidates' | 'next'> {
  const { says, next } = (connectors.every((each) => each === 'sftp') ? ofSftp[known] : undefined) ?? classes[known]
  const candidates = serverCatalogue
    .filter((fault) => fault.classes.includes(known) && fault.connectors.some((connector) => connectors.includes(connector)))
    .toSorted((a, b) => a.tier - b.tier)
    .map(({ id, summary }) => ({ fault: id, summary }))
  return { says: capital(says(host === undefined ? 'the server' : name(host))), candidates, next }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The classes of faults that look like what failed, and what is of no known class. */
export function findServerLookAlikes(
  { connector, host }: ServerConnection,
  observations: readonly Observation[],
): readonly (LookAlikes | UnknownFailure)[] {
  const failed = observations.filter(({ outcome }) => outcome === 'failed')
  const addresses = String(observations.find(({ step }) => step === 'net.name')?.facts.addresses ?? '')
  return group(failed, (each) => classOf(each, addresses) ?? `unknown ${each.code} ${each.message}`).map((same) => {
    const [first] = same
    const found = classOf(first, addresses)
    const common = { steps: same.map(({ step }) => step), answers: answersOf(same) }
    if (found === undefined)
      return {
        kind: 'unknownFailure',
        says: sentence`The connection cannot ${first.title}: the answer was ${first.code ?? 'no code'}.`,
        ...common,
      }
    return { kind: 'lookAlikes', class: found, ...describeServerClass(found, { host, connectors: [connector] }), ...common }
  })
}

/** @see https://www.rfc-editor.org/rfc/rfc1918 */
export const isPrivate = (address: string): boolean => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address)

const byCode: Readonly<Record<string, ServerClass>> = {
  '28000': 'pg-hba',
  '28P01': 'db-password',
  '53300': 'db-connections',
  '57P03': 'db-starting',
  '3D000': 'db-not-found',
  '55000': 'db-closed',
  '42501': 'db-grant',
  '42P01': 'db-table',
  '1129': 'mysql-host',
  '1130': 'mysql-host',
  '3159': 'tls-required',
  '1045': 'db-password',
  '1040': 'db-connections',
  '1044': 'db-grant',
  '1049': 'db-not-found',
  '1142': 'db-grant',
  '1146': 'db-table',
  // Of SQL Server.
  '18456': 'db-password',
  '18401': 'db-starting',
  '17809': 'db-connections',
  '40615': 'azure-firewall',
  '4060': 'db-not-found',
  '208': 'db-table',
  '229': 'db-grant',
  EENCRYPT: 'tls-required',
  // Of MongoDB; those in capitals are the probe's own, since the server says nothing.
  '18': 'db-password',
  '13': 'db-grant',
  NO_COLLECTIONS: 'db-not-found',
  NO_COLLECTION: 'db-table',
  TLS_REQUIRED: 'tls-required',
  'client-authentication': 'db-password',
}

function classOf({ step, code = '', message = '' }: Observation, addresses: string): ServerClass | undefined {
  switch (step) {
    case 'tunnel.name':
    case 'tunnel.tcp':
    case 'tunnel.tcp-others':
    case 'tunnel.login':
      return /Host denied/.test(message) ? 'ssh-host-key' : 'ssh'
    case 'net.name':
      return 'dns'
    case 'net.tcp':
    case 'net.tcp-others':
      if (code.startsWith('TUNNEL_')) return 'ssh-target'
      if (code === 'ECONNREFUSED') return 'net-refused'
      if (isPrivate(addresses)) return 'private-address'
      return code === 'ETIMEDOUT' ? 'net-timeout' : undefined
    case 'net.banner':
      if (code === 'PROTO_CLOSED_EARLY') return 'proto-closed'
      return code === 'PROTO_MISMATCH' ? 'proto-mismatch' : 'proto-silent'
    case 'db.tls':
      return /CERT|SIGNATURE/.test(code) ? 'tls-untrusted' : 'tls-unsupported'
    case 'zk.members':
      if (code === 'PROTO_MISMATCH') return 'proto-mismatch'
      return code === 'PROTO_SILENT' ? 'proto-silent' : 'zk-not-serving'
    case 'zk.session':
    case 'zk.quorum':
    case 'zk.election':
      return 'zk-not-serving'
    case 'sftp.host-key':
      return 'ssh-host-key'
    case 'sftp.folder':
      if (code === 'SFTP_UNAVAILABLE') return 'sftp-off'
      return code === '2' ? 'db-not-found' : 'db-grant'
    case 'sftp.read':
      return code === '2' ? 'db-table' : 'db-grant'
    default:
      return byCode[code]
  }
}
