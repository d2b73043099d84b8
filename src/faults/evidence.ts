import type { S3Connection } from '../connectors/connection.ts'
import type { KnownBuckets } from '../connectors/connector.ts'
import { connectors } from '../connectors/connectors.ts'
import { asMeant, type InputProblem, lintConnection } from '../connectors/input-lint.ts'
import type { Observation } from '../connectors/observation.ts'
import { listPrefix } from '../connectors/s3-needs.ts'
import { type Circumstances, keyArn } from '../fixture/decide.ts'
import type { Bucket, Fixture } from '../fixture/fixture.ts'
import type { Need } from '../fixture/need.ts'
import type { Cause, Decided } from './cause.ts'
import { decideNeeds, findCauses } from './find-causes.ts'
import type { SetUp } from './set-up.ts'

/** Everything that a fault may be recognised by. */
export interface Evidence {
  readonly fixture: Fixture
  /** The connection as it was meant: with what the fields alone show to be wrong put right. */
  readonly connection: S3Connection
  /** The connection to the letter. */
  readonly typed: S3Connection
  readonly circumstances: Circumstances
  /** What the probe saw; empty when nothing was probed. */
  readonly observations: readonly Observation[]
  /** What a look at the fields of the connection shows. */
  readonly lint: readonly InputProblem[]
  /** Every need that the fixture can decide. */
  readonly decided: readonly Decided[]
  /** What stands between those needs and their permissions, and is not explained yet. */
  readonly causes: readonly Cause[]
}

/** Puts every need of the connection to the engine and finds out what stops those that are refused. */
export function collectEvidence(setUp: SetUp, observations: readonly Observation[], circumstances: Circumstances): Evidence {
  const { fixture, connection: typed } = setUp
  const connection = asMeant(typed)
  const decided = decideNeeds(fixture, needsOf({ fixture, connection }), circumstances)
  const ownBuckets = [connection.bucket, connection.intermediateBucket].filter((bucket) => bucket !== undefined)
  return {
    fixture,
    connection,
    typed,
    circumstances,
    observations,
    lint: lintConnection(typed),
    decided,
    causes: decided.flatMap((one) => findCauses(fixture, one, ownBuckets)),
  }
}

/** The needs of a connection in this fixture; none on a bucket that is not there, for AWS says so before it looks at any policy. */
export function needsOf({ fixture, connection }: SetUp): readonly Need[] {
  const needs = connectors[connection.connector].needs(connection, knownBuckets({ fixture, connection }))
  return needs.filter(({ resource }) => {
    const bucket = /^arn:[^:]+:s3:::([^/]+)/.exec(resource)?.[1]
    return bucket === undefined || fixture.buckets.has(bucket)
  })
}

/** More files tell nothing new. */
const enoughKeys = 50

function knownBuckets({ fixture, connection }: SetUp): KnownBuckets {
  const bucket = fixture.buckets.get(connection.bucket)
  const transfer = fixture.buckets.get(connection.intermediateBucket ?? '')
  const files = filesIn(bucket, listPrefix(connection) ?? '')
  const defaultKey = defaultKeyArn(fixture, bucket)
  const transferKey = defaultKeyArn(fixture, transfer)
  return {
    keys: files.slice(0, enoughKeys),
    ...(defaultKey === undefined ? {} : { keyArn: defaultKey }),
    ...(transferKey === undefined ? {} : { transferKeyArn: transferKey }),
  }
}

/** The keys below a prefix, markers of folders apart. */
export const filesIn = (bucket: Bucket | undefined, prefix: string): readonly string[] =>
  [...(bucket?.objects.keys() ?? [])].filter((key) => key.startsWith(prefix) && !key.endsWith('/'))

function defaultKeyArn(fixture: Fixture, bucket: Bucket | undefined): string | undefined {
  const key = fixture.keys.get(bucket?.encryptionKey ?? '')
  return key === undefined ? undefined : keyArn(fixture, key)
}
