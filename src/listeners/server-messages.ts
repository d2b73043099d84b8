import { formatAddress } from '../base/cidr.ts'
import type { Login, LoginBlocker } from '../network/admit-login.ts'

/** An error of PostgreSQL: its SQLSTATE and its words. */
export interface PostgresError {
  readonly code: string
  readonly message: string
}

/**
 * What PostgreSQL 15 says of a login that it refuses; undefined for what it does not say, but does. The words of logins were read off a real server,
 * those of tables stand in its source.
 *
 * @see https://www.postgresql.org/docs/15/errcodes-appendix.html
 * @see https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/catalog/aclchk.c
 */
export function postgresRefusal(blocker: LoginBlocker, login: Login): PostgresError | undefined {
  const { user, database } = login
  switch (blocker.blocks) {
    case 'state':
      return blocker.state === 'starting' ? { code: '57P03', message: 'the database system is starting up' } : undefined
    case 'connectionLimit':
      return { code: '53300', message: 'sorry, too many clients already' }
    case 'forwarding':
    case 'subsystem':
    case 'hostKey':
    case 'tlsUnsupported':
    case 'certificate':
      return undefined
    case 'access':
      return {
        code: '28000',
        message: `${accessWords(blocker)} host "${formatAddress(blocker.address)}", user "${user}", database "${database}", ${login.tls ? 'SSL encryption' : 'no encryption'}`,
      }
    case 'password':
    case 'publicKey':
      return { code: '28P01', message: `password authentication failed for user "${user}"` }
    case 'noDatabase':
      return { code: '3D000', message: `database "${database}" does not exist` }
    case 'databaseClosed':
      return { code: '55000', message: `database "${database}" is not currently accepting connections` }
    case 'connect':
      return { code: '42501', message: `permission denied for database "${database}"` }
    case 'noTable':
      return { code: '42P01', message: `relation "${blocker.table}" does not exist` }
    case 'table':
      return { code: '42501', message: `permission denied for table ${blocker.table.slice(blocker.table.indexOf('.') + 1)}` }
  }
}

const accessWords = ({ rule }: LoginBlocker & { readonly blocks: 'access' }): string =>
  rule === undefined ? 'no pg_hba.conf entry for' : 'pg_hba.conf rejects connection for'
