import { describe, expect, it } from 'vitest'
import { parseYaml } from '../../src/base/parse-yaml.ts'
import type { Change } from '../../src/faults/edit.ts'
import { editDocument } from '../../src/faults/edit-document.ts'
import type { PlacedDocument } from '../../src/faults/placed-document.ts'
import { parsePolicy, parsePolicyText } from '../../src/policy/parse-policy.ts'

const json = `{ "Version": "2012-10-17",
  "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
      "Resource": ["arn:aws:s3:::a/*"] } }
`
const yaml = `# who may read
Version: "2012-10-17"
Statement:
  - Effect: Allow # everybody of the team
    Action: s3:GetObject
    Resource: [ "arn:aws:s3:::a/*" ]
`

function documentOf(format: 'json' | 'yaml'): PlacedDocument {
  const text = format === 'json' ? json : yaml
  const root = parseYaml(text, 'read')
  const policy = format === 'json' ? parsePolicyText(text, 'read', 'identity') : root.ok ? parsePolicy(root.value, 'identity') : root
  if (!policy.ok) throw new Error('the example is broken')
  const file = { file: 'read', format, text, policy: policy.value } as const
  return { place: { kind: 'inline', holder: { type: 'role', name: 'R' }, name: 'read' }, file }
}
const edited = (format: 'json' | 'yaml', ...changes: readonly Change[]): string => editDocument(documentOf(format), changes).text
const statement = { Effect: 'Deny', Action: 's3:*', Resource: '*' }

describe('an edit of a policy document', () => {
  it('leaves the layout of JSON as it is', () => {
    expect(edited('json', { change: 'set', pointer: '/Statement/Action', value: 's3:Get*' })).toBe(json.replace('s3:GetObject', 's3:Get*'))
  })

  it('leaves the comments of YAML as they are', () => {
    expect(edited('yaml', { change: 'set', pointer: '/Statement/0/Action', value: 's3:Get*' })).toBe(
      yaml.replace('s3:GetObject', 's3:Get*'),
    )
  })

  it('adds to a list, and makes a list of a single value', () => {
    const appended = edited('json', { change: 'append', pointer: '/Statement/Resource', value: 'arn:aws:s3:::b/*' })
    expect(JSON.parse(appended).Statement.Resource).toEqual(['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'])
    expect(JSON.parse(edited('json', { change: 'append', pointer: '/Statement', value: statement })).Statement).toHaveLength(2)
    expect(edited('yaml', { change: 'append', pointer: '/Statement/0/Action', value: 's3:ListBucket' })).toContain('s3:ListBucket')
  })

  it('takes several things out at once by the pointers of the document as it was', () => {
    const document = documentOf('json')
    const three = editDocument(document, [
      { change: 'append', pointer: '/Statement', value: statement },
      { change: 'append', pointer: '/Statement', value: { ...statement, Effect: 'Allow' } },
    ])
    const one = editDocument({ ...document, file: three }, [
      { change: 'remove', pointer: '/Statement/0' },
      { change: 'remove', pointer: '/Statement/1' },
    ])
    expect(one.policy.statements.map(({ effect, action }) => [effect, action.patterns[0]?.text])).toEqual([['Allow', 's3:*']])
  })
})
