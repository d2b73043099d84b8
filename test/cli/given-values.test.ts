import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readGivenValues, refuseUnusedValues } from '../../src/cli/given-values.ts'
import { loadFixture } from '../../src/fixture/load.ts'
import { loadScenarios } from '../../src/scenario/load.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-given-'))
  writeFileSync(
    join(folder, 'template.yaml'),
    `Parameters: { Name: { Type: String } }
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Ref Name
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: { Effect: Allow, Principal: { AWS: "111122223333" }, Action: sts:AssumeRole } }
  App: { Type: AWS::IAM::User, Properties: { UserName: app } }
  Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: acme-exports } }
`,
  )
  writeFileSync(
    join(folder, 'scenario.yaml'),
    `fixture: ./template.yaml
connector: s3-input
connection: { iamRole: Reader, inputBucket: acme-exports, baseDirectory: daily }
cases: { works: { expect: healthy } }
`,
  )
})

afterAll(() => rmSync(folder, { recursive: true }))

it('a scenario and a fixture in a template take the values of its parameters from the command line', async () => {
  const scenario = [join(folder, 'scenario.yaml')]
  expect(await loadScenarios(scenario, [])).toMatchObject({ error: [{ message: 'the parameter `Name` has no default' }] })
  const given = readGivenValues({ parameter: ['Name=Reader'] })
  const loaded = await loadScenarios(scenario, [], given)
  expect(loaded.ok && loaded.value.map(({ fixture }) => [...fixture.roles.keys()])).toEqual([['Reader']])
  const fixture = await loadFixture(join(folder, 'template.yaml'), given)
  expect(fixture.ok && [...fixture.value.roles.keys()]).toEqual(['Reader'])
})

it('values that no fixture asks for are refused', async () => {
  const own = await loadFixture('policies/s3-input')
  if (!own.ok) throw new Error('the fixture is wrong')
  expect(() => refuseUnusedValues({ parameter: ['a=b'] }, [own.value])).toThrow('there are none')
  expect(() => refuseUnusedValues({}, [own.value])).not.toThrow()
})
