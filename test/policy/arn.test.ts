import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Arn,
  type ArnPattern,
  compileArnPattern,
  compileResourcePattern,
  formatArn,
  matchesArn,
  parseArn,
  parseResourceTemplate,
} from '../../src/policy/arn.ts'
import { fillTemplate } from '../../src/policy/template.ts'

const covers = (pattern: ArnPattern, text: string): boolean => {
  const arn = parseArn(text)
  return arn !== undefined && matchesArn(pattern, arn)
}

const fill = (text: string, values: Record<string, string>): ArnPattern =>
  compileResourcePattern(fillTemplate(parseResourceTemplate(text, '2012-10-17'), (key) => values[key]).parts)

describe('an ARN', () => {
  it.each([
    'arn:aws:s3:::acme-exports/daily/a.csv',
    'arn:aws-cn:iam::111122223333:role/path/Etl',
    'arn:aws:sns:us-east-1:111122223333:topic:subscription',
    'arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:name:1',
    'arn:aws:s3:::',
  ])('`%s` is read and written again', (text) => {
    const arn = parseArn(text)
    expect(arn && formatArn(arn)).toBe(text)
  })

  it.each(['', '*', 'arn:aws:s3', 'arn:aws:s3::bucket', 'urn:aws:s3:::b', 'arn::s3:::b', 'arn:aws::::b'])('`%s` is none', (text) => {
    expect(parseArn(text)).toBeUndefined()
  })

  it('keeps all its parts', () => {
    const segment = fc.stringMatching(/^[a-z0-9-]{1,6}$/)
    const arn: fc.Arbitrary<Arn> = fc.record({
      partition: segment,
      service: segment,
      region: segment,
      account: segment,
      resource: fc.string(),
    })
    fc.assert(
      fc.property(arn, (of) => {
        expect(parseArn(formatArn(of))).toEqual(of)
      }),
    )
  })
})

describe('a pattern of resources', () => {
  it.each([
    ['*', 'arn:aws:s3:::b'],
    ['arn:aws:s3:::b*', 'arn:aws:s3:::bucket/key'],
    ['arn:aws:s3:::b/*', 'arn:aws:s3:::b/x:y/z'],
    ['arn:aws:s3:::b/?.csv', 'arn:aws:s3:::b/1.csv'],
    ['arn:*:s3:::b', 'arn:aws-cn:s3:::b'],
    ['arn:aws:sqs:*:*:queue', 'arn:aws:sqs:us-east-1:111122223333:queue'],
    ['arn:aws:ec2:*:*:security-group*/*', 'arn:aws:ec2:us-east-1:111122223333:security-group-rule/sgr-1'],
    ['arn:aws:codepipeline:*', 'arn:aws:codepipeline:us-east-1:111122223333:pipeline'],
    ['arn:aws:codepipeline', 'arn:aws:codepipeline:us-east-1:111122223333:pipeline'],
    ['arn:aws:iam::111122223333:*', 'arn:aws:iam::111122223333:user/u'],
    ['arn:aws:iam::111122223333:user/*', 'arn:aws:iam::111122223333:user/path/u'],
  ])('`%s` covers `%s`', (pattern, arn) => {
    expect(covers(compileResourcePattern(pattern), arn)).toBe(true)
  })

  it.each([
    ['arn:aws:s3:::b', 'arn:aws:s3:::b/key'],
    ['arn:aws:s3:::B', 'arn:aws:s3:::b'],
    ['arn:aws:s3:*:b', 'arn:aws:s3:::b'],
    ['arn:aws:sqs:us-east-1:*', 'arn:aws:sqs:eu-west-1:111122223333:queue'],
    ['arn:aws:sns:us-east-1:*:b', 'arn:aws:sns:us-east-1:111122223333:a:b'],
    ['arn:aws:s*:::b', 'arn:aws:s3:::b'],
    ['arn:aws:*:::b', 'arn:aws:s3:::b'],
    ['arn:aws', 'arn:aws:s3:::b'],
    ['arn:aws:iam::111122223333:u*', 'arn:aws:iam::111122223333:user/u'],
    ['arn:aws:iam::111122223333:?ser/u', 'arn:aws:iam::111122223333:user/u'],
    ['a*', 'arn:aws:s3:::b'],
    ['b/*', 'arn:aws:s3:::b/key'],
    ['', 'arn:aws:s3:::b'],
  ])('`%s` does not cover `%s`', (pattern, arn) => {
    expect(covers(compileResourcePattern(pattern), arn)).toBe(false)
  })

  it('says why it can match nothing', () => {
    expect(compileResourcePattern('bucket')).toEqual({ kind: 'nothing', because: 'notAnArn' })
    expect(compileResourcePattern('arn:aws:s*:::b')).toEqual({ kind: 'nothing', because: 'wildcardInService' })
    expect(compileResourcePattern('arn:aws:iam::1:u*')).toEqual({ kind: 'nothing', because: 'wildcardInResourceType' })
  })
})

describe('a pattern of an ARN condition', () => {
  it.each([
    ['arn:aws:iam::111122223333:role/*', 'arn:aws:iam::111122223333:role/path/r', true],
    ['arn:aws:*:::b', 'arn:aws:s3:::b', true],
    ['*', 'arn:aws:s3:::b', true],
    ['arn:aws:iam::*:u*', 'arn:aws:iam::111122223333:user/u', true],
    ['arn:aws:iam::*', 'arn:aws:iam::111122223333:user/u', false],
    ['arn:*', 'arn:aws:iam::111122223333:user/u', false],
    ['arn:aws:sns:*:topic', 'arn:aws:sns:us-east-1:111122223333:topic', false],
  ])('`%s` against `%s`: %s', (pattern, arn, expected) => {
    expect(covers(compileArnPattern(pattern), arn)).toBe(expected)
  })
})

describe('a variable in a resource', () => {
  it('may begin the resource part', () => {
    const pattern = fill('arn:aws:sqs:us-east-2:*:${aws:username}-queue', { 'aws:username': 'ana' })
    expect(covers(pattern, 'arn:aws:sqs:us-east-2:111122223333:ana-queue')).toBe(true)
    expect(covers(pattern, 'arn:aws:sqs:us-east-2:111122223333:bob-queue')).toBe(false)
  })

  it('brings its value literally', () => {
    const pattern = fill('arn:aws:s3:::b/${aws:username}/*', { 'aws:username': '*' })
    expect(covers(pattern, 'arn:aws:s3:::b/ana/x')).toBe(false)
    expect(covers(pattern, 'arn:aws:s3:::b/*/x')).toBe(true)
  })

  it('stays text before the fifth colon', () => {
    const pattern = fill('arn:aws:sns:us-east-1:${aws:PrincipalAccount}:topic', { 'aws:PrincipalAccount': '111122223333' })
    expect(covers(pattern, 'arn:aws:sns:us-east-1:111122223333:topic')).toBe(false)
  })

  it('never moves a segment, even with colons in its value', () => {
    const parts = fillTemplate(
      [
        { kind: 'text', text: 'arn:aws:sns:' },
        { kind: 'variable', key: 'k', text: '${k}' },
      ],
      () => '::',
    ).parts
    expect(compileResourcePattern([...parts, { kind: 'text', text: ':1:topic' }]).kind).toBe('segments')
    expect(covers(compileResourcePattern([...parts, { kind: 'text', text: ':1:topic' }]), 'arn:aws:sns:x:1:topic')).toBe(false)
  })
})
