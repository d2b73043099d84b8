import { ByName } from '../iam/by-name.ts'
import { Account } from '../iam/store.ts'
import { Organization } from '../organizations/store.ts'
import { Bucket } from '../s3/bucket.ts'
import { SortedMap } from '../s3/sorted-map.ts'
import { Table } from './table.ts'

/** The kinds of tables, by the name under which they are kept. */
export const tableClasses = { Table, ByName, SortedMap } as const

/** Classes of what stands in tables, by the name under which they are kept. All that they hold are fields that can be seen: a `#private` one would be lost. */
export const entityClasses = { Account, Bucket, Organization } as const

export const nameOfClass = (classes: Readonly<Record<string, { readonly prototype: object }>>, value: object): string | undefined =>
  Object.entries(classes).find(([, { prototype }]) => Object.getPrototypeOf(value) === prototype)?.[0]
