import { describe, expect, it } from 'vitest'
import { type Edit, splice } from '../../src/base/splice.ts'

const edited = (text: string, ...edits: readonly Edit[]): string => {
  const result = splice(text, edits)
  return result.ok ? result.value : result.error.code
}

const policy = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:ListBucket"],
      "Resource": [
        "arn:aws:s3:::acme",
        "arn:aws:s3:::acme/*"
      ]
    }
  ]
}
`

describe('an edit of a JSON text', () => {
  it('replaces a value and nothing else', () => {
    expect(edited(policy, { edit: 'replace', at: '/Statement/0/Resource/0', value: 'arn:aws:s3:::b' })).toBe(
      policy.replace('"arn:aws:s3:::acme",', '"arn:aws:s3:::b",'),
    )
  })

  it('keeps a list on one line that was on one line, and on lines that was on lines', () => {
    expect(edited(policy, { edit: 'replace', at: '/Statement/0/Action', value: ['s3:*'] })).toContain('"Action": ["s3:*"],')
    expect(edited(policy, { edit: 'add', at: '/Statement/0/Action/-', value: 's3:PutObject' })).toContain(
      '"s3:ListBucket", "s3:PutObject"],',
    )
    expect(edited(policy, { edit: 'add', at: '/Statement/0/Resource/-', value: 'x' })).toContain(
      '        "arn:aws:s3:::acme/*",\n        "x"\n      ]',
    )
    expect(edited(policy, { edit: 'add', at: '/Statement/0/Resource/0', value: 'x' })).toContain(
      '"Resource": [\n        "x",\n        "arn:aws:s3:::acme",',
    )
  })

  it('adds a member with the indentation of its neighbours', () => {
    const condition = { StringEquals: { 'sts:ExternalId': 'dep-42' } }
    expect(edited(policy, { edit: 'add', at: '/Statement/0/Condition', value: condition })).toContain(`      ],
      "Condition": {
        "StringEquals": {
          "sts:ExternalId": "dep-42"
        }
      }
    }`)
  })

  it('adds a statement in the layout of the text', () => {
    const statement = { Effect: 'Deny', Action: ['s3:DeleteObject'], Resource: '*' }
    expect(edited(policy, { edit: 'add', at: '/Statement/-', value: statement })).toContain(`    },
    {
      "Effect": "Deny",
      "Action": ["s3:DeleteObject"],
      "Resource": "*"
    }
  ]`)
  })

  it('removes a value with its comma', () => {
    expect(edited(policy, { edit: 'remove', at: '/Statement/0/Action/0' })).toContain('"Action": ["s3:ListBucket"],')
    expect(edited(policy, { edit: 'remove', at: '/Statement/0/Action/1' })).toContain('"Action": ["s3:GetObject"],')
    expect(edited(policy, { edit: 'remove', at: '/Statement/0/Resource' })).toContain('"s3:ListBucket"]\n    }')
    expect(edited(policy, { edit: 'remove', at: '/Statement/0' })).toContain('"Statement": []')
  })

  it('fills what was empty', () => {
    expect(edited('{\n\t"a": {}\n}', { edit: 'add', at: '/a/b', value: 1 })).toBe('{\n\t"a": {\n\t\t"b": 1\n\t}\n}')
    expect(edited('{"a":[]}', { edit: 'add', at: '/a/-', value: { b: 1 } })).toBe('{"a":[{"b":1}]}')
    expect(edited('{ "a": { "b": 1 }, "c": [] }', { edit: 'add', at: '/a/d', value: [1, 2] })).toBe(
      '{ "a": { "b": 1, "d": [1, 2] }, "c": [] }',
    )
    expect(edited('[]', { edit: 'add', at: '/0', value: 'x' })).toBe('["x"]')
  })

  it('keeps objects on one line among others on one line', () => {
    const text = '{\n  "Statement": [\n    { "Effect": "Allow", "Action": "*" }\n  ]\n}'
    expect(edited(text, { edit: 'add', at: '/Statement/0', value: { Effect: 'Deny', Action: ['a', 'b'] } })).toBe(
      '{\n  "Statement": [\n    { "Effect": "Deny", "Action": ["a", "b"] },\n    { "Effect": "Allow", "Action": "*" }\n  ]\n}',
    )
  })

  it('keeps carriage returns and tabs', () => {
    const text = '{\r\n\t"a": [\r\n\t\t1\r\n\t]\r\n}\r\n'
    expect(edited(text, { edit: 'add', at: '/a/-', value: { b: 2 } })).toBe(
      '{\r\n\t"a": [\r\n\t\t1,\r\n\t\t{\r\n\t\t\t"b": 2\r\n\t\t}\r\n\t]\r\n}\r\n',
    )
  })

  it('replaces the whole document', () => {
    expect(edited(' 1 ', { edit: 'replace', at: '', value: [2] })).toBe(' [2] ')
  })

  it('makes several edits in their order', () => {
    const edits: readonly Edit[] = [
      { edit: 'remove', at: '/a' },
      { edit: 'add', at: '/a', value: 2 },
      { edit: 'replace', at: '/b', value: 3 },
    ]
    expect(edited('{"a": 1, "b": 1}', ...edits)).toBe('{"b": 3, "a": 2}')
  })

  it.each<[string, Edit]>([
    ['{"a": 1}', { edit: 'replace', at: '/b', value: 1 }],
    ['{"a": 1}', { edit: 'remove', at: '/b' }],
    ['{"a": 1}', { edit: 'remove', at: '' }],
    ['{"a": 1}', { edit: 'add', at: '/a', value: 1 }],
    ['{"a": 1}', { edit: 'add', at: '/a/b', value: 1 }],
    ['[1]', { edit: 'add', at: '/2', value: 1 }],
    ['[1]', { edit: 'add', at: '/x', value: 1 }],
    ['[1]', { edit: 'replace', at: '/01', value: 1 }],
  ])('of `%s` that has no place is refused', (text, edit) => {
    expect(edited(text, edit)).toBe('splice/no-such-place')
  })

  it('of what is no JSON is refused', () => {
    expect(edited('{', { edit: 'replace', at: '', value: 1 })).toBe('splice/not-json')
  })
})
