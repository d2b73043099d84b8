import type { Located } from '../base/located.ts'
import type { Problem } from '../base/problem.ts'
import type { Span } from '../base/span.ts'
import type { Text } from './policy.ts'

/** What the readers of a policy's parts share: a place for problems. */
export interface PolicyReader {
  readonly report: (code: string, at: Span, message: string, hint?: Pick<Problem, 'help'>) => void
}

export type LocatedObject = Located & { kind: 'object' }

/** How a sentence calls a value. */
export const kindOf = (value: Located): string => kindNames[value.kind]

const kindNames = {
  null: '`null`',
  boolean: 'a boolean',
  number: 'a number',
  string: 'text',
  array: 'a list',
  object: 'an object',
} as const

/** The text or texts of an element: one value may stand where a list is meant. */
export function readTextList(reader: PolicyReader, value: Located, element: string): readonly Text[] {
  const items = value.kind === 'array' ? value.items : [value]
  if (items.length === 0) reader.report(`empty-${kindOfElement(element)}`, value.at, `\`${element}\` is empty`)
  return items.flatMap((item) => {
    if (item.kind === 'string') return [{ text: item.value, at: item.at }]
    const help = item.kind === 'number' ? { help: `write \`"${item.text}"\`` } : {}
    reader.report('wrong-type', item.at, `\`${element}\` is text or a list of texts, not ${kindOf(item)}`, help)
    return []
  })
}

/** `Action` and `NotAction` are about actions, `AWS` and `Service` about principals. */
function kindOfElement(element: string): 'action' | 'resource' | 'principal' {
  if (element.endsWith('Action')) return 'action'
  return element.endsWith('Resource') ? 'resource' : 'principal'
}
