import type { S3Connection } from './connection.ts'

/** What a look at the fields alone shows. `code` is the fault's id where the catalogue has one. */
export interface InputProblem {
  readonly code: string
  readonly field: keyof S3Connection
  /** What is wrong, without the value of a secret. */
  readonly message: string
  /** Fields as they were probably meant. Never part of an observation: it may hold a secret. */
  readonly meant?: { readonly [Field in keyof S3Connection]?: S3Connection[Field] | undefined }
}

/** Finds what can be seen without a request. */
export function lintConnection(connection: S3Connection): readonly InputProblem[] {
  return [
    ...lintBucket(connection),
    ...lintBaseDirectory(connection),
    ...lintRoleArn(connection),
    ...lintExternalId(connection),
    ...lintRegion(connection),
    ...lintAccessKey(connection),
    ...lintEndpoint(connection),
    ...lintAddressing(connection),
  ]
}

/** The connection with every correction that the fields alone suggest. */
export function asMeant(connection: S3Connection): S3Connection {
  return Object.assign({}, connection, ...lintConnection(connection).map(({ meant }) => meant))
}

const bucketName = /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function lintBucket({ bucket, baseDirectory }: S3Connection): readonly InputProblem[] {
  if (bucketName.test(bucket)) return []
  const tidy = bucket.trim().toLowerCase()
  if (bucketName.test(tidy)) {
    const message = bucket === bucket.trim() ? 'the bucket name has capital letters' : 'the bucket name has stray white space'
    return [{ code: 'bucket-name-whitespace-or-case', field: 'bucket', message, meant: { bucket: tidy } }]
  }
  const split = splitLocation(bucket.trim())
  if (split !== undefined) {
    const message = 'the bucket field holds more than the name of a bucket'
    const meant =
      split.folder === '' || baseDirectory !== '' ? { bucket: split.bucket } : { bucket: split.bucket, baseDirectory: split.folder }
    return [{ code: 'bucket-name-with-scheme-or-path', field: 'bucket', message, meant }]
  }
  return [{ code: 'bucket-name-invalid', field: 'bucket', message: 'this cannot be the name of a bucket' }]
}

/** `s3://bucket/folder`, the URLs of the console and of both endpoint styles, the ARN, and `bucket/folder`. */
const locations = [
  /^s3a?n?:\/\/([^/]+)\/?(.*)$/i,
  /^arn:aws[a-z-]*:s3:::([^/]+)\/?(.*)$/,
  /^https?:\/\/[^/]*console\.aws\.amazon\.com\/s3\/buckets\/([^/?]+)\/?([^?]*)/,
  /^https?:\/\/s3[.-][^/]*amazonaws\.com(?:\.cn)?\/([^/?]+)\/?([^?]*)/,
  /^https?:\/\/([^/]+?)\.s3[.-][^/]*amazonaws\.com(?:\.cn)?\/?([^?]*)/,
  /^([^/:]+)\/+(.*)$/,
]

function splitLocation(text: string): { readonly bucket: string; readonly folder: string } | undefined {
  for (const location of locations) {
    const [, named = '', folder = ''] = location.exec(text) ?? []
    const bucket = named.trim().toLowerCase()
    if (bucketName.test(bucket)) return { bucket, folder: trimSlashes(folder.replace(/\*$/, '')) }
  }
  return undefined
}

const trimSlashes = (text: string): string =>
  text
    .split('/')
    .filter((part) => part !== '')
    .join('/')

/** Keys are taken to the letter, so `/daily` and `daily//` are other folders than `daily`. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
function lintBaseDirectory({ baseDirectory }: S3Connection): readonly InputProblem[] {
  const meant = trimSlashes(baseDirectory.trim())
  if (meant === baseDirectory) return []
  const message = baseDirectory === baseDirectory.trim() ? 'the folder has a slash too many' : 'the folder has stray white space'
  return [{ code: 'base-directory-leading-slash', field: 'baseDirectory', message, meant: { baseDirectory: meant } }]
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
function lintRoleArn({ roleArn }: S3Connection): readonly InputProblem[] {
  const wellFormed = /^arn:aws[a-z-]*:iam::\d{12}:role\/[!-~]{1,576}$/
  if (roleArn === undefined || wellFormed.test(roleArn)) return []
  const problem = { code: 'role-arn-malformed', field: 'roleArn', message: 'this is not the ARN of a role' } as const
  const meant = roleMeant(roleArn.trim())
  return [wellFormed.test(meant) ? { ...problem, meant: { roleArn: meant } } : problem]
}

/** The role of a session, or what has a colon too few or too many, or lacks `arn:`. */
function roleMeant(text: string): string {
  const [, partition, account, role] =
    /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([^/]+)/.exec(text) ??
    /^(?:arn:)?(aws[a-z-]*):iam:{1,3}(\d{12}):{1,2}\/?role[/:]([!-~]+)$/.exec(text) ??
    []
  return partition === undefined ? text : `arn:${partition}:iam::${account}:role/${role}`
}

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
function lintExternalId({ externalId }: S3Connection): readonly InputProblem[] {
  const wellFormed = /^[\w+=,.@:/-]{2,1224}$/
  if (externalId === undefined || externalId === '' || wellFormed.test(externalId)) return []
  const problem = { code: 'external-id-bad-format', field: 'externalId', message: 'AWS does not accept this as an external ID' } as const
  return [wellFormed.test(externalId.trim()) ? { ...problem, meant: { externalId: externalId.trim() } } : problem]
}

/** @see https://docs.aws.amazon.com/general/latest/gr/rande.html */
function lintRegion({ region }: S3Connection): readonly InputProblem[] {
  const wellFormed = /^[a-z]{2}(-[a-z]+)+-\d$/
  if (wellFormed.test(region)) return []
  const meant = region
    .trim()
    .toLowerCase()
    .replace(/[_ ]/g, '-')
    .replace(/(\d)[a-f]$/, '$1')
  const problem = { code: 'region-format', field: 'region', message: 'this is not the name of a region' } as const
  return [wellFormed.test(meant) ? { ...problem, meant: { region: meant } } : problem]
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
function lintAccessKey({ accessKeyId, secretAccessKey, sessionToken }: S3Connection): readonly InputProblem[] {
  const problems: InputProblem[] = []
  const tidy = (text: string): string => text.replace(/^[\s"']+|[\s"']+$/g, '')
  const looksLikeId = (text: string | undefined): boolean => text !== undefined && /^A(KI|SI)A[A-Z0-9]{16}$/.test(text)
  if (looksLikeId(secretAccessKey) && accessKeyId !== undefined && !looksLikeId(accessKeyId)) {
    const meant = { accessKeyId: secretAccessKey ?? '', secretAccessKey: accessKeyId }
    return [{ code: 'key-secret-swapped', field: 'accessKeyId', message: "the key ID and the secret stand in each other's field", meant }]
  }
  if (accessKeyId !== undefined && accessKeyId !== tidy(accessKeyId)) {
    const meant = { accessKeyId: tidy(accessKeyId) }
    problems.push({ code: 'key-whitespace', field: 'accessKeyId', message: 'the access key ID has a stray space or quote', meant })
  }
  if (secretAccessKey !== undefined && secretAccessKey !== tidy(secretAccessKey)) {
    const meant = { secretAccessKey: tidy(secretAccessKey) }
    problems.push({ code: 'key-whitespace', field: 'secretAccessKey', message: 'the secret access key has a stray space or quote', meant })
  }
  if (accessKeyId !== undefined && sessionToken === undefined && tidy(accessKeyId).startsWith('ASIA')) {
    problems.push({
      code: 'temp-key-without-token',
      field: 'accessKeyId',
      message: 'this is a temporary key, and it needs a session token',
    })
  }
  return problems
}

/**
 * Only the addresses of S3's API in the region of the connection take its requests: not the console, not those that serve websites, not other
 * services.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/s3.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html
 */
function lintEndpoint({ customEndpoint, region }: S3Connection): readonly InputProblem[] {
  if (customEndpoint === undefined || isS3Endpoint(customEndpoint, region)) return []
  const message = `\`${customEndpoint}\` is not an address of S3's API in ${region}`
  return [{ code: 'custom-endpoint-wrong', field: 'customEndpoint', message, meant: { customEndpoint: undefined } }]
}

function isS3Endpoint(text: string, region: string): boolean {
  const [, host = ''] = /^(?:https?:\/\/)?([a-z0-9.-]+?)\/?$/i.exec(text.trim()) ?? []
  const own = /^(?:s3(?:-fips)?(?:\.dualstack)?[.-]|bucket\.vpce-[a-z0-9-]+\.s3\.)([a-z0-9-]+)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$/.exec(
    host,
  )
  return host === 's3.amazonaws.com' ? region === 'us-east-1' : own?.[1] === region
}

/**
 * The certificate of S3 has a wildcard for one name before `s3`, and a dot makes two of it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
function lintAddressing({ addressing, bucket, scheme }: S3Connection): readonly InputProblem[] {
  if (addressing === undefined || scheme === 'http' || !bucket.includes('.') || !bucketName.test(bucket)) return []
  const message = 'the certificate of S3 does not cover the name of a bucket with dots'
  return [{ code: 'dotted-bucket-tls', field: 'addressing', message, meant: { addressing: undefined } }]
}
