import type { Span } from '../../src/base/span.ts'
import type { AttachedPolicy } from '../../src/engine/policy-set.ts'
import { type AccountId, parseAccountId } from '../../src/policy/account-id.ts'
import type { Condition, ConditionOperatorName, Policy, PrincipalPattern, Statement, Text } from '../../src/policy/policy.ts'

type Json = Record<string, unknown>

const start = { line: 1, column: 1, offset: 0 }

/** A policy as the parser would make it of this document, for tests that are not about reading. */
export function policy(document: Json): Policy {
  const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement]
  return {
    at: at(''),
    version: document.Version === '2008-10-17' ? '2008-10-17' : '2012-10-17',
    statements: statements.map((statement: Json, index) => readStatement(statement, index)),
  }
}

export const attach = (document: Policy, arn?: string): AttachedPolicy => ({
  name: 'policy',
  policy: document,
  ...(arn === undefined ? {} : { arn }),
})

export function accountId(text: string): AccountId {
  const parsed = parseAccountId(text)
  if (!parsed.ok) throw new Error(text)
  return parsed.value
}

const at = (pointer: string): Span => ({ file: 'policy.json', start, end: start, pointer })

const list = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [String(value)])

const texts = (value: unknown, pointer: string): readonly Text[] => list(value).map((text) => ({ text, at: at(pointer) }))

function readStatement(statement: Json, index: number): Statement {
  const pointer = `/Statement/${index}`
  const { Sid, Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition } = statement
  const who = Principal ?? NotPrincipal
  const what = Resource ?? NotResource
  return {
    at: at(pointer),
    index,
    ...(typeof Sid === 'string' ? { sid: Sid } : {}),
    effect: Effect === 'Deny' ? 'Deny' : 'Allow',
    ...(who === undefined
      ? {}
      : {
          principal: {
            element: Principal === undefined ? 'NotPrincipal' : 'Principal',
            at: at(pointer),
            patterns: principals(who, pointer),
          },
        }),
    action: { element: Action === undefined ? 'NotAction' : 'Action', at: at(pointer), patterns: texts(Action ?? NotAction, pointer) },
    ...(what === undefined
      ? {}
      : { resource: { element: Resource === undefined ? 'NotResource' : 'Resource', at: at(pointer), patterns: texts(what, pointer) } }),
    conditions: Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => condition(operator, key, values, pointer)),
    ),
  }
}

function principals(value: unknown, pointer: string): readonly PrincipalPattern[] {
  if (value === '*') return [{ type: '*', text: '*', at: at(pointer) }]
  return Object.entries(value ?? {}).flatMap(([type, names]) =>
    texts(names, pointer).map((text) => ({ ...text, type: type as PrincipalPattern['type'] })),
  )
}

function condition(operator: string, key: string, values: unknown, pointer: string): Condition {
  const [, quantifier, name = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? []
  return {
    at: at(pointer),
    operatorAt: at(pointer),
    operator: {
      text: operator,
      ...(quantifier === undefined ? {} : { quantifier: quantifier as 'ForAllValues' }),
      name: name as ConditionOperatorName,
      ifExists: ifExists !== undefined,
    },
    key,
    keyAt: at(pointer),
    values: texts(values, pointer),
  }
}
