import type { AttachedPolicy } from '../../src/engine/policy-set.ts'
import { type AccountId, parseAccountId } from '../../src/policy/account-id.ts'
import { parsePolicyText } from '../../src/policy/parse-policy.ts'
import type { Policy, PolicyType } from '../../src/policy/policy.ts'

interface Document {
  readonly Version?: string
  readonly Statement: unknown
}

/** A policy of version 2012-10-17 unless it says otherwise; where a statement names principals, the policy of a resource. */
export function policy(document: Document, type: PolicyType = namesPrincipals(document) ? 'resource' : 'identity'): Policy {
  const parsed = parsePolicyText(JSON.stringify({ Version: '2012-10-17', ...document }, undefined, 2), 'policy.json', type)
  if (!parsed.ok) throw new Error(parsed.error.map(({ message }) => message).join('\n'))
  return parsed.value
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

const namesPrincipals = ({ Statement: statements }: Document): boolean => JSON.stringify(statements).includes('Principal":')
