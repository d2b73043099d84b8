/** Requests that a question is about. */
export interface AccessScope {
  /** Patterns, as in `Action`. */
  readonly actions: readonly string[]
  /** Patterns, as in `Resource`; every resource unless given. */
  readonly resources?: readonly string[]
  /** A Condition block: only requests for which it holds. */
  readonly when?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>
}

/** The scope as the elements of a statement. */
export const elementsOf = ({ actions, resources = ['*'], when }: AccessScope): object => ({
  Action: actions,
  Resource: resources,
  ...(when === undefined ? {} : { Condition: when }),
})
