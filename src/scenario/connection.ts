import type { Report, TextAt } from '../base/shape.ts'
import { didYouMean } from '../base/suggest.ts'
import type { S3Connection } from '../connectors/connection.ts'
import { accessPointArn, keyArn, policyArn, roleArn } from '../fixture/decide.ts'
import type { AccessPoint, Fixture } from '../fixture/fixture.ts'
import type { BucketScenarioText, ConnectionText } from './scenario-shape.ts'

/** The connection as the product would hold it: names of the fixture become ARNs, what is not given gets its usual value. */
export function readConnection({ connector, connection }: BucketScenarioText, fixture: Fixture, report: Report): S3Connection | undefined {
  const text = connection.of
  const caller = findCaller(connection, fixture, report)
  const roleArn = text.iamRole && findArn('role', text.iamRole, roleArns(fixture), report)
  const kmsKeyArn = text.kmsKey && findArn('KMS key', text.kmsKey, keyArns(fixture), report)
  const sessionPolicyArn = text.sessionPolicy && findArn('policy', text.sessionPolicy, policyArns(fixture), report)
  if (text.iamRole === undefined && text.externalId !== undefined) {
    report('external-id-without-role', text.externalId.at, 'an external ID goes with a role', 'add `iamRole`, or leave `externalId` out')
  }
  const point = findPoint(text.inputBucket, fixture, report)
  const bucket = point?.bucket ?? text.inputBucket.text
  checkPlace(text, fixture, report)
  checkEnvironmentUser(text, fixture, report)
  checkCatalog(connector.value, text, report)
  checkReader(connector.value, text, fixture, report)
  if (caller === undefined) return undefined
  return {
    connector: connector.value,
    caller,
    ...(text.callerRole === undefined ? {} : { callerRoleArn: text.callerRole.text }),
    ...(text.callerSession === undefined ? {} : { callerSessionName: text.callerSession.text }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(text.externalId === undefined ? {} : { externalId: text.externalId.text }),
    sessionName: text.sessionName?.text ?? 'sallyport',
    bucket,
    ...(point === undefined ? {} : { accessPoint: accessPointArn(fixture, point) }),
    baseDirectory: text.baseDirectory?.text ?? '',
    region: text.region?.text ?? fixture.buckets.get(bucket)?.region ?? 'us-east-1',
    ...(text.intermediateBucket === undefined ? {} : { intermediateBucket: text.intermediateBucket.text }),
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
    ...(text.sourceIp === undefined ? {} : { sourceIp: text.sourceIp.text }),
    ...options(text),
    ...(sessionPolicyArn === undefined ? {} : { sessionPolicyArn }),
    ...(text.secretAccessKey === undefined ? {} : { secretAccessKey: text.secretAccessKey.text }),
    ...(text.accessKeyId === undefined ? {} : { accessKeyId: text.accessKeyId.text }),
    ...(text.from === undefined ? {} : { from: text.from.text }),
    scheme: text.scheme?.value ?? 'https',
  }
}

/** What a product may do besides; what is not given it does not do. */
const options = (text: ConnectionText): Partial<S3Connection> => ({
  ...(text.looksUpRegion === undefined ? {} : { looksUpRegion: text.looksUpRegion.value }),
  ...(text.sampleFile === undefined ? {} : { sampleFile: text.sampleFile.text }),
  ...(text.readsVersions === undefined ? {} : { readsVersions: text.readsVersions.value }),
  ...(text.requestPayer === undefined ? {} : { requestPayer: text.requestPayer.value }),
  ...(text.clockOffset === undefined ? {} : { clockOffset: text.clockOffset.value }),
  ...(text.acl === undefined ? {} : { acl: text.acl.text }),
  ...(text.objectTags === undefined ? {} : { objectTags: text.objectTags.text }),
  ...(text.sessionDuration === undefined ? {} : { sessionDuration: text.sessionDuration.value }),
  ...(text.sessionTags === undefined ? {} : { sessionTags: text.sessionTags.text }),
  ...(text.temporaryKeys === undefined ? {} : { temporaryKeys: text.temporaryKeys.value }),
  ...(text.keyPartition === undefined ? {} : { keyPartition: text.keyPartition.value }),
  ...(text.environmentUser === undefined ? {} : { environmentUser: text.environmentUser.text }),
  ...(text.customEndpoint === undefined ? {} : { customEndpoint: text.customEndpoint.text }),
  ...(text.addressing === undefined ? {} : { addressing: text.addressing.value }),
  ...(text.stagingFolder === undefined ? {} : { stagingFolder: text.stagingFolder.text }),
  ...(text.stagingDays === undefined ? {} : { stagingDays: text.stagingDays.value }),
  ...(text.glueDatabase === undefined ? {} : { glueDatabase: text.glueDatabase.text }),
  ...(text.glueRegion === undefined ? {} : { glueRegion: text.glueRegion.text }),
  ...(text.glueTable === undefined ? {} : { glueTable: text.glueTable.text }),
  ...(text.createsDatabases === undefined ? {} : { createsDatabases: text.createsDatabases.value }),
  ...(text.reader === undefined ? {} : { reader: text.reader.text }),
  ...(text.deletesVersions === undefined ? {} : { deletesVersions: text.deletesVersions.value }),
  ...(text.sessionToken === undefined ? {} : { sessionToken: text.sessionToken.text }),
})

/**
 * The access point that stands in the place of the bucket, by its ARN or its alias, as customers enter it. AWS chooses the end of an alias and cuts a
 * long name, so that it begins as the name does is all that a fixture knows.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html#access-points-alias
 */
function findPoint({ text, at }: TextAt, fixture: Fixture, report: Report): AccessPoint | undefined {
  const alias = /^([a-z0-9-]+?)-[a-z0-9]+-s3alias$/.exec(text)?.[1]
  if (alias === undefined && !/^arn:[^:]+:s3:[^:]*:\d*:accesspoint[/:]/.test(text)) return undefined
  const points = [...(fixture.accessPoints?.values() ?? [])]
  const point =
    alias === undefined
      ? points.find((one) => accessPointArn(fixture, one) === text)
      : (points.find(({ name }) => name === alias) ?? points.find(({ name }) => name.startsWith(alias)))
  if (point !== undefined) return point
  const arns = points.map((one) => accessPointArn(fixture, one))
  const help = didYouMean(text, arns).help ?? (arns.length === 0 ? 'write it under `accessPoints:`' : `it has ${listed(arns)}`)
  report('unknown-access-point', at, `the fixture has no access point \`${text}\``, help)
  return undefined
}

/** Where the connector runs decides how its requests get to AWS. */
function checkPlace({ from, sourceIp }: BucketScenarioText['connection']['of'], { network }: Fixture, report: Report): void {
  if (from === undefined) return
  const names = [...(network?.networkInterfaces.keys() ?? [])]
  if (sourceIp !== undefined) report('two-places', sourceIp.at, 'the address follows from the network interface', 'leave `sourceIp` out')
  if (network === undefined) report('no-network', from.at, 'the fixture has no network', 'write it under `network:`')
  else if (!names.includes(from.text))
    report(
      'unknown-interface',
      from.at,
      `the network has no interface \`${from.text}\``,
      didYouMean(from.text, names).help ?? `it has ${listed(names)}`,
    )
}

/** Only a data lake has tables, and the way to Glue from a place in a network is not known here. */
function checkCatalog(connector: S3Connection['connector'], text: ConnectionText, report: Report): void {
  const { glueDatabase, from } = text
  const lone = [text.glueRegion, text.glueTable, text.createsDatabases].find((field) => field !== undefined)
  if (glueDatabase === undefined && lone !== undefined)
    report('no-database', lone.at, 'the connection has no catalog', 'name its `glueDatabase`')
  if (glueDatabase === undefined) return
  if (connector !== 's3-data-lake')
    report('catalog-of-source', glueDatabase.at, `\`${connector}\` has no catalog`, 'it belongs to the connector `s3-data-lake`')
  if (from !== undefined)
    report('catalog-from-network', from.at, 'a catalog is not reached from a place in a network here', 'leave `from` or `glueDatabase` out')
}

/** Only a data lake writes what its owner reads then, and that is somebody of the account that owns the bucket. */
function checkReader(
  connector: S3Connection['connector'],
  { reader, inputBucket }: ConnectionText,
  fixture: Fixture,
  report: Report,
): void {
  if (reader === undefined) return
  const { text, at } = reader
  const owner = fixture.buckets.get(inputBucket.text)?.account
  const user = fixture.users.get(text)
  const names = [...fixture.users.values()].filter(({ account }) => owner === undefined || account === owner).map(({ name }) => name)
  const help = didYouMean(text, names).help ?? `it has ${listed(names) || 'none'}`
  if (connector !== 's3-data-lake')
    report('reader-of-source', at, `\`${connector}\` writes nothing to read`, 'a reader belongs to the connector `s3-data-lake`')
  else if (findPoint(inputBucket, fixture, () => undefined) !== undefined)
    report(
      'reader-through-point',
      at,
      'a reader reads the bucket itself, and the connection goes through an access point',
      'leave `reader` out',
    )
  else if (user === undefined) report('unknown-user', at, `the fixture has no user \`${text}\``, help)
  else if (owner !== undefined && user.account !== owner)
    report('reader-of-another-account', at, `\`${text}\` is not of the account that owns the bucket`, help)
}

function checkEnvironmentUser({ environmentUser }: ConnectionText, { users }: Fixture, report: Report): void {
  if (environmentUser === undefined || users.has(environmentUser.text)) return
  const names = [...users.keys()]
  const help = didYouMean(environmentUser.text, names).help ?? `it has ${listed(names) || 'none'}`
  report('unknown-user', environmentUser.at, `the fixture has no user \`${environmentUser.text}\``, help)
}

/** The user whose key signs: the vendor's for a connection with a role, the customer's for one without. */
function findCaller({ at, of }: BucketScenarioText['connection'], { users }: Fixture, report: Report): string | undefined {
  const { user, caller, iamRole } = of
  if (user !== undefined && iamRole !== undefined) {
    report('user-and-role', user.at, '`user` is for a connection without a role', 'name the user that assumes the role `caller`')
  }
  const named = caller ?? user
  const names = [...users.keys()]
  if (named === undefined) {
    const [only] = names
    if (only !== undefined && names.length === 1) return only
    const wanted = iamRole === undefined ? 'user' : 'caller'
    const help =
      names.length > 0
        ? `the fixture has ${listed(names)}`
        : 'the fixture has no user: give it one, as `users: { etl-app: { account: vendor } }`'
    report('no-caller', at, `the connection must name its \`${wanted}\``, help)
    return undefined
  }
  if (users.has(named.text)) return named.text
  const help = didYouMean(named.text, names).help ?? `it has ${listed(names) || 'none'}`
  report('unknown-user', named.at, `the fixture has no user \`${named.text}\``, help)
  return undefined
}

/** An ARN is taken as typed, and so is an alias of a key; another text is a name in the fixture. */
function findArn(
  kind: 'role' | 'KMS key' | 'policy',
  { text, at }: TextAt,
  arns: ReadonlyMap<string, string>,
  report: Report,
): string | undefined {
  const isTyped = text.startsWith('arn:') || (kind === 'KMS key' && text.startsWith('alias/'))
  const arn = isTyped ? text : arns.get(text)
  if (arn !== undefined) return arn
  const names = [...arns.keys()]
  const help = didYouMean(text, names).help ?? (names.length === 0 ? 'give its ARN' : `it has ${listed(names)}`)
  report(unknown[kind], at, `the fixture has no ${kind} \`${text}\``, help)
  return undefined
}

const unknown = { role: 'unknown-role', 'KMS key': 'unknown-kms-key', policy: 'unknown-policy' } as const

/** The path is part of a role's ARN. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names */
const roleArns = (fixture: Fixture): ReadonlyMap<string, string> =>
  new Map(Array.from(fixture.roles.values(), (role) => [role.name, roleArn(fixture, role)]))

const policyArns = (fixture: Fixture): ReadonlyMap<string, string> =>
  new Map(Array.from(fixture.policies.values(), (policy) => [policy.name, policyArn(fixture, policy)]))

/** By the name in the fixture; a target replaces it by the key id that AWS chose. */
const keyArns = (fixture: Fixture): ReadonlyMap<string, string> =>
  new Map(Array.from(fixture.keys.values(), (key) => [key.name, keyArn(fixture, key)]))

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')
