import { openClients } from '../../connectors/clients.ts'
import type { Access, S3Connection } from '../../connectors/connection.ts'
import { connectors } from '../../connectors/connectors.ts'
import type { Observation } from '../../connectors/observation.ts'
import type { Deployment } from '../../deploy/deploy.ts'
import { toKeyIds, toKeyNames } from '../../deploy/key-name.ts'
import { CaseError } from '../../scenario/run.ts'

/** The session of the vendor's role, where the vendor's application runs under one. */
async function vendorCredentials(connection: S3Connection, access: Access): Promise<Access['credentials']> {
  const { callerRoleArn, callerSessionName = 'sallyport' } = connection
  if (callerRoleArn === undefined) return access.credentials
  const clients = await openClients(connection, access)
  try {
    const { Credentials } = await clients.sts.assumeRole({ RoleArn: callerRoleArn, RoleSessionName: callerSessionName })
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
  } catch (error) {
    throw new CaseError(`the vendor's role \`${callerRoleArn}\` cannot be used: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    clients.destroy()
  }
}

export interface ProbeReach extends Omit<Access, 'credentials'> {
  /** Lets every session run out; only a sandbox of one's own can. */
  readonly endSessions?: () => Promise<void>
}

/** The keys of whoever signs: the caller's own, unless the host of the connector has others, or the customer entered temporary ones. */
async function callerCredentials(
  connection: S3Connection,
  { accessKeys }: Pick<Deployment, 'accessKeys'>,
  reach: ProbeReach,
): Promise<Access['credentials']> {
  const user = connection.environmentUser ?? connection.caller
  const credentials = keyOf(user, accessKeys)
  return connection.temporaryKeys === undefined ? credentials : temporaryCredentials(connection, { ...reach, credentials }, reach)
}

function keyOf(user: string, accessKeys: Deployment['accessKeys']): Access['credentials'] {
  const [key] = accessKeys.get(user) ?? []
  if (key === undefined) throw new CaseError(`user \`${user}\` has no access key to sign with`)
  const { accessKeyId, secretAccessKey } = key
  return { accessKeyId, secretAccessKey }
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html */
async function temporaryCredentials(connection: S3Connection, access: Access, { endSessions }: ProbeReach): Promise<Access['credentials']> {
  const isExpired = connection.temporaryKeys === 'expired'
  if (isExpired && endSessions === undefined) throw new CaseError('temporary keys run out in the embedded sandbox alone')
  const clients = await openClients(connection, access)
  try {
    const { Credentials } = await clients.sts.getSessionToken({})
    if (isExpired) await endSessions?.()
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {}
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
  } catch (error) {
    throw new CaseError(`user \`${connection.caller}\` gets no temporary keys: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    clients.destroy()
  }
}

/** Probes what is deployed, as the user that the connection names; what is seen has the fixture's names of keys. */
export async function probeDeployment(
  connection: S3Connection,
  { accessKeys, keys }: Pick<Deployment, 'accessKeys' | 'keys'>,
  reach: ProbeReach,
): Promise<readonly Observation[]> {
  const own = await callerCredentials(connection, { accessKeys }, reach)
  const { kmsKeyArn, reader } = connection
  const access: Access = {
    ...reach,
    credentials: await vendorCredentials(connection, { ...reach, credentials: own }),
    ...(reader === undefined ? {} : { reader: keyOf(reader, accessKeys) }),
  }
  const deployedConnection = kmsKeyArn === undefined ? connection : { ...connection, kmsKeyArn: toKeyIds(kmsKeyArn, keys) }
  const observations = await connectors[connection.connector].probe(deployedConnection, access)
  return observations.map((observation) =>
    observation.message === undefined ? observation : { ...observation, message: toKeyNames(observation.message, keys) },
  )
}
