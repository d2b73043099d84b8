import type { S3Connection } from '../connectors/connection.ts'
import { parseArn } from '../policy/arn.ts'
import { statementTexts } from './document-texts.ts'
import { lakeDenialIn, lakeThings, shownIn, showsGrants } from './lake-facts.ts'
import type { Ticket, TicketError, TicketPolicy } from './ticket.ts'

/** The database and the region of the catalog that a ticket is about; nothing where it shows nothing of a catalog, for then the words say all. */
export function catalogSettings(ticket: Ticket): Pick<S3Connection, 'glueDatabase' | 'glueRegion' | 'glueTable'> {
  if (!isAboutCatalog(ticket)) return {}
  const named = catalogNamed(ticket)
  return { ...named, glueDatabase: named.glueDatabase ?? 'database' }
}

/** What a ticket says of the database, of the region and of a table of a catalog. */
export function catalogNamed(ticket: Ticket): Pick<S3Connection, 'glueDatabase' | 'glueRegion' | 'glueTable'> {
  const arns = catalogArns(ticket)
  const things = lakeThings(ticket)
  const ofArns = arns.map(databaseIn).find((name) => name !== undefined)
  const glueDatabase = ticket.errors.some(isOfLake) ? (things.database ?? ofArns) : (ofArns ?? things.database)
  const glueRegion = arns.map(({ region }) => region).find((region) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(region))
  return {
    ...(glueDatabase === undefined ? {} : { glueDatabase }),
    ...(glueRegion === undefined ? {} : { glueRegion }),
    ...(things.table === undefined ? {} : { glueTable: things.table }),
  }
}

/** Whether a catalog may have to do with it: an error of Glue or Lake Formation, or policies of a data lake that speak of one. */
export const concernsCatalog = ({ errors, policies }: Ticket, connector: string | undefined): boolean =>
  errors.some(
    (error) =>
      isOfLake(error) || isOfCatalogKey(error) || [error.action, error.operation].some((name) => name?.startsWith('glue:') === true),
  ) ||
  (connector === 's3-data-lake' && policies.some(speaksOfCatalog))

/** The error for which a ticket is replayed with a catalog: IAM refused a call of Glue, or KMS the key of the catalog, or Lake Formation did, and the ticket shows what decides. */
export function catalogError(ticket: Ticket): TicketError | undefined {
  const { errors, policies } = ticket
  const ofGlue = policies.some(speaksOfCatalog) ? errors.find(({ action }) => action?.startsWith('glue:') === true) : undefined
  const ofKey = policies.some(({ type }) => type === 'identity' || type === 'key') ? errors.find(isOfCatalogKey) : undefined
  return ofGlue ?? ofKey ?? (showsGrants(ticket) ? errors.find(isOfLake) : undefined)
}

/** Whether the ticket shows of a catalog what decides about it. */
export const isAboutCatalog = (ticket: Ticket): boolean =>
  catalogError(ticket) !== undefined ||
  (ticket.errors.length === 0 && shownIn(ticket).databases.length > 0 && catalogNamed(ticket).glueDatabase !== undefined)

/** Whether KMS refused the key of the catalog to whoever called Glue. */
export const isOfCatalogKey = ({ code }: Pick<TicketError, 'code'>): boolean => code === 'GlueEncryptionException'

const isOfLake = (error: TicketError): boolean => lakeDenialIn(error) !== undefined

export const speaksOfCatalog = ({ document }: Pick<TicketPolicy, 'document'>): boolean =>
  statementTexts(document).some(({ actions, resources }) => [...actions, ...resources].some((text) => /^(?:arn:[^:]*:)?glue:/i.test(text)))

/** Of the errors first: AWS names what it was asked for. */
const catalogArns = ({ errors, policies }: Ticket) =>
  [
    ...errors.map(({ resource }) => resource),
    ...policies.flatMap(({ document }) => statementTexts(document).flatMap(({ resources }) => resources)),
  ].flatMap((text) => {
    const arn = parseArn(text ?? '')
    return arn?.service === 'glue' ? [arn] : []
  })

const databaseIn = ({ resource }: { readonly resource: string }): string | undefined =>
  /^(?:database|table)\/([^*?$/]+)(?:\/|$)/.exec(resource)?.[1]
