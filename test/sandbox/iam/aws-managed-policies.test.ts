import { expect, it } from 'vitest'
import { awsManagedPolicies } from '../../../src/sandbox/iam/aws-managed-policies.ts'

it('every policy of AWS that ships can be read', () => {
  const policies = [...awsManagedPolicies().values()]
  expect(policies.length).toBeGreaterThan(50)
  for (const policy of policies) expect(policy.versions.get(policy.defaultVersionId)?.policy.statements.length).toBeGreaterThan(0)
})

it('a policy of AWS has its path in its ARN', () => {
  expect([...awsManagedPolicies().keys()]).toEqual(
    expect.arrayContaining(['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess', 'arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole']),
  )
})
