import { formatAddress } from '../base/cidr.ts'
import type { Login, LoginBlocker } from '../network/admit-login.ts'

/** An error of MySQL: its number, its SQLSTATE and its words. */
export interface MysqlError {
  readonly number: number
  readonly sqlState: string
  readonly message: string
}

/**
 * What MySQL 8.0 says of a login that it refuses; undefined for what it does not say, but does. `knows` says whether any account is for the client's
 * address: without one the server refuses in the place of its greeting.
 *
 * @see https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html
 */
export function mysqlRefusal(
  blocker: LoginBlocker,
  login: Login,
  server: { readonly knows: boolean; readonly requiresTls: boolean },
): MysqlError | undefined {
  const { user, database } = login
  const client = `'${user}'@'${formatAddress(login.address)}'`
  const denied = {
    number: 1045,
    sqlState: '28000',
    message: `Access denied for user ${client} (using password: ${login.password === '' ? 'NO' : 'YES'})`,
  }
  switch (blocker.blocks) {
    case 'state':
    case 'forwarding':
    case 'subsystem':
    case 'hostKey':
    case 'tlsUnsupported':
    case 'certificate':
    case 'databaseClosed':
      return undefined
    case 'connectionLimit':
      return { number: 1040, sqlState: '08004', message: 'Too many connections' }
    case 'access':
      if (!server.knows)
        return {
          number: 1130,
          sqlState: 'HY000',
          message: `Host '${formatAddress(blocker.address)}' is not allowed to connect to this MySQL server`,
        }
      if (server.requiresTls && blocker.withTls !== undefined) {
        return {
          number: 3159,
          sqlState: 'HY000',
          message: 'Connections using insecure transport are prohibited while --require_secure_transport=ON.',
        }
      }
      return denied
    case 'password':
    case 'publicKey':
      return denied
    case 'noDatabase':
      return { number: 1049, sqlState: '42000', message: `Unknown database '${database}'` }
    case 'connect':
      return { number: 1044, sqlState: '42000', message: `Access denied for user ${client} to database '${database}'` }
    case 'noTable':
      return {
        number: 1146,
        sqlState: '42S02',
        message: `Table '${blocker.table.includes('.') ? blocker.table : `${database}.${blocker.table}`}' doesn't exist`,
      }
    case 'table':
      return {
        number: 1142,
        sqlState: '42000',
        message: `SELECT command denied to user ${client} for table '${blocker.table.slice(blocker.table.indexOf('.') + 1)}'`,
      }
  }
}
