import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authorize, decideOutcome } from '../../src/engine/authorize.ts'
import type { Decision, LayerTrace, Outcome, StatementTrace } from '../../src/engine/decision.ts'
import { nearMisses } from '../../src/engine/near-miss.ts'
import type { PolicySet } from '../../src/engine/policy-set.ts'
import type { Statement, Text } from '../../src/policy/policy.ts'
import { editPolicies, editStatements } from '../arbitraries/edit-policies.ts'
import { anyPolicySet, anyStatement, attach, type Json } from '../arbitraries/policy-set.ts'
import { anyRequest } from '../arbitraries/request.ts'

const allowed = (outcome: Outcome): boolean => outcome === 'allowed'

/** Block Public Access may open again what a narrower policy leaves: laws about narrowing leave it out. */
const withoutBlock = (set: PolicySet): PolicySet => ({ ...set, restrictPublicBuckets: false })

describe('the laws of the engine', () => {
  it('explicit deny overrides every allow', () => {
    const denyAll = attach({ Statement: { Sid: 'Law', Effect: 'Deny', Action: '*', Resource: '*' } }, 'identity')
    fc.assert(
      fc.property(anyRequest, anyPolicySet, (request, policies) => {
        fc.pre('account' in request.principal && request.action !== 'sts:GetCallerIdentity')
        expect(authorize(request, { ...policies, identity: [denyAll, ...policies.identity] }).outcome).toBe('explicitDeny')
      }),
    )
  })

  it('the outcome of each node follows from its other fields', () => {
    fc.assert(
      fc.property(anyRequest, anyPolicySet, (request, policies) => {
        const decision = authorize(request, policies)
        for (const layer of decision.because) {
          const statements = layer.because.flatMap(({ because }) => because)
          for (const statement of statements) expect(statement.applies).toBe(statement.because.every(({ matches }) => matches))
          expect(layer.outcome).toBe(outcomeOfLayer(layer, statements))
        }
        expect(decision.outcome).toBe(outcomeOfDecision(decision))
      }),
    )
  })

  it('what settles an explicit deny applies, and what settles an implicit one is a layer without an allow', () => {
    fc.assert(
      fc.property(anyRequest, anyPolicySet, (request, policies) => {
        const { by, because } = authorize(request, policies)
        expect(by.length).toBeGreaterThan(0)
        for (const reason of by) {
          if (reason.reason === 'explicitDeny' || reason.reason === 'allow') {
            expect(reason.statement.applies).toBe(true)
            expect(because.some((layer) => layer.because.some((policy) => policy.because.includes(reason.statement)))).toBe(true)
          }
          if (reason.reason === 'noAllow' && reason.layer !== 'resource' && reason.layer !== 'session')
            expect(because.find((layer) => layer.layer === reason.layer && layer.level === reason.level)?.outcome).toBe('implicitDeny')
        }
      }),
    )
  })

  it('what was asked before changes neither a decision nor its tree', () => {
    fc.assert(
      fc.property(fc.array(anyRequest, { minLength: 1, maxLength: 4 }), anyRequest, anyPolicySet, (before, request, policies) => {
        for (const other of before) authorize(other, policies)
        const fresh = JSON.stringify(authorize(request, structuredClone(policies)))
        expect(JSON.stringify(authorize(request, policies))).toBe(fresh)
        expect(JSON.stringify(authorize(request, policies))).toBe(fresh)
      }),
    )
  })

  it('adding an unrelated statement changes nothing', () => {
    fc.assert(
      fc.property(anyRequest, anyPolicySet, fc.constantFrom('Allow', 'Deny'), (request, policies, effect) => {
        const [unrelated] = statementsOf({ Effect: effect, Principal: '*', Action: 'unrelated:Action', Resource: '*' })
        const more = editPolicies(policies, (policy) => ({
          ...policy,
          statements: [unrelated, ...policy.statements].flatMap((s) => s ?? []),
        }))
        expect(decideOutcome(request, withoutBlock(more))).toBe(decideOutcome(request, withoutBlock(policies)))
      }),
    )
  })

  it('order changes nothing', () => {
    fc.assert(
      fc.property(anyRequest, anyPolicySet, (request, policies) => {
        const reversed = editPolicies(policies, (policy) => ({ ...policy, statements: policy.statements.toReversed() }))
        const turned = { ...reversed, identity: reversed.identity.toReversed() }
        expect(decideOutcome(request, turned)).toBe(decideOutcome(request, policies))
      }),
    )
  })

  it('equivalent spellings decide alike: case of actions and keys, split statements', () => {
    fc.assert(
      fc.property(anyRequest, anyPolicySet, (request, policies) => {
        const respelled = editStatements(policies, (statement) => splitByAction(shout(statement)))
        expect(decideOutcome(request, respelled)).toBe(decideOutcome(request, policies))
      }),
    )
  })

  it('narrowing an allow never allows more', () => {
    const narrower = fc.constantFrom<(statement: Statement) => readonly Statement[]>(
      () => [],
      (statement) => [{ ...statement, action: dropFirst(statement.action) }],
      (statement) => (statement.resource === undefined ? [] : [{ ...statement, resource: dropFirst(statement.resource) }]),
      (statement) => [{ ...statement, conditions: [...statement.conditions, ...onlyTeam] }],
    )
    fc.assert(
      fc.property(anyRequest, anyPolicySet, narrower, fc.nat(3), (request, policies, narrow, which) => {
        const wide = withoutBlock(policies)
        const narrowed = editStatements(wide, (statement) =>
          statement.effect === 'Allow' && statement.index % 4 === which ? narrow(statement) : [statement],
        )
        if (allowed(decideOutcome(request, narrowed))) expect(decideOutcome(request, wide)).toBe('allowed')
      }),
    )
  })

  it('adding a deny never allows more', () => {
    const anyDeny = anyStatement('resource').map((statement): Json => ({ ...statement, Effect: 'Deny' }))
    fc.assert(
      fc.property(anyRequest, anyPolicySet, anyDeny, (request, policies, deny) => {
        const denying = editPolicies(policies, (policy) => ({ ...policy, statements: [...policy.statements, ...statementsOf(deny)] }))
        if (allowed(decideOutcome(request, denying))) expect(decideOutcome(request, policies)).toBe('allowed')
      }),
    )
  })

  it('a near miss fails in one element and matches in all others', () => {
    fc.assert(
      fc.property(anyRequest, anyPolicySet, (request, policies) => {
        for (const { statement, misses, layer } of nearMisses(authorize(request, policies))) {
          const missing = misses[0]?.element
          expect(
            misses.every(({ element }) => element === missing),
            layer,
          ).toBe(true)
          expect(statement.because.filter(({ element }) => element !== missing).every(({ matches }) => matches)).toBe(true)
        }
      }),
    )
  })
})

const unknownPlace = { line: 1, column: 1, offset: 0 }
const at = { file: 'law', start: unknownPlace, end: unknownPlace }

const statementsOf = (statement: Json): readonly Statement[] => attach({ Statement: statement }, 'resource').policy.statements

const onlyTeam = statementsOf({
  Effect: 'Allow',
  Principal: '*',
  Action: '*',
  Resource: '*',
  Condition: { StringEquals: { 'aws:PrincipalTag/team': 'data' } },
}).flatMap(({ conditions }) => conditions)

function outcomeOfLayer({ layer }: LayerTrace, statements: readonly StatementTrace[]): Outcome {
  const applying = statements.filter(({ applies }) => applies)
  if (applying.some(({ effect }) => effect === 'Deny')) return 'explicitDeny'
  return layer === 'resourceControl' || applying.length > 0 ? 'allowed' : 'implicitDeny'
}

/** The decision by its layers, its exceptions and what settled it. */
function outcomeOfDecision({ because, exceptions, by }: Decision): Outcome {
  const settling = by.find((reason) => reason.reason === 'exception')
  const denying = because.filter(({ outcome }) => outcome === 'explicitDeny')
  if (exceptions.includes('getCallerIdentityIsAlwaysAllowed')) return 'allowed'
  if (by.some(({ reason }) => reason === 'explicitDeny')) return denying.length > 0 ? 'explicitDeny' : 'allowed'
  if (settling?.effect === 'Deny') return settling.exception === 'publicPolicyIsCutOff' ? 'explicitDeny' : 'implicitDeny'
  return by.some(({ reason }) => reason === 'noAllow') ? 'implicitDeny' : 'allowed'
}

/** Capitals change neither an action nor the name of a key. */
function shout(statement: Statement): Statement {
  const upper = (text: Text): Text => ({ ...text, text: text.text.toUpperCase() })
  return {
    ...statement,
    action: { ...statement.action, patterns: statement.action.patterns.map(upper) },
    conditions: statement.conditions.map((condition) => ({ ...condition, key: condition.key.toUpperCase() })),
  }
}

/** A statement of several actions is as many statements of one. */
const splitByAction = (statement: Statement): readonly Statement[] =>
  statement.action.element === 'NotAction'
    ? [statement]
    : statement.action.patterns.map((pattern) => ({ ...statement, action: { ...statement.action, patterns: [pattern] } }))

/** A list with one entry less; one that excludes gets one more. */
function dropFirst<T extends Statement['action'] | NonNullable<Statement['resource']>>(element: T): T {
  const excluding = element.element.startsWith('Not')
  const patterns = excluding ? [...element.patterns, { text: '*', at }] : element.patterns.slice(1)
  return { ...element, patterns }
}
