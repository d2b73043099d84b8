/** A request as it came over the wire, before anybody believed a word of it. */
export interface WireRequest {
  readonly method: string
  /** Percent-encoded, as sent. */
  readonly path: string
  /** Without the question mark, as sent. */
  readonly query: string
  /** By lower-cased name; repeated headers joined by commas; each character one byte, as node:http gives them. */
  readonly headers: ReadonlyMap<string, string>
  /** Parameters of the query string, decoded; a repeated one keeps its first value. */
  readonly parameters: ReadonlyMap<string, string>
}

/** `headers` are node's raw list: name, value, name, value … */
export function parseWireRequest(method: string, target: string, rawHeaders: readonly string[]): WireRequest {
  const path = originForm(target)
  const question = path.indexOf('?')
  const query = question === -1 ? '' : path.slice(question + 1)
  return {
    method,
    path: question === -1 ? path : path.slice(0, question),
    query,
    headers: joinHeaders(rawHeaders),
    parameters: parseQuery(query),
  }
}

/** `GET http://host/path` is legal too. */
function originForm(target: string): string {
  if (target.startsWith('/')) return target
  const absolute = /^[a-z]+:\/\/[^/?]*(.*)$/i.exec(target)
  const rest = absolute?.[1] ?? '/'
  return rest.startsWith('/') ? rest : `/${rest}`
}

function joinHeaders(raw: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = String(raw[index]).toLowerCase()
    const value = String(raw[index + 1])
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : `${before},${value}`)
  }
  return headers
}

export function parseQuery(query: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decodePercent(equals === -1 ? pair : pair.slice(0, equals), true)
    if (!parameters.has(name)) parameters.set(name, equals === -1 ? '' : decodePercent(pair.slice(equals + 1), true))
  }
  return parameters
}

/** Decodes what can be decoded; in query strings a plus sign is a space. */
export function decodePercent(text: string, plusIsSpace = false): string {
  const spaced = plusIsSpace && text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    return spaced
  }
}

/** Whether every `%` begins an escape, and the bytes are UTF-8. The bundler leaves out a decoding whose result nobody takes. */
export function isDecodable(text: string): boolean {
  if (!text.includes('%')) return true
  try {
    return decodeURIComponent(text).length > 0
  } catch {
    return false
  }
}

/** Header values are bytes; S3 reads them as UTF-8. */
export const utf8Header = (value: string): string => (/[\x80-\xff]/.test(value) ? Buffer.from(value, 'latin1').toString('utf8') : value)
