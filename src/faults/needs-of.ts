import type { KnownBuckets } from '../connectors/connector.ts'
import { connectors } from '../connectors/connectors.ts'
import { foldName } from '../connectors/glue-needs.ts'
import { listPrefix } from '../connectors/s3-needs.ts'
import { accountIdOf, findCatalog, keyArn, targetPoint } from '../fixture/decide.ts'
import type { Bucket, Fixture } from '../fixture/fixture.ts'
import type { Need } from '../fixture/need.ts'
import type { SetUp } from './set-up.ts'

/** The needs of a connection in this fixture; none on a bucket that is not there, for AWS says so before it looks at any policy. */
export function needsOf({ fixture, connection }: SetUp): readonly Need[] {
  const needs = connectors[connection.connector].needs(connection, knownBuckets({ fixture, connection }))
  const { from } = connection
  return needs
    .filter(({ resource, bucket: behind }) => {
      const bucket = behind ?? /^arn:[^:]+:s3:::([^/]+)/.exec(resource)?.[1]
      return bucket === undefined || fixture.buckets.has(bucket)
    })
    .map((need) => (from === undefined ? need : { ...need, from }))
}

/** More files tell nothing new. */
const enoughKeys = 50

function knownBuckets({ fixture, connection }: SetUp): KnownBuckets {
  const bucket = fixture.buckets.get(connection.bucket)
  const transfer = fixture.buckets.get(connection.intermediateBucket ?? '')
  const prefix = listPrefix(connection) ?? ''
  const files = filesIn(bucket, prefix)
  const vpc = connection.accessPoint === undefined ? undefined : targetPoint(fixture, connection.accessPoint)?.vpc
  const defaultKey = defaultKeyArn(fixture, bucket)
  const transferKey = defaultKeyArn(fixture, transfer)
  return {
    keys: files.length === 0 ? [`${prefix}${sampleName(bucket)}`] : files.slice(0, enoughKeys),
    ...(defaultKey === undefined ? {} : { keyArn: defaultKey }),
    ...(transferKey === undefined ? {} : { transferKeyArn: transferKey }),
    ...(vpc === undefined ? {} : { accessPointVpc: vpc }),
    ...knownCatalog({ fixture, connection }),
  }
}

/** A file that may come, where none is there yet: named like those in other folders. */
const sampleName = (bucket: Bucket | undefined): string => filesIn(bucket, '')[0]?.split('/').at(-1) ?? 'file.csv'

/** The keys below a prefix, markers of folders and what was deleted apart. */
export const filesIn = (bucket: Bucket | undefined, prefix: string): readonly string[] =>
  [...(bucket?.objects ?? [])].flatMap(([key, { deleted }]) => (deleted || !key.startsWith(prefix) || key.endsWith('/') ? [] : [key]))

/** A role says by its ARN whose catalog it uses; a user is of the fixture. */
function knownCatalog({ fixture, connection }: SetUp): Pick<KnownBuckets, 'catalogAccount' | 'catalogKeyArn' | 'tableLocation'> {
  const { glueDatabase, glueTable, glueRegion = connection.region, roleArn, caller } = connection
  const user = fixture.users.get(caller)
  const account = roleArn?.split(':')[4] ?? (user === undefined ? undefined : accountIdOf(fixture, user.account))
  if (glueDatabase === undefined || account === undefined) return {}
  const catalog = findCatalog(fixture, { account, region: glueRegion })
  const catalogKey = defaultKeyArn(fixture, catalog)
  const database = catalog?.databases.get(foldName(glueDatabase))
  const location = glueTable === undefined ? undefined : database?.tables.get(foldName(glueTable))?.location
  return {
    catalogAccount: account,
    ...(catalogKey === undefined ? {} : { catalogKeyArn: catalogKey }),
    ...(location === undefined ? {} : { tableLocation: location }),
  }
}

function defaultKeyArn(fixture: Fixture, encrypted: Pick<Bucket, 'encryptionKey'> | undefined): string | undefined {
  const key = fixture.keys.get(encrypted?.encryptionKey ?? '')
  return key === undefined ? undefined : keyArn(fixture, key)
}
