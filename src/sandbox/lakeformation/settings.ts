import type { DataLakeSettings, PrincipalPermissions } from '@aws-sdk/client-lakeformation'
import type { Parsed } from '../parsed.ts'

/** The group of all whom IAM allows: with everything granted to it, IAM alone decides. */
export const iamAllowedPrincipals = 'IAM_ALLOWED_PRINCIPALS'

const everythingToIam: readonly Parsed<PrincipalPermissions>[] = [
  { Principal: { DataLakePrincipalIdentifier: iamAllowedPrincipals }, Permissions: ['ALL'] },
]

/** As moto has them of AWS (moto/lakeformation/models.py). @see https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html */
export const defaultSettings: Parsed<DataLakeSettings> = {
  DataLakeAdmins: [],
  CreateDatabaseDefaultPermissions: everythingToIam,
  CreateTableDefaultPermissions: everythingToIam,
  TrustedResourceOwners: [],
  AllowExternalDataFiltering: false,
  ExternalDataFilteringAllowList: [],
}

/** As Glue and Lake Formation both spell it. */
type Defaults = readonly {
  readonly Principal?: { readonly DataLakePrincipalIdentifier?: string | undefined } | undefined
  readonly Permissions?: readonly string[] | undefined
}[]

const opens = (defaults: Defaults | undefined): boolean =>
  defaults?.some(
    ({ Principal, Permissions }) =>
      Principal?.DataLakePrincipalIdentifier === iamAllowedPrincipals && Permissions?.includes('ALL') === true,
  ) === true

/** Whether new databases begin with everything granted to IAMAllowedPrincipals. */
export const opensDatabases = (settings: Parsed<DataLakeSettings>): boolean => opens(settings.CreateDatabaseDefaultPermissions)

/** As `opensDatabases`, of the tables in one database, which may have defaults of its own. */
export const opensTables = (own: Defaults | undefined, settings: Parsed<DataLakeSettings>): boolean =>
  opens(own ?? settings.CreateTableDefaultPermissions)
