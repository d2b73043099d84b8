import type { ServerConnection } from '../connectors/server-connection.ts'

/** What a kind of server calls the things that others call server, database and table. */
export interface ServerWords {
  readonly server: string
  readonly database: string
  readonly table: string
}

const ofDatabase: ServerWords = { server: 'database', database: 'database', table: 'table' }

/** The words of the server that a connection goes to. */
export function wordsOf({ connector }: Pick<ServerConnection, 'connector'>): ServerWords {
  if (connector === 'sftp') return { server: 'SFTP server', database: 'folder', table: 'file' }
  return connector === 'mongodb' ? { ...ofDatabase, table: 'collection' } : ofDatabase
}

/** As the name of a setting, or the first word of a sentence. */
export const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`
