import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compareUnits } from '../../src/cli/gate/gate-compare.ts'
import { type ForeignUnits, foreignUnits, planUnits } from '../../src/cli/gate/gate-foreign.ts'
import { runCli } from '../support/run-cli.ts'

const place = { path: '', show: <T>(at: T): T => at }
const options = (parameters: Record<string, string> = {}) => ({
  account: '111122223333',
  region: 'us-east-1',
  parameters: new Map(Object.entries(parameters)),
})

const policy = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement })
const allow = (Action: string, Resource = '*', more: object = {}): object => ({ Effect: 'Allow', Action, Resource, ...more })

interface Resource {
  readonly type: string
  readonly name?: string
  readonly values: object
  readonly unknown?: object
}

const addressOf = ({ type, name = 'one' }: Resource): string => `${type}.${name}`
const listed = (resources: readonly Resource[]): object => ({
  root_module: {
    resources: resources.map((each) => ({
      address: addressOf(each),
      mode: 'managed',
      type: each.type,
      name: each.name ?? 'one',
      values: each.values,
    })),
  },
})

const plan = (before: readonly Resource[], after: readonly Resource[]): string =>
  JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.9.5',
    planned_values: listed(after),
    resource_changes: after.map((each) => ({ address: addressOf(each), change: { after_unknown: each.unknown ?? {} } })),
    ...(before.length === 0 ? {} : { prior_state: { format_version: '1.0', values: listed(before) } }),
  })

const role = (document: string): readonly Resource[] => [
  {
    type: 'aws_iam_role',
    values: {
      name: 'Reader',
      assume_role_policy: policy({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }),
    },
  },
  { type: 'aws_iam_role_policy', values: { name: 'read', role: 'Reader', policy: document } },
]

function changesOf(before: ForeignUnits, after: ForeignUnits): Record<string, readonly string[]> {
  const keys = new Set([...before.units, ...after.units].filter(({ carried }) => carried !== true).map(({ key }) => key))
  const find = ({ units }: ForeignUnits, key: string) => units.find((unit) => unit.key === key)
  return Object.fromEntries(
    [...keys].flatMap((key) => {
      const compared = compareUnits(find(before, key), find(after, key), new Map(), { limit: 5000, clock: () => 0 })
      const { change } = compared
      return change === undefined
        ? []
        : [[change.name, change.newlyAllowed.findings.map(({ actions, generalised }) => `${actions.join()} ${generalised}`)]]
    }),
  )
}

function ofPlan(before: readonly Resource[], after: readonly Resource[]): Record<string, readonly string[]> {
  const [one, other] = planUnits(plan(before, after), 'plan.json', place, options()) ?? []
  if (one === undefined || other === undefined) throw new Error('no plan')
  return changesOf(one, other)
}

const template = (...more: readonly string[]): string =>
  [
    'AWSTemplateFormatVersion: "2010-09-09"',
    'Parameters: { Bucket: { Type: String } }',
    'Resources:',
    '  Policy:',
    '    Type: AWS::IAM::ManagedPolicy',
    '    Properties:',
    '      ManagedPolicyName: read',
    '      PolicyDocument:',
    '        Version: "2012-10-17"',
    '        Statement: { Effect: Allow, Action: s3:GetObject, Resource: !Sub "arn:aws:s3:::${Bucket}/*" }',
    ...more,
  ].join('\n')

describe('files of other tools in the gate', () => {
  it('compares the state that a plan starts from with what it makes of it, one principal at once', () => {
    const before = role(policy(allow('s3:GetObject', 'arn:aws:s3:::b/*')))
    const after = role(policy(allow('s3:*', 'arn:aws:s3:::b/*'), { Effect: 'Deny', NotAction: 's3:GetObject*', Resource: '*' }))
    expect(ofPlan(before, after)).toEqual({
      'role Reader': [expect.stringMatching(/^s3:GetObjectAcl,.* on arn:aws:s3:::b\/\*/)],
    })
    expect(ofPlan(before, before)).toEqual({})
  })

  it('names a document that is known only after the apply', () => {
    const [resource, inline] = role(policy(allow('s3:*')))
    if (resource === undefined || inline === undefined) throw new Error('no role')
    const unknown = { ...inline, values: { name: 'read', role: 'Reader' }, unknown: { policy: true } }
    const [, after] = planUnits(plan([], [resource, unknown]), 'plan.json', place, options()) ?? []
    expect(after?.unknown.map(({ message }) => message)).toEqual([
      '`aws_iam_role_policy.one`: the document `policy` is known only after the apply',
    ])
  })

  it('sees what is attached to a role that is made elsewhere', () => {
    const attach = (arn: string): Resource => ({
      type: 'aws_iam_role_policy_attachment',
      values: { role: 'Elsewhere', policy_arn: arn },
    })
    const before = [attach('arn:aws:iam::aws:policy/IAMReadOnlyAccess')]
    const changes = ofPlan(before, [...before, { ...attach('arn:aws:iam::aws:policy/IAMFullAccess'), name: 'two' }])
    expect(Object.keys(changes)).toEqual(['role Elsewhere, made elsewhere'])
    expect(changes['role Elsewhere, made elsewhere']?.join()).toContain('iam:CreateUser')
  })

  it('compares policies of resources that a fixture has no place for, and those that nobody carries', () => {
    const queue = (principal: string): Resource => ({
      type: 'aws_sqs_queue_policy',
      values: { policy: policy(allow('sqs:SendMessage', 'arn:aws:sqs:us-east-1:111122223333:q', { Principal: { AWS: principal } })) },
    })
    const loose = (action: string): Resource => ({ type: 'aws_iam_policy', values: { name: 'loose', policy: policy(allow(action)) } })
    const changes = ofPlan([queue('444455556666'), loose('s3:GetObject')], [queue('*'), loose('s3:PutObject')])
    expect(Object.keys(changes)).toEqual(['policy loose', 'policy of aws_sqs_queue_policy.one'])
    expect(changes['policy of aws_sqs_queue_policy.one']?.[0]).toContain('sqs:SendMessage')
  })

  it('carries out a template with given parameters, and names those without a value', () => {
    const read = (text: string, bucket?: string): ForeignUnits => {
      const found = foreignUnits(text, 't.yaml', place, options(bucket === undefined ? {} : { Bucket: bucket }))
      if (found === undefined) throw new Error('no template')
      return found
    }
    expect(read(template()).unknown.map(({ message }) => message)).toEqual(['the parameter `Bucket` has no default'])
    expect(changesOf(read(template(), 'one'), read(template(), 'two'))).toEqual({ 'policy read': ['s3:GetObject on arn:aws:s3:::two/*'] })
    const used = template('  User:', '    Type: AWS::IAM::User', '    Properties: { UserName: ana, ManagedPolicyArns: [!Ref Policy] }')
    expect(changesOf(read(template(), 'one'), read(used, 'one'))).toEqual({
      'user ana': ['s3:GetObject on arn:aws:s3:::one/*'],
    })
  })

  it('reads the details of an account', () => {
    const text = readFileSync(join(import.meta.dirname, '../fixture/import/account.json'), 'utf8')
    const before = foreignUnits(text, 'account.json', place, options())
    const after = foreignUnits(text.replaceAll('s3:GetObject', 's3:*'), 'account.json', place, options())
    if (before === undefined || after === undefined) throw new Error('no account')
    expect(Object.values(changesOf(before, after)).flat().join()).toContain('s3:')
    expect(changesOf(before, before)).toEqual({})
  })

  it('leaves alone what only looks like a template', () => {
    expect(foreignUnits('{ "Resources": { "cpu": 2 } }', 'limits.json', place, options())).toBeUndefined()
  })

  describe('on the command line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gate-foreign-'))
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    it('takes one plan, and does not pass what is not known yet', async () => {
      const bucketPolicy = { type: 'aws_s3_bucket_policy', values: { bucket: 'b' }, unknown: { policy: true } }
      writeFileSync(
        join(folder, 'plan.json'),
        plan(role(policy(allow('s3:GetObject'))), [...role(policy(allow('s3:GetObject'))), bucketPolicy]),
      )
      const { code, stdout } = await runCli(['gate', 'plan.json', '--fail-on', 'none'], { cwd: folder })
      expect([code, stdout]).toEqual([
        3,
        expect.stringContaining('? not known: `aws_s3_bucket_policy.one`: the document `policy` is known only after the apply'),
      ])
    })

    it('tells what a security group lets in that no interface has', async () => {
      const groups = (CidrIp: string): string =>
        JSON.stringify({
          SecurityGroups: [
            {
              GroupId: 'sg-1',
              GroupName: 'ssh',
              VpcId: 'vpc-1',
              IpPermissions: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp }] }],
              IpPermissionsEgress: [],
            },
          ],
          Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' }],
        })
      writeFileSync(join(folder, 'one.json'), groups('10.0.0.0/8'))
      writeFileSync(join(folder, 'two.json'), groups('0.0.0.0/0'))
      const { code, stdout } = await runCli(['gate', 'one.json', 'two.json'], { cwd: folder })
      expect([code, stdout]).toEqual([
        1,
        expect.stringContaining('+ newly reached: tcp/22 of security group sg-1 from 0.0.0.0-9.255.255.255, 11.'),
      ])
    })

    it('reads what a template nests as part of it, with the parameters that it gives', async () => {
      for (const [side, action] of [
        ['base', 's3:GetObject'],
        ['head', 's3:*'],
      ] as const) {
        mkdirSync(join(folder, side))
        const nested = template().replace('s3:GetObject', action)
        writeFileSync(join(folder, side, 'inner.yaml'), nested)
        const given = '{ TemplateURL: ./inner.yaml, Parameters: { Bucket: acme-nested } }'
        writeFileSync(join(folder, side, 'outer.yaml'), `Resources: { Inner: { Type: AWS::CloudFormation::Stack, Properties: ${given} } }`)
      }
      const { code, stdout } = await runCli(['gate', 'base', 'head'], { cwd: folder })
      expect([code, stdout]).toEqual([1, expect.stringContaining('acme-nested')])
      expect(stdout).toMatch(/head\/inner\.yaml:\d+/)
      expect(stdout).not.toContain('not known')
    })

    it('takes two files of any kind', async () => {
      writeFileSync(join(folder, 'before.yaml'), template())
      writeFileSync(join(folder, 'after.yaml'), template().replace('s3:GetObject', 's3:*'))
      const { code, stdout } = await runCli(['gate', 'before.yaml', 'after.yaml', '--parameter', 'Bucket=b'], { cwd: folder })
      expect([code, stdout]).toEqual([1, expect.stringContaining('+ newly allowed: s3:')])
    })
  })
})
