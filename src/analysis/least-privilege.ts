/** One thing that somebody has to be allowed to do. */
export interface NeededAccess {
  readonly action: string
  readonly resource: string
  /** A Condition block that every such request meets. */
  readonly when?: object
}

/** An identity policy that allows the needs and nothing else, as a document to paste: actions that go to the same resources are together. */
export function leastPrivilege(needs: readonly NeededAccess[]): object {
  const byAction = groupBy(
    needs,
    ({ action, when }) => JSON.stringify([action, when ?? null]),
    ({ resource }) => resource,
  )
  const byResources = groupBy(
    [...byAction].map(([key, resources]) => {
      const [action, when] = JSON.parse(key) as readonly [string, object | null]
      return { action, key: JSON.stringify([resources, when]) }
    }),
    ({ key }) => key,
    ({ action }) => action,
  )
  const statements = [...byResources].map(([key, actions]) => {
    const [resources, when] = JSON.parse(key) as readonly [readonly string[], object | null]
    const what = { Effect: 'Allow', Action: oneOrMany(actions), Resource: oneOrMany(resources) }
    return when === null ? what : { ...what, Condition: when }
  })
  return { Version: '2012-10-17', Statement: statements }
}

function groupBy<T>(items: readonly T[], key: (item: T) => string, value: (item: T) => string): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, Set<string>>()
  for (const item of items) groups.set(key(item), (groups.get(key(item)) ?? new Set()).add(value(item)))
  return new Map([...groups].map(([name, values]) => [name, [...values].sort()] as const).sort(([a], [b]) => (a < b ? -1 : 1)))
}

const oneOrMany = (values: readonly string[]): string | readonly string[] => (values.length === 1 ? (values[0] ?? '') : values)
