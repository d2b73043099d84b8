import type { DataCellsFilter, DataLakeSettings } from '@aws-sdk/client-lakeformation'
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
  /** One column of a table. */
  | { readonly kind: 'column'; readonly database: string; readonly table: string; readonly id: string; readonly column: string }
  /** Every column of a table but these, those to come too. */
  | {
      readonly kind: 'otherColumns'
      readonly database: string
      readonly table: string
      readonly id: string
      readonly excluded: readonly string[]
    }
  /** Some rows and columns of a table; `id` is the filter's. */
  | { readonly kind: 'cells'; readonly database: string; readonly table: string; readonly id: string; readonly name: string }
  | { readonly kind: 'location'; readonly arn: string }
  /** A tag with some of its values, or with `*` for all that it has. */
  | { readonly kind: 'lfTag'; readonly key: string; readonly values: readonly string[] }
  /** Whatever carries, of each of these tags, one of the values. */
  | { readonly kind: 'lfTagPolicy'; readonly type: 'DATABASE' | 'TABLE'; readonly expression: readonly TagValues[] }
  /** As `lfTagPolicy`, by what the expression of this id says at the time. */
  | { readonly kind: 'namedPolicy'; readonly type: 'DATABASE' | 'TABLE'; readonly id: string; readonly name: string }
  | { readonly kind: 'lfTagExpression'; readonly id: string; readonly name: string }

export interface TagValues {
  readonly key: string
  /** Sorted. */
  readonly values: readonly string[]
}

/** A tag that is defined in a catalog, and the values that it may have. */
export interface LakeTag extends CatalogPlace {
  readonly key: string
  readonly values: readonly string[]
  readonly creator: string | undefined
}

/** The values that one database, table or column has of its own. */
export interface AssignedTags extends CatalogPlace {
  /** Of the database or table. */
  readonly id: string
  readonly column: string | undefined
  readonly tags: readonly (readonly [key: string, value: string])[]
}

/** An expression of tags that has a name. */
export interface TagExpression extends CatalogPlace {
  readonly id: string
  readonly name: string
  readonly description: string | undefined
  readonly expression: readonly TagValues[]
  readonly creator: string | undefined
}

/** Some rows and columns of a table. */
export interface CellsFilter extends CatalogPlace {
  readonly id: string
  /** The table's id. */
  readonly of: string
  readonly database: string
  readonly table: string
  readonly input: Parsed<DataCellsFilter>
  readonly version: number
}

/** Who leaves the rule of IAMAllowedPrincipals on something. */
export interface OptIn extends CatalogPlace {
  readonly principal: string
  readonly on: GrantedResource
  readonly updated: Date
  readonly updatedBy: string | undefined
}

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
  readonly tags = new Table<string, LakeTag>('are replaced')
  readonly assigned = new Table<string, AssignedTags>('are replaced')
  readonly expressions = new Table<string, TagExpression>('are replaced')
  readonly filters = new Table<string, CellsFilter>('are replaced')
  readonly optIns = new Table<string, OptIn>('are replaced')

  settingsOf(place: CatalogPlace): Parsed<DataLakeSettings> {
    return this.settings.get(placeKey(place)) ?? defaultSettings
  }

  grant(place: CatalogPlace, principal: string, on: GrantedResource): Grant | undefined {
    return this.grants.get(grantKey(place, principal, on))
  }

  grantsIn({ catalog, region }: CatalogPlace): readonly Grant[] {
    return [...this.grants.values()].filter((grant) => grant.catalog === catalog && grant.region === region)
  }

  tagsIn({ catalog, region }: CatalogPlace): readonly LakeTag[] {
    return [...this.tags.values()].filter((tag) => tag.catalog === catalog && tag.region === region)
  }

  tag(place: CatalogPlace, key: string): LakeTag | undefined {
    return this.tags.get(tagKey(place, key))
  }

  assignedTo(id: string, column?: string): AssignedTags['tags'] {
    return this.assigned.get(assignedKey(id, column))?.tags ?? []
  }

  expression(place: CatalogPlace, name: string): TagExpression | undefined {
    return this.expressions.get(tagKey(place, name))
  }

  expressionsIn({ catalog, region }: CatalogPlace): readonly TagExpression[] {
    return [...this.expressions.values()].filter((each) => each.catalog === catalog && each.region === region)
  }

  filtersOf(table: string): readonly CellsFilter[] {
    return [...this.filters.values()].filter(({ of }) => of === table)
  }

  optInsIn({ catalog, region }: CatalogPlace): readonly OptIn[] {
    return [...this.optIns.values()].filter((each) => each.catalog === catalog && each.region === region)
  }

  locationsIn({ catalog, region }: CatalogPlace): readonly RegisteredLocation[] {
    return [...this.locations.values()].filter((location) => location.catalog === catalog && location.region === region)
  }
}

export const grantKey = (place: CatalogPlace, principal: string, on: GrantedResource): string =>
  JSON.stringify([placeKey(place), principal, on.kind, ...keyOf(on)])

/** Two that are the same thing have the same. */
export function keyOf(on: GrantedResource): readonly unknown[] {
  switch (on.kind) {
    case 'catalog':
      return ['']
    case 'location':
      return [on.arn]
    case 'lfTag':
      return [on.key, on.values]
    case 'lfTagPolicy':
      return [on.type, on.expression.map(({ key, values }) => [key, values])]
    case 'column':
      return [on.id, on.column]
    case 'otherColumns':
      return [on.id, on.excluded]
    case 'namedPolicy':
      return [on.type, on.id]
    default:
      return [on.id]
  }
}

export const tagKey = (place: CatalogPlace, key: string): string => `${placeKey(place)} ${key}`

export const filterKey = (table: string, name: string): string => `${table} ${name}`

export const assignedKey = (id: string, column: string | undefined): string => (column === undefined ? id : `${id} ${column}`)

export const locationKey = (place: CatalogPlace, arn: string): string => `${placeKey(place)} ${arn}`
