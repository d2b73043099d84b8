import type { Policy, Statement } from '../../policy/policy.ts'
import type { StatementChange } from '../../report/gate-report.ts'

/** The statements that are on one side only, order and spelling apart. */
export function statementChanges(before: readonly Policy[], after: readonly Policy[]): readonly StatementChange[] {
  const [gone, come] = [rowsOf(before, '-'), rowsOf(after, '+')]
  return [...without(gone, come), ...without(come, gone)]
}

const rowsOf = (policies: readonly Policy[], sign: StatementChange['sign']): readonly StatementChange[] =>
  policies.flatMap(({ statements }) => statements.map((statement) => ({ sign, ...rowOf(statement) })))

const keyOf = ({ effect, action, resource, principal, condition }: StatementChange): string =>
  JSON.stringify([effect, action.toLowerCase(), resource, principal, condition])

function without(rows: readonly StatementChange[], others: readonly StatementChange[]): readonly StatementChange[] {
  const left = new Map<string, number>()
  for (const other of others) left.set(keyOf(other), (left.get(keyOf(other)) ?? 0) + 1)
  return rows.filter((row) => {
    const number = left.get(keyOf(row)) ?? 0
    left.set(keyOf(row), number - 1)
    return number <= 0
  })
}

function rowOf({ effect, action, resource, principal, conditions }: Statement): Omit<StatementChange, 'sign'> {
  return {
    effect,
    action: listed(action.patterns, action.element === 'NotAction'),
    resource: resource === undefined ? '' : listed(resource.patterns, resource.element === 'NotResource'),
    principal:
      principal === undefined
        ? ''
        : listed(
            principal.patterns.map(({ type, text }) => ({ text: type === '*' ? '*' : `${type}:${text}` })),
            principal.element === 'NotPrincipal',
          ),
    condition: conditions
      .map(({ operator, key, values }) => `${operator.text} ${key}: ${values.map(({ text }) => text).join(', ')}`)
      .sort()
      .join('\n'),
  }
}

const listed = (patterns: readonly { readonly text: string }[], negated: boolean): string =>
  `${negated ? 'not ' : ''}${[...new Set(patterns.map(({ text }) => text))].sort().join('\n')}`
