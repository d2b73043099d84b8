import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyPolicyDocument, anyPolicyType } from '../../src/library/policy-document.ts'
import { formatPolicy } from '../../src/policy/format-policy.ts'
import { lintPolicy } from '../../src/policy/lint-policy.ts'
import { parsePolicyText } from '../../src/policy/parse-policy.ts'
import type { Policy, PolicyType } from '../../src/policy/policy.ts'
import { refusePolicy } from '../../src/policy/refuse-policy.ts'

const parse = (text: string, type: PolicyType): Policy => {
  const result = parsePolicyText(text, 'p.json', type)
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('; '))
  return result.value
}

/** The policy without its places. */
const meaning = (policy: Policy): unknown =>
  JSON.parse(JSON.stringify(policy, (name, value: unknown) => (name === 'at' || name.endsWith('At') ? undefined : value)))

const anyTypedDocument = anyPolicyType.chain((type) => fc.tuple(fc.constant(type), anyPolicyDocument(type)))

describe('the laws of reading policies', () => {
  it('every document of the grammar is a policy', () => {
    fc.assert(
      fc.property(anyTypedDocument, ([type, document]) => {
        expect(parsePolicyText(JSON.stringify(document), 'p.json', type)).toMatchObject({ ok: true })
      }),
    )
  })

  it('a policy that is written is read as the same policy', () => {
    fc.assert(
      fc.property(anyTypedDocument, ([type, document]) => {
        const policy = parse(JSON.stringify(document), type)
        expect(meaning(parse(formatPolicy(policy), type))).toEqual(meaning(policy))
      }),
    )
  })

  it('writing settles: a second time changes nothing', () => {
    fc.assert(
      fc.property(anyTypedDocument, ([type, document]) => {
        const once = formatPolicy(parse(JSON.stringify(document), type))
        expect(formatPolicy(parse(once, type))).toBe(once)
      }),
    )
  })

  it('every policy can be linted, and each finding has its place in the text', () => {
    fc.assert(
      fc.property(anyTypedDocument, ([type, document]) => {
        const text = JSON.stringify(document)
        for (const { at } of lintPolicy(parse(text, type), type)) expect(at.end.offset).toBeLessThanOrEqual(text.length)
      }),
    )
  })

  it('no JSON makes it throw, its problems stand in the text, and AWS refuses it too', () => {
    const element = fc.constantFrom(
      'Version',
      'Statement',
      'Effect',
      'Action',
      'Principal',
      'Resource',
      'Condition',
      'AWS',
      'Bool',
      '__proto__',
    )
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<unknown>('Allow', '*', '2012-10-17', true, 1, null, ''),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(element, tie('value'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(
      fc.property(value, anyPolicyType, (document, type) => {
        const text = JSON.stringify(document)
        const result = parsePolicyText(text, 'p.json', type)
        if (result.ok) return
        expect(result.error.length).toBeGreaterThan(0)
        for (const { at } of result.error) expect(at.end.offset).toBeLessThanOrEqual(text.length)
        expect(refusePolicy(text, type)).toBeDefined()
      }),
      { numRuns: 1000 },
    )
  })
})
