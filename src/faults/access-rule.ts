import type { Address } from '../base/cidr.ts'
import type { ServerConnection } from '../connectors/server-connection.ts'
import type { LoginBlocker } from '../network/admit-login.ts'
import type { AccessRule } from '../network/server.ts'
import { addresses } from './network-fault.ts'

/** The addresses as the server sees them, which may be those of a NAT gateway or a bastion. */
export const seen = (blockers: readonly LoginBlocker[]): readonly Address[] =>
  distinctAddresses(blockers.flatMap((blocker) => (blocker.blocks === 'access' ? [blocker.address] : [])))

/** Several senders may come out at one address. */
const distinctAddresses = (all: readonly Address[]): readonly Address[] => [
  ...new Map(all.map((address) => [`${address.family} ${address.value}`, address])).values(),
]

/** Of the addresses that are kept for documentation. @see https://www.rfc-editor.org/rfc/rfc5737 */
export const elsewhere = { family: 'ipv4', first: 0xc000_0200n, last: 0xc000_02ffn, prefixLength: 24 } as const

/** Where a server keeps its rules by address. */
export function accessPlace({ connector, host, user }: ServerConnection): string {
  switch (connector) {
    case 'postgres':
    case 'redshift':
      return `The server ${host} > pg_hba.conf`
    case 'mysql':
      return `The server ${host} > mysql.user`
    case 'sqlserver':
      return `The server ${host} > Networking > Firewall rules`
    case 'mongodb':
      return `The server ${host} > the user ${user} > authenticationRestrictions`
    case 'sftp':
      return `The server ${host} > sshd_config > AllowUsers`
    // It has no such rules.
    case 'zookeeper':
      return `The server ${host}`
  }
}

/** What to add for each of the addresses, in the server's own language. */
export function allowAdvice({ connector, database, user }: ServerConnection, blockers: readonly LoginBlocker[]): string {
  const from = addresses(seen(blockers))
  switch (connector) {
    case 'postgres':
    case 'redshift':
      return `Add to pg_hba.conf for each address: hostssl ${database} ${user} ${from} scram-sha-256.`
    case 'mysql':
      return `Run for each address CREATE USER '${user}'@'ADDRESS' and GRANT SELECT ON ${database}.* TO '${user}'@'ADDRESS': ${from}.`
    case 'sqlserver':
      return `Add a rule to the firewall of the server for each address: ${from}.`
    case 'mongodb':
      return `Add to clientSource in the authenticationRestrictions of ${user}: ${from}.`
    case 'sftp':
      return `Add ${user}@ADDRESS to AllowUsers for each address: ${from}.`
    case 'zookeeper':
      return `Let ${from} in.`
  }
}

/** Whether a rule that is added asks for TLS; not every kind of server has rules that can. */
export const tlsOfRule = ({ connector, tls }: ServerConnection): AccessRule['tls'] =>
  tls === 'off' || connector === 'sqlserver' || connector === 'mongodb' ? 'any' : 'required'
