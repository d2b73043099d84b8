import { Glue } from '@aws-sdk/client-glue'
import { LakeFormation } from '@aws-sdk/client-lakeformation'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deploy, tearDown } from '../../src/deploy/deploy.ts'
import type { Target } from '../../src/deploy/target.ts'
import { formatFixture } from '../../src/fixture/format-fixture.ts'
import { parseFixture } from '../../src/fixture/parse-fixture.ts'
import { fixtureOf, policy, trusting } from './fixture.ts'
import { allow, customer, openSandboxTarget, type SandboxTarget, vendor } from './sandbox-target.ts'

let sandbox: SandboxTarget
const timeout = 60_000
beforeAll(async () => {
  // Four services are loaded on the way.
  sandbox = await openSandboxTarget(30_000)
})
afterAll(() => sandbox.sandbox.close())

const point = `arn:aws:s3:us-east-1:${customer}:accesspoint/daily`
const documents = {
  'trust.json': trusting(`arn:aws:iam::${vendor}:root`),
  'write.json': allow(['glue:*', 's3:*'], '*'),
  'point.json': policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${customer}:role/Writer` },
    Action: 's3:GetObject',
    Resource: `${point}/object/*`,
  }),
  'catalog.json': policy({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${customer}:role/Writer` },
    Action: 'glue:Get*',
    Resource: `arn:aws:glue:us-east-1:${customer}:catalog`,
  }),
}
const text = `description: d
accounts: { vendor: "${vendor}", customer: "${customer}" }
roles:
  Writer: { account: customer, trust: ./trust.json, policies: { write: ./write.json } }
buckets:
  acme-lake: { account: customer, region: us-east-1 }
accessPoints:
  daily: { account: customer, bucket: acme-lake, policy: ./point.json }
  inside: { account: customer, bucket: acme-lake, vpc: vpc-0a1b2c3d }
catalogs:
  lake:
    account: customer
    region: us-east-1
    policy: ./catalog.json
    databases: { sales: { location: "s3://acme-lake/sales", tables: { orders: { location: "s3://acme-lake/sales/orders" } } }, raw: {} }
    lakeFormation:
      administrators: [Writer]
      locations: { "s3://acme-lake/sales": Writer }
      grants:
        - { to: Writer, database: sales, permissions: [CREATE_TABLE, DESCRIBE] }
        - { to: Writer, database: sales, table: "*", permissions: [SELECT] }
        - { to: Writer, database: sales, table: orders, permissions: [ALTER] }
        - { to: Writer, location: "s3://acme-lake/sales", permissions: [DATA_LOCATION_ACCESS] }
        - { to: "${vendor}", permissions: [CREATE_DATABASE] }
`

function clients() {
  const credentials = sandbox.target.accounts.get(customer)
  if (credentials === undefined || !('accessKeyId' in credentials)) throw new Error('no credentials')
  const config = { region: 'us-east-1', endpoint: sandbox.sandbox.endpoint, credentials, maxAttempts: 1 }
  return { glue: new Glue(config), lake: new LakeFormation(config) }
}

describe('a data lake', { timeout }, () => {
  it('is deployed with its catalog, grants and access points, and nothing of it is left', async () => {
    const deployment = await sandbox.deployed(fixtureOf(text, documents))
    const { glue, lake } = clients()
    const table = await glue.getTable({ DatabaseName: 'sales', Name: 'orders' })
    expect(table.Table).toMatchObject({
      StorageDescriptor: { Location: 's3://acme-lake/sales/orders' },
      IsRegisteredWithLakeFormation: true,
    })
    expect((await glue.getResourcePolicy({})).PolicyInJson).toContain('glue:Get*')
    const { PrincipalResourcePermissions = [] } = await lake.listPermissions({})
    const granted = PrincipalResourcePermissions.filter(({ Principal }) => Principal?.DataLakePrincipalIdentifier?.endsWith('role/Writer'))
    expect(granted.flatMap(({ Permissions = [] }) => Permissions).sort()).toEqual(
      ['ALTER', 'CREATE_TABLE', 'DATA_LOCATION_ACCESS', 'DESCRIBE', 'SELECT'].sort(),
    )
    expect(await tearDown(deployment)).toEqual([])
    expect((await glue.getDatabases({})).DatabaseList).toEqual([])
    expect((await lake.listResources({})).ResourceInfoList).toEqual([])
    expect((await lake.getDataLakeSettings({})).DataLakeSettings?.DataLakeAdmins).toEqual([])
    await expect(glue.getResourcePolicy({})).rejects.toMatchObject({ name: 'EntityNotFoundException' })
    expect(await tearDown(await sandbox.deployed(fixtureOf(text, documents)))).toEqual([])
  })

  it('is encrypted with its key before anything is in it, and no longer once it is gone', async () => {
    const encrypted = text
      .replace('catalogs:\n', 'keys: { lake: { account: customer, region: us-east-1, policy: ./key.json } }\ncatalogs:\n')
      .replace('    policy: ./catalog.json\n', '    encryption: lake\n')
    const key = policy({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${customer}:role/Writer` },
      Action: 'kms:Decrypt',
      Resource: '*',
    })
    const deployment = await sandbox.deployed(fixtureOf(encrypted, { ...documents, 'key.json': key }))
    const { glue } = clients()
    const settings = async () => (await glue.getDataCatalogEncryptionSettings({})).DataCatalogEncryptionSettings?.EncryptionAtRest
    expect(await settings()).toEqual({ CatalogEncryptionMode: 'SSE-KMS', SseAwsKmsKeyId: deployment.keys[0]?.arn })
    await expect(glue.getDatabase({ Name: 'sales' })).rejects.toMatchObject({ name: 'GlueEncryptionException' })
    expect(await tearDown(deployment)).toEqual([])
    expect(await settings()).toEqual({ CatalogEncryptionMode: 'DISABLED' })
  })

  it('is made in the embedded sandbox alone', async () => {
    const target: Target = { ...sandbox.target, kind: 'endpoint' }
    const deployed = await deploy(fixtureOf(text, documents), target)
    const codes = deployed.ok ? [] : deployed.error.refusals.map(({ operation, code }) => `${operation} ${code}`)
    expect(codes).toEqual(expect.arrayContaining(['s3control:CreateAccessPoint EmbeddedOnly', 'glue:CreateDatabase EmbeddedOnly']))
  })

  it('is read back as it was when its fixture is saved', () => {
    const fixture = fixtureOf(text, documents)
    const { files } = formatFixture(fixture)
    const texts = new Map(files.map(({ path, text: written }) => [path, written]))
    const again = parseFixture(texts.get('fixture.yaml') ?? '', {
      name: 'set',
      file: 'set/fixture.yaml',
      readFile: (path) => ({ found: true, file: `set/${path.slice(2)}`, text: texts.get(path.slice(2)) ?? '' }),
    })
    expect(again.ok && formatFixture(again.value).files).toEqual(files)
  })

  it('names what is wrong with it, all at once', () => {
    const wrong = text
      .replace('administrators: [Writer]', 'administrators: [Wirter]')
      .replace('tables: { orders:', 'tables: { Orders:')
      .replace('bucket: acme-lake, vpc', 'bucket: acme-lak, vpc')
      .replace('"*", permissions: [SELECT]', '"*", permissions: [CREATE_TABLE]')
      .replace('- { to: Writer, location', '- { to: Writer, database: sales, location')
      .replace('  inside:', '  In:')
    expect(() => fixtureOf(wrong, documents)).toThrow(
      new RegExp(
        [
          '`In` cannot be the name of an access point',
          'there is no bucket `acme-lak`.*acme-lake',
          'Glue would keep the table `Orders` as `orders`',
          'there is no user or role `Wirter`.*Writer',
          '`CREATE_TABLE` cannot be granted on a table',
          '`sales` has no table `orders`.*Orders',
          'a grant is on one thing',
        ].join('[^]*'),
      ),
    )
  })
})
