import type { _Object, ListObjectsV2Request } from '@aws-sdk/client-s3'
import type { Call, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { unchanging } from '../wire/unchanging.ts'
import type { Bucket } from './bucket.ts'
import { ownerOutput } from './canonical-id.ts'
import { type Item, keyPrinter } from './listing.ts'
import { objectOwner } from './object-permission.ts'
import type { ObjectVersion, Version } from './object-version.ts'
import { isArchived } from './storage-class.ts'

/** How listings print keys, and what they may leave out. */
export interface ListedDetails {
  readonly print: (key: string) => string
  readonly owner: boolean
  readonly restoreStatus: boolean
  readonly now: Date
}

/** Stands on the version, as `written` does on what is shown. A copy of a version does not have it. */
const plain = Symbol('plain')

/** What a listing that asks for nothing more shows of a version, which never changes. */
function plainObject(
  bucket: Bucket,
  object: ObjectVersion & { readonly [plain]?: _Object },
  details: ListedDetails,
  stores: Stores,
): _Object {
  const known = object[plain]
  if (known !== undefined) return known
  const made = unchanging(listedObject(bucket, object, details, stores))
  Object.defineProperty(object, plain, { value: made })
  return made
}

/** An object as listings show it. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html */
export const listedObject = (bucket: Bucket, object: ObjectVersion, details: ListedDetails, stores: Stores): _Object => ({
  Key: details.print(object.key),
  LastModified: object.lastModified,
  ETag: `"${object.etag}"`,
  ChecksumAlgorithm: [object.checksum.algorithm],
  ChecksumType: object.checksum.type,
  Size: object.body.length,
  StorageClass: object.storageClass,
  Owner: details.owner ? ownerOutput(objectOwner(bucket, object), stores) : undefined,
  RestoreStatus: details.restoreStatus && isArchived(object.storageClass) ? restoreStatus(object, details.now) : undefined,
})

function restoreStatus({ restored }: ObjectVersion, now: Date): { IsRestoreInProgress: false; RestoreExpiryDate?: Date } {
  return restored !== undefined && restored.until > now
    ? { IsRestoreInProgress: false, RestoreExpiryDate: restored.until }
    : { IsRestoreInProgress: false }
}

/** Whether the latest version is an object; a key under a delete marker is not listed. */
export const isCurrent = (versions: readonly Version[]): boolean => versions[0]?.deleteMarker === false

export const nameOf = (item: Item<unknown>): string => (item.kind === 'key' ? item.key : item.prefix)

/** How much of each object a listing shows. */
export type ContentsInput = Pick<Parsed<ListObjectsV2Request>, 'EncodingType' | 'FetchOwner' | 'OptionalObjectAttributes'>

export function printContents(
  bucket: Bucket,
  items: readonly Item<readonly Version[]>[],
  input: ContentsInput,
  call: Call,
  stores: Stores,
): _Object[] {
  const details = {
    print: keyPrinter(input, stores),
    owner: input.FetchOwner === true,
    restoreStatus: input.OptionalObjectAttributes?.includes('RestoreStatus') === true,
    now: call.now,
  }
  const contents: _Object[] = []
  for (const item of items) {
    const latest = item.kind === 'key' ? item.value[0] : undefined
    if (latest?.deleteMarker !== false) continue
    const isPlain = !details.owner && !details.restoreStatus && details.print(latest.key) === latest.key
    contents.push((isPlain ? plainObject : listedObject)(bucket, latest, details, stores))
  }
  return contents
}
