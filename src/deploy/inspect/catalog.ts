import type { Database, Glue, Table } from '@aws-sdk/client-glue'
import type {
  GetDataLakeSettingsCommandOutput,
  LakeFormation,
  PrincipalResourcePermissions,
  ResourceInfo,
} from '@aws-sdk/client-lakeformation'
import { clientsOf } from '../clients.ts'
import type { Reader } from './reader.ts'

export interface CatalogOrder {
  readonly account: string
  readonly region: string
  /** Whose tables are looked at. */
  readonly database?: string
}

/**
 * Reads the Data Catalog of Glue in a region: its policy, its databases, the tables of one, and what Lake Formation grants there. Whoever is no
 * administrator of the data lake sees only some of the databases and grants: then nobody knows what is not there.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListPermissions.html
 */
export async function inspectCatalog(reader: Reader, { account, region, database }: CatalogOrder): Promise<void> {
  const at = `--region ${region}`
  const list = { command: `aws glue get-databases ${at}`, action: 'glue:GetDatabases' }
  if (!reader.has(account, list)) return
  const [glue, lake] = [await clientsOf(reader.target).glue(account, region), await clientsOf(reader.target).lakeFormation(account, region)]
  const policy = { command: `aws glue get-resource-policy ${at}`, action: 'glue:GetResourcePolicy' }
  await reader.keep(policy, 'PolicyInJson', () => glue.getResourcePolicy({}), 'EntityNotFoundException')
  const read = { command: `aws lakeformation get-data-lake-settings ${at}`, action: 'lakeformation:GetDataLakeSettings' }
  const settings = await reader.ask(read, () => lake.getDataLakeSettings({}))
  if (settings?.DataLakeSettings !== undefined) reader.answer(read.command, { DataLakeSettings: settings.DataLakeSettings })
  const seesAll = settings !== undefined && (await isAdministrator(reader, account, settings))
  const databases = await reader.ask(list, () => databasesOf(glue))
  const shown = seesAll ? databases : databases?.filter(({ Name }) => Name === database)
  if (shown !== undefined && (seesAll || shown.length > 0))
    reader.answer(list.command, { DatabaseList: shown, ...(seesAll ? {} : { NextToken: 'others may be there' }) })
  if (database !== undefined) {
    const tables = { command: `aws glue get-tables --database-name ${database} ${at}`, action: 'glue:GetTables' }
    await reader.keep(tables, 'TableList', () => tablesOf(glue, database), 'EntityNotFoundException')
  }
  const resources = { command: `aws lakeformation list-resources ${at}`, action: 'lakeformation:ListResources' }
  await reader.keep(resources, 'ResourceInfoList', () => registeredIn(lake))
  const grants = { command: `aws lakeformation list-permissions ${at}`, action: 'lakeformation:ListPermissions' }
  if (seesAll) await reader.keep(grants, 'PrincipalResourcePermissions', () => grantsOf(lake))
  else if (settings !== undefined) reader.refused.push({ command: grants.command, code: 'NotAdministrator', message: notAll })
}

const notAll =
  'Lake Formation shows all grants to administrators of the data lake alone: make the inspector a read-only administrator (ReadOnlyAdmins)'

async function isAdministrator(
  { target }: Reader,
  account: string,
  { DataLakeSettings: settings }: GetDataLakeSettingsCommandOutput,
): Promise<boolean> {
  const sts = await clientsOf(target).sts(account)
  const { Arn = '' } = await sts.getCallerIdentity({})
  const administrators = [...(settings?.DataLakeAdmins ?? []), ...(settings?.ReadOnlyAdmins ?? [])]
  return administrators.some(({ DataLakePrincipalIdentifier: id = '' }) => id === Arn || isSessionOf(Arn, id))
}

/** The ARN of a session lacks the path of its role. */
const isSessionOf = (arn: string, role: string): boolean =>
  arn.split(':')[4] === role.split(':')[4] && role.includes(':role/') && arn.split('/')[1] === role.replace(/^.*\//, '')

interface Page<T> {
  readonly items: readonly T[] | undefined
  readonly NextToken: string | undefined
}

async function pages<T>(ask: (token: { readonly NextToken?: string }) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = []
  let next: string | undefined
  do {
    const { items, NextToken } = await ask(next === undefined ? {} : { NextToken: next })
    all.push(...(items ?? []))
    next = NextToken
  } while (next !== undefined)
  return all
}

const databasesOf = (glue: Glue): Promise<readonly Database[]> =>
  pages(async (token) => {
    const { DatabaseList: items, NextToken } = await glue.getDatabases(token)
    return { items, NextToken }
  })

const tablesOf = async (glue: Glue, DatabaseName: string): Promise<{ readonly TableList: Table[] }> => ({
  TableList: await pages(async (token) => {
    const { TableList: items, NextToken } = await glue.getTables({ DatabaseName, ...token })
    return { items, NextToken }
  }),
})

const grantsOf = async (lake: LakeFormation): Promise<{ readonly PrincipalResourcePermissions: PrincipalResourcePermissions[] }> => ({
  PrincipalResourcePermissions: await pages(async (token) => {
    const { PrincipalResourcePermissions: items, NextToken } = await lake.listPermissions(token)
    return { items, NextToken }
  }),
})

const registeredIn = async (lake: LakeFormation): Promise<{ readonly ResourceInfoList: ResourceInfo[] }> => ({
  ResourceInfoList: await pages(async (token) => {
    const { ResourceInfoList: items, NextToken } = await lake.listResources(token)
    return { items, NextToken }
  }),
})
