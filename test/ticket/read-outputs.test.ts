import { describe, expect, it } from 'vitest'
import { readTicket } from '../../src/ticket/read-ticket.ts'

const read = (value: object) => readTicket([{ file: 'output.json', text: JSON.stringify(value) }])
const document = (action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: action, Resource: '*' }] })
const granted = (Resource: object, Permissions: readonly string[]) => ({
  Principal: { DataLakePrincipalIdentifier: 'arn:aws:iam::111122223333:role/Lake' },
  Resource,
  Permissions,
})

describe('an output of the command line', () => {
  it.each([
    ['aws glue get-resource-policy', 'a resource policy', { PolicyInJson: document('glue:*'), PolicyHash: 'x' }],
    ['aws glue get-databases', '2 databases of the catalog', { DatabaseList: [{ Name: 'a' }, { Name: 'b' }] }],
    ['aws glue get-database', '1 database of the catalog', { Database: { Name: 'a', LocationUri: 's3a://lake/a/' } }],
    ['aws glue get-tables', '1 table of the catalog', { TableList: [{ Name: 't', DatabaseName: 'a' }] }],
    ['aws lakeformation list-permissions', 'what Lake Formation grants', { PrincipalResourcePermissions: [] }],
    ['aws lakeformation list-resources', 'the places that are registered in Lake Formation', { ResourceInfoList: [] }],
    ['aws lakeformation get-data-lake-settings', 'the settings of the data lake', { DataLakeSettings: { DataLakeAdmins: [] } }],
  ])('of `%s` is %s', (command, what, output) => {
    const { understood, problems } = read(output)
    expect(understood.map(({ what: said, because }) => [said, because])).toEqual([[what, `it is what \`${command}\` prints`]])
    expect(problems).toEqual([])
  })

  it('shows grants on columns and cells as grants on their table, and grants by tags as such', () => {
    const table = { DatabaseName: 'shop', Name: 'orders' }
    const { catalogs } = read({
      PrincipalResourcePermissions: [
        granted({ TableWithColumns: { ...table, ColumnWildcard: {} } }, ['SELECT']),
        granted({ DataCellsFilter: { DatabaseName: 'shop', TableName: 'orders', Name: 'x' } }, ['SELECT']),
        granted({ Table: { DatabaseName: 'shop', TableWildcard: {} } }, ['ALL', 'DATA_LOCATION_ACCESS', 'NEW_ONE']),
        granted({ LFTagPolicy: { ResourceType: 'TABLE', Expression: [] } }, ['SELECT']),
      ],
    })
    expect(catalogs.map(({ grants, grantsByTag }) => [grants?.map(({ on, permissions }) => [on, permissions]), grantsByTag])).toEqual([
      [
        [
          [{ kind: 'table', database: 'shop', table: 'orders' }, ['SELECT']],
          [{ kind: 'table', database: 'shop', table: 'orders' }, ['SELECT']],
          [{ kind: 'table', database: 'shop', table: '*' }, ['ALL']],
        ],
        ['arn:aws:iam::111122223333:role/Lake'],
      ],
    ])
  })
})
