import { describe, expect, it } from 'vitest'
import type { Diagnosis, KnownFault } from '../../src/diagnose/diagnosis.ts'
import { compareFindings } from '../../src/scenario/compare-findings.ts'

const nowhere = { line: 1, column: 1, offset: 0 }

const found = (fault: string, pointer?: string): KnownFault => ({
  kind: 'fault',
  fault,
  says: 'Something is wrong.',
  steps: [],
  answers: [],
  where: 'IAM',
  advice: 'Mend it.',
  fix: { edits: [], patches: [] },
  ...(pointer === undefined ? {} : { at: { file: 'read.json', start: nowhere, end: nowhere, pointer } }),
})

const diagnosis = (...problems: Diagnosis['problems']): Diagnosis => ({ problems })

describe('a diagnosis is as expected', () => {
  it('when nothing is expected and nothing is found', () => {
    expect(compareFindings([], diagnosis())).toEqual([])
  })

  it('when just the expected faults are found, in any order and at several places', () => {
    const expected = [{ fault: 'a' }, { fault: 'b' }]
    expect(compareFindings(expected, diagnosis(found('b'), found('a'), found('a', '/Statement/1')))).toEqual([])
  })

  it('when it points at the expected element or at a part of it', () => {
    const expected = [{ fault: 'a', place: { file: 'read.json', pointer: '/Statement/0/Resource' } }]
    expect(compareFindings(expected, diagnosis(found('a', '/Statement/0/Resource/1')))).toEqual([])
    expect(compareFindings(expected, diagnosis(found('a', '/Statement/0/ResourceX')))).toMatchObject([{ mismatch: 'elsewhere' }])
  })
})

describe('a diagnosis is not as expected', () => {
  it('when a fault is missing, and when another is there', () => {
    expect(compareFindings([{ fault: 'a' }], diagnosis(found('b')))).toEqual([
      { mismatch: 'missing', fault: 'a' },
      { mismatch: 'unexpected', fault: 'b' },
    ])
  })

  it('when something is wrong that no fault names', () => {
    const unknown = { kind: 'unknownFailure', says: 'No answer came.', steps: [], answers: [] } as const
    expect(compareFindings([], diagnosis(unknown))).toEqual([{ mismatch: 'notAFault', says: 'No answer came.' }])
  })
})
