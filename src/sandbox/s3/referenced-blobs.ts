import type { Blob } from './blob.ts'
import type { Body } from './body.ts'
import type { S3Store } from './store.ts'

/** The blobs that objects and uploads in progress consist of; several may share one. */
export function referencedBlobs(s3: S3Store): ReadonlySet<Blob> {
  const blobs = new Set<Blob>()
  for (const body of bodies(s3)) for (const piece of body.pieces) if (!(piece instanceof Uint8Array)) blobs.add(piece.blob)
  return blobs
}

function* bodies({ buckets }: S3Store): Generator<Body, void> {
  for (const { keys, uploads } of buckets.values()) {
    for (const versions of keys.values()) for (const version of versions) if (!version.deleteMarker) yield version.body
    for (const each of uploads.values()) for (const { parts } of each) for (const { body } of parts.values()) yield body
  }
}
