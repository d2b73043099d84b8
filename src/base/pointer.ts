import type { Located } from './located.ts'

/** One step of a JSON Pointer as it is written. @see https://www.rfc-editor.org/rfc/rfc6901 */
export const escapePointer = (token: string | number): string => String(token).replaceAll('~', '~0').replaceAll('/', '~1')

export const formatPointer = (tokens: readonly (string | number)[]): string => tokens.map((token) => `/${escapePointer(token)}`).join('')

/** The steps of a JSON Pointer; none for the whole document. */
export const pointerTokens = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))

/** The value at a JSON Pointer, or undefined when there is none. */
export function valueAt(document: Located, pointer: string): Located | undefined {
  let value: Located | undefined = document
  for (const token of pointerTokens(pointer)) value = value === undefined ? undefined : childOf(value, token)
  return value
}

function childOf(value: Located, token: string): Located | undefined {
  if (value.kind === 'object') return value.members.find(({ key }) => key === token)?.value
  return value.kind === 'array' && /^(?:0|[1-9]\d*)$/.test(token) ? value.items[Number(token)] : undefined
}
