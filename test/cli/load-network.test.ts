import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadNetwork } from '../../src/cli/load-network.ts'
import { admits } from '../../src/network/admits.ts'
import { flowOf } from '../network/networks.ts'

const tcp = (port: number, cidr: string) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: [{ CidrIp: cidr }] })
const answers = {
  Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' }],
  Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '10.0.1.0/24', AvailabilityZone: 'us-east-1a' }],
  SecurityGroups: [
    { GroupId: 'sg-1', GroupName: 'database', VpcId: 'vpc-1', IpPermissions: [tcp(5432, '10.0.1.8/32')], IpPermissionsEgress: [] },
  ],
  NetworkInterfaces: [
    { NetworkInterfaceId: 'eni-1', SubnetId: 'subnet-1', VpcId: 'vpc-1', PrivateIpAddress: '10.0.1.9', Groups: [{ GroupId: 'sg-1' }] },
  ],
}
const yaml = `vpcs: { v: { cidrBlock: 10.0.0.0/16 } }
subnets: { subnet-1: { vpc: v, cidrBlock: 10.0.1.0/24 } }
securityGroups: { database: { vpc: v, ingress: [{ protocol: tcp, ports: 5432, cidr: 10.0.1.8/32 }] } }
networkInterfaces: { eni-1: { subnet: subnet-1, privateIpAddress: 10.0.1.9, securityGroups: database } }
`

const template = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  v: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
  subnet: { Type: AWS::EC2::Subnet, Properties: { VpcId: !Ref v, CidrBlock: 10.0.1.0/24 } }
  eni-1: { Type: AWS::EC2::NetworkInterface, Properties: { SubnetId: !Ref subnet, PrivateIpAddress: 10.0.1.9, GroupSet: [!GetAtt data.Outputs.Db] } }
  data: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: ./data.yaml, Parameters: { Vpc: !Ref v } } }
`
const nested = `Parameters: { Vpc: { Type: String } }
Resources:
  Db: { Type: AWS::EC2::SecurityGroup, Properties: { VpcId: !Ref Vpc, SecurityGroupIngress: { IpProtocol: tcp, FromPort: 5432, ToPort: 5432, CidrIp: 10.0.1.8/32 } } }
Outputs: { Db: { Value: !Ref Db } }
`

let folder: string
const write = (files: Readonly<Record<string, unknown>>): void => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  }
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-network-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const outcomes = async (paths: readonly string[]) => {
  const loaded = await loadNetwork(paths.map((path) => join(folder, path)))
  if (!loaded.ok) return loaded.error.map(({ message }) => message)
  return ['10.0.1.8', '10.0.1.7'].map((from) => admits(loaded.value, flowOf(loaded.value, { from, to: 'eni-1:5432' })).outcome)
}

describe('a network is read', () => {
  const indented = yaml.replace(/^/gm, '  ').trimEnd()
  const described = Object.entries(answers)
  it.each<[string, Record<string, unknown>, readonly string[]]>([
    ['of a YAML file', { 'any.yaml': yaml }, ['any.yaml']],
    ['below the key of a fixture', { 'any.yml': `network:\n${indented}\n` }, ['any.yml']],
    ['of a folder with network.yaml', { 'network.yaml': yaml, 'other.json': '{}' }, ['.']],
    ['of a fixture, inline', { 'fixture.yaml': `description: d\naccounts: { a: "111122223333" }\nnetwork:\n${indented}\n` }, ['.']],
    [
      'of a fixture, in a file',
      { 'fixture.yaml': 'description: d\naccounts: { a: "111122223333" }\nnetwork: ./net.yaml\n', 'net.yaml': yaml },
      ['fixture.yaml'],
    ],
    ['of one describe answer with everything', { 'all.json': answers }, ['all.json']],
    [
      'of a file for each answer',
      Object.fromEntries(described.map(([name, list]) => [`${name}.json`, { [name]: list }])),
      described.map(([name]) => `${name}.json`),
    ],
    [
      'of a folder of answers, and of folders below it',
      {
        ...Object.fromEntries(described.map(([name, list]) => [`us-east-1/${name}.json`, { [name]: list }])),
        'package.json': { name: 'x' },
      },
      ['.'],
    ],
    [
      'of answers that stand below names of their own',
      { 'snapshot.json': Object.fromEntries(described.map(([name, list]) => [`describe-${name}`, { [name]: list }])) },
      ['snapshot.json'],
    ],
    [
      'of lists that `--query` took out of their answers',
      Object.fromEntries(described.map(([name, list]) => [`${name}.json`, list])),
      described.map(([name]) => `${name}.json`),
    ],
    ['of a template and of what it nests', { 'template.yaml': template, 'data.yaml': nested }, ['template.yaml']],
    ['of answers in YAML', { 'all.yaml': JSON.stringify(answers) }, ['all.yaml']],
  ])('%s', async (_, files, paths) => {
    write(files)
    expect(await outcomes(paths)).toEqual(['open', 'closed'])
  })

  it.each<[string, Record<string, unknown>, readonly string[], string]>([
    ['a path that is not there', {}, ['nowhere'], 'there is no'],
    ['a folder without a network', { 'a/package.json': { name: 'x' } }, ['a'], 'there is no network in'],
    ['a network beside an answer', { 'a.yaml': yaml, 'b.json': answers }, ['a.yaml', 'b.json'], 'is no answer of a describe command'],
    [
      'a nested stack whose template is not there',
      { 'template.yaml': template },
      ['template.yaml'],
      'of the nested stack `data` cannot be read',
    ],
    ['half a JSON file', { 'a.json': '{"Vpcs": [' }, ['a.json'], ''],
    ['a group that is not there', { 'a.yaml': yaml.replace('securityGroups: database', 'securityGroups: databse') }, ['a.yaml'], 'databse'],
    [
      'a fixture that names a file that is not there',
      { 'fixture.yaml': 'description: d\naccounts: { a: "111122223333" }\nnetwork: ./net.yaml\n' },
      ['.'],
      'there is no file `./net.yaml`',
    ],
    [
      'an endpoint policy that AWS would refuse',
      {
        'fixture.yaml': `description: d\naccounts: { a: "111122223333" }\nnetwork:\n${indented}\n  vpcEndpoints: { s3: { vpc: v, type: Gateway, service: com.amazonaws.us-east-1.s3, policy: ./p.json } }\n`,
        'p.json': '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Permit" }] }',
      },
      ['.'],
      'Permit',
    ],
  ])('%s is a problem', async (_, files, paths, words) => {
    write(files)
    expect((await outcomes(paths)).join('\n')).toContain(words)
    expect(await outcomes(paths)).not.toEqual(['open', 'closed'])
  })
})
