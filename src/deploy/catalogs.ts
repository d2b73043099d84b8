import type { EncryptionAtRest, Glue, PutDataCatalogEncryptionSettingsRequest } from '@aws-sdk/client-glue'
import type { DataLakeSettings, LakeFormation, Resource } from '@aws-sdk/client-lakeformation'
import { type Catalog, type CatalogDatabase, type LakeGrant, serviceLinkedRole } from '../fixture/fixture.ts'
import { principalNamed } from '../fixture/principal-named.ts'
import type { Clients } from './clients.ts'
import { type Call, type Deploying, RefusedCalls } from './deploying.ts'
import { placeOf } from './document.ts'
import { describeError } from './failure.ts'
import { keyArn } from './keys.ts'

/** A catalog, its policy and the settings of Lake Formation are the whole account's: only the sandbox of this process is given them. */
export async function confirmCatalog({ name, at }: Catalog, { target }: Deploying): Promise<void> {
  if (target.kind === 'embedded') return
  const call = { operation: 'glue:CreateDatabase', subject: `catalog ${name}`, at }
  const message = 'a fixture with catalogs of Glue is deployed to the embedded sandbox alone'
  throw new RefusedCalls([{ kind: 'account', ...call, code: 'EmbeddedOnly', message }])
}

/**
 * Fills a Data Catalog. Whoever deploys becomes an administrator of the data lake first, for only those register places and grant; the catalog's own
 * policy comes last, since it may well refuse the deployer.
 */
export async function createCatalog(catalog: Catalog, deploying: Deploying): Promise<void> {
  const account = deploying.accountId(catalog.account)
  const filler = new Filler(catalog, {
    deploying,
    glue: await deploying.clients.glue(account, catalog.region),
    lake: () => deploying.clients.lakeFormation(account, catalog.region),
    account,
  })
  await filler.fill()
}

interface Access {
  readonly deploying: Deploying
  readonly glue: Glue
  readonly lake: () => Promise<LakeFormation>
  readonly account: string
}

class Filler {
  private readonly catalog: Catalog
  private readonly access: Access

  constructor(catalog: Catalog, access: Access) {
    this.catalog = catalog
    this.access = access
  }

  async fill(): Promise<void> {
    const { databases, lakeFormation, policy, encryptionKey } = this.catalog
    if (encryptionKey !== undefined) await this.encrypt(encryptionKey)
    const lake = lakeFormation === undefined ? undefined : await this.access.lake()
    if (lake !== undefined) await this.settle(lake)
    for (const database of databases.values()) await this.createDatabase(database)
    if (lake !== undefined) await this.guard(lake)
    if (policy === undefined) return
    const { deploying, glue } = this.access
    const input = { PolicyInJson: deploying.document(policy), PolicyExistsCondition: 'NOT_EXIST' } as const
    const call = { ...this.call('glue:PutResourcePolicy'), at: placeOf(policy) }
    await deploying.send(call, () => glue.putResourcePolicy(input, deploying.clients.options))
  }

  private call(operation: string, subject = `catalog ${this.catalog.name}`, at = this.catalog.at): Call {
    return { operation, subject, at }
  }

  /** First: what is there stays as it is. @see https://docs.aws.amazon.com/glue/latest/dg/encrypt-glue-data-catalog.html */
  private async encrypt(name: string): Promise<void> {
    const { deploying, glue, account } = this.access
    const created = { kind: 'catalogEncryption', account, region: this.catalog.region } as const
    const settings = { CatalogEncryptionMode: 'SSE-KMS' as const, SseAwsKmsKeyId: keyArn({ name }, deploying) }
    await deploying.create(this.call('glue:PutDataCatalogEncryptionSettings'), created, () =>
      glue.putDataCatalogEncryptionSettings(encryptionSettings(settings), deploying.clients.options),
    )
  }

  private async createDatabase({ name, at, location, tables }: CatalogDatabase): Promise<void> {
    const { deploying, glue, account } = this.access
    const { region } = this.catalog
    const { options } = deploying.clients
    const DatabaseInput = { Name: name, ...(location === undefined ? {} : { LocationUri: location }) }
    const created = { kind: 'database', account, region, database: name } as const
    const subject = `database ${name}`
    await deploying.create(this.call('glue:CreateDatabase', subject, at), created, () => glue.createDatabase({ DatabaseInput }, options))
    for (const table of tables.values()) {
      const StorageDescriptor = table.location === undefined ? {} : { Location: table.location }
      const input = { DatabaseName: name, TableInput: { Name: table.name, StorageDescriptor } }
      const call = this.call('glue:CreateTable', `table ${table.name} of ${subject}`, table.at)
      await deploying.send(call, () => glue.createTable(input, options))
    }
  }

  /** @see https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html */
  private async settle(lake: LakeFormation): Promise<void> {
    const { deploying, account } = this.access
    const { lakeFormation, region } = this.catalog
    const { options } = deploying.clients
    const sts = await deploying.clients.sts(account)
    const own = await deploying.send(this.call('sts:GetCallerIdentity'), () => sts.getCallerIdentity({}, options))
    const administrators = [own.Arn ?? '', ...(lakeFormation?.administrators ?? []).map((name) => this.principal(name))]
    const toIam = { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL' as const] }
    const defaults = lakeFormation?.iamAllowedPrincipals === true ? [toIam] : []
    const settings: DataLakeSettings = {
      DataLakeAdmins: administrators.map((DataLakePrincipalIdentifier) => ({ DataLakePrincipalIdentifier })),
      CreateDatabaseDefaultPermissions: defaults,
      CreateTableDefaultPermissions: defaults,
    }
    const created = { kind: 'dataLake', account, region } as const
    await deploying.create(this.call('lakeformation:PutDataLakeSettings'), created, () =>
      lake.putDataLakeSettings({ DataLakeSettings: settings }, options),
    )
    if (lakeFormation?.iamAllowedPrincipals !== true) await this.closeCatalog(lake)
  }

  /** Whoever IAM allows may create databases until that is revoked. @see https://docs.aws.amazon.com/lake-formation/latest/dg/upgrade-glue-lake-formation.html */
  private async closeCatalog(lake: LakeFormation): Promise<void> {
    const { deploying } = this.access
    const input = {
      Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
      Resource: { Catalog: {} },
      Permissions: ['CREATE_DATABASE' as const],
    }
    await deploying.send(this.call('lakeformation:RevokePermissions'), () => lake.revokePermissions(input, deploying.clients.options))
  }

  /** Registers the places, and grants. */
  private async guard(lake: LakeFormation): Promise<void> {
    const { deploying, account } = this.access
    const { lakeFormation, region } = this.catalog
    const { options } = deploying.clients
    for (const [location, role] of lakeFormation?.locations ?? []) {
      const by = role === serviceLinkedRole ? { UseServiceLinkedRole: true } : { RoleArn: this.principal(role) }
      const input = { ResourceArn: locationArn(location), ...by }
      const created = { kind: 'dataLocation', account, region, location: input.ResourceArn } as const
      await deploying.create(this.call('lakeformation:RegisterResource', location, lakeFormation?.at), created, () =>
        lake.registerResource(input, options),
      )
    }
    for (const grant of lakeFormation?.grants ?? []) {
      const input = {
        Principal: { DataLakePrincipalIdentifier: this.principal(grant.to) },
        Resource: resourceOf(grant),
        Permissions: [...grant.permissions],
      }
      const call = this.call('lakeformation:GrantPermissions', `grant to ${grant.to}`, grant.at)
      await deploying.send(call, () => lake.grantPermissions(input, options))
    }
  }

  private principal(name: string): string {
    return principalNamed(this.access.deploying.fixture, name)
  }
}

function resourceOf({ on }: LakeGrant): Resource {
  switch (on.kind) {
    case 'catalog':
      return { Catalog: {} }
    case 'database':
      return { Database: { Name: on.database } }
    case 'table':
      return { Table: { DatabaseName: on.database, ...(on.table === '*' ? { TableWildcard: {} } : { Name: on.table }) } }
    case 'location':
      return { DataLocation: { ResourceArn: locationArn(on.location) } }
  }
}

/** Takes a database with its tables away; the catalog's policy goes first, as it may refuse that. Grants go with what they are on. */
export async function removeDatabase(
  { account, region, database }: { readonly account: string; readonly region: string; readonly database: string },
  clients: Clients,
): Promise<void> {
  const glue = await clients.glue(account, region)
  try {
    await glue.deleteResourcePolicy({}, clients.options)
  } catch (error) {
    if (describeError(error).code !== 'EntityNotFoundException') throw error
  }
  await glue.deleteDatabase({ Name: database }, clients.options)
}

const encryptionSettings = (EncryptionAtRest: EncryptionAtRest): PutDataCatalogEncryptionSettingsRequest => ({
  DataCatalogEncryptionSettings: { EncryptionAtRest },
})

/** As AWS begins. @see https://docs.aws.amazon.com/glue/latest/webapi/API_EncryptionAtRest.html */
export async function endCatalogEncryption(
  { account, region }: { readonly account: string; readonly region: string },
  clients: Clients,
): Promise<void> {
  const glue = await clients.glue(account, region)
  await glue.putDataCatalogEncryptionSettings(encryptionSettings({ CatalogEncryptionMode: 'DISABLED' }), clients.options)
}

/** The settings with which AWS begins: IAM decides alone. @see https://docs.aws.amazon.com/lake-formation/latest/dg/initial-lf-config.html */
export async function resetDataLake(
  { account, region }: { readonly account: string; readonly region: string },
  clients: Clients,
): Promise<void> {
  const lake = await clients.lakeFormation(account, region)
  const everybody = { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' } }
  const grant = { ...everybody, Resource: { Catalog: {} }, Permissions: ['CREATE_DATABASE' as const] }
  await lake.grantPermissions(grant, clients.options)
  const toIam = [{ ...everybody, Permissions: ['ALL' as const] }]
  const DataLakeSettings = { DataLakeAdmins: [], CreateDatabaseDefaultPermissions: toIam, CreateTableDefaultPermissions: toIam }
  await lake.putDataLakeSettings({ DataLakeSettings }, clients.options)
}

/** `s3://lake/daily` as an ARN. */
const locationArn = (location: string): string => location.replace(/^s3[an]?:\/\//, 'arn:aws:s3:::').replace(/\/+$/, '')
