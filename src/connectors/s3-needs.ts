import type { Identity, Need } from '../fixture/need.ts'
import type { S3Connection } from './connection.ts'
import type { KnownBuckets } from './connector.ts'
import type { StepName } from './step.ts'

/** An external ID that no set-up has: a role that accepts it accepts any. */
const strangeExternalId = 'sallyport-some-other-id'

/** The key of the file that the probe writes, reads back and deletes. */
export const checkKey = (connection: S3Connection, id = 'file'): string => inFolder(connection, `sallyport-check-${id}.txt`)

/** The key of the large upload of the probe. */
export const largeKey = (connection: S3Connection, id = 'file'): string => inFolder(connection, `sallyport-check-${id}-large.bin`)

/** The key of the file that the probe writes to the staging folder. */
export const stagedKey = (folder: string, id = 'file'): string => `${folder}/sallyport-check-${id}.txt`

/** The key that the probe writes to the transfer bucket. */
export const transferKey = (id = 'file'): string => `sallyport-check/${id}.txt`

/** The prefix as the product sends it: the folder to the letter and a slash; none for the whole bucket. */
export const listPrefix = ({ baseDirectory }: S3Connection): string | undefined => (baseDirectory === '' ? undefined : `${baseDirectory}/`)

const inFolder = (connection: S3Connection, name: string): string => `${listPrefix(connection) ?? ''}${name}`

/** Who works with the bucket: the session of the role, or the user whose key the customer gave. */
export const worker = ({ caller, roleArn, sessionName, sessionPolicyArn }: S3Connection): Identity =>
  roleArn === undefined
    ? { type: 'user', name: caller }
    : { type: 'role', arn: roleArn, sessionName, ...(sessionPolicyArn === undefined ? {} : { sessionPolicyArn }) }

/** Who uses the role: the vendor's user, or the session of the vendor's role. */
const roleUser = ({ caller, callerRoleArn, callerSessionName = 'sallyport' }: S3Connection): Identity =>
  callerRoleArn === undefined ? { type: 'user', name: caller } : { type: 'role', arn: callerRoleArn, sessionName: callerSessionName }

/** The needs of one connection, each built from its step and what it asks for. */
export class Needs {
  private readonly connection: S3Connection
  private readonly known: KnownBuckets

  constructor(connection: S3Connection, known: KnownBuckets) {
    this.connection = connection
    this.known = known
  }

  /** AssumeRole with the external ID; then without and with another one, which must be refused. */
  assumeRole(): readonly Need[] {
    const { roleArn, externalId } = this.connection
    if (roleArn === undefined) return []
    const assume = (step: StepName, id: string | undefined, expected: Need['expected'], action = 'sts:AssumeRole'): Need => ({
      step,
      by: roleUser(this.connection),
      action,
      resource: roleArn,
      context: {
        'sts:rolesessionname': this.connection.sessionName,
        ...(id === undefined ? {} : { 'sts:externalid': id }),
        ...tagContext('aws:requesttag/', this.connection.sessionTags),
      },
      expected,
    })
    const id = externalId === '' ? undefined : externalId
    const needs = [
      assume('sts.assume', id, 'allowed'),
      ...(this.connection.sessionTags === undefined ? [] : [assume('sts.assume', id, 'allowed', 'sts:TagSession')]),
    ]
    if (id === undefined) return needs
    return [...needs, assume('sts.assume-noext', undefined, 'denied'), assume('sts.assume-random-ext', strangeExternalId, 'denied')]
  }

  onBucket(step: StepName, action: string, prefix?: string): readonly Need[] {
    return this.on(step, action, this.connection.bucket, prefix === undefined ? {} : { 's3:prefix': prefix })
  }

  /** Reads every file that is known. */
  readFiles(): readonly Need[] {
    return this.known.keys.flatMap((key) => this.get('s3.get', key))
  }

  get(step: StepName, key: string, keyArn = this.known.keyArn): readonly Need[] {
    const path = `${this.connection.bucket}/${key}`
    return [...this.on(step, 's3:GetObject', path), ...this.useKey(step, 'kms:Decrypt', path, keyArn)]
  }

  /** Reads what it has written itself. */
  getBack(step: StepName, key: string): readonly Need[] {
    return this.get(step, key, this.connection.kmsKeyArn ?? this.known.keyArn).map((need) => this.written(need))
  }

  /**
   * Whoever writes a file owns it, unless the bucket says otherwise: then its owner may be kept out.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
   */
  readByOwner(key: string): readonly Need[] {
    const { reader, bucket, kmsKeyArn } = this.connection
    if (reader === undefined) return []
    const path = `${bucket}/${key}`
    const reading = this.request('owner.get', 's3:GetObject', path)
    const decrypting = this.useKey('owner.get', 'kms:Decrypt', path, kmsKeyArn ?? this.known.keyArn)
    return [this.written(reading), ...decrypting].map((need) => ({ ...need, by: { type: 'user', name: reader } }))
  }

  /** About a file that the connection itself has written. */
  private written(need: Need): Need {
    const { acl } = this.connection
    return { ...need, written: { by: worker(this.connection), ...(acl === undefined ? {} : { acl }) } }
  }

  /** The file that the product tries the connection out with. */
  readSample(): readonly Need[] {
    const { sampleFile } = this.connection
    return sampleFile === undefined ? [] : this.get('s3.get-sample', sampleFile)
  }

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
  readVersions(): readonly Need[] {
    if (this.connection.readsVersions === undefined) return []
    return this.known.keys.flatMap((key) => this.onObject('s3.get-version', 's3:GetObjectVersion', key))
  }

  lookUpRegion(): readonly Need[] {
    return this.connection.looksUpRegion === undefined ? [] : this.onBucket('s3.region', 's3:GetBucketLocation')
  }

  /** Begins an object, small or large: here the headers of encryption, ACLs and tags count. */
  put(step: StepName, key: string): readonly Need[] {
    const path = `${this.connection.bucket}/${key}`
    const keyArn = this.connection.kmsKeyArn ?? this.known.keyArn
    const { acl, objectTags } = this.connection
    const [ofAcl, ofTags] = [acl === undefined ? {} : { 's3:x-amz-acl': acl }, tagContext('s3:requestobjecttag/', objectTags)]
    return [
      ...this.on(step, 's3:PutObject', path, { ...encryptionContext(this.connection), ...ofAcl, ...ofTags }),
      ...(acl === undefined ? [] : this.on(step, 's3:PutObjectAcl', path, ofAcl)),
      ...(objectTags === undefined ? [] : this.on(step, 's3:PutObjectTagging', path, ofTags)),
      ...this.useKey(step, 'kms:GenerateDataKey', path, keyArn),
    ]
  }

  /**
   * Parts need no header of their own; S3 decrypts them to put them together.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions
   */
  putPart(step: StepName, key: string): readonly Need[] {
    const path = `${this.connection.bucket}/${key}`
    const keyArn = this.connection.kmsKeyArn ?? this.known.keyArn
    return [...this.on(step, 's3:PutObject', path), ...this.useKey(step, 'kms:Decrypt', path, keyArn)]
  }

  /**
   * The parts of an encrypted upload are listed only for those who may decrypt them.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html
   */
  listParts(step: StepName, key: string): readonly Need[] {
    const path = `${this.connection.bucket}/${key}`
    const keyArn = this.connection.kmsKeyArn ?? this.known.keyArn
    return [...this.on(step, 's3:ListMultipartUploadParts', path), ...this.useKey(step, 'kms:Decrypt', path, keyArn)]
  }

  /**
   * Files are written beside the folder first: to copy one S3 asks for what reading the source and writing the target ask for.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
   */
  stage(key: string): readonly Need[] {
    const { stagingFolder } = this.connection
    if (stagingFolder === undefined) return []
    const staged = stagedKey(stagingFolder)
    return [
      ...this.put('s3.stage', staged),
      ...this.getBack('s3.copy', staged),
      ...this.put('s3.copy', key),
      ...this.onObject('s3.unstage', 's3:DeleteObject', staged),
    ]
  }

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html */
  deleteVersion(key: string): readonly Need[] {
    return this.connection.deletesVersions === undefined ? [] : this.onObject('s3.delete-version', 's3:DeleteObjectVersion', key)
  }

  onObject(step: StepName, action: string, key: string): readonly Need[] {
    return this.on(step, action, `${this.connection.bucket}/${key}`)
  }

  onTransferBucket(step: StepName, action: 's3:ListBucket'): readonly Need[] {
    const { intermediateBucket } = this.connection
    return intermediateBucket === undefined ? [] : this.on(step, action, intermediateBucket)
  }

  onTransferObject(step: StepName, action: 's3:GetObject' | 's3:PutObject' | 's3:DeleteObject'): readonly Need[] {
    const { intermediateBucket } = this.connection
    if (intermediateBucket === undefined) return []
    const path = `${intermediateBucket}/${transferKey()}`
    const uses = { 's3:GetObject': ['kms:Decrypt'], 's3:PutObject': ['kms:GenerateDataKey'], 's3:DeleteObject': [] }[action]
    return [...this.on(step, action, path), ...uses.flatMap((use) => this.useKey(step, use, path, this.known.transferKeyArn))]
  }

  private request(step: StepName, action: string, path: string, context: Need['context'] = {}): Need {
    const secure = String(this.connection.scheme === 'https')
    return {
      step,
      by: worker(this.connection),
      action,
      resource: `arn:aws:s3:::${path}`,
      context: { 'aws:securetransport': secure, ...context },
      expected: 'allowed',
    }
  }

  private on(step: StepName, action: string, path: string, context: Need['context'] = {}): readonly Need[] {
    const need = this.request(step, action, path, context)
    const { accessPoint, bucket } = this.connection
    const [name = '', ...key] = path.split('/')
    return accessPoint === undefined || name !== bucket
      ? [need]
      : throughPoint(need, { accessPoint, bucket, key: key.join('/'), vpc: this.known.accessPointVpc })
  }

  /**
   * S3 uses the key in the caller's name.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
   */
  private useKey(step: StepName, action: string, path: string, keyArn: string | undefined): readonly Need[] {
    if (keyArn === undefined) return []
    const context = {
      'kms:viaservice': `s3.${this.connection.region}.amazonaws.com`,
      'kms:encryptioncontext:aws:s3:arn': `arn:aws:s3:::${path}`,
      'kms:encryptioncontextkeys': 'aws:s3:arn',
    }
    return [{ step, by: worker(this.connection), action, resource: keyArn, context, expected: 'allowed' }]
  }
}

/** The tags of a query by name, as `team=etl&stage=prod`. */
export const tagsOf = (query: string): readonly (readonly [name: string, value: string])[] => [...new URLSearchParams(query)]

const tagContext = (prefix: string, query: string | undefined): Need['context'] =>
  Object.fromEntries(tagsOf(query ?? '').map(([name, value]) => [`${prefix}${name.toLowerCase()}`, value]))

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html#amazons3-policy-keys */
function encryptionContext({ kmsKeyArn }: S3Connection): Need['context'] {
  if (kmsKeyArn === undefined) return {}
  return { 's3:x-amz-server-side-encryption': 'aws:kms', 's3:x-amz-server-side-encryption-aws-kms-key-id': kmsKeyArn }
}

/**
 * Through an access point the point is asked, and the bucket behind it.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
 */
export function throughPoint(
  need: Need,
  {
    accessPoint,
    bucket,
    key,
    vpc,
  }: { readonly accessPoint: string; readonly bucket: string; readonly key: string; readonly vpc?: string | undefined },
): readonly Need[] {
  const context = {
    ...need.context,
    's3:dataaccesspointarn': accessPoint,
    's3:dataaccesspointaccount': accessPoint.split(':')[4] ?? '',
    's3:accesspointnetworkorigin': vpc === undefined ? 'Internet' : 'VPC',
  }
  const resource = key === '' ? accessPoint : `${accessPoint}/object/${key}`
  return [
    { ...need, resource, context, bucket },
    { ...need, context },
  ]
}
