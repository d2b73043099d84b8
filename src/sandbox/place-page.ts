/** What a service asks of a page; the token is opaque to clients: the place of the first item. */
interface PlacePage<T> {
  readonly items: T[]
  /** Of the next page, if there is one. */
  readonly next?: string
}

/** A page of a list that is told by places; undefined where the token is none of ours. */
export function placePage<T>(items: readonly T[], limit: number, token: string | undefined): PlacePage<T> | undefined {
  const first = token === undefined ? 0 : parseToken(token)
  if (first === undefined) return undefined
  const end = first + limit
  return { items: items.slice(first, end), ...(end < items.length ? { next: formatToken(end) } : {}) }
}

const formatToken = (place: number): string => Buffer.from(`from ${place}`).toString('base64')

function parseToken(token: string): number | undefined {
  const [, place] = /^from (\d+)$/.exec(Buffer.from(token, 'base64').toString()) ?? []
  return place === undefined ? undefined : Number(place)
}
