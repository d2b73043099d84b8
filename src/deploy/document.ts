import { type Located, plain } from '../base/located.ts'
import { parseJson } from '../base/parse-json.ts'
import { parseYaml } from '../base/parse-yaml.ts'
import type { Span } from '../base/span.ts'
import type { PolicyFile } from '../fixture/fixture.ts'

/** Where a document begins: a refusal of it is about the whole. */
export const placeOf = ({ policy }: PolicyFile): Span => policy.at

/** The JSON text of a document: as the user wrote it, or translated from YAML. */
export function jsonText(file: PolicyFile): string {
  return file.format === 'json' ? file.text : JSON.stringify(plain(locate(file)), undefined, 2)
}

/** The JSON text of a document with one more statement at its end. */
export function jsonTextWith(file: PolicyFile, statement: object): string {
  const document = locate(file)
  if (document.kind !== 'object') throw new Error(`internal error: ${file.file} is not an object`)
  const members = document.members.map(({ key, value }) => {
    const written = plain(value)
    return [key, key === 'Statement' ? [...(Array.isArray(written) ? written : [written]), statement] : written]
  })
  return JSON.stringify(Object.fromEntries(members), undefined, 2)
}

/** INVARIANT: the fixture's parser has read the text before. */
function locate({ file, format, text }: PolicyFile): Located {
  const document = format === 'json' ? parseJson(text, file) : parseYaml(text, file)
  if (!document.ok) throw new Error(`internal error: ${file} was read before and cannot be read now`)
  return document.value
}
