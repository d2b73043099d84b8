import { type CatalogDatabase, type LakeFormation, type LakeGrant, serviceLinkedRole } from '../fixture/fixture.ts'
import { catalogKeyOf } from './catalog-key-of.ts'
import { speaksOfCatalog } from './catalog-settings.ts'
import type { Draft } from './draft.ts'
import { isGrantedTo, lakeDenialIn, shownIn, showsGrants, tableOf } from './lake-facts.ts'

/** The catalog with the database, the policy that the ticket has of it, and what Lake Formation grants there. */
export function buildCatalog(draft: Draft): void {
  const { ticket, connection, at } = draft
  const { glueDatabase, glueRegion = connection.region } = connection
  if (glueDatabase === undefined) return
  const given = ticket.policies.find((policy) => policy.type === 'resource' && speaksOfCatalog(policy))
  const policy = given === undefined ? undefined : draft.take(given, 'catalog-policy')
  const account = draft.account(draft.workerAccount(), 'customer')
  const lakeFormation = buildLake(draft)
  const encryptionKey = catalogKeyOf(draft)
  draft.catalogs.set('catalog', {
    name: 'catalog',
    at,
    account,
    region: glueRegion,
    ...(policy === undefined ? {} : { policy }),
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
    databases: databasesOf(draft, glueDatabase.toLowerCase(), glueRegion, lakeFormation?.grants ?? []),
    ...(lakeFormation === undefined ? {} : { lakeFormation }),
  })
}

/** Those that the ticket shows; where it does not show all there are, the one of the connection too. */
function databasesOf(draft: Draft, own: string, region: string, grants: readonly LakeGrant[]): ReadonlyMap<string, CatalogDatabase> {
  const { ticket, connection, at } = draft
  const shown = new Map(shownIn(ticket).databases.map(({ name, location }) => [name.toLowerCase(), location]))
  const isWhole = shownIn(ticket).hasAllDatabases
  const granted = grants.flatMap(({ on }) => ('database' in on ? [on.database] : []))
  if (!isWhole && !shown.has(own) && !granted.includes(own))
    draft.assume(
      `the catalog of account \`${draft.workerAccount()}\` in ${region} has the database \`${own}\``,
      'the ticket does not show it',
    )
  const names = new Set([...shown.keys(), ...granted, ...(isWhole ? [] : [own])])
  const tables = [
    ...shownIn(ticket).tables.map(({ database, name, location }) => ({ database, table: name, location })),
    ...grants.flatMap(({ on }) => tableOf(on).map((one) => ({ ...one, location: undefined }))),
    ...(connection.glueTable === undefined ? [] : [{ database: own, table: connection.glueTable, location: undefined }]),
  ]
  return new Map(
    Array.from(names, (name) => {
      const inside = tables.filter(({ database }) => database.toLowerCase() === name).toReversed()
      const entries = inside.map(
        ({ table, location }) => [table.toLowerCase(), { name: table.toLowerCase(), at, ...locationOf(location) }] as const,
      )
      return [name, { name, at, ...locationOf(shown.get(name)), tables: new Map(entries) }]
    }),
  )
}

const locationOf = (location: string | undefined) => (location === undefined ? {} : { location })

/** What of Lake Formation is about the connection. Nothing where the ticket does not show the grants: then it is healthy. */
function buildLake(draft: Draft): LakeFormation | undefined {
  const { ticket, at } = draft
  if (!showsGrants(ticket)) return undefined
  const worker = draft.connection.roleArn ?? draft.facts.callerArn.value
  if (shownIn(ticket).grantsByTag.some((to) => isGrantedTo(to, worker))) {
    draft.assume('Lake Formation grants all that the connection needs', 'some of its grants are by tags, which a replay does not have')
    return undefined
  }
  return {
    at,
    administrators: shownIn(ticket).administrators.filter((arn) => arn === worker),
    iamAllowedPrincipals: false,
    locations: new Map(registered(draft).map((location) => [location, serviceLinkedRole])),
    grants: shownIn(ticket)
      .grants.filter(({ to }) => isGrantedTo(to, worker))
      .map(inSmallLetters),
  }
}

/** Glue keeps names in small letters. @see https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html */
function inSmallLetters(grant: LakeGrant): LakeGrant {
  const { on } = grant
  if (on.kind === 'database') return { ...grant, on: { ...on, database: on.database.toLowerCase() } }
  if (on.kind === 'table') return { ...grant, on: { ...on, database: on.database.toLowerCase(), table: on.table.toLowerCase() } }
  return grant
}

/** The registered places of the bucket. A refusal that names a place says that it is registered. */
function registered(draft: Draft): readonly string[] {
  const { ticket, connection } = draft
  const bucket = `s3://${connection.bucket}`
  const shown = shownIn(ticket).locations.filter((location) => location === bucket || location.startsWith(`${bucket}/`))
  const refused = ticket.errors.some((error) => lakeDenialIn(error)?.thing.startsWith(`${bucket}/`) === true)
  if (shown.length > 0 || !refused) return shown
  draft.assume(
    `\`${bucket}\` is registered in Lake Formation`,
    'the refusal names a place in it, and the ticket does not show which are registered',
  )
  return [bucket]
}
