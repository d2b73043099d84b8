import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
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

  it("reads Terraform's own files as they are, and writes nothing while something in them is undecided", async () => {
    const module = join(folder, 'module')
    mkdirSync(module)
    const source = (arn: string) => `resource "aws_s3_bucket" "exports" {
  bucket = "acme-exports"
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${arn}/*"]
  }
}
resource "aws_iam_role" "r" {
  name               = "DataReader"
  assume_role_policy = file("${'${path.module}'}/trust.json")
}
resource "aws_iam_role_policy" "read" {
  role   = aws_iam_role.r.id
  policy = data.aws_iam_policy_document.read.json
}
`
    writeFileSync(join(module, 'main.tf'), source('${aws_s3_bucket.exports.arn}'))
    const statement = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: 'sts:AssumeRole' }
    writeFileSync(join(module, 'trust.json'), JSON.stringify({ Version: '2012-10-17', Statement: [statement] }))
    const asked = ['--as', 'DataReader', '--action', 's3:GetObject', '--resource', 'arn:aws:s3:::acme-exports/a']
    for (const path of [module, join(module, 'main.tf')]) {
      const { code, stdout } = await runCli(['explain', path, ...asked, '--expect', 'allowed'])
      expect([code, stdout]).toEqual([0, expect.stringMatching(/allow it at .*main\.tf:5:3/)])
    }
    expect(await runCli(['import', module, '-o', join(folder, 'from-source')])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 roles, 1 buckets, 2 documents'),
    })
    writeFileSync(join(module, 'main.tf'), `data "aws_s3_object" "x" {}\n${source('${data.aws_s3_object.x.id}')}`)
    const open = await runCli(['import', module, '-o', join(folder, 'x')])
    expect([open.code, open.stderr]).toEqual([
      2,
      expect.stringMatching(/main\.tf:8:21: .*cannot be said[\s\S]*\^\^\^[\s\S]*terraform show -json/),
    ])
    const empty = await runCli(['import', 'docs/faults', '-o', join(folder, 'x')])
    expect(empty).toMatchObject({ code: 2, stderr: expect.stringContaining('a folder is `cdk.out`') })
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

  it('writes the network of an account out of several answers of describe commands, which reach asks as it asks the answers', async () => {
    const [vpc, subnet, group] = ['vpc-0a', 'subnet-0a', 'sg-0a']
    const answers = {
      'vpcs.json': { Vpcs: [{ VpcId: vpc, OwnerId: '111122223333', CidrBlock: '10.0.0.0/16' }] },
      'subnets.json': { Subnets: [{ SubnetId: subnet, VpcId: vpc, CidrBlock: '10.0.1.0/24', AvailabilityZone: 'eu-west-1a' }] },
      'groups.json': {
        SecurityGroups: [
          {
            GroupId: group,
            GroupName: 'database',
            VpcId: vpc,
            IpPermissions: [
              { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: '10.0.0.0/16' }] },
              { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: 'sg-0gone' }] },
            ],
            IpPermissionsEgress: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
          },
        ],
      },
      'interfaces.json': {
        NetworkInterfaces: ['4', '5'].map((last) => ({
          NetworkInterfaceId: `eni-0${last}`,
          SubnetId: subnet,
          VpcId: vpc,
          Status: 'in-use',
          PrivateIpAddress: `10.0.1.${last}`,
          Groups: [{ GroupId: group }],
        })),
      },
    }
    const files = Object.entries(answers).map(([name, answer]) => {
      writeFileSync(join(folder, name), JSON.stringify(answer))
      return join(folder, name)
    })
    const out = join(folder, 'network')
    const refused = await runCli(['import', ...files, '-o', out])
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('its group sg-0gone is not described')])
    const { code, stdout } = await runCli(['import', ...files, '-o', out, '--partial'])
    expect([code, stdout]).toEqual([0, expect.stringContaining('1 VPCs, 1 subnets, 1 security groups')])
    for (const [port, expected] of [
      ['5432', 'open'],
      ['22', 'closed'],
    ] as const)
      for (const network of [[out], files]) {
        const asked = ['--from', 'eni-04', '--to', 'eni-05', '--port', port, '--expect', expected]
        expect((await runCli(['reach', ...network, ...asked])).code).toBe(0)
      }
  })
})
