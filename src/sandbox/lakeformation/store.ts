import type { DataLakeSettings } from '@aws-sdk/client-lakeformation'
import { type CatalogPlace, placeKey } from '../glue/store.ts'
import { Table } from '../journal/table.ts'
import type { Parsed } from '../parsed.ts'
import type { LakePermission } from './need.ts'
import { defaultSettings } from './settings.ts'

/** What one principal has on one thing; nothing at all where everything was revoked. */
export interface Grant extends CatalogPlace {
  /** An ARN, an account, or `IAM_ALLOWED_PRINCIPALS`. */
  readonly principal: string
  readonly on: GrantedResource
  readonly permissions: readonly LakePermission[]
  /** Those of `permissions` that the principal may pass on. */
  readonly grantable: readonly LakePermission[]
  readonly updated: Date
  readonly updatedBy: string | undefined
}

/** Databases and tables are named by their id: what is created anew has other grants. */
export type GrantedResource =
  | { readonly kind: 'catalog' }
  | { readonly kind: 'database'; readonly database: string; readonly id: string }
  | { readonly kind: 'table'; readonly database: string; readonly table: string; readonly id: string }
  /** Every table of a database, those to come too. */
  | { readonly kind: 'allTables'; readonly database: string; readonly id: string }
  | { readonly kind: 'location'; readonly arn: string }

/** A place in S3 that Lake Formation guards. */
export interface RegisteredLocation extends CatalogPlace {
  /** `arn:aws:s3:::BUCKET/PREFIX` */
  readonly arn: string
  readonly role: string
  readonly hybrid: boolean
  readonly modified: Date
}

/** What Lake Formation knows. Entries are replaced, never changed. */
export class LakeFormationStore {
  readonly settings = new Table<string, Parsed<DataLakeSettings>>('are replaced')
  readonly grants = new Table<string, Grant>('are replaced')
  readonly locations = new Table<string, RegisteredLocation>('are replaced')

  settingsOf(place: CatalogPlace): Parsed<DataLakeSettings> {
    return this.settings.get(placeKey(place)) ?? defaultSettings
  }

  grant(place: CatalogPlace, principal: string, on: GrantedResource): Grant | undefined {
    return this.grants.get(grantKey(place, principal, on))
  }

  grantsIn({ catalog, region }: CatalogPlace): readonly Grant[] {
    return [...this.grants.values()].filter((grant) => grant.catalog === catalog && grant.region === region)
  }

  locationsIn({ catalog, region }: CatalogPlace): readonly RegisteredLocation[] {
    return [...this.locations.values()].filter((location) => location.catalog === catalog && location.region === region)
  }
}

export const grantKey = (place: CatalogPlace, principal: string, on: GrantedResource): string =>
  JSON.stringify([placeKey(place), principal, on.kind, on.kind === 'catalog' ? '' : on.kind === 'location' ? on.arn : on.id])

export const locationKey = (place: CatalogPlace, arn: string): string => `${placeKey(place)} ${arn}`
