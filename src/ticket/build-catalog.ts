import { speaksOfCatalog } from './catalog-settings.ts'
import type { Draft } from './draft.ts'

/** The catalog with the database, and with the policy that the ticket has of it. */
export function buildCatalog(draft: Draft): void {
  const { ticket, connection, at } = draft
  const { glueDatabase, glueRegion = connection.region } = connection
  if (glueDatabase === undefined) return
  const name = glueDatabase.toLowerCase()
  const given = ticket.policies.find((policy) => policy.type === 'resource' && speaksOfCatalog(policy))
  const policy = given === undefined ? undefined : draft.take(given, 'catalog-policy')
  const account = draft.account(draft.workerAccount(), 'customer')
  draft.catalogs.set('catalog', {
    name: 'catalog',
    at,
    account,
    region: glueRegion,
    ...(policy === undefined ? {} : { policy }),
    databases: new Map([[name, { name, at, tables: new Map() }]]),
  })
  draft.assume(
    `the catalog of account \`${draft.workerAccount()}\` in ${glueRegion} has the database \`${name}\``,
    'the ticket does not show it',
  )
}
