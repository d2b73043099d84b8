import { listPrefix } from '../connectors/s3-needs.ts'
import type { Bucket, StoredObject } from '../fixture/fixture.ts'
import type { ObjectState } from './edit.ts'
import { changeObjects } from './edit-fixture.ts'
import type { Evidence } from './evidence.ts'
import type { Finding } from './fault.ts'
import { changeEntry } from './map-entry.ts'
import { filesIn } from './needs-of.ts'
import type { SetUp } from './set-up.ts'

export interface FilesFinding extends Finding {
  readonly bucket: string
  readonly prefix: string
  readonly files: readonly string[]
}

/** The set-up with the files of the connection in another state; undefined where there is none. */
export function changeFiles({ fixture, connection }: SetUp, become: ObjectState, settings: Partial<Bucket> = {}): SetUp | undefined {
  const prefix = listPrefix(connection) ?? ''
  if (filesIn(fixture.buckets.get(connection.bucket), prefix).length === 0) return undefined
  const changed = (bucket: Bucket): Bucket => changeObjects({ ...bucket, ...settings }, prefix, become)
  return { fixture: { ...fixture, buckets: changeEntry(fixture.buckets, connection.bucket, changed) }, connection }
}

/** The files of the connection that are in a state in which nobody reads them. */
export function filesThat(
  { fixture, connection }: Evidence,
  isSo: (object: StoredObject) => boolean,
  steps: readonly string[],
): readonly FilesFinding[] {
  const bucket = fixture.buckets.get(connection.bucket)
  const prefix = listPrefix(connection) ?? ''
  const found = [...(bucket?.objects ?? [])].filter(([key, object]) => key.startsWith(prefix) && !key.endsWith('/') && isSo(object))
  const [first] = found
  if (bucket === undefined || first === undefined) return []
  return [{ bucket: bucket.name, prefix, files: found.map(([key]) => key), at: first[1].at, claims: [], steps }]
}
