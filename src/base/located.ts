import type { Span } from './span.ts'

/** A JSON or YAML value that remembers where it stands. The tree is the same for both languages; `at.pointer` is always set. */
export type Located =
  | { readonly kind: 'null'; readonly at: Span }
  | { readonly kind: 'boolean'; readonly at: Span; readonly value: boolean }
  /** `text` is the number as written: an unquoted account id `012345678901` must not lose its zero. */
  | { readonly kind: 'number'; readonly at: Span; readonly value: number; readonly text: string }
  | { readonly kind: 'string'; readonly at: Span; readonly value: string }
  | { readonly kind: 'array'; readonly at: Span; readonly items: readonly Located[] }
  | { readonly kind: 'object'; readonly at: Span; readonly members: readonly Member[] }

/** One `key: value` of an object, in the order of the text; a duplicate key is a problem of the parser, and its first member counts. */
export interface Member {
  readonly key: string
  readonly keyAt: Span
  readonly value: Located
}

/** The member named `key`, or undefined. Never finds anything inherited: `__proto__` is a key like any other. */
export function member(object: Located & { kind: 'object' }, key: string): Located | undefined {
  return object.members.find((candidate) => candidate.key === key)?.value
}

/** The plain value, for places that need no positions. Objects have no prototype. */
export function plain(value: Located): unknown {
  switch (value.kind) {
    case 'null':
      return null
    case 'boolean':
    case 'number':
    case 'string':
      return value.value
    case 'array':
      return value.items.map(plain)
    case 'object':
      return Object.assign(Object.create(null), Object.fromEntries(value.members.map(({ key, value: of }) => [key, plain(of)])))
  }
}
