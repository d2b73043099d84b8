import { describe, expect, it } from 'vitest'
import { parsePolicyText } from '../../../src/policy/parse-policy.ts'
import { type PrincipalDirectory, ResourceDocument } from '../../../src/sandbox/iam/resource-document.ts'

const alice = 'arn:aws:iam::111122223333:user/team/alice'

/** One known account, with the principals by ARN. */
const directory = (principals: Readonly<Record<string, string>>): PrincipalDirectory => ({
  knowsAccount: (id) => id === '111122223333',
  principalId: (arn) => principals[arn],
  principalArn: (id) => Object.keys(principals).find((arn) => principals[arn] === id),
})

function document(...principals: readonly string[]) {
  const text = `{
    "Version": "2012-10-17",
    "Statement": [{ "Effect": "Allow", "Principal": { "AWS": ${JSON.stringify(principals)} }, "Action": "sts:AssumeRole" }]
  }`
  const policy = parsePolicyText(text, 'trust.json', 'trust')
  if (!policy.ok) throw new Error(policy.error[0]?.message)
  return { text, policy: policy.value }
}

function stored(given: ReturnType<typeof document>, principals: PrincipalDirectory): ResourceDocument {
  const result = ResourceDocument.of(given, 'trust', principals)
  if (!result.ok) throw new Error(result.error)
  return result.value
}

describe('a stored resource policy', () => {
  it('reads as it was put while its principals are there', () => {
    const given = document(alice)
    expect(stored(given, directory({ [alice]: 'AIDAALICE' })).current(directory({ [alice]: 'AIDAALICE' }))).toBe(given)
  })

  it('names the unique id of a principal that was deleted, and of nobody who takes its name', () => {
    const policy = stored(document(alice, 'arn:aws:iam::111122223333:root'), directory({ [alice]: 'AIDAALICE' }))
    for (const later of [directory({}), directory({ [alice]: 'AIDAOTHER' })]) {
      const { text, policy: parsed } = policy.current(later)
      expect(JSON.parse(text).Statement[0].Principal.AWS).toEqual(['AIDAALICE', 'arn:aws:iam::111122223333:root'])
      expect(parsed.statements[0]?.principal?.patterns[0]?.text).toBe('AIDAALICE')
    }
  })

  it('follows a principal that was renamed', () => {
    const policy = stored(document(alice), directory({ [alice]: 'AIDAALICE' }))
    const renamed = 'arn:aws:iam::111122223333:user/alicia'
    expect(policy.current(directory({ [renamed]: 'AIDAALICE' })).text).toBe(document(renamed).text)
  })

  it('is refused when it names a user or role that is not there, or an id that nobody has', () => {
    for (const missing of [alice, 'AROAGONE']) {
      const result = ResourceDocument.of(document('*', missing), 'trust', directory({}))
      expect(result).toEqual({ ok: false, error: `"AWS":"${missing}"` })
    }
  })

  it('believes accounts that the sandbox does not have', () => {
    const foreign = document('arn:aws:iam::999999999999:role/elsewhere', '999999999999', 'arn:aws:sts::111122223333:assumed-role/x/y')
    expect(ResourceDocument.of(foreign, 'trust', directory({})).ok).toBe(true)
  })
})
