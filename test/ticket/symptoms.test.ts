import { describe, expect, it } from 'vitest'
import { catalogue } from '../../src/faults/catalogue.ts'
import { symptomText } from '../../src/ticket/symptom-text.ts'
import { symptoms } from '../../src/ticket/symptoms.data.ts'
import { faultsGiving } from '../../src/ticket/symptoms.ts'
import { ofNetworks } from '../arbitraries/broken-set-up.ts'

/** AWS answers nothing to these: they show in the fields, or in what AWS lets pass. */
const silent: readonly string[] = [
  'bucket-name-with-scheme-or-path',
  'bucket-name-whitespace-or-case',
  'base-directory-is-object',
  'empty-source',
  'delete-marker-current',
  'custom-endpoint-wrong',
  'dotted-bucket-tls',
  'region-format',
  'trust-external-id-not-required',
]

describe('the dictionary of answers', () => {
  // A fault that is new: `npm run build && node scripts/generate-symptoms.js`. That it is what AWS answers is for `npm run test:deep`.
  it('has every fault of the catalogue that AWS answers', () => {
    const answered = new Set(symptoms.flatMap(({ faults }) => faults))
    expect(catalogue.map(({ id }) => id).filter((id) => !answered.has(id) && !ofNetworks.has(id))).toEqual(silent)
    expect([...answered].filter((id) => !catalogue.some((fault) => fault.id === id))).toEqual([])
  })

  it('has no name in it', () => {
    for (const { text = '' } of symptoms) expect(text).not.toMatch(/acme|Etleap|etl-|\d{12}|arn:/)
  })

  it('gives all faults behind one sentence, whoever is refused', () => {
    const sentence = (who: string): string =>
      `User: ${who} is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::999988887777:role/x/Y`
    const known = faultsGiving(symptoms, { code: 'AccessDenied', text: sentence('arn:aws:iam::444455556666:user/app') })
    expect(known).toEqual(expect.arrayContaining(['trust-external-id-mismatch', 'trust-missing-principal', 'role-does-not-exist']))
    expect(faultsGiving(symptoms, { code: 'AccessDenied', text: sentence('arn:aws:sts::444455556666:assumed-role/app/i-1') })).toEqual(
      known,
    )
  })

  it('tells a bare refusal by the operation, and knows nothing of a code alone', () => {
    const bare = { code: 'AccessDenied', text: 'Access Denied' }
    const listing = faultsGiving(symptoms, { ...bare, operation: 's3:ListObjectsV2' })
    const reading = faultsGiving(symptoms, { ...bare, operation: 's3:HeadObject' })
    expect(listing).toContain('bucket-policy-object-actions-only')
    expect(reading).not.toContain('bucket-policy-object-actions-only')
    expect(faultsGiving(symptoms, { code: 'AccessDenied' })).toEqual([])
  })

  it('leaves names and full stops out of a sentence', () => {
    expect(
      symptomText(
        'User: arn:aws:sts::111122223333:assumed-role/R/s is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/k" with an explicit deny in a resource-based policy.',
      ),
    ).toBe('User: {who} is not authorized to perform: s3:PutObject on resource: {object} with an explicit deny in a resource-based policy')
  })
})
