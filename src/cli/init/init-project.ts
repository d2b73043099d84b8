import type { Located } from '../../base/located.ts'
import { member, plain } from '../../base/located.ts'
import { parseArn } from '../../policy/arn.ts'

/** A policy that the user already has. */
export interface GivenPolicy {
  /** Its name in the project: `read.json`. */
  readonly name: string
  readonly text: string
  readonly document: Located
  readonly type: 'identity' | 'trust' | 'bucket'
}

type Document = Pick<GivenPolicy, 'document'>

export interface ProjectNames {
  readonly bucket: string
  readonly folder: string
  readonly role: string
}

/** The vendor who is let in: who the trust policy names, or one that is made up. */
interface Vendor {
  readonly account: string
  readonly user: string
}

/** The files of a first project by their paths. `schemas` is where its editors find the schemas, seen from the root of the project. */
export function firstProject(given: readonly GivenPolicy[], names: Partial<ProjectNames>, schemas: string): ReadonlyMap<string, string> {
  const { bucket, folder, role } = { ...guessNames(given), ...names }
  const trust = given.find(({ type }) => type === 'trust')
  const vendor = vendorOf(trust)
  const externalId = trust === undefined ? 'dep-42' : externalIdOf(trust)
  const identity = given.filter(({ type }) => type === 'identity')
  const policies = identity.length > 0 ? identity.map(({ name }) => name) : ['read.json']
  const bucketPolicy = given.find(({ type }) => type === 'bucket')
  return new Map([
    ...given.map(({ name, text }): [string, string] => [`policies/first/${name}`, text]),
    ...(identity.length > 0 ? [] : [['policies/first/read.json', json(readPolicy(bucket, folder))] as const]),
    ...(trust === undefined ? [['policies/first/trust.json', json(trustPolicy(vendor, externalId))] as const] : []),
    ['policies/first/vendor.json', json(vendorPolicy)],
    [
      'policies/first/fixture.yaml',
      `# yaml-language-server: $schema=../../${schemas}/fixture.json
description: A bucket that a vendor reads through a role
accounts: { vendor: "${vendor.account}", customer: "${customerOf(vendor)}" }
users:
  ${key(vendor.user)}: { account: vendor, policies: { assume: ./vendor.json } }
roles:
  ${key(role)}:
    account: customer
    trust: ${path(trust?.name ?? 'trust.json')}
    policies: { ${policies.map((name) => `${key(name.replace(/\.\w+$/, ''))}: ${path(name)}`).join(', ')} }
buckets:
  ${key(bucket)}:
    account: customer
    region: us-east-1${bucketPolicy === undefined ? '' : `\n    policy: ${path(bucketPolicy.name)}`}
    objects:
      ${key(`${folder === '' ? '' : `${folder}/`}2026-11-21.csv`)}: "id,total\\n1,9\\n"
`,
    ],
    ['scenarios/first.yaml', firstScenario({ role, externalId, bucket, folder, schemas })],
  ])
}

interface ScenarioNames extends ProjectNames {
  /** The user who connects, where the fixture has others. */
  readonly caller?: string
  readonly externalId: string | undefined
  readonly schemas: string
}

/** A scenario with one case, which says how it should be. */
export const firstScenario = (names: ScenarioNames): string => {
  const { caller, role, externalId, bucket, folder, schemas } = names
  return `# yaml-language-server: $schema=../${schemas}/scenario.json
fixture: ../policies/first
connector: s3-input
connection:${caller === undefined ? '' : `\n  caller: ${key(caller)}`}
  iamRole: ${key(role)}${externalId === undefined ? '' : `\n  externalId: ${key(externalId)}`}
  inputBucket: ${key(bucket)}${folder === '' ? '' : `\n  baseDirectory: ${key(folder)}`}
cases:
  as it is: { expect: healthy }
`
}

/** Put behind the first case once that is healthy: faults are injected into what works. */
export const everyFault = '  every fault that applies here: { inject: all, expect: same }\n'

export const workflow = (
  version: string,
): string => `# Runs the scenarios on each pull request; failures stand beside the lines that cause them.
name: sallyport
on: [push, pull_request]
permissions: { contents: read }
jobs:
  policies:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with: { persist-credentials: false }
      - uses: actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020 # v4.4.0
        with: { node-version: 22 }
      - run: npx --yes sallyport@${version} test --forbid-only
`

/** A text that YAML may take for something else stands in quotes. */
const key = (text: string): string => (/^(?!(?:true|false|null)$)[A-Za-z][\w./-]*$/.test(text) ? text : JSON.stringify(text))
const path = (name: string): string => key(`./${name}`).replace(/^"(\.\/[\w.-]+)"$/, '$1')
const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`

/** The bucket and the folder that the policies speak of. */
export function guessNames(given: readonly Document[]): ProjectNames {
  const resources = given.flatMap(({ document }) => textsOf(document, 'Resource'))
  const arns = resources.flatMap((text) => /^arn:aws[\w-]*:s3:::([a-z0-9][a-z0-9.-]+)(?:\/(.*))?$/.exec(text) ?? [])
  const found = resources
    .map((text) => /^arn:aws[\w-]*:s3:::([a-z0-9][a-z0-9.-]+)(?:\/(.*))?$/.exec(text))
    .filter((match) => match !== null)
  const withFolder = found.find((match) => /[^*?]\/\*/.test(match[2] ?? ''))
  const bucket = (withFolder ?? found[0])?.[1]
  const folder = withFolder?.[2]?.replace(/\/[^/]*\*.*$/, '') ?? ''
  return {
    bucket: arns.length === 0 || bucket === undefined ? 'acme-exports' : bucket,
    folder: given.length === 0 ? 'daily' : folder,
    role: 'VendorReader',
  }
}

/** Every text at a member of a document's statements. */
function textsOf(document: Located, element: string): readonly string[] {
  if (document.kind === 'array') return document.items.flatMap((item) => textsOf(item, element))
  if (document.kind !== 'object') return []
  const own = member(document, element)
  const texts = own === undefined ? [] : leaves(own)
  return [...texts, ...document.members.flatMap(({ value }) => (value === own ? [] : textsOf(value, element)))]
}

function leaves(value: Located): readonly string[] {
  if (value.kind === 'string') return [value.value]
  if (value.kind === 'array') return value.items.flatMap(leaves)
  return value.kind === 'object' ? value.members.flatMap((each) => leaves(each.value)) : []
}

export function vendorOf(trust: Document | undefined): Vendor {
  const principals = trust === undefined ? [] : textsOf(trust.document, 'Principal')
  for (const text of principals) {
    if (/^\d{12}$/.test(text)) return { account: text, user: 'vendor-app' }
    const arn = parseArn(text)
    if (arn?.service !== 'iam' || !/^\d{12}$/.test(arn.account)) continue
    return { account: arn.account, user: /^user\/(?:.*\/)?([\w+=,.@-]+)$/.exec(arn.resource)?.[1] ?? 'vendor-app' }
  }
  return { account: '444455556666', user: 'vendor-app' }
}

const customerOf = ({ account }: Vendor): string => (account === '111122223333' ? '999988887777' : '111122223333')

export const externalIdOf = (trust: Document): string | undefined =>
  leavesNamed(plain(trust.document), 'sts:externalid').find((text) => !/[*?$]/.test(text))

function leavesNamed(value: unknown, name: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) =>
    key.toLowerCase() === name ? [each].flat().filter((text): text is string => typeof text === 'string') : leavesNamed(each, name),
  )
}

const readPolicy = (bucket: string, folder: string): object => ({
  Version: '2012-10-17',
  Statement: [
    { Sid: 'ReadFiles', Effect: 'Allow', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucket}/${folder === '' ? '' : `${folder}/`}*` },
    { Sid: 'ListFolder', Effect: 'Allow', Action: 's3:ListBucket', Resource: `arn:aws:s3:::${bucket}` },
  ],
})

const trustPolicy = ({ account, user }: Vendor, externalId: string | undefined): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'VendorWithExternalId',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:user/${user}` },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
  ],
})

export const vendorPolicy = {
  Version: '2012-10-17',
  Statement: [{ Sid: 'UseCustomerRoles', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/*' }],
}
