import type { Condition, Policy, PrincipalElement, Statement, Text } from './policy.ts'

/**
 * The JSON text of a policy: AWS's order of elements, one value without a list around it, the version always there. Reading it gives the same policy.
 */
export const formatPolicy = (policy: Policy): string => JSON.stringify(policyDocument(policy), undefined, 2)

/** The document that the text holds. */
export function policyDocument(policy: Policy): object {
  return {
    Version: policy.version,
    ...(policy.id === undefined ? {} : { Id: policy.id }),
    Statement: policy.statements.map(statementDocument),
  }
}

function statementDocument(statement: Statement): object {
  const { sid, effect, principal, action, resource, conditionAt, conditions } = statement
  return {
    ...(sid === undefined ? {} : { Sid: sid }),
    Effect: effect,
    ...(principal === undefined ? {} : { [principal.element]: principalDocument(principal) }),
    [action.element]: oneOrMany(action.patterns),
    ...(resource === undefined ? {} : { [resource.element]: oneOrMany(resource.patterns) }),
    ...(conditionAt === undefined && conditions.length === 0 ? {} : { Condition: conditionDocument(conditions) }),
  }
}

function principalDocument({ patterns }: PrincipalElement): unknown {
  if (patterns.length === 1 && patterns[0]?.type === '*') return '*'
  const types = [...new Set(patterns.map(({ type }) => type))]
  return Object.fromEntries(types.map((type) => [type, oneOrMany(patterns.filter((pattern) => pattern.type === type))]))
}

/** INVARIANT: no two conditions share operator and key as written; an object cannot hold them, so no parser makes them. */
function conditionDocument(conditions: readonly Condition[]): object {
  const operators = [...new Set(conditions.map(({ operator }) => operator.text))]
  return Object.fromEntries(
    operators.map((text) => {
      const keys = conditions.filter(({ operator }) => operator.text === text)
      if (new Set(keys.map(({ key }) => key)).size < keys.length) throw new Error(`internal error: two conditions on one key under ${text}`)
      return [text, Object.fromEntries(keys.map(({ key, values }) => [key, oneOrMany(values)]))]
    }),
  )
}

function oneOrMany(texts: readonly Text[]): string | readonly string[] {
  const [first, ...others] = texts.map(({ text }) => text)
  return first !== undefined && others.length === 0 ? first : texts.map(({ text }) => text)
}
