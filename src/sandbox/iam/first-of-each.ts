/** The items without those that an earlier one equals. */
export function firstOfEach<T>(items: readonly T[], identity: (item: T) => string): readonly T[] {
  const seen = new Set<string>()
  return items.filter((item) => {
    const id = identity(item)
    const isNew = !seen.has(id)
    seen.add(id)
    return isNew
  })
}
