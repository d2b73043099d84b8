/** The map with one entry changed; a key that is not there changes nothing. */
export function changeEntry<T>(map: ReadonlyMap<string, T>, key: string, change: (value: T) => T): ReadonlyMap<string, T> {
  const value = map.get(key)
  return value === undefined ? map : new Map([...map, [key, change(value)]])
}

/** The map with an entry at its end, or without it. */
export function withEntry<T>(map: ReadonlyMap<string, T>, key: string, value: T | undefined): ReadonlyMap<string, T> {
  const others = [...map].filter(([name]) => name !== key)
  return new Map(value === undefined ? others : [...others, [key, value]])
}
