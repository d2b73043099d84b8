import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/connectors/observation.ts'
import { type StepName, steps } from '../../src/connectors/step.ts'
import { diagnose } from '../../src/diagnose/diagnose.ts'
import type { DiagnosedProblem } from '../../src/diagnose/diagnosis.ts'
import { symptomClasses } from '../../src/diagnose/symptom-class.ts'
import { catalogue } from '../../src/faults/catalogue.ts'
import type { SetUp } from '../../src/faults/set-up.ts'
import { originalNames, readSetUp } from '../arbitraries/set-up.ts'
import { loadShipped } from '../shipped.ts'

const circumstances = { now: new Date('2026-11-21T08:00:00Z'), sourceIp: '127.0.0.1' }

const observed = (step: StepName, seen: Partial<Observation> = {}): Observation => ({
  step,
  ...steps[step],
  outcome: 'ok',
  durationMs: 1,
  facts: {},
  ...seen,
})
const refused = (step: StepName, message: string, facts: Observation['facts'] = {}): Observation =>
  observed(step, { outcome: 'failed', status: 403, code: 'AccessDenied', message, requestId: 'R1', facts })
const failed = (step: StepName, code: string, message = ''): Observation => observed(step, { outcome: 'failed', code, message })

const detail = (action: string, because: string): string =>
  `User: arn:aws:sts::111122223333:assumed-role/EtleapInput/s is not authorized to perform: ${action} on resource: "arn:aws:s3:::acme-exports" ${because}`
const noIdentity = (action: string): string => detail(action, `because no identity-based policy allows the ${action} action`)
const assumeDenied =
  'User: arn:aws:iam::444455556666:user/etl-app is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/EtleapInput'

const { connection, fixture } = await loadShipped('s3-input')
const blind = (...observations: readonly Observation[]): readonly DiagnosedProblem[] =>
  diagnose({ connection, observations, circumstances }).problems
const readable = (setUp: SetUp, ...observations: readonly Observation[]): readonly DiagnosedProblem[] =>
  diagnose({ ...setUp, observations, circumstances }).problems
const candidatesOf = (problem: DiagnosedProblem | undefined): readonly string[] =>
  problem?.kind === 'lookAlikes' ? problem.candidates.map(({ fault }) => fault) : []

it('no class lists a fault of the catalogue among what the catalogue lacks', () => {
  const others = Object.values(symptomClasses).flatMap((facts) => facts.others ?? [])
  expect(others.map(({ fault }) => fault).filter((id) => catalogue.some((fault) => fault.id === id))).toEqual([])
})

describe('without policies', () => {
  it('a connection that works has nothing wrong with it', () => {
    expect(blind(observed('sts.assume'), observed('s3.list', { facts: { fileCount: 2 } }), observed('s3.get'))).toEqual([])
  })

  it('a region in which STS is switched off is told by its code alone, and by the fixture unless AWS lets the role be used', () => {
    const code = 'RegionDisabledException'
    expect(candidatesOf(blind(failed('sts.assume', code))[0])).toEqual(['sts-region-disabled'])
    expect(readable({ fixture, connection }, failed('sts.assume', code))).toMatchObject([{ kind: 'fault', fault: 'sts-region-disabled' }])
    const broken = catalogue.find(({ id }) => id === 'sts-region-disabled')?.inject({ fixture, connection })
    if (broken === undefined) throw new Error('it applies')
    expect(readable(broken)).toMatchObject([
      {
        fault: 'sts-region-disabled',
        says: expect.stringMatching(
          /^The account `111122223333` lets nobody use its role `EtleapInput` in the region `eu-west-1`: `STS` is switched off there[.]$/,
        ),
      },
    ])
    expect(readable(broken, observed('sts.assume'))).toEqual([])
  })

  it('a refused role is a class of many, none of which is singled out', () => {
    const [problem, ...others] = blind(refused('sts.assume', assumeDenied))
    expect(others).toEqual([])
    expect(problem).toMatchObject({ kind: 'lookAlikes', class: 'sts-assume-denied', steps: ['sts.assume'] })
    expect(candidatesOf(problem)).toEqual(
      expect.arrayContaining(['trust-missing-principal', 'trust-external-id-mismatch', 'role-does-not-exist']),
    )
    expect(candidatesOf(problem)).not.toContain('trust-external-id-missing-in-request')
    expect(problem?.kind === 'lookAlikes' && problem.next).toContain('dep-42')
  })

  it('without an external ID in the connection, its being absent is possible and its being wrong is not', () => {
    const { externalId: _, ...bare } = connection
    const [problem] = diagnose({ connection: bare, observations: [refused('sts.assume', assumeDenied)], circumstances }).problems
    expect(candidatesOf(problem)).toContain('trust-external-id-missing-in-request')
    expect(candidatesOf(problem)).not.toContain('trust-external-id-mismatch')
  })

  it('keeps what AWS answered, with its request id', () => {
    const [problem] = blind(refused('s3.list', noIdentity('s3:ListBucket')))
    expect(problem?.answers).toEqual([
      { step: 's3.list', code: 'AccessDenied', message: noIdentity('s3:ListBucket'), status: 403, requestId: 'R1' },
    ])
  })

  it('a prefix that is accepted narrows a refused listing down to the condition', () => {
    const listing = refused('s3.list', noIdentity('s3:ListBucket'))
    expect(candidatesOf(blind(listing)[0])).toEqual(expect.arrayContaining(['list-action-missing', 'list-on-object-arn']))
    const narrowed = candidatesOf(blind(listing, observed('s3.list-noslash'))[0])
    expect(narrowed).toContain('list-prefix-condition-mismatch')
    expect(narrowed).not.toContain('list-action-missing')
    const star = candidatesOf(blind(listing, observed('s3.list-star'))[0])
    expect(star).toContain('string-equals-with-wildcard')
    expect(star).not.toContain('list-prefix-condition-mismatch')
  })

  it('what keeps everything from working is no candidate once something works', () => {
    const reading = refused('s3.get', noIdentity('s3:GetObject'))
    const listed = observed('s3.list', { facts: { fileCount: 1 } })
    expect(candidatesOf(blind(listed, reading)[0])).not.toContain('policy-not-attached')
    expect(candidatesOf(blind(refused('s3.list', noIdentity('s3:ListBucket')))[0])).toContain('policy-not-attached')
  })

  it('a bare refusal may come from either side', () => {
    const [problem] = blind(refused('s3.list', 'Access Denied'))
    expect(problem).toMatchObject({ class: 's3-403-bare' })
    expect(candidatesOf(problem)).toEqual(
      expect.arrayContaining(['bucket-policy-missing-principal', 'list-action-missing', 'requester-pays']),
    )
  })

  it('one file that is refused and one that is not belong to two owners', () => {
    const [problem] = blind(
      observed('s3.list', { facts: { fileCount: 2, owners: 2 } }),
      refused('s3.get', 'Access Denied', { key: 'daily/a' }),
      observed('s3.get-second', { facts: { key: 'daily/b' } }),
    )
    expect(candidatesOf(problem)).toEqual(['object-owned-by-other-account'])
  })

  it('an empty folder is a question', () => {
    const [problem] = blind(observed('s3.list', { facts: { fileCount: 0 } }))
    expect(problem).toMatchObject({ class: 'empty-listing' })
    expect(problem?.says).toMatch(/[?]$/)
  })

  it('a clock that is off is not a wrong secret, though STS has one code for both', () => {
    expect(blind(failed('sts.identity', 'SignatureDoesNotMatch', 'Signature expired: 1 is now earlier than 2'))).toMatchObject([
      { class: 'clock' },
    ])
    expect(blind(failed('sts.identity', 'SignatureDoesNotMatch', 'The request signature we calculated'))).toMatchObject([
      { class: 'signature' },
    ])
  })

  it('several classes stand in the order of the probe', () => {
    const problems = blind(refused('im.put', 'Access Denied'), refused('s3.get', noIdentity('s3:GetObject')))
    expect(problems.map((problem) => problem.kind === 'lookAlikes' && problem.class)).toEqual(['intermediate', 'identity-implicit'])
  })

  it('a failure of which nothing is known is told as it is', () => {
    expect(blind(failed('sts.identity', 'ECONNREFUSED', 'connect ECONNREFUSED'))).toMatchObject([
      { kind: 'unknownFailure', says: 'The connection cannot sign in: the answer was ECONNREFUSED.', steps: ['sts.identity'] },
    ])
  })

  it('each sentence is one sentence of at most 160 characters', () => {
    const codes = [
      'InvalidClientTokenId',
      'SignatureDoesNotMatch',
      'ExpiredToken',
      'NoSuchBucket',
      'PermanentRedirect',
      'KMS.DisabledException',
    ]
    const long = {
      ...connection,
      bucket: 'b'.repeat(63),
      roleArn: `arn:aws:iam::111122223333:role/${'r'.repeat(64)}`,
      baseDirectory: 'd'.repeat(80),
    }
    const layers = ['identity-based policy', 'resource-based policy', 'permissions boundary', 'session policy', 'VPC endpoint policy']
    const observations = [
      ...codes.map((code) => failed('s3.list', code)),
      ...layers.map((layer) => refused('s3.put', detail('s3:PutObject', `because no ${layer} allows the s3:PutObject action`))),
      refused('s3.get', 'Access Denied'),
      refused('sts.assume', assumeDenied),
      refused('im.put', 'Access Denied'),
    ]
    const { problems } = diagnose({ connection: long, observations, circumstances })
    expect(problems.length).toBeGreaterThan(10)
    for (const { says } of problems) expect(says).toMatch(/^[A-Z`].{1,158}[.?]$/)
  })
})

describe('with policies', () => {
  const healthy: SetUp = { fixture, connection }

  it('says so when AWS refuses what the policies allow, rather than guess', () => {
    const problems = readable(healthy, refused('s3.list', noIdentity('s3:ListBucket')))
    expect(problems).toMatchObject([{ kind: 'disagreement', decided: 'allowed', steps: ['s3.list'] }])
  })

  it('says so when AWS lets pass what the policies refuse, and names no fault for it', () => {
    const broken = readSetUp('s3-input', originalNames['s3-input'], (statements, file) =>
      file === 'read.json' ? statements.filter(({ Action }) => Action !== 's3:GetObject') : statements,
    )
    expect(readable(broken)).toMatchObject([{ kind: 'fault', fault: 'get-object-action-missing' }])
    const keys = ['daily/2026-11-20.csv', 'daily/2026-11-21.csv'].map((key) => observed('s3.get', { facts: { key } }))
    expect(readable(broken, ...keys).map(({ kind }) => kind)).toEqual(['disagreement', 'disagreement'])
  })

  it('a denial that no fault explains still names action, layer and statement', () => {
    const broken = readSetUp('s3-input', originalNames['s3-input'], (statements, file) =>
      file === 'trust.json'
        ? [
            ...statements,
            {
              Effect: 'Deny',
              Principal: '*',
              Action: 'sts:*',
              Condition: { DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } },
            },
          ]
        : statements,
    )
    const [problem, ...others] = readable(broken)
    expect(others).toEqual([])
    expect(problem).toMatchObject({
      kind: 'unexplainedDenial',
      action: 'sts:AssumeRole',
      layer: 'resource',
      at: { pointer: '/Statement/1' },
    })
    expect(problem?.says).toContain('EtleapInput')
  })

  it('offers the change as a patch of the document and as the whole document', () => {
    const broken = readSetUp('s3-input', originalNames['s3-input'], (statements, file) =>
      file === 'read.json'
        ? statements.map((statement) =>
            statement.Action === 's3:GetObject' ? { ...statement, Resource: 'arn:aws:s3:::acme-exports' } : statement,
          )
        : statements,
    )
    const [problem] = readable(broken)
    if (problem?.kind !== 'fault') throw new Error('no fault')
    const [patch, ...others] = problem.fix.patches
    expect(others).toEqual([])
    const changes = patch?.diff.split('\n').filter((line) => /^[-+] /.test(line)) ?? []
    expect(changes.map((line) => line.replace(/\s+/g, ' '))).toEqual([
      '- "Resource": "arn:aws:s3:::acme-exports"',
      '+ "Resource": "arn:aws:s3:::acme-exports/daily/*"',
    ])
    expect(JSON.parse(patch?.document ?? '').Statement).toHaveLength(4)
  })

  it('a mistyped role does not hide what else is wrong', () => {
    const broken = readSetUp('s3-input', originalNames['s3-input'], (statements, file) =>
      file === 'read.json' ? statements.filter(({ Action }) => Action !== 's3:GetObject') : statements,
    )
    const roleArn = `${connection.roleArn}s`
    const names = readable({ ...broken, connection: { ...broken.connection, roleArn } }).map(
      (problem) => problem.kind === 'fault' && problem.fault,
    )
    expect(names).toEqual(['role-does-not-exist', 'get-object-action-missing'])
  })

  it('has no secret in what it says or offers', () => {
    const secretAccessKey = ' wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
    const problems = readable({ fixture, connection: { ...connection, accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey } })
    expect(problems.length).toBeGreaterThan(0)
    expect(JSON.stringify(problems)).not.toContain('wJalr')
  })
})
