/** What a name stands for in a network: whoever made the network has checked that it is there. */
export function found<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name)
  if (value === undefined) throw new Error(`internal error: the network lost \`${name}\``)
  return value
}
