import { utf8Header, type WireRequest } from './wire/wire-request.ts'

/** A presigned request may carry `x-amz-` headers as parameters; the checksum of an empty body that SDKs put there says nothing. */
export function headerReader(request: WireRequest): (name: string) => string | undefined {
  const presigned = isPresigned(request)
  return (name) => {
    const sent = request.headers.get(name)
    if (sent !== undefined) return utf8Header(sent)
    return presigned && isHoistable(name) ? request.parameters.get(name) : undefined
  }
}

const isPresigned = ({ parameters }: WireRequest): boolean => parameters.has('X-Amz-Signature')

const isHoistable = (name: string): boolean =>
  name.startsWith('x-amz-') && !name.startsWith('x-amz-checksum-') && name !== 'x-amz-sdk-checksum-algorithm'

/** All headers by lower-cased name, as text. */
export function headersOf(request: WireRequest): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  for (const [name, value] of request.headers) headers.set(name, utf8Header(value))
  if (!isPresigned(request)) return headers
  for (const [name, value] of request.parameters) {
    const lower = name.toLowerCase()
    if (isHoistable(lower) && !headers.has(lower)) headers.set(lower, value)
  }
  return headers
}
