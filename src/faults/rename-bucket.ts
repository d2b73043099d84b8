import type { Bucket } from '../fixture/fixture.ts'
import type { JsonValue } from './edit.ts'
import { jsonOfDocument, newDocument } from './edit-document.ts'
import { mapDocuments } from './placed-document.ts'
import type { SetUp } from './set-up.ts'

/** The set-up with another name for the bucket of the connection, in its policies too. */
export function renameBucket({ fixture, connection }: SetUp, to: string): SetUp {
  const from = connection.bucket
  const buckets = new Map<string, Bucket>(
    [...fixture.buckets].map(([key, bucket]) => (key === from ? [to, { ...bucket, name: to }] : [key, bucket])),
  )
  const renamed = mapDocuments({ ...fixture, buckets }, ({ place, file }) => {
    if (!mentions(file.text, from)) return file
    return newDocument(place.kind, file.file, renameIn(jsonOfDocument(file), from, to))
  })
  return { fixture: renamed, connection: { ...connection, bucket: to } }
}

const mentions = (text: string, bucket: string): boolean => text.includes(`arn:aws:s3:::${bucket}`)

function renameIn(value: JsonValue, from: string, to: string): JsonValue {
  if (typeof value === 'string') return renameArn(value, from, to)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: JsonValue) => renameIn(item, from, to))
  return Object.fromEntries(Object.entries(value).map(([key, item]: [string, JsonValue]) => [key, renameIn(item, from, to)]))
}

const renameArn = (text: string, from: string, to: string): string => {
  const head = `arn:aws:s3:::${from}`
  return text === head || text.startsWith(`${head}/`) ? `arn:aws:s3:::${to}${text.slice(head.length)}` : text
}
