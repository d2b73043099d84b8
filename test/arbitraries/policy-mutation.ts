/** What happens to policies: each makes another document out of one, at the statement that is picked. */
export const policyMutations: readonly ((statements: readonly object[], at: number) => readonly object[])[] = [
  (statements, at) => statements.filter((_, index) => index !== at),
  (statements, at) =>
    edit(statements, at, (statement) =>
      'Action' in statement ? { ...statement, Action: listOf(statement.Action).map(widen) } : statement,
    ),
  (statements, at) =>
    edit(statements, at, (statement) => Object.fromEntries(Object.entries(statement).filter(([name]) => name !== 'Condition'))),
  (statements, at) => edit(statements, at, (statement) => ('Resource' in statement ? { ...statement, Resource: '*' } : statement)),
]

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

const edit = (statements: readonly object[], at: number, change: (statement: object) => object): readonly object[] =>
  statements.map((statement, index) => (index === at ? change(statement) : statement))

const widen = (action: unknown, index: number): unknown =>
  index > 0 || typeof action !== 'string' ? action : action.replace(/(:[A-Z][a-z]*).*/, '$1*')
