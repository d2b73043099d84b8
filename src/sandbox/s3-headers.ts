import { utf8Header, type WireRequest } from './wire/wire-request.ts'

/** A presigned request may carry `x-amz-` headers as parameters; the checksum of an empty body that SDKs put there says nothing. */
export function headerReader(request: WireRequest): (name: string) => string | undefined {
  const presigned = isPresigned(request)
  const texts = textsOf(request)
  return (name) => {
    const sent = texts.get(name)
    if (sent !== undefined) return sent
    return presigned && isHoistable(name) ? request.parameters.get(name) : undefined
  }
}

const isPresigned = ({ parameters }: WireRequest): boolean => parameters.has('X-Amz-Signature')

const isHoistable = (name: string): boolean =>
  name.startsWith('x-amz-') && !name.startsWith('x-amz-checksum-') && name !== 'x-amz-sdk-checksum-algorithm'

/** All headers by lower-cased name, as text. */
export function headersOf(request: WireRequest): ReadonlyMap<string, string> {
  const texts = textsOf(request)
  if (!isPresigned(request)) return texts
  const headers = new Map(texts)
  for (const [name, value] of request.parameters) {
    const lower = name.toLowerCase()
    if (isHoistable(lower) && !headers.has(lower)) headers.set(lower, value)
  }
  return headers
}

/** Of the request that was asked about last: several ask, one after the other. */
let lastTexts: { readonly headers: WireRequest['headers']; readonly texts: ReadonlyMap<string, string> } | undefined

/** The headers as text; those that were sent where all are ASCII, as nearly always. */
function textsOf({ headers }: WireRequest): ReadonlyMap<string, string> {
  if (lastTexts?.headers !== headers) lastTexts = { headers, texts: readTexts(headers) }
  return lastTexts.texts
}

function readTexts(headers: WireRequest['headers']): ReadonlyMap<string, string> {
  for (const value of headers.values()) {
    if (utf8Header(value) !== value) return new Map([...headers].map(([name, each]) => [name, utf8Header(each)]))
  }
  return headers
}
