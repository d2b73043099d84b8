import { member } from '../base/located.ts'
import type { Findings } from './findings.ts'
import { has, type LocatedObject, objectAt, objectsAt, type Piece, placeOf, textAt } from './piece.ts'
import { addPolicy } from './read-policy.ts'
import type { TicketCatalog } from './ticket.ts'

/** Reads what the Glue commands of the AWS CLI print. @see https://docs.aws.amazon.com/cli/latest/reference/glue/ */
export function readGlueOutput(piece: Piece, into: Findings): boolean {
  return outputs.some((read) => read(piece, into))
}

type Read = (piece: Piece, into: Findings) => boolean

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetResourcePolicy.html */
const getResourcePolicy: Read = (piece, into) =>
  addPolicy(
    piece,
    member(piece.root, 'PolicyInJson'),
    { type: 'resource', because: 'it is what `aws glue get-resource-policy` prints' },
    into,
  )

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetDatabases.html */
const databases: Read = (piece, into) => {
  const one = objectAt(piece.root, 'Database')
  const isList = has(piece.root, 'DatabaseList')
  const found = isList ? objectsAt(piece.root, 'DatabaseList') : one === undefined ? [] : [one]
  if (found.length === 0 && !isList) return false
  const named = found.flatMap((database) => entryOf(database, textAt(database, 'LocationUri')))
  const command = isList ? 'get-databases' : 'get-database'
  const all = isList && !has(piece.root, 'NextToken')
  return addCatalog(piece, into, { databases: named, hasAllDatabases: all }, `${count(named.length, 'database')} of the catalog`, command)
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetTables.html */
const tables: Read = (piece, into) => {
  const one = objectAt(piece.root, 'Table')
  const isList = has(piece.root, 'TableList')
  const found = isList ? objectsAt(piece.root, 'TableList') : one === undefined ? [] : [one]
  const named = found.flatMap((table) => {
    const descriptor = objectAt(table, 'StorageDescriptor')
    const location = descriptor === undefined ? undefined : textAt(descriptor, 'Location')
    const database = textAt(table, 'DatabaseName')
    return database === undefined ? [] : entryOf(table, location).map((entry) => ({ ...entry, database }))
  })
  if (named.length === 0 && !isList) return false
  return addCatalog(piece, into, { tables: named }, `${count(named.length, 'table')} of the catalog`, isList ? 'get-tables' : 'get-table')
}

const outputs: readonly Read[] = [getResourcePolicy, databases, tables]

function entryOf(entry: LocatedObject, location: string | undefined): readonly { readonly name: string; readonly location?: string }[] {
  const name = textAt(entry, 'Name')
  if (name === undefined) return []
  const address = location?.replace(/^s3[an]:/, 's3:').replace(/\/+$/, '')
  return [{ name, ...(address?.startsWith('s3://') === true ? { location: address } : {}) }]
}

function addCatalog(piece: Piece, into: Findings, facts: Omit<TicketCatalog, 'at'>, what: string, command: string): true {
  const at = placeOf(piece, piece.root)
  into.catalogs.push({ at, ...facts })
  into.understand(at, what, `it is what \`aws glue ${command}\` prints`)
  return true
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`
