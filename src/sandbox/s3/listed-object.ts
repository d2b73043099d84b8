import type { _Object, ListObjectsV2Request } from '@aws-sdk/client-s3'
import type { Call, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { Unchanging, UnchangingPart } from '../wire/unchanging.ts'
import type { Bucket } from './bucket.ts'
import { ownerOutput } from './canonical-id.ts'
import { type Item, keyPrinter } from './listing.ts'
import { objectOwner } from './object-permission.ts'
import type { ObjectVersion, Version } from './object-version.ts'
import type { Leaf } from './sorted-map.ts'
import { isArchived } from './storage-class.ts'

/** How listings print keys, and what they may leave out. */
export interface ListedDetails {
  readonly print: (key: string) => string
  readonly owner: boolean
  readonly restoreStatus: boolean
  readonly now: Date
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

/** As an answer has it: one object, or some that were written before. */
export type Listed = _Object | UnchangingPart

/** The objects of a page. What shows no owner and no restore, which change while the object does not, is written leaf by leaf, once. */
export function printContents(
  bucket: Bucket,
  items: readonly Item<readonly Version[]>[],
  input: ContentsInput,
  call: Call,
  stores: Stores,
): readonly Listed[] {
  const details = {
    print: keyPrinter(input, stores),
    owner: input.FetchOwner === true,
    restoreStatus: input.OptionalObjectAttributes?.includes('RestoreStatus') === true,
    now: call.now,
  }
  const show = ([latest]: readonly Version[]): _Object | undefined =>
    latest?.deleteMarker === false ? listedObject(bucket, latest, details, stores) : undefined
  const written = details.owner || details.restoreStatus ? undefined : writtenLeaves[input.EncodingType === 'url' ? 'url' : 'plain']
  return stretchesOf(items).flatMap((stretch): readonly Listed[] => {
    const { leaf, from, to } = stretch
    const objects = written === undefined ? undefined : objectsOf(stretch, written, show)
    return objects === undefined
      ? leaf.values.slice(from, to).flatMap((versions) => show(versions) ?? [])
      : [new UnchangingPart(objects, from, to)]
  })
}

type WrittenLeaves = WeakMap<Leaf<readonly Version[]>, Unchanging>

/** By how keys are printed. */
const writtenLeaves: Readonly<Record<'plain' | 'url', WrittenLeaves>> = { plain: new WeakMap(), url: new WeakMap() }

/** All objects of a leaf, unless they were not written yet and a page has few of them. */
function objectsOf(
  { leaf, from, to }: Stretch,
  written: WrittenLeaves,
  show: (versions: readonly Version[]) => _Object | undefined,
): Unchanging | undefined {
  const known = written.get(leaf)
  if (known !== undefined || to - from < leaf.keys.length / 4) return known
  const made = new Unchanging(() => leaf.values.map(show))
  written.set(leaf, made)
  return made
}

/** Neighbouring keys of a leaf, all of which are listed. */
interface Stretch {
  readonly leaf: Leaf<readonly Version[]>
  readonly from: number
  to: number
}

function stretchesOf(items: readonly Item<readonly Version[]>[]): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (const item of items) {
    if (item.kind !== 'key') continue
    const { leaf, index } = item
    const last = stretches.at(-1)
    if (last?.leaf === leaf && last.to === index) last.to += 1
    else stretches.push({ leaf, from: index, to: index + 1 })
  }
  return stretches
}
