import type { Span } from '../../base/span.ts'

/** Where a fixture, or the file of another tool, is in its tree. */
export interface FixturePlace {
  /** From the root; empty where it is compared alone. */
  readonly path: string
  readonly show: (at: Span) => Span
}

export const keyIn = ({ path }: FixturePlace, name: string): string => `${path} ${name}`
export const nameIn = ({ path }: FixturePlace, name: string): string => (path === '' || path === '.' ? name : `${name} (${path})`)
