import type { S3Connection } from '../connectors/connection.ts'
import type { Observation } from '../connectors/observation.ts'
import { type Placement, placeName, placeRegion, placeText, unplaceText } from '../deploy/placement.ts'

/** The connection as it must be typed for the fixture where it stands. What is wrong with it stays as wrong as it was. */
export const placeConnection = (connection: S3Connection, placement: Placement): S3Connection => ({
  ...connection,
  caller: placeName(connection.caller, placement),
  ...(connection.environmentUser === undefined ? {} : { environmentUser: placeName(connection.environmentUser, placement) }),
  ...(connection.reader === undefined ? {} : { reader: placeName(connection.reader, placement) }),
  bucket: placeBucket(connection.bucket, placement),
  region: placeRegion(connection.region, placement),
  ...(connection.roleArn === undefined ? {} : { roleArn: placeText(connection.roleArn, placement) }),
  ...(connection.callerRoleArn === undefined ? {} : { callerRoleArn: placeText(connection.callerRoleArn, placement) }),
  ...(connection.kmsKeyArn === undefined ? {} : { kmsKeyArn: placeKey(connection.kmsKeyArn, placement) }),
  ...(connection.sessionPolicyArn === undefined ? {} : { sessionPolicyArn: placeText(connection.sessionPolicyArn, placement) }),
  ...(connection.intermediateBucket === undefined ? {} : { intermediateBucket: placeBucket(connection.intermediateBucket, placement) }),
})

/** The name may stand behind white space, a scheme or the head of an ARN. */
const placeBucket = (typed: string, placement: Placement): string =>
  typed.replace(/^(\s*(?:s3a?n?:\/\/|https?:\/\/|arn:[^:]*:s3:[^:]*:[^:]*:)?)(.*)$/is, (_, head: string, name: string) =>
    name === '' ? typed : `${head}${placeName(name, placement)}`,
  )

/** An alias is the name of a key behind `alias/`. */
const placeKey = (typed: string, placement: Placement): string =>
  typed.startsWith('alias/') ? `alias/${placeName(typed.slice('alias/'.length), placement)}` : placeText(typed, placement)

/** What was seen there, in the fixture's own words. */
export const unplaceObservation = (observation: Observation, placement: Placement): Observation => ({
  ...observation,
  ...(observation.message === undefined ? {} : { message: unplaceText(observation.message, placement) }),
  facts: Object.fromEntries(
    Object.entries(observation.facts).map(([name, fact]) => [name, typeof fact === 'string' ? unplaceText(fact, placement) : fact]),
  ),
})
