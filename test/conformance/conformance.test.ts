import { describe, expect, it } from 'vitest'
import { authorize, decideOutcome } from '../../src/engine/authorize.ts'
import type { Decision, DecisionReason } from '../../src/engine/decision.ts'
import { denialMessage, s3Detail } from '../../src/engine/denial-message.ts'
import type { PolicySet } from '../../src/engine/policy-set.ts'
import type { Request } from '../../src/engine/request.ts'
import { type Case, cases, elsewhere, isFile, policiesOf, requestsOfCase, rules } from './read-cases.ts'

const describeReason = (reason: DecisionReason): string => {
  switch (reason.reason) {
    case 'noAllow':
      return `noAllow ${reason.layer}${reason.level === undefined ? '' : ` ${reason.level}`}`
    case 'exception':
      return `exception ${reason.exception}`
    default:
      return `${reason.reason} ${reason.layer}${reason.statement.sid === undefined ? '' : ` ${reason.statement.sid}`}`
  }
}

/** The first request that is not allowed settles a call. */
function decideCase(one: Case): { request: Request; policies: PolicySet; decision: Decision } {
  const policies = policiesOf(one)
  const decided = requestsOfCase(one).map((request) => ({ request, policies, decision: authorize(request, policies) }))
  const [first] = decided
  if (first === undefined) throw new Error('no request')
  return decided.find(({ decision }) => decision.outcome !== 'allowed') ?? first
}

const explanation = ({ by, exceptions }: Decision): readonly string[] => {
  const reasons = by.map(describeReason)
  return [...reasons, ...exceptions.map((name) => `exception ${name}`).filter((name) => !reasons.includes(name))]
}

describe.each([...new Set(cases.map(({ file }) => file))])('%s', (file) => {
  it.each(cases.filter((one) => one.file === file).map((one) => [`rule ${one.rule}: ${one.name}`, one] as const))('%s', (_, one) => {
    const { decision, request, policies } = decideCase(one)
    expect(decision.outcome).toBe(one.expect)
    expect(explanation(decision)).toEqual(one.because)
    expect(decideOutcome(request, policies)).toBe(decision.outcome)
    if (one.message === undefined) return
    const service = request.action.slice(0, request.action.indexOf(':'))
    const detail = service !== 's3' || s3Detail(decision, request, { sameOrganization: false })
    expect(denialMessage(decision, request, { service, detail })).toBe(one.message)
  })
})

describe('the conformance cases', () => {
  it.each([...rules])('rule %i has cases that come out differently, or is tested elsewhere: %s', (rule) => {
    const others = elsewhere.filter((entry) => entry.rule === rule)
    expect(others.filter((entry) => 'testedIn' in entry && !isFile(entry.testedIn))).toEqual([])
    const outcomes = new Set(cases.filter((one) => one.rule === rule).map((one) => `${one.expect} ${one.message ?? ''}`))
    expect(outcomes.size >= 2 || others.length > 0, `${outcomes.size} outcome(s)`).toBe(true)
  })

  it('have unique names and a link each', () => {
    expect(cases.filter(({ rule }) => !rules.has(rule))).toEqual([])
    const names = cases.map(({ rule, name }) => `${rule} ${name}`)
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
    for (const { spec } of cases) expect(spec).toMatch(/^https:\/\/(?:docs\.aws\.amazon\.com|aws\.amazon\.com|github\.com\/aws)\//)
  })
})
