import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'

export interface ByteRange {
  readonly first: number
  readonly length: number
}

/** The bytes that a Range header asks for; undefined where S3 pays it no heed: no header, more than one range, no range of bytes. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export function parseRange(header: string | undefined, size: number): Result<ByteRange | undefined, AwsError> {
  const [, from = '', to = ''] = /^\s*bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '') ?? []
  if (header === undefined || (from === '' && to === '')) return ok(undefined)
  if (from === '') {
    const length = Math.min(Number(to), size)
    return length === 0 ? err(unsatisfiable(header, size)) : ok({ first: size - length, length })
  }
  const first = Number(from)
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < first) return ok(undefined)
  return first >= size ? err(unsatisfiable(header, size)) : ok({ first, length: last - first + 1 })
}

/** Recorded from AWS. */
const unsatisfiable = (range: string, size: number): AwsError => ({
  code: 'InvalidRange',
  message: 'The requested range is not satisfiable',
  status: 416,
  fields: { ActualObjectSize: String(size), RangeRequested: range },
})

export const contentRange = ({ first, length }: ByteRange, size: number): string => `bytes ${first}-${first + length - 1}/${size}`
