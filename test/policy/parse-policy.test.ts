import { describe, expect, it } from 'vitest'
import { formatPlace } from '../../src/base/span.ts'
import { parsePolicyText } from '../../src/policy/parse-policy.ts'
import type { Policy, PolicyType } from '../../src/policy/policy.ts'
import { processorTime } from '../support/processor-time.ts'

const parse = (document: unknown, type: PolicyType = 'identity'): Policy => {
  const result = parsePolicyText(typeof document === 'string' ? document : JSON.stringify(document), 'p.json', type)
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('; '))
  return result.value
}

/** `pointer code` of each problem. */
const problemsOf = (document: unknown, type: PolicyType = 'identity'): readonly string[] => {
  const result = parsePolicyText(JSON.stringify(document), 'p.json', type)
  return result.ok ? [] : result.error.map(({ at, code }) => `${at.pointer} ${code}`)
}

const helpOf = (document: unknown, type: PolicyType = 'identity'): string | undefined => {
  const result = parsePolicyText(JSON.stringify(document), 'p.json', type)
  return result.ok ? undefined : result.error[0]?.help
}

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }
const policyOf = (changes: object): object => ({ Version: '2012-10-17', Statement: { ...statement, ...changes } })

describe('a policy', () => {
  it('says where each part stands', () => {
    const policy = parse(`{
  "Version": "2012-10-17",
  "Statement": [
    { "Sid": "Read", "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:ListBucket"],
      "Resource": "arn:aws:s3:::b/*",
      "Condition": { "stringlike": { "s3:prefix": "daily/*" } } }
  ]
}`)
    const [read] = policy.statements
    const places = [read?.at, read?.action.patterns[1]?.at, read?.resource?.at, read?.conditionAt, read?.conditions[0]?.operatorAt]
    expect(places.map((at) => at && `${formatPlace(at)} ${at.pointer}`)).toEqual([
      'p.json:4:5 /Statement/0',
      'p.json:5:34 /Statement/0/Action/1',
      'p.json:6:19 /Statement/0/Resource',
      'p.json:7:20 /Statement/0/Condition',
      'p.json:7:22 /Statement/0/Condition/stringlike',
    ])
    expect(read?.conditions[0]?.operator).toEqual({ text: 'stringlike', name: 'StringLike', ifExists: false })
  })

  it('without a version is of 2008-10-17', () => {
    expect(parse({ Statement: statement }).version).toBe('2008-10-17')
  })

  it('means the same with one value as with a list of one', () => {
    const one = parse(policyOf({})).statements[0]
    const list = parse({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['*'] }] }).statements[0]
    expect(one?.action.patterns.map(({ text }) => text)).toEqual(list?.action.patterns.map(({ text }) => text))
    expect(one?.index).toBe(list?.index)
  })

  it('takes booleans and numbers for condition values as they are written', () => {
    const text = `{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*",
      "Condition": {"Bool": {"aws:SecureTransport": false}, "NumericLessThan": {"s3:max-keys": [10.0, "20"]}}}}`
    expect(parse(text).statements[0]?.conditions.map(({ values }) => values.map((value) => value.text))).toEqual([
      ['false'],
      ['10.0', '20'],
    ])
  })

  it('names principals of every type', () => {
    const named = { AWS: ['111122223333', '*'], Service: 'ec2.amazonaws.com', Federated: 'accounts.google.com', CanonicalUser: 'abc' }
    const principal = parse(policyOf({ Principal: named }), 'bucket').statements[0]?.principal
    expect(principal?.patterns.map(({ type, text }) => `${type} ${text}`)).toEqual([
      'AWS 111122223333',
      'AWS *',
      'Service ec2.amazonaws.com',
      'Federated accounts.google.com',
      'CanonicalUser abc',
    ])
    expect(parse(policyOf({ Principal: '*' }), 'bucket').statements[0]?.principal?.patterns).toMatchObject([{ type: '*', text: '*' }])
  })

  it('takes an operator without keys for nothing, as IAM does', () => {
    expect(parse(policyOf({ Condition: { DateGreaterThan: {}, Nonsense: {} } })).statements[0]?.conditions).toEqual([])
  })
})

describe('a policy with a mistake', () => {
  it.each<[string, unknown, PolicyType, readonly string[]]>([
    ['is no object', [], 'identity', [' policy/not-an-object']],
    ['has no statement', { Version: '2012-10-17' }, 'identity', [' policy/missing-statement']],
    ['has an empty list of statements', { Statement: [] }, 'identity', ['/Statement policy/empty-statement']],
    ['has text for a statement', { Statement: ['x'] }, 'identity', ['/Statement/0 policy/not-an-object']],
    ['has an unknown version', { Version: '2023-01-01', Statement: statement }, 'identity', ['/Version policy/unknown-version']],
    ['has an unknown element', { Statment: statement, Statement: statement }, 'identity', ['/Statment policy/unknown-element']],
    ['has a list for its Id', { Id: [], Statement: statement }, 'identity', ['/Id policy/wrong-type']],
    ['has an unknown element in a statement', policyOf({ Actions: '*' }), 'identity', ['/Statement/Actions policy/unknown-element']],
    ['writes Allow in small letters', policyOf({ Effect: 'allow' }), 'identity', ['/Statement/Effect policy/unknown-effect']],
    [
      'has neither action nor resource',
      { Statement: { Effect: 'Deny' } },
      'identity',
      ['/Statement policy/missing-resource', '/Statement policy/missing-action'],
    ],
    ['has Action and NotAction', policyOf({ NotAction: '*' }), 'identity', ['/Statement/NotAction policy/both-elements']],
    ['has an empty list of actions', policyOf({ Action: [] }), 'identity', ['/Statement/Action policy/empty-action']],
    ['has a number among its resources', policyOf({ Resource: ['*', 7] }), 'identity', ['/Statement/Resource/1 policy/wrong-type']],
    [
      'has a principal in an identity policy',
      policyOf({ Principal: '*' }),
      'identity',
      ['/Statement/Principal policy/prohibited-principal'],
    ],
    ['has a principal in an SCP', policyOf({ Principal: '*' }), 'serviceControl', ['/Statement/Principal policy/prohibited-principal']],
    ['has no principal in a bucket policy', policyOf({}), 'bucket', ['/Statement policy/missing-principal']],
    ['has a resource in a trust policy', policyOf({ Principal: '*' }), 'trust', ['/Statement/Resource policy/prohibited-resource']],
    [
      'has NotPrincipal in a trust policy',
      { Statement: { Effect: 'Deny', Action: '*', NotPrincipal: { AWS: '111122223333' } } },
      'trust',
      ['/Statement/NotPrincipal policy/prohibited-not-principal'],
    ],
    [
      'has a bare ARN for a principal',
      policyOf({ Principal: 'arn:aws:iam::1:root' }),
      'bucket',
      ['/Statement/Principal policy/principal-not-an-object'],
    ],
    [
      'has an unknown type of principal',
      policyOf({ Principal: { Aws: '*' } }),
      'bucket',
      ['/Statement/Principal/Aws policy/unknown-principal-type'],
    ],
    ['has a principal that names nobody', policyOf({ Principal: {} }), 'bucket', ['/Statement/Principal policy/empty-principal']],
    ['has a list for a condition', policyOf({ Condition: [] }), 'identity', ['/Statement/Condition policy/wrong-type']],
    [
      'has an unknown operator',
      policyOf({ Condition: { StringEqual: { a: 'b' } } }),
      'identity',
      ['/Statement/Condition/StringEqual policy/unknown-operator'],
    ],
    ['has text for an operator', policyOf({ Condition: { Bool: 'true' } }), 'identity', ['/Statement/Condition/Bool policy/wrong-type']],
    [
      'has an object for a condition value',
      policyOf({ Condition: { Bool: { a: {} } } }),
      'identity',
      ['/Statement/Condition/Bool/a policy/wrong-type'],
    ],
    [
      'has IfExists on Null',
      policyOf({ Condition: { NullIfExists: { a: 'true' } } }),
      'identity',
      ['/Statement/Condition/NullIfExists policy/unknown-operator'],
    ],
    [
      'has several mistakes',
      {
        Version: 'x',
        Statement: [
          { Effect: 'allow', Action: 1, Resource: '*' },
          { Effect: 'Deny', Action: '*' },
        ],
      },
      'identity',
      [
        '/Version policy/unknown-version',
        '/Statement/0/Effect policy/unknown-effect',
        '/Statement/0/Action policy/wrong-type',
        '/Statement/1 policy/missing-resource',
      ],
    ],
  ])('that %s is refused there', (_, document, type, expected) => {
    expect(problemsOf(document, type)).toEqual(expected)
  })

  it('is told what was probably meant', () => {
    expect(helpOf(policyOf({ Condition: { StringEqual: { a: 'b' } } }))).toBe('did you mean `StringEquals`?')
    expect(helpOf(policyOf({ Condition: { 'ForAnyValues:StringLike': { a: 'b' } } }))).toBe('did you mean `ForAnyValue:StringLike`?')
    expect(helpOf({ Statment: [], Statement: statement })).toBe('did you mean `Statement`?')
    expect(helpOf(policyOf({ Effect: 'allow' }))).toBe('did you mean `Allow`?')
    expect(helpOf(policyOf({ Principal: { Aws: '*' } }), 'bucket')).toBe('did you mean `AWS`?')
    expect(helpOf(policyOf({ Principal: 'arn:aws:iam::1:root' }), 'bucket')).toBe('write `{ "AWS": "arn:aws:iam::1:root" }`')
  })
})

describe('10,000 statements', () => {
  it('are read in bounded time', () => {
    const text = JSON.stringify({ Version: '2012-10-17', Statement: Array(10_000).fill(statement) })
    expect(processorTime(() => expect(parse(text).statements).toHaveLength(10_000))).toBeLessThan(3000)
  })
})
