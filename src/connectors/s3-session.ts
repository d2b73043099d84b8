import { randomUUID } from 'node:crypto'
import type { Glue } from '@aws-sdk/client-glue'
import type { S3 } from '@aws-sdk/client-s3'
import { bucketAddress } from './bucket-address.ts'
import { type Clients, openClients, signingCredentials } from './clients.ts'
import type { Access, S3Connection } from './connection.ts'
import { type InputProblem, lintConnection } from './input-lint.ts'
import type { Observation } from './observation.ts'
import { describeError, Probe } from './probe.ts'
import { tagsOf } from './s3-needs.ts'
import type { StepName } from './step.ts'

/** What the steps on buckets work with. */
export interface S3Session {
  readonly connection: S3Connection
  readonly probe: Probe
  readonly s3: S3
  /** Signs as the user who reads what is written, in the account that owns the bucket. */
  readonly reader?: S3
  readonly glue: () => Promise<Glue>
  /** Tells the objects of this probe from those of another. */
  readonly id: string
}

/** The steps of a connector that need somebody who is signed in, in their order; they are named so that they can be skipped by name. */
export interface SessionWork {
  readonly steps: readonly StepName[]
  readonly run: (session: S3Session) => Promise<void>
}

/**
 * The frame of every S3 probe: look at the input, sign in, use the role, find the bucket, then do the connector's own work.
 * The bucket is looked for with the caller's own credentials when the role cannot be used: S3 says to anybody whether a bucket exists and where.
 */
export async function probeS3(connection: S3Connection, access: Access, work: SessionWork): Promise<readonly Observation[]> {
  const { secretAccessKey, sessionToken } = access.credentials
  const secrets = [secretAccessKey, sessionToken, connection.secretAccessKey, connection.sessionToken, access.reader?.secretAccessKey]
  const known = secrets.flatMap((secret) => (secret === undefined || secret === '' ? [] : [secret]))
  const probe = new Probe(access.timeoutMs, known)
  const problems = await lint(probe, connection)
  if (problems.some(({ field }) => field === 'region')) {
    for (const step of stepsOf(connection, work)) probe.skip(step, 'this is not the name of a region')
    return probe.observations
  }
  const clients = await openClients(connection, access)
  try {
    const reached = await reachServices(probe, connection, access)
    if (!reached.sts) for (const step of stepsOfSts(connection)) probe.skip(step, 'STS is not reached')
    const signedIn = reached.sts && (await signIn(probe, clients, connection))
    const role = reached.sts ? await assumeRole(probe, clients, connection) : undefined
    const own = signingCredentials(connection, access)
    if (!reached.s3) {
      for (const step of ['s3.head-bucket', ...work.steps] as const) probe.skip(step, 'S3 is not reached')
      return probe.observations
    }
    const noAddress = problems.find(({ field }) => field === 'customEndpoint' || field === 'addressing')
    if (noAddress !== undefined) {
      for (const step of ['s3.head-bucket', ...work.steps] as const) probe.skip(step, noAddress.message)
      return probe.observations
    }
    const credentials = connection.roleArn === undefined ? own : role
    const s3 = clients.s3(credentials ?? own)
    await findBucket(probe, s3, connection, credentials === undefined && !signedIn ? 'nobody is signed in' : undefined)
    if (credentials === undefined) for (const step of work.steps) probe.skip(step, 'the role could not be used')
    else {
      const reader = access.reader === undefined ? {} : { reader: clients.s3(access.reader) }
      await work.run({ connection, probe, s3, ...reader, glue: () => clients.glue(credentials), id: randomUUID().slice(0, 8) })
    }
    return probe.observations
  } finally {
    clients.destroy()
  }
}

/** Every step, where none can run: a region is part of each address. */
const stepsOf = (connection: S3Connection, { steps }: SessionWork): readonly StepName[] => [
  ...stepsOfSts(connection),
  's3.head-bucket',
  ...steps,
]

const stepsOfSts = ({ roleArn }: S3Connection): readonly StepName[] => [
  'sts.identity',
  ...(roleArn === undefined ? [] : (['sts.assume'] as const)),
]

/** Bare connections first, where the connector runs in a network of its own: a dropped packet would look like a slow service in every later step. */
async function reachServices(probe: Probe, { from }: S3Connection, { dial }: Access): Promise<Readonly<Record<'sts' | 's3', boolean>>> {
  const reach = async (service: 'sts' | 's3'): Promise<boolean> => {
    if (dial === undefined) return true
    const reached = await probe.step(`net.${service}`, { from: from ?? '' }, async () => {
      await dial(service)
      return { value: true }
    })
    return reached === true
  }
  return { sts: await reach('sts'), s3: await reach('s3') }
}

async function lint(probe: Probe, connection: S3Connection): Promise<readonly InputProblem[]> {
  const problems = lintConnection(connection)
  const facts = Object.fromEntries(problems.map(({ field, code }) => [field, code]))
  const message = problems.map(({ field, message: text }) => `${field}: ${text}`).join('; ')
  const failure = problems.length === 0 ? {} : { failure: { code: 'INPUT', message } }
  await probe.step('input.lint', {}, async () => ({ value: undefined, facts, ...failure }))
  return problems
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
async function signIn(probe: Probe, { sts }: Clients, connection: S3Connection): Promise<boolean> {
  let signedIn = false
  await probe.step('sts.identity', {}, async (abortSignal) => {
    const { Arn = '', $metadata } = await sts.getCallerIdentity({}, { abortSignal })
    signedIn = true
    const failure = isSomebodyElse(Arn, connection) ? { failure: { code: 'IDENTITY', message: `signed in as ${Arn}` } } : {}
    return { value: Arn, facts: { callerArn: Arn }, ...failure, metadata: $metadata }
  })
  return signedIn
}

/** A client without a key of its own takes that of its host, and does not say so. @see https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html */
const isSomebodyElse = (arn: string, { roleArn, caller }: S3Connection): boolean =>
  roleArn === undefined && arn.includes(':user/') && arn.slice(arn.lastIndexOf('/') + 1) !== caller

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
async function assumeRole(probe: Probe, { sts }: Clients, connection: S3Connection): Promise<Access['credentials'] | undefined> {
  const { roleArn, externalId, sessionName } = connection
  if (roleArn === undefined) return undefined
  const request = { RoleArn: roleArn, RoleSessionName: sessionName, ...sessionOptions(connection) }
  const withId = externalId === undefined || externalId === '' ? {} : { ExternalId: externalId }
  const credentials = await probe.step('sts.assume', { roleArn }, async (abortSignal) => {
    const { Credentials, AssumedRoleUser, $metadata } = await sts.assumeRole({ ...request, ...withId }, { abortSignal })
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    const value = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
    return { value, facts: { assumedRoleArn: AssumedRoleUser?.Arn ?? '' }, metadata: $metadata }
  })
  await tryAsStranger(probe, withId.ExternalId, credentials !== undefined, {
    'sts.assume-noext': (abortSignal) => sts.assumeRole(request, { abortSignal }),
    'sts.assume-random-ext': (abortSignal) => sts.assumeRole({ ...request, ExternalId: randomUUID() }, { abortSignal }),
  })
  return credentials
}

/** What the product asks of its session beyond the usual. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const sessionOptions = ({ sessionDuration, sessionTags, sessionPolicyArn }: S3Connection) => ({
  ...(sessionDuration === undefined ? {} : { DurationSeconds: sessionDuration }),
  ...(sessionTags === undefined ? {} : { Tags: tagsOf(sessionTags).map(([Key, Value]) => ({ Key, Value })) }),
  ...(sessionPolicyArn === undefined ? {} : { PolicyArns: [{ arn: sessionPolicyArn }] }),
})

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-user_externalid.html */
async function tryAsStranger(
  probe: Probe,
  externalId: string | undefined,
  usable: boolean,
  calls: Readonly<Partial<Record<StepName, (abortSignal: AbortSignal) => Promise<unknown>>>>,
): Promise<void> {
  if (externalId === undefined) return
  for (const step of ['sts.assume-noext', 'sts.assume-random-ext'] as const) {
    const call = calls[step]
    if (!usable || call === undefined) probe.skip(step, 'the role could not be used')
    else await probe.mustBeRefused(step, {}, call)
  }
}

/**
 * A bucket that may not be listed is found all the same: only the answer to a request with a body says more about that.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
 */
async function findBucket(probe: Probe, s3: S3, connection: S3Connection, unable: string | undefined): Promise<void> {
  const Bucket = bucketAddress(connection)
  const because = unable ?? unusableBucket(connection)
  if (because !== undefined) return probe.skip('s3.head-bucket', because)
  await probe.step('s3.head-bucket', {}, async (abortSignal) => {
    const { region, status, requestId } = await s3.headBucket({ Bucket }, { abortSignal }).then(
      ({ BucketRegion, $metadata }) => ({ region: BucketRegion, status: 200, requestId: $metadata.requestId }),
      (error: unknown) => {
        const answer = describeError(error)
        if (answer.status !== 403) throw error
        return { region: answer.bucketRegion, status: 403, requestId: answer.requestId }
      },
    )
    const facts = { allowed: status === 200, ...(region === undefined ? {} : { bucketRegion: region }) }
    return { value: true, facts, metadata: { httpStatusCode: status, requestId } }
  })
  if (probe.observations.some(({ step, facts }) => step === 's3.head-bucket' && facts.bucketRegion !== undefined)) return
  await probe.step('s3.location', {}, async (abortSignal) => {
    const { LocationConstraint, $metadata } = await s3.getBucketLocation({ Bucket }, { abortSignal })
    // No constraint stands for us-east-1, EU for eu-west-1: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
    const bucketRegion = LocationConstraint === 'EU' ? 'eu-west-1' : (LocationConstraint ?? 'us-east-1')
    return { value: true, facts: { bucketRegion }, metadata: $metadata }
  })
}

/** Why no request can name this bucket, if none can. */
export function unusableBucket(connection: S3Connection): string | undefined {
  return lintConnection(connection).some(({ field }) => field === 'bucket') ? 'this is not the name of a bucket' : undefined
}
