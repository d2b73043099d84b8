import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openTree } from '../../src/cli/gate/gate-tree.ts'
import { type GateUnits, unitsOf } from '../../src/cli/gate/gate-units.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-assembly-'))
afterAll(() => rmSync(folder, { recursive: true }))

const service = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }

/** A role that may read what this value names. */
const reader = (resource: unknown) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    RoleName: 'reader',
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [service] },
    Policies: [
      {
        PolicyName: 'read',
        PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: resource }] },
      },
    ],
  },
})

const data = {
  Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'acme-data' } } },
  Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Bucket', 'Arn'] }, Export: { Name: 'Data:Arn' } } },
}
const app = { Resources: { Reader: reader({ 'Fn::Join': ['', [{ 'Fn::ImportValue': 'Data:Arn' }, '/*']] }) } }

async function read(name: string, templates: Readonly<Record<string, object>>, accounts = ['111122223333']): Promise<GateUnits> {
  const root = join(folder, name)
  mkdirSync(join(root, 'cdk.out'), { recursive: true })
  const artifacts = Object.fromEntries(
    Object.keys(templates).map((id, index) => [
      id,
      {
        type: 'aws:cloudformation:stack',
        environment: `aws://${accounts[index] ?? accounts[0]}/us-east-1`,
        properties: { templateFile: `${id}.template.json` },
        ...(index > 0 ? { dependencies: [Object.keys(templates)[0]] } : {}),
      },
    ]),
  )
  writeFileSync(join(root, 'cdk.out/manifest.json'), JSON.stringify({ version: '36.0.0', artifacts }))
  for (const [id, template] of Object.entries(templates)) writeFileSync(join(root, `cdk.out/${id}.template.json`), JSON.stringify(template))
  return unitsOf(openTree(root, root), { account: '111122223333', region: 'us-east-1', parameters: new Map() })
}

describe('the stacks of a CDK app', () => {
  it('are compared together: what one exports, the others have', async () => {
    const { units, problems, unknown } = await read('together', { Data: data, App: app })
    expect([...problems, ...unknown]).toEqual([])
    expect(units.map(({ name }) => name).sort()).toEqual(['role reader (cdk.out)', 'trust policy of reader (cdk.out)'])
    expect(JSON.stringify(units)).toContain('arn:aws:s3:::acme-data/*')
  })

  it('are compared one by one where two have a part of one name, and that is said', async () => {
    const twice = { Dev: { Resources: { Reader: reader('*') } }, Prod: { Resources: { Reader: reader('*') } } }
    const { units, notes, unknown } = await read('apart', twice, ['111122223333', '444455556666'])
    expect(unknown).toEqual([])
    expect(units.map(({ name }) => name).filter((name) => name.startsWith('role'))).toEqual([
      'role reader (cdk.out/Dev.template.json)',
      'role reader (cdk.out/Prod.template.json)',
    ])
    expect(notes).toEqual([expect.stringContaining('compared one by one')])
  })
})
