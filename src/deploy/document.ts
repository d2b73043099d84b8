import { plain } from '../base/located.ts'
import type { Span } from '../base/span.ts'
import type { PolicyFile } from '../fixture/fixture.ts'
import { readDocument } from '../fixture/policy-text.ts'

/** Where a document begins: a refusal of it is about the whole. */
export const placeOf = ({ policy }: PolicyFile): Span => policy.at

/** The JSON text of a document with more statements at its end. */
export function jsonTextWith(file: PolicyFile, ...statements: readonly object[]): string {
  const document = readDocument(file)
  if (document.kind !== 'object') throw new Error(`internal error: ${file.file} is not an object`)
  const members = document.members.map(({ key, value }) => {
    const written = plain(value)
    return [key, key === 'Statement' ? [...(Array.isArray(written) ? written : [written]), ...statements] : written]
  })
  return JSON.stringify(Object.fromEntries(members), undefined, 2)
}
