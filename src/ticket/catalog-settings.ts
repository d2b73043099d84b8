import type { S3Connection } from '../connectors/connection.ts'
import { parseArn } from '../policy/arn.ts'
import { statementTexts } from './document-texts.ts'
import type { Ticket, TicketPolicy } from './ticket.ts'

/** The database and the region of the catalog that a ticket is about; nothing where no policy of it speaks of Glue, for then the words say all. */
export function catalogSettings(ticket: Ticket): Pick<S3Connection, 'glueDatabase' | 'glueRegion'> {
  if (!isAboutCatalog(ticket)) return {}
  const arns = catalogArns(ticket)
  const glueDatabase = arns.map(databaseIn).find((name) => name !== undefined)
  const glueRegion = arns.map(({ region }) => region).find((region) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(region))
  return { glueDatabase: glueDatabase ?? 'database', ...(glueRegion === undefined ? {} : { glueRegion }) }
}

/** Whether IAM refused a call of Glue, and the ticket shows a policy that speaks of it. */
export const isAboutCatalog = ({ errors, policies }: Ticket): boolean =>
  errors.some(({ action }) => action?.startsWith('glue:') === true) && policies.some(speaksOfCatalog)

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
