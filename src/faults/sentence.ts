/** A name of the customer's own: it stands in backticks, and may be shortened in the middle. */
export interface Name {
  readonly name: string
  /** What kind of thing it is: `role `. */
  readonly kind?: string
}

export const name = (text: string, kind = ''): Name => ({ name: text, kind })

const longest = 160

/**
 * A plain sentence with names in it, of at most 160 characters: the longest names lose their middle where it is needed.
 *
 * INVARIANT: the words without the names are short enough; a test says every sentence of the catalogue.
 */
export function sentence(words: TemplateStringsArray, ...values: readonly (Name | string)[]): string {
  for (let limit = longest; limit > 12; limit -= 1) {
    const text = words.map((word, index) => `${word}${format(values[index], limit)}`).join('')
    if (text.length <= longest) return text
  }
  return words.map((word, index) => `${word}${format(values[index], 12)}`).join('')
}

function format(value: Name | string | undefined, limit: number): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : `${value.kind ?? ''}\`${shorten(value.name, limit)}\``
}

function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text
  const half = Math.floor((limit - 1) / 2)
  return `${text.slice(0, limit - 1 - half)}…${text.slice(text.length - half)}`
}
