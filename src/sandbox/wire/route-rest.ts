import type { Model } from './shape.ts'
import { decodePercent } from './wire-request.ts'

/** An operation of a REST model, and what its path says. */
export interface RestRoute {
  readonly operation: string
  readonly labels: Readonly<Record<string, string>>
}

interface Pattern {
  readonly operation: string
  readonly method: string
  readonly segments: readonly string[]
}

/** Finds operations of a REST model by method and path, as `/v20180820/accesspoint/{Name}/policy`. S3 itself, whose paths say little, has its own. */
export class RestRoutes {
  readonly #patterns: readonly Pattern[]

  constructor(model: Model) {
    this.#patterns = Object.entries(model.data.operations).flatMap(([operation, { http }]) => {
      if (http === undefined) return []
      const [method, uri] = http
      return [{ operation, method, segments: segmentsOf(uri.split('?')[0] ?? '') }]
    })
  }

  find(method: string, path: string): RestRoute | undefined {
    const segments = segmentsOf(path)
    const pattern = this.#patterns.find((each) => each.method === method && fits(each.segments, segments))
    if (pattern === undefined) return undefined
    const labels = pattern.segments.flatMap((text, place) =>
      text.startsWith('{') ? [[text.slice(1, -1), decodePercent(segments[place] ?? '')] as const] : [],
    )
    return { operation: pattern.operation, labels: Object.fromEntries(labels) }
  }
}

const segmentsOf = (path: string): readonly string[] => path.split('/').slice(1)

const fits = (pattern: readonly string[], segments: readonly string[]): boolean =>
  pattern.length === segments.length && pattern.every((text, place) => text.startsWith('{') || text === segments[place])
