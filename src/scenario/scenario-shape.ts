import { choice, either, list, map, optional, type Read, record, required, text } from '../base/shape.ts'

/** What a customer types into the product, in the product's words. */
export const connectionShape = record('a connection', {
  iamRole: optional(text(), 'the role to assume: a name of `roles` in the fixture, or an ARN'),
  externalId: optional(text(), 'the external ID that goes with the role'),
  user: optional(text(), 'the IAM user whose access key signs, for a connection without a role'),
  caller: optional(text(), "the vendor's user that assumes the role, the fixture's only user unless it is given"),
  inputBucket: required(text(), 'the bucket'),
  baseDirectory: optional(text(), 'the folder, without a slash at its ends; the whole bucket unless it is given'),
  region: optional(text(), "the region, the bucket's own unless it is given"),
  sessionName: optional(text(), 'the name of the role session, `sallyport` unless it is given'),
  intermediateBucket: optional(text(), "the vendor's bucket that the pipeline copies through"),
  kmsKey: optional(text(), 'the key that encrypts what is written: a name of `keys` in the fixture, or an ARN'),
  scheme: optional(choice('https', 'http'), 'how the endpoint is spoken to, https unless it is given'),
  accessKeyId: optional(text(), 'a key id that was typed in place of the right one'),
  secretAccessKey: optional(text(), 'a secret that was typed in place of the right one'),
})

const faultAt = record('an expected fault', {
  fault: required(text(), 'the id of the fault, as `sallyport faults` lists it'),
  at: optional(text(), 'where the diagnosis points: `read.json#/Statement/0/Resource`'),
})

const expectation = record('an expectation', {
  fault: optional(text(), 'the id of the fault, as `sallyport faults` lists it'),
  at: optional(text(), 'where the diagnosis points: `read.json#/Statement/0/Resource`'),
  faults: optional(list(either(['string'], text(), faultAt)), 'several faults, each its id or `{ fault, at }`'),
})

export const caseShape = record('a case', {
  inject: optional(either(['array'], list(text()), text()), 'the faults to inject: an id, a list of them, or `all`'),
  expect: required(either(['string'], choice('healthy', 'same'), expectation), '`healthy`, `same`, `{ fault, at }` or `{ faults: […] }`'),
})

/** The whole shape of a scenario file. */
export const scenarioShape = record('a scenario', {
  fixture: required(text(), "the fixture's folder or file, seen from this file"),
  connector: required(choice('s3-input', 's3-data-lake'), 'the kind of connection'),
  connection: required(connectionShape, 'what the customer typed'),
  cases: required(map(caseShape), 'what is expected, by title'),
})

export type ScenarioText = Read<typeof scenarioShape>['of']
export type ConnectionText = Read<typeof connectionShape>['of']
export type CaseText = Read<typeof caseShape>['of']
