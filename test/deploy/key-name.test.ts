import { describe, expect, it } from 'vitest'
import { toKeyIds, toKeyNames } from '../../src/deploy/key-name.ts'

const arn = 'arn:aws:kms:us-east-1:111122223333:key'
const keys = [
  { name: 'lake', arn: `${arn}/1234abcd-12ab-34cd-56ef-1234567890ab`, nameArn: `${arn}/lake` },
  { name: 'lake-2', arn: `${arn}/0987dcba-09fe-87dc-65ba-ab0987654321`, nameArn: `${arn}/lake-2` },
]

describe('the ARN of a key', () => {
  it('has the key id in what is deployed', () => {
    expect(toKeyIds(`{"Resource":["${arn}/lake","${arn}/lake-2"]}`, keys)).toBe(`{"Resource":["${keys[0]?.arn}","${keys[1]?.arn}"]}`)
  })

  it('has the name of the fixture in what AWS answers', () => {
    expect(toKeyNames(`not authorized to perform: kms:Decrypt on resource: ${keys[1]?.arn} because`, keys)).toBe(
      `not authorized to perform: kms:Decrypt on resource: ${arn}/lake-2 because`,
    )
  })

  it('of a key that the fixture does not have stays as it is', () => {
    for (const other of [`${arn}/lakes`, `${arn}/lake-3`, `${arn}/lake/x`, `${arn}/*`, 'arn:aws:kms:eu-west-1:111122223333:key/lake']) {
      expect(toKeyIds(other, keys)).toBe(other)
    }
  })
})
