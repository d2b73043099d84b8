import type { Located } from '../base/located.ts'
import {
  choice,
  type ListAt,
  list,
  map,
  optional,
  type Read,
  type Report,
  record,
  required,
  type Shape,
  type TextAt,
  type TextRule,
  text,
  truth,
  wholeNumber,
} from '../base/shape.ts'

/** @see https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html */
const accountId: TextRule = {
  pattern: /^\d{12}$/,
  is: 'an account id',
  help: 'an account id is twelve digits in quotes: "111122223333"',
}

/** @see https://docs.aws.amazon.com/general/latest/gr/rande.html */
const regionName: TextRule = {
  pattern: /^[a-z]{2}(-[a-z]+)+-\d+$/,
  is: 'the name of a region',
  help: 'for example `us-east-1`',
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
const roleArn: TextRule = {
  pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  is: 'the ARN of a role',
  help: 'for example `arn:aws:iam::111122223333:role/SallyportDeployer`',
}

/** An endpoint of AWS is no server to be named by its address: it would be real accounts under another name. */
const serverUrl: TextRule = {
  pattern: /^https?:\/\/(?![^/]*(?:amazonaws|api\.aws))[^/\s@]+\/?$/,
  is: 'the address of an AWS-compatible server',
  help: 'for example `http://127.0.0.1:5000`; AWS itself is `kind: aws`',
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html */
const policyName: TextRule = {
  pattern: /^([\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/,
  is: 'the path and name of a managed policy',
  help: 'for example `sallyport/SallyportBoundary`',
}

const address: TextRule = {
  pattern: /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)$/,
  is: 'an IP address',
  help: 'for example `203.0.113.7`',
}

const inspectorShape = record('an inspector', {
  profile: optional(text(), "a profile of your AWS configuration; the SDK's default chain unless it is given"),
  role: optional(text(roleArn), 'the ARN of a role to assume from there'),
  externalId: optional(text(), 'the external ID that goes with the role'),
})

const accountShape = record('an account', {
  id: required(text(accountId), 'its twelve digits'),
  profile: optional(text(), "a profile of your AWS configuration; the SDK's default chain unless it is given"),
  role: optional(text(roleArn), 'the ARN of a role to assume from there'),
  externalId: optional(text(), 'the external ID that goes with the role'),
  inspector: optional(inspectorShape, 'who only reads there, for `reproduce --inspect`; whoever deploys unless it is given'),
})

const ceilingShape = record('a ceiling', {
  resources: optional(wholeNumber(1, 100_000), 'how many resources one run may create, 500 unless it is given'),
  minutes: optional(wholeNumber(1, 1440), 'how long one run may create, 60 unless it is given'),
})

const windowShape = record('a window', {
  seconds: optional(wholeNumber(1, 3600), 'how long a change may take to be seen, 60 unless it is given'),
  stableSeconds: optional(wholeNumber(0, 3600), 'how long an answer must stay the same to count, 5 unless it is given'),
})

const targetShape = record('a target', {
  kind: required(choice('aws', 'endpoint'), '`aws` for real accounts, `endpoint` for an AWS-compatible server'),
  url: optional(text(serverUrl), 'the address of the server, for `endpoint`'),
  plainUrl: optional(text(serverUrl), 'its address over plain HTTP, where it tells the two apart'),
  readOnly: optional(truth, 'whether nothing may be created there; true unless it is given'),
  accounts: required(map(accountShape), 'the account behind each name that fixtures use, as `vendor`'),
  regions: required(list(text(regionName)), 'the regions that may be used'),
  ceiling: optional(ceilingShape, 'what one run may use up'),
  boundary: optional(text(policyName), 'the managed policy that bounds every principal, `sallyport/SallyportBoundary` unless it is given'),
  window: optional(windowShape, 'how long the target may take to do what it was told'),
  sourceIp: optional(text(address), 'the address that probes come from, for policies that name addresses; 127.0.0.1 unless it is given'),
})

/** The policies of a sandbox account let runs write there. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const leaseBucket: TextRule = {
  pattern: /^sallyport-leases-[a-z0-9.-]{1,46}$/,
  is: 'the name of a bucket for leases',
  help: 'it begins with `sallyport-leases-`',
}

const leasesShape = record('leases', {
  bucket: required(text(leaseBucket), 'a bucket that is there for nothing else'),
  target: required(text(), 'the target that has it'),
  account: required(text(), 'the account of that target that has it, as `vendor`'),
  region: optional(text(regionName), "its region, the target's first unless it is given"),
  termSeconds: optional(wholeNumber(2, 3600), 'how long a holder may be silent before another takes over, 180 unless it is given'),
})

const poolShape = record('a pool', {
  targets: required(list(text()), 'targets that are as good as each other; a shard of a sweep has one of them to itself'),
  waitMinutes: optional(wholeNumber(0, 1440), 'how long to wait until one is free, 30 unless it is given'),
})

/** A value of an option as YAML has it; which options there are the command line knows. */
const optionValue: Shape<ListAt<TextAt>> = {
  schema: { type: ['string', 'number', 'boolean', 'array'], items: { type: ['string', 'number'] } },
  read: (value, report) => {
    const items = value.kind === 'array' ? value.items : [value]
    const texts = items.map((item) => optionText(item, report))
    const read = texts.filter((each) => each !== undefined)
    return read.length === texts.length ? { items: read, at: value.at } : undefined
  },
}

function optionText(value: Located, report: Report): TextAt | undefined {
  if (value.kind === 'boolean') return { text: String(value.value), at: value.at }
  return value.kind === 'number' ? { text: value.text, at: value.at } : text().read(value, report)
}

/** The whole shape of `sallyport.yaml`. */
export const settingsShape = record('the settings', {
  defaults: optional(
    map(map(optionValue, 'options stand below their command: `test: { concurrency: 8 }`')),
    'options of commands, by command and name: `test: { concurrency: 8 }`',
  ),
  allowedAccounts: optional(list(text(accountId)), 'the only accounts that may ever be written to'),
  targets: optional(map(targetShape), 'where fixtures may be deployed beside the embedded sandbox, by name'),
  pools: optional(map(poolShape), 'targets of which a shard leases one, by a name that `targets` of a sweep may have'),
  leases: optional(leasesShape, 'where it is written down who has the accounts of pools'),
})

export type SettingsText = Read<typeof settingsShape>['of']
export type PoolText = Read<typeof poolShape>['of']
export type LeasesText = Read<typeof leasesShape>['of']
export type TargetText = Read<typeof targetShape>['of']
export type DefaultsText = NonNullable<SettingsText['defaults']>
