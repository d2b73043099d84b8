import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-import-'))
afterAll(() => rmSync(folder, { recursive: true }))

const template = 'test/fixture/import/template.yaml'

describe('sallyport import', () => {
  it('writes a fixture that explain reads, and touches nothing that is there', async () => {
    const out = join(folder, 'exports')
    const first = await runCli(['import', template, '-o', out, '--parameter', 'ExternalId=dep-42'])
    expect(first.stdout).toContain('1 roles, 1 policies, 1 buckets, 1 keys, 5 documents')
    const asked = ['--as', 'DataReader', '--action', 's3:GetObject', '--resource', 'arn:aws:s3:::acme-exports/a', '--expect', 'allowed']
    expect((await runCli(['explain', out, ...asked])).code).toBe(0)
    const again = await runCli(['import', template, '-o', out, '--parameter', 'ExternalId=dep-42'])
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('already')])
  })

  it('writes nothing while something is undecided, and the rest with --partial', async () => {
    const out = join(folder, 'undecided')
    const refused = await runCli(['import', 'test/fixture/import/plan-unknown.json', '-o', out])
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('known only after the apply')])
    expect(readdirSync(folder)).not.toContain('undecided')
    expect((await runCli(['import', 'test/fixture/import/plan-unknown.json', '-o', out, '--partial'])).code).toBe(0)
    expect(readdirSync(out)).toContain('fixture.yaml')
  })

  it('is not needed where a fixture is read: a plan serves as it is', async () => {
    const asked = ['--as', 'DataReader', '--action', 's3:GetObject', '--resource', 'arn:aws:s3:::acme-exports/a']
    const { stdout, code } = await runCli(['explain', 'test/fixture/import/plan.json', ...asked, '--expect', 'allowed'])
    expect(code).toBe(0)
    expect(stdout).toContain('allow it at test/fixture/import/plan.json#aws_iam_role_policy.read.policy:1:41')
  })

  it('refuses a policy that AWS refuses, at its line of the template', async () => {
    const broken = join(folder, 'broken.yaml')
    const role =
      'Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: "2012-10-17"\n        Statement:\n'
    writeFileSync(broken, `${role}          - { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: ec2:RunInstances }\n`)
    const { code, stderr } = await runCli(['import', broken, '-o', join(folder, 'never')])
    expect(code).toBe(2)
    expect(stderr).toMatch(/broken\.yaml:\d+:\d+: AWS refuses to save this/)
  })
})
