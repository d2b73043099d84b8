import * as fc from 'fast-check'
import { conditionOperatorSpellings } from '../policy/condition-operator.ts'
import type { PolicyType } from '../policy/policy.ts'
import { policyGrammar } from '../policy/policy-grammar.ts'

/** One value, or a list of one or more: AWS takes both. */
const oneOrMany = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> => fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }))

const action = fc.constantFrom('*', 's3:GetObject', 's3:Get*', 'S3:LISTBUCKET', 'iam:PassRole', 'sts:AssumeRole', 'kms:?ecrypt')
const resource = fc.constantFrom(
  '*',
  'arn:aws:s3:::b',
  'arn:aws:s3:::b/*',
  'arn:aws:s3:::b/${aws:username}/*',
  'arn:aws:iam::111122223333:role/r',
)
const aws = fc.constantFrom('*', '111122223333', 'arn:aws:iam::111122223333:root', 'arn:aws:iam::111122223333:role/r')
const conditionValue = fc.constantFrom<string | boolean | number>(
  'x',
  '',
  'a*',
  '${aws:username}',
  true,
  false,
  7,
  '10.0.0.0/8',
  '2026-01-01',
)
const key = fc.constantFrom('aws:username', 'aws:SourceIp', 's3:prefix', 'sts:ExternalId', 'aws:PrincipalTag/team', '__proto__')

const principal = fc.oneof(
  fc.constant('*'),
  fc
    .record(
      { AWS: oneOrMany(aws), Service: fc.constant('ec2.amazonaws.com'), Federated: fc.constant('accounts.google.com') },
      { requiredKeys: [] },
    )
    .filter((types) => Object.keys(types).length > 0),
)

const condition = fc.dictionary(
  fc.constantFrom(...conditionOperatorSpellings()),
  fc.dictionary(key, oneOrMany(conditionValue), { minKeys: 1, maxKeys: 2 }),
  { maxKeys: 2 },
)

/** A policy document that AWS's grammar for the type allows. */
export function anyPolicyDocument(type: PolicyType): fc.Arbitrary<object> {
  const grammar = policyGrammar[type]
  const statement = fc
    .record(
      {
        Sid: fc.stringMatching(/^[A-Za-z0-9]{1,5}$/),
        Effect: fc.constantFrom('Allow', 'Deny'),
        Who: fc.tuple(fc.constantFrom('Principal', ...(grammar.notPrincipal === 'maybe' ? ['NotPrincipal'] : [])), principal),
        What: fc.tuple(fc.constantFrom('Action', 'NotAction'), oneOrMany(action)),
        On: fc.tuple(fc.constantFrom('Resource', 'NotResource'), oneOrMany(resource)),
        Condition: condition,
      },
      { requiredKeys: ['Effect', 'Who', 'What', 'On'] },
    )
    .map(({ Who, What, On, ...others }) => ({
      ...others,
      ...(grammar.principal === 'no' ? {} : { [Who[0]]: Who[1] }),
      [What[0]]: What[1],
      ...(grammar.resource === 'no' ? {} : { [On[0]]: On[1] }),
    }))
  return fc.record(
    {
      Version: fc.constantFrom('2012-10-17', '2008-10-17'),
      Id: fc.string({ maxLength: 5 }),
      Statement: fc.oneof(statement, fc.array(statement, { minLength: 1, maxLength: 3 })),
    },
    { requiredKeys: ['Statement'] },
  )
}

export const anyPolicyType: fc.Arbitrary<PolicyType> = fc.constantFrom(...(Object.keys(policyGrammar) as PolicyType[]))
