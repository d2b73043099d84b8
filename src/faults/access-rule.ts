import type { Address } from '../base/cidr.ts'
import type { ServerConnection } from '../connectors/server-connection.ts'
import type { LoginBlocker } from '../network/admit-login.ts'
import { addresses } from './network-fault.ts'

/** The addresses as the server sees them, which may be those of a NAT gateway or a bastion. */
export const seen = (blockers: readonly LoginBlocker[]): readonly Address[] =>
  blockers.flatMap((blocker) => (blocker.blocks === 'access' ? [blocker.address] : []))

/** Of the addresses that are kept for documentation. @see https://www.rfc-editor.org/rfc/rfc5737 */
export const elsewhere = { family: 'ipv4', first: 0xc000_0200n, last: 0xc000_02ffn, prefixLength: 24 } as const

/** Where a server keeps its rules by address: PostgreSQL in a file, MySQL in the host part of each account. */
export const accessPlace = ({ connector, host }: ServerConnection): string =>
  connector === 'mysql' ? `The server ${host} > mysql.user` : `The server ${host} > pg_hba.conf`

/** What to add for each of the addresses, in the server's own language. */
export function allowAdvice({ connector, database, user }: ServerConnection, blockers: readonly LoginBlocker[]): string {
  const from = addresses(seen(blockers))
  return connector === 'mysql'
    ? `Run for each address CREATE USER '${user}'@'ADDRESS' and GRANT SELECT ON ${database}.* TO '${user}'@'ADDRESS': ${from}.`
    : `Add to pg_hba.conf for each address: hostssl ${database} ${user} ${from} scram-sha-256.`
}
