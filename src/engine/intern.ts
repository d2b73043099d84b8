/**
 * The same text as the one string that V8 keeps for names: two such strings are compared by their address, and requests spell the keys of
 * their context in the program's own text most often.
 */
export function intern(text: string): string {
  const [name = text] = Object.keys({ [text]: true })
  return name
}
