import type { PrincipalResourcePermissions, Resource } from '@aws-sdk/client-lakeformation'
import type { CatalogPlace } from '../glue/store.ts'
import { columnsOutput, resourceOutput } from './granted-resource.ts'
import type { Held } from './held.ts'
import type { LakePermission } from './need.ts'
import type { GrantedResource } from './store.ts'

/** What somebody holds, and on what. */
export interface HeldOn {
  readonly on: GrantedResource
  readonly held: Held
}

/**
 * As Lake Formation tells of it: SELECT on a table on its own, as one on all columns, and columns of a table together.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/lakeformation/filter.go
 */
export const permissionsOutput = (all: readonly HeldOn[], place: CatalogPlace): readonly PrincipalResourcePermissions[] =>
  joinColumns(all.flatMap((each) => outputsOf(each, place)))

function outputsOf({ on, held }: HeldOn, place: CatalogPlace): readonly PrincipalResourcePermissions[] {
  const whole = resourceOutput(on, place)
  if (on.kind !== 'table' && on.kind !== 'allTables') return [outputOf(held, whole, () => true)]
  const isSelect = (permission: LakePermission): boolean => permission === 'SELECT'
  const parts = [outputOf(held, whole, (permission) => !isSelect(permission)), outputOf(held, columnsOutput(on, place), isSelect)]
  return parts.filter(({ Permissions = [] }) => Permissions.length > 0)
}

const outputOf = (
  { principal, permissions, grantable }: Held,
  resource: Resource,
  isTold: (permission: LakePermission) => boolean,
): PrincipalResourcePermissions => ({
  Principal: { DataLakePrincipalIdentifier: principal },
  Resource: resource,
  Permissions: permissions.filter(isTold),
  PermissionsWithGrantOption: grantable.filter(isTold),
})

function joinColumns(outputs: readonly PrincipalResourcePermissions[]): readonly PrincipalResourcePermissions[] {
  const joined = new Map<string, PrincipalResourcePermissions>()
  for (const output of outputs) {
    const { ColumnNames: columns, ...table } = output.Resource?.TableWithColumns ?? { DatabaseName: '', Name: '' }
    const key = columns === undefined ? String(joined.size) : JSON.stringify({ ...output, Resource: table })
    const before = joined.get(key)?.Resource?.TableWithColumns?.ColumnNames ?? []
    joined.set(
      key,
      columns === undefined ? output : { ...output, Resource: { TableWithColumns: { ...table, ColumnNames: [...before, ...columns] } } },
    )
  }
  return [...joined.values()]
}
