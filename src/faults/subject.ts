import { worker } from '../connectors/s3-needs.ts'
import type { Identity, Need } from '../fixture/need.ts'
import { splitObject } from './relate-resource.ts'
import { type Name, name } from './sentence.ts'
import type { SetUp } from './set-up.ts'

/** The role or user that works with the bucket, as a sentence calls it. */
export const workerName = ({ connection }: Pick<SetUp, 'connection'>): Name => identityName(worker(connection))

/** Whoever needs something: the caller or the role. */
export const whoNeeds = ({ by }: Need): Name => identityName(by)

function identityName(by: Identity): Name {
  if (by.type === 'anonymous') return name('anonymous', 'caller ')
  return by.type === 'user' ? name(by.name, 'user ') : name(roleNameOf(by.arn), 'role ')
}

/** `reader` of `arn:aws:iam::111122223333:role/etl/reader`. */
export const roleNameOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1)

/** The bucket a need is about, itself or behind an access point; undefined for roles and keys. */
export const bucketOf = ({ resource, bucket }: Need): string | undefined =>
  resource.startsWith('arn:aws:s3:::') ? splitObject(resource.slice('arn:aws:s3:::'.length))[0] : bucket

/** Whether a need is about an access point, and not about the bucket behind it. */
export const isOnPoint = ({ bucket }: Need): boolean => bucket !== undefined

/** `acme-etl` of `arn:aws:s3:us-east-1:111122223333:accesspoint/acme-etl`. */
export const pointNameOf = (arn: string): string => arn.replace(/^.*:accesspoint\//, '').split('/')[0] ?? ''

export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`

/** The objects that a connection works with: those of its folder. */
export const objectsArn = (bucket: string, folder: string): string =>
  folder === '' ? `${bucketArn(bucket)}/*` : `${bucketArn(bucket)}/${folder}/*`

/** The bucket, or the access point, that holds what a need is about. */
export const holdingArn = (need: Need): string =>
  isOnPoint(need) ? (need.resource.split('/object/')[0] ?? '') : bucketArn(bucketOf(need) ?? '')

/** As `objectsArn`, in the bucket or behind the access point that a need is about. */
export const objectsBeside = (need: Need, folder: string): string =>
  isOnPoint(need) ? `${holdingArn(need)}/object/${folder === '' ? '' : `${folder}/`}*` : objectsArn(bucketOf(need) ?? '', folder)

/** `acme-exports/daily`, or the bucket alone. */
export const location = ({ bucket, baseDirectory }: SetUp['connection']): Name =>
  name(baseDirectory === '' ? bucket : `${bucket}/${baseDirectory}`)

/** Whether a need is about the bucket of the connection itself. */
export const isOnBucket = (need: Need, { bucket }: SetUp['connection']): boolean => bucketOf(need) === bucket

/** As `isOnBucket`, and not about an access point of it. */
export const isOnBucketItself = (need: Need, connection: SetUp['connection']): boolean => isOnBucket(need, connection) && !isOnPoint(need)

/** Whether a need is that of the user who reads what was written: not the connection's own. */
export const isOfReader = ({ step }: Need): boolean => step === 'owner.get'

/** Whether a need is about the vendor's transfer bucket. */
export const isOnTransferBucket = (need: Need, { intermediateBucket }: SetUp['connection']): boolean =>
  intermediateBucket !== undefined && bucketOf(need) === intermediateBucket

/** What somebody does who uses an action, in everyday words. */
const deeds: Readonly<Record<string, string>> = {
  's3:ListBucket': 'list files',
  's3:GetObject': 'read files',
  's3:PutObject': 'write files',
  's3:DeleteObject': 'delete files',
  's3:AbortMultipartUpload': 'cancel large uploads',
  's3:ListMultipartUploadParts': 'look at large uploads',
  's3:ListBucketMultipartUploads': 'look at large uploads',
  'kms:Decrypt': 'decrypt files',
  'kms:GenerateDataKey': 'encrypt files',
  'kms:Encrypt': 'encrypt tables',
  'glue:GetDatabase': 'open the database',
  'glue:CreateDatabase': 'create databases',
  'glue:DeleteDatabase': 'drop databases',
  'glue:GetTable': 'look up tables',
  'glue:CreateTable': 'create tables',
  'glue:UpdateTable': 'change tables',
  'glue:CreatePartition': 'add partitions',
  'glue:DeleteTable': 'drop tables',
  's3:GetObjectVersion': 'read versions of files',
  's3:GetBucketLocation': 'look up the region',
  's3:PutObjectAcl': 'set access lists',
  's3:PutObjectTagging': 'tag files',
  'sts:AssumeRole': 'use the role',
  'sts:TagSession': 'tag its session',
}

/** `list, read and write files`, in the order of the needs; a long list ends in `and more`. */
export function deedsOf(needs: readonly Need[]): string {
  const all = [...new Set(needs.map(({ action }) => deeds[action] ?? `use ${action}`))]
  const [files, tables] = [deedsWith(all, ' files'), deedsWith(all, ' tables')]
  const others = all.filter((deed) => !/ (files|tables)$/.test(deed))
  if (files.length > 3) return `${files.slice(0, 2).join(', ')} and more`
  const onFiles = files.length === 0 ? [] : [`${listed(files)} files`]
  const onTables = tables.length === 0 ? [] : [`${listed(tables)} tables`]
  return listed([...onFiles, ...onTables, ...others].slice(0, 2))
}

const deedsWith = (deeds: readonly string[], noun: string): readonly string[] =>
  deeds.filter((deed) => deed.endsWith(noun)).map((deed) => deed.slice(0, -noun.length))

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`

/** Needs of one of the actions on the connection's own bucket. */
export const asksFor =
  ({ connection }: Pick<SetUp, 'connection'>, ...actions: readonly string[]) =>
  (need: Need): boolean =>
    isOnBucket(need, connection) && actions.includes(need.action)

/** Whether a need is about the Glue Data Catalog. */
export const isOnCatalog = ({ action }: Need): boolean => action.startsWith('glue:')

/** Whether a need is to use the key of an encrypted catalog, which Glue does in the caller's name. */
export const usesCatalogKey = ({ context }: Need): boolean => context['kms:viaservice']?.startsWith('glue.') === true

/** Whether a need is to use a key that encrypts files. */
export const isFileKeyUse = (need: Need): boolean => need.action.startsWith('kms:') && !usesCatalogKey(need)

/** What a key encrypts that a need is to use: `acme-exports`. */
export const encryptedFor = (need: Need, { bucket, glueDatabase = '' }: SetUp['connection']): Name =>
  usesCatalogKey(need) ? name(glueDatabase, 'the Glue catalog of ') : name(bucket)

/** The name of a key, as the fixture or the ARN has it. */
export const keyNameOf = ({ resource }: Need): string => resource.slice(resource.indexOf(':key/') + ':key/'.length)
