import type { LakeResource } from '../fixture/fixture.ts'
import type { Ticket, TicketCatalog, TicketError } from './ticket.ts'

/** What Lake Formation says that it does not grant: `Create Table` on `analytics`. */
export interface LakeDenial {
  readonly permission?: string
  readonly thing: string
}

const words = /Insufficient Lake Formation permission\(s\)(?:: Required ([A-Z][a-z]+(?: [A-Z][a-z]+)*))? on (\S+?)(?=[.,;]?(?:\s|$))/

/** @see https://docs.aws.amazon.com/lake-formation/latest/dg/access-denied.html */
export function lakeDenialIn({ message = '' }: TicketError): LakeDenial | undefined {
  const [, permission, thing] = words.exec(message) ?? []
  return thing === undefined ? undefined : { thing, ...(permission === undefined ? {} : { permission }) }
}

/** All that the outputs of a ticket show, together. */
export function shownIn({ catalogs }: Ticket): Required<Omit<TicketCatalog, 'at'>> {
  return {
    databases: catalogs.flatMap(({ databases }) => databases ?? []),
    hasAllDatabases: catalogs.some(({ hasAllDatabases }) => hasAllDatabases === true),
    tables: catalogs.flatMap(({ tables }) => tables ?? []),
    administrators: catalogs.flatMap(({ administrators }) => administrators ?? []),
    grants: catalogs.flatMap(({ grants }) => grants ?? []),
    grantsByTag: catalogs.flatMap(({ grantsByTag }) => grantsByTag ?? []),
    locations: catalogs.flatMap(({ locations }) => locations ?? []),
  }
}

/** Whether the ticket shows what Lake Formation grants: without it nobody knows whether a grant is missing. */
export const showsGrants = ({ catalogs }: Ticket): boolean => catalogs.some(({ grants }) => grants !== undefined)

/** Whether a grant is one of this caller, by its ARN or for everybody in its account. @see https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html#lf-permissions-principals */
export function isGrantedTo(to: string, arn: string): boolean {
  const account = arn.split(':')[4] ?? ''
  return to === arn || to === account || to === `${account}:IAMPrincipals` || to === 'IAM_ALLOWED_PRINCIPALS' || to === 'EVERYONE'
}

/** The database and the table that a ticket about Lake Formation means, as far as its error and its grants say. */
export function lakeThings(ticket: Ticket): { readonly database?: string; readonly table?: string } {
  const denials = ticket.errors.flatMap((error) => lakeDenialIn(error) ?? [])
  const databases = databasesIn(ticket)
  for (const { permission, thing } of denials) {
    if (thing.startsWith('s3:') || thing === 'Catalog') continue
    if (permission?.startsWith('Create') === true || databases.includes(thing)) return { database: thing }
    const around = tablesIn(ticket).find(({ table }) => table === thing)?.database ?? databases[0]
    return around === undefined ? { database: thing } : { database: around, table: thing }
  }
  const [only, ...others] = databases
  return only === undefined || others.length > 0 ? {} : { database: only }
}

function databasesIn(ticket: Ticket): readonly string[] {
  const { grants, databases, tables } = shownIn(ticket)
  const ofGrants = grants.flatMap(({ on }) => ('database' in on ? [on.database] : []))
  return [...new Set([...ofGrants, ...databases.map(({ name }) => name), ...tables.map(({ database }) => database)])]
}

function tablesIn(ticket: Ticket): readonly { readonly database: string; readonly table: string }[] {
  const { grants, tables } = shownIn(ticket)
  return [...grants.flatMap(({ on }) => tableOf(on)), ...tables.map(({ database, name }) => ({ database, table: name }))]
}

export const tableOf = (on: LakeResource): readonly { readonly database: string; readonly table: string }[] =>
  on.kind === 'table' && on.table !== '*' ? [{ database: on.database, table: on.table }] : []
