import { describe, expect, it } from 'vitest'
import { relateResource } from '../../src/faults/relate-resource.ts'
import type { ResourceElement } from '../../src/policy/policy.ts'

const start = { line: 1, column: 1, offset: 0 }
const at = { file: 'policy.json', start, end: start }
const named = (...texts: readonly string[]): ResourceElement => ({
  element: 'Resource',
  at,
  patterns: texts.map((text) => ({ text: `arn:aws:s3:::${text}`, at })),
})
const relation = (element: ResourceElement, wanted: string): readonly (string | undefined)[] => {
  const found = relateResource(element, `arn:aws:s3:::${wanted}`, '2012-10-17')
  return [found.relation, 'pattern' in found ? found.pattern.text.replace('arn:aws:s3:::', '') : undefined]
}

describe('of the resources of a statement', () => {
  it('an ARN that ends with a slash lacks the wildcard, and is nearer to a file than the bucket', () => {
    expect(relation(named('acme', 'acme/'), 'acme/a.csv')).toEqual(['missingWildcard', 'acme/'])
  })

  it('the misspelt one of the two of a bucket is what misses', () => {
    expect(relation(named('acme-in', 'acme-inn/*'), 'acme-in/a.csv')).toEqual(['otherBucket', 'acme-inn/*'])
    expect(relation(named('acme-inn', 'acme-in/*'), 'acme-in')).toEqual(['otherBucket', 'acme-inn'])
  })

  it('that of another bucket is not, where one of the right bucket is of the kind that is wanted', () => {
    expect(relation(named('acme-in/old', 'acme-inn/*'), 'acme-in/a.csv')).toEqual(['otherFolder', 'acme-in/old'])
    expect(relation(named('acme-in', 'elsewhere/*'), 'acme-in/a.csv')).toEqual(['missingWildcard', 'acme-in'])
  })
})
