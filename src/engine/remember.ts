/**
 * The function with its last answer at hand: the statements of one decision ask about the same few values again and again. Only for functions
 * that depend on nothing but their argument.
 */
export function rememberLast<T>(read: (text: string) => T): (text: string) => T {
  let known: { readonly text: string; readonly value: T } | undefined
  return (text) => {
    if (known?.text !== text) known = { text, value: read(text) }
    return known.value
  }
}
