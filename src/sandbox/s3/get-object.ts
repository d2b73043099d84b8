import type { GetObjectOutput, GetObjectRequest } from '@aws-sdk/client-s3'
import { err, ok } from '../../base/result.ts'
import type { Operation, ResponseBody, Streamed } from '../operation.ts'
import { type Body, bytesOf, sliceBody } from './body.ts'
import type { ByteRange } from './byte-range.ts'
import { invalidObjectState, isOutOfReach, readObject, readPermissions } from './read-object.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export const getObject: Operation<GetObjectRequest, Streamed<GetObjectOutput>> = {
  requires: (input, call, stores) => readPermissions(input, true, call, stores),
  run: (input, call, stores) => {
    const reading = readObject(input, true, call, stores)
    if (!reading.ok) return reading
    const { object, range, output } = reading.value
    if (isOutOfReach(object, call.now)) return err(invalidObjectState(object))
    return ok({ ...output, Body: payload(object.body, range) })
  },
  status: (output) => (output.ContentRange === undefined ? 200 : 206),
}

/** One piece in memory goes out in one write with the head. */
function payload(body: Body, { first, length }: ByteRange): ResponseBody {
  const wanted = sliceBody(body, first, length)
  const [only = new Uint8Array(0)] = wanted.pieces
  return wanted.pieces.length < 2 && only instanceof Uint8Array ? only : bytesOf(wanted)
}
