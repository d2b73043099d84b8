import type { Model } from './shape.ts'

/** What of a request decides which S3 operation it is. */
export interface S3Address {
  readonly method: string
  readonly bucket: string | undefined
  /** Decoded; undefined for requests on buckets. */
  readonly key: string | undefined
  readonly parameters: ReadonlyMap<string, string>
  readonly header: (name: string) => string | undefined
}

interface Route {
  readonly operation: string
  /** Parameters of the URI pattern, as `uploads` or `list-type=2`. */
  readonly literals: readonly { readonly name: string; readonly value: string }[]
  /** Required members that are parameters or headers, as `uploadId` or `x-amz-copy-source`. */
  readonly parameters: readonly string[]
  /** Lower-cased. */
  readonly headers: readonly string[]
  readonly weight: number
}

type Level = 'service' | 'bucket' | 'key'

/** Finds operations of a REST model by method, level and what is in the query; the most specific one that fits. */
export class S3Routes {
  readonly #routes = new Map<string, Route[]>()

  constructor(model: Model) {
    for (const [operation, { http, input }] of Object.entries(model.data.operations)) {
      if (http === undefined || input === undefined) continue
      const [method, uri] = http
      const [path = '/', query = ''] = uri.split('?')
      if (path !== '/' && path !== '/{Key+}') continue
      const structure = model.data.structures[input]
      const level: Level = path === '/{Key+}' ? 'key' : structure?.members.Bucket === undefined ? 'service' : 'bucket'
      const bound = (trait: 'query' | 'header'): readonly string[] =>
        (structure?.required ?? []).flatMap((name) => {
          const member = structure?.members[name]
          const bindings = typeof member === 'object' ? member[1] : {}
          return bindings[trait] ?? []
        })
      const literals = literalsOf(query)
      const parameters = bound('query')
      // What the query names is asked for without its headers too, and refused.
      const headers = literals.length > 0 ? [] : bound('header').map((name) => name.toLowerCase())
      const route = { operation, literals, parameters, headers, weight: 2 * literals.length + parameters.length + headers.length }
      const name = `${method} ${level}`
      this.#routes.set(name, [...(this.#routes.get(name) ?? []), route])
    }
    for (const routes of this.#routes.values()) routes.sort((a, b) => b.weight - a.weight)
  }

  find(address: S3Address): string | undefined {
    const level: Level = address.key !== undefined ? 'key' : address.bucket !== undefined ? 'bucket' : 'service'
    for (const route of this.#routes.get(`${address.method} ${level}`) ?? []) if (fits(route, address)) return route.operation
    return undefined
  }
}

const literalsOf = (query: string): Route['literals'] =>
  query
    .split('&')
    .filter((part) => part !== '' && !part.startsWith('x-id='))
    .map((part) => {
      const [name = '', value = ''] = part.split('=')
      return { name, value }
    })

/** By loops: every request is held against a dozen routes or more. */
function fits({ literals, parameters, headers }: Route, address: S3Address): boolean {
  for (const { name, value } of literals) {
    const sent = address.parameters.get(name)
    if (sent === undefined || (value !== '' && sent !== value)) return false
  }
  for (const name of parameters) if (!address.parameters.has(name)) return false
  for (const name of headers) if (address.header(name) === undefined) return false
  return true
}
