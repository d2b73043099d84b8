import { expect, it } from 'vitest'
import { inOrderOfInterest, renderDenial } from '../../src/report/render-denial.ts'
import type { Denial } from '../../src/scenario/denial.ts'

const start = { line: 4, column: 5, offset: 0 }
const denial = (action: string): Denial => ({
  action,
  resource: 'arn:aws:s3:::b/k',
  principal: 'arn:aws:iam::111122223333:role/Reader',
  outcome: 'implicitDeny',
  layers: [
    { title: 'permissions boundary', outcome: 'allowed', statements: [] },
    {
      title: 'identity-based policies',
      outcome: 'implicitDeny',
      statements: [
        {
          effect: 'Allow',
          sid: 'Read',
          policy: 'read',
          at: { file: 'read.json', start, end: start },
          applies: false,
          elements: [
            { matches: true, text: 'action matches' },
            { matches: false, text: 'resource: `arn:aws:s3:::b/k` is in none of `arn:aws:s3:::b`' },
          ],
        },
      ],
    },
  ],
})

it('a refusal is told layer by layer and statement by statement, and a near miss as one', () => {
  expect(renderDenial(denial('s3:GetObject'))).toEqual([
    'implicitDeny: arn:aws:iam::111122223333:role/Reader asked for s3:GetObject on arn:aws:s3:::b/k',
    '  permissions boundary: allowed, no statement',
    '  identity-based policies: implicitDeny',
    '    Allow Read nearly applies, read.json:4:5',
    '      + action matches',
    '      - resource: `arn:aws:s3:::b/k` is in none of `arn:aws:s3:::b`',
  ])
})

it('what a problem is about comes before what was to be refused', () => {
  const message = 'not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k'
  const problem = { kind: 'input', says: '', field: 'region', steps: [], answers: [{ step: 's3.get', message }] } as const
  const ordered = inOrderOfInterest([denial('s3:ListBucket'), denial('s3:GetObject')], [problem])
  expect(ordered.map(({ action }) => action)).toEqual(['s3:GetObject', 's3:ListBucket'])
})
