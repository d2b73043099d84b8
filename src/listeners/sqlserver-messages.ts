import { formatAddress } from '../base/cidr.ts'
import type { Login, LoginBlocker } from '../network/admit-login.ts'
import type { SqlserverError } from './tds-wire.ts'

/**
 * What SQL Server says of a login that it refuses; undefined for what it does not say, but does. A rule by address is the firewall of Azure SQL.
 *
 * @see https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/database-engine-events-and-errors
 * @see https://learn.microsoft.com/en-us/azure/azure-sql/database/troubleshoot-common-errors-issues
 */
export function sqlserverRefusal(blocker: LoginBlocker, login: Login, server: string): readonly SqlserverError[] {
  const { user, database } = login
  const loginFailed = { number: 18456, severity: 14, message: `Login failed for user '${user}'.` }
  switch (blocker.blocks) {
    case 'state':
      return blocker.state === 'starting'
        ? [
            {
              number: 18401,
              severity: 14,
              message: `Login failed for user '${user}'. Reason: Server is in script upgrade mode. Only administrator can connect at this time.`,
            },
          ]
        : []
    case 'connectionLimit':
      return [
        {
          number: 17809,
          severity: 20,
          message:
            'Could not connect because the maximum number of user connections has already been reached. The system administrator can use sp_configure to increase the maximum value. The connection has been closed.',
        },
      ]
    case 'access':
      return [
        {
          number: 40615,
          severity: 14,
          message: `Cannot open server '${server}' requested by the login. Client with IP address '${formatAddress(blocker.address)}' is not allowed to access the server.`,
        },
      ]
    case 'password':
    case 'publicKey':
      return [loginFailed]
    case 'noDatabase':
    case 'databaseClosed':
    case 'connect':
      return [
        { number: 4060, severity: 11, message: `Cannot open database "${database}" requested by the login. The login failed.` },
        loginFailed,
      ]
    case 'noTable':
      return [{ number: 208, severity: 16, message: `Invalid object name '${blocker.table}'.` }]
    case 'table':
      return [
        {
          number: 229,
          severity: 14,
          message: `The SELECT permission was denied on the object '${lastOf(blocker.table)}', database '${database}', schema '${schemaOf(blocker.table)}'.`,
        },
      ]
    case 'tlsUnsupported':
    case 'certificate':
    case 'hostKey':
    case 'forwarding':
    case 'subsystem':
      return []
  }
}

const lastOf = (table: string): string => table.slice(table.lastIndexOf('.') + 1)
const schemaOf = (table: string): string => (table.includes('.') ? table.slice(0, table.lastIndexOf('.')) : 'dbo')
