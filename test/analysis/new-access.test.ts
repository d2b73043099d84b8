import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { newAccess } from '../../src/analysis/new-access.ts'
import { singlePolicy } from '../../src/analysis/single-policy.ts'
import { decideOutcome } from '../../src/engine/authorize.ts'
import type { PolicyType } from '../../src/policy/policy.ts'
import { parsed } from '../arbitraries/policy-pair.ts'

interface LabelledPair {
  readonly id: string
  readonly policyType: PolicyType
  readonly before: object
  readonly after: object
  readonly newAccess: boolean
  readonly why: string
  readonly variants?: { readonly unrestrictedResources?: boolean }
}

interface Sample {
  readonly file: string
  readonly head: string
  readonly label: 'PASS' | 'FAIL'
  readonly reference: object
  readonly candidate: object
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8'))
const pairs = read('containment-cases.json') as readonly LabelledPair[]
const samples = read('aws-policy-check-samples.json') as readonly Sample[]

const compare = (before: object, after: object, type: PolicyType = 'identity', options = {}) =>
  newAccess(parsed(before, type), parsed(after, type), { ...options, type })

const allow = (more: object): object => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] })

describe('newAccess', () => {
  it.each(pairs)('$id: $why', ({ before, after, policyType, newAccess: isNew, variants }) => {
    const report = compare(before, after, policyType)
    expect(report.undecided).toEqual([])
    expect(report.verdict === 'new-access').toBe(isNew)
    for (const { request } of report.findings) {
      expect(decideOutcome(request, singlePolicy(parsed(after, policyType), policyType, 'after').policies(request))).toBe('allowed')
      expect(decideOutcome(request, singlePolicy(parsed(before, policyType), policyType, 'before').policies(request))).not.toBe('allowed')
    }
    if (variants?.unrestrictedResources !== undefined)
      expect(compare(before, after, policyType, { unrestrictedResources: true }).verdict === 'new-access').toBe(
        variants.unrestrictedResources,
      )
  })

  /** Its reference still has `<ACCOUNT ID>` where an account belongs. */
  const unfinished = 'Candidate policy 1: PASS - allows only the allowlisted SAML provider'

  it('agrees with the labels of AWS on its own samples', () => {
    const wrong = samples
      .filter(({ head }) => head !== unfinished)
      .filter(({ file, reference, candidate, label }) => {
        const type = file.includes('role-trust') ? 'trust' : file.startsWith('resource') ? 'bucket' : 'identity'
        return compare(reference, candidate, type).verdict !== (label === 'FAIL' ? 'new-access' : 'none')
      })
    expect(wrong.map(({ file, head }) => `${file}: ${head}`)).toEqual([])
  })

  it('says which statement allows it now, and what refused it before', () => {
    const deny = { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::b/secret/*' }
    const open = { Sid: 'Open', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }
    const [finding] = compare({ Statement: [open, deny] }, { Statement: [open] }).findings
    expect(finding?.because.allowedBy).toMatchObject([{ index: 0, sid: 'Open' }])
    expect(finding?.because.deniedBefore).toMatchObject([{ index: 1 }])
    expect(finding?.generalised).toBe('on arn:aws:s3:::b/* and arn:aws:s3:::b/secret/*')
  })

  it('describes every request that is new, and not only one', () => {
    const before = allow({
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::b/*',
      Condition: { StringEquals: { 'aws:PrincipalTag/team': 'x' } },
    })
    const [finding] = compare(before, allow({ Action: 's3:PutObject', Resource: 'arn:aws:s3:::b/*' })).findings
    expect(finding?.generalised).toBe('on arn:aws:s3:::b/* when aws:PrincipalTag/team is not x')
    expect(finding?.because.nearestBefore).toMatchObject([{ index: 0, misses: ['condition aws:PrincipalTag/team'] }])
  })

  it('knows what NotAction leaves open', () => {
    const report = compare(allow({ NotAction: ['iam:*', 's3:*'], Resource: '*' }), allow({ NotAction: 'iam:*', Resource: '*' }))
    expect(report.findings.flatMap(({ actions }) => actions).every((action) => action.startsWith('s3:'))).toBe(true)
    expect(report.verdict).toBe('new-access')
  })

  it('does not overlook actions that the reference does not know', () => {
    expect(compare(allow({ Action: 'newservice:Get*', Resource: '*' }), allow({ Action: 'newservice:*', Resource: '*' })).verdict).toBe(
      'new-access',
    )
    expect(compare(allow({ Action: 'newservice:*', Resource: '*' }), allow({ Action: 'newservice:Get*', Resource: '*' })).verdict).toBe(
      'none',
    )
  })

  it('leaves it to a person when a Deny with NotPrincipal changed', () => {
    const who = (AWS: string) => ({
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' },
        { Effect: 'Deny', NotPrincipal: { AWS: [AWS, '111122223333'] }, Action: 's3:*', Resource: 'arn:aws:s3:::b/*' },
      ],
    })
    const [one, other] = [who('arn:aws:iam::111122223333:user/ana'), who('arn:aws:iam::111122223333:user/bob')]
    expect(compare(one, one, 'bucket').verdict).toBe('none')
    expect(['undecided', 'new-access']).toContain(compare(one, other, 'bucket').verdict)
  })

  it('leaves it to a person when it depends on a variable without a value', () => {
    const before = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/home/${aws:username}/*' }],
    }
    const after = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/home/*' },
        { Effect: 'Deny', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::b/home/${aws:username}/*' },
      ],
    }
    expect(compare(before, after).verdict).toBe('undecided')
    expect(compare(after, before).verdict).toBe('none')
  })

  it('ends as undecided when its states are used up', () => {
    const pattern = (letter: string): object => allow({ Action: 's3:GetObject', Resource: `arn:aws:s3:::b/*${letter}${'?'.repeat(18)}` })
    const report = compare(pattern('a'), pattern('b'), 'identity', { states: 2000 })
    expect(['undecided', 'new-access']).toContain(report.verdict)
    const both = {
      Statement: ['a', 'b'].map((letter) => ({
        Effect: 'Allow',
        Action: 's3:GetObject',
        Resource: `arn:aws:s3:::b/*${letter}${'?'.repeat(18)}`,
      })),
    }
    const whole = {
      Statement: [...both.Statement, { Effect: 'Deny', Action: 's3:GetObject', Resource: `arn:aws:s3:::b/*${'?'.repeat(18)}a*` }],
    }
    expect(compare(whole, both, 'identity', { states: 50 }).verdict).toBe('undecided')
  })

  it('tells what only AWS could never ask', () => {
    const report = compare(
      allow({ Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b' }),
      allow({ Action: ['s3:ListBucket', 's3:GetObject'], Resource: 'arn:aws:s3:::b' }),
    )
    expect(report.verdict).toBe('unreachable-only')
    expect(report.findings.map(({ reachable }) => reachable)).toEqual([false])
  })
})
