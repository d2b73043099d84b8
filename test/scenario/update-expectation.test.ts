import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { updateExpectations } from '../../src/scenario/update-expectation.ts'

const text = `# The vendor's way in.
fixture: ../policies/s3-input   # a folder
cases:
  works: { expect: healthy } # as documented
  broken:
    inject: wrong-secret
    expect:
      fault: wrong-secret   # the key was rotated
      at: read.json#/Statement/0/Resource
  # two at once
  both:
    expect: { faults: [a, b] }

  last: { inject: x, expect: same }
`
const place = { file: 'trust.json', pointer: '/Statement/0/Condition/StringEquals/sts:ExternalId' }
const expectOf = (updated: string, title: string): unknown => parse(updated).cases[title].expect

describe('an expectation that is updated', () => {
  it('keeps the comments beside it where one fault takes the place of another', () => {
    expect(updateExpectations(text, 'x.yaml', [{ title: 'broken', faults: [{ fault: 'list-on-object-arn', place }] }])).toBe(
      text
        .replace('fault: wrong-secret   #', 'fault: list-on-object-arn   #')
        .replace('read.json#/Statement/0/Resource', 'trust.json#/Statement/0/Condition/StringEquals/sts:ExternalId'),
    )
  })

  it('is written in flow style where its form changes', () => {
    const updated = updateExpectations(text, 'x.yaml', [
      { title: 'works', faults: [{ fault: 'a', place }, { fault: 'b' }] },
      { title: 'broken', faults: [] },
      { title: 'last', faults: [{ fault: 'x' }] },
      { title: 'not there', faults: [] },
    ])
    expect(expectOf(updated, 'works')).toEqual({ faults: [{ fault: 'a', at: `${place.file}#${place.pointer}` }, 'b'] })
    expect(expectOf(updated, 'broken')).toBe('healthy')
    expect(expectOf(updated, 'last')).toEqual({ fault: 'x' })
    expect(updated).toContain('# two at once\n  both:\n    expect: { faults: [a, b] }\n\n  last: { inject: x, expect: { fault: x } }\n')
  })

  it('is read back as it was meant, and every other byte of the text stays', () => {
    const fault = fc.record({
      fault: fc.stringMatching(/^[a-z][a-z-]{0,12}[a-z]$/),
      place: fc.record({ file: fc.stringMatching(/^[a-z "'#:,[\]{}]{1,8}$/), pointer: fc.string().map((name) => `/${name}`) }),
    })
    fc.assert(
      fc.property(fc.constantFrom('works', 'broken', 'both', 'last'), fc.array(fault, { maxLength: 3 }), (title, faults) => {
        const updated = updateExpectations(text, 'x.yaml', [{ title, faults }])
        const at = ({ place: { file, pointer } }: { place: { file: string; pointer: string } }): string => `${file}#${pointer}`
        const [first] = faults
        const meant =
          first === undefined
            ? 'healthy'
            : faults.length === 1
              ? { fault: first.fault, at: at(first) }
              : { faults: faults.map((each) => ({ fault: each.fault, at: at(each) })) }
        expect(parse(updated)).toEqual({
          ...parse(text),
          cases: { ...parse(text).cases, [title]: { ...parse(text).cases[title], expect: meant } },
        })
        for (const comment of ["# The vendor's way in.", '# a folder', '# as documented', '# two at once'])
          expect(updated).toContain(comment)
      }),
    )
  })
})
