import type { S3Connection } from '../connectors/connection.ts'
import { asMeant, type InputProblem, lintConnection } from '../connectors/input-lint.ts'
import type { Observation } from '../connectors/observation.ts'
import type { Circumstances } from '../fixture/decide.ts'
import type { Fixture } from '../fixture/fixture.ts'
import { serviceWay } from '../fixture/service-way.ts'
import type { Cause, Decided } from './cause.ts'
import { decideNeeds, findCauses } from './find-causes.ts'
import { meantConnection } from './meant-connection.ts'
import { needsOf } from './needs-of.ts'
import { isLikeBucket } from './relate-resource.ts'
import type { SetUp } from './set-up.ts'

/** Everything that a fault may be recognised by. */
export interface Evidence {
  readonly fixture: Fixture
  /** The connection as it was meant: with names of the fixture where those that were typed are nearly the same. */
  readonly connection: S3Connection
  /** The connection with what the fields alone show to be wrong put right. */
  readonly tidy: S3Connection
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
export function collectEvidence(setUp: SetUp, observations: readonly Observation[], given: Circumstances): Evidence {
  const { fixture, connection: typed } = setUp
  const circumstances = { ...given, sourceIp: publicAddressOf(fixture, typed.from) ?? given.sourceIp }
  const tidy = asMeant(typed)
  const connection = meantConnection(fixture, tidy)
  const decided = decideNeeds(fixture, needsOf({ fixture, connection }), circumstances)
  const ownBuckets = ownBucketsOf({ fixture, connection })
  return {
    fixture,
    connection,
    tidy,
    typed,
    circumstances,
    observations,
    lint: lintConnection(typed),
    decided,
    causes: decided.flatMap((one) => findCauses(fixture, one, ownBuckets)),
  }
}

/** The buckets of the connection, and those that are named like its own. */
export function ownBucketsOf({ fixture, connection }: Pick<Evidence, 'fixture' | 'connection'>): readonly string[] {
  const alike = [...fixture.buckets.keys()].filter((bucket) => isLikeBucket(bucket, connection.bucket))
  return [connection.bucket, connection.intermediateBucket, ...alike].filter((bucket) => bucket !== undefined)
}

/** The address that AWS sees where the connector goes over the internet. */
function publicAddressOf(fixture: Fixture, from: string | undefined): string | undefined {
  const ways = from === undefined ? [] : ['sts', 's3'].flatMap((service) => serviceWay(fixture, from, service) ?? [])
  return ways.flatMap(({ network, reached }) => (reached && network.from === 'internet' ? [network.sourceIp] : []))[0]
}
