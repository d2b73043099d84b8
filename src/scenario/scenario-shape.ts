import { type Located, member } from '../base/located.ts'
import {
  choice,
  either,
  list,
  map,
  optional,
  type Read,
  record,
  required,
  type Shape,
  secret,
  text,
  truth,
  type ValueAt,
  wholeNumber,
} from '../base/shape.ts'
import type { Span } from '../base/span.ts'
import type { S3Connection } from '../connectors/connection.ts'
import { loginConnectors, serverConnectors } from '../connectors/server-connection.ts'

/** What a customer types into the product, in the product's words. */
export const connectionShape = record('a connection', {
  iamRole: optional(text(), 'the role to assume: a name of `roles` in the fixture, or an ARN'),
  externalId: optional(text(), 'the external ID that goes with the role'),
  user: optional(text(), 'the IAM user whose access key signs, for a connection without a role'),
  caller: optional(text(), "the vendor's user that assumes the role, the fixture's only user unless it is given"),
  callerRole: optional(text(), "ARN of the vendor's role that `caller` takes first, where the vendor's application runs under one"),
  callerSession: optional(text(), 'the name of the session of `callerRole`'),
  inputBucket: required(text(), 'the bucket, or the ARN or alias of an access point'),
  baseDirectory: optional(text(), 'the folder, without a slash at its ends; the whole bucket unless it is given'),
  region: optional(text(), "the region, the bucket's own unless it is given"),
  sessionName: optional(text(), 'the name of the role session, `sallyport` unless it is given'),
  intermediateBucket: optional(text(), "the vendor's bucket that the pipeline copies through"),
  kmsKey: optional(text(), 'the key that encrypts what is written: a name of `keys` in the fixture, an ARN, or an alias as typed'),
  sourceIp: optional(text(), 'the address that the connector calls from, where a policy asks for it'),
  from: optional(text(), 'the network interface of the fixture in which the connector runs'),
  scheme: optional(choice('https', 'http'), 'how the endpoint is spoken to, https unless it is given'),
  looksUpRegion: optional(choice('yes'), 'asks for the region of the bucket before anything else'),
  sampleFile: optional(text(), 'a file that the product reads to try the connection out, by its whole key'),
  readsVersions: optional(choice('yes'), 'reads files by their version'),
  requestPayer: optional(choice('requester'), 'agrees to pay for requests to a bucket that makes the reader pay'),
  clockOffset: optional(wholeNumber(-86_400, 86_400), 'seconds by which the clock of the connector is off'),
  acl: optional(text(), 'the canned ACL that uploads carry, as `bucket-owner-full-control`'),
  objectTags: optional(text(), 'tags that uploads carry, as `team=etl&stage=prod`'),
  // @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
  sessionDuration: optional(wholeNumber(900, 43_200), 'seconds that the session of the role shall last, an hour unless it is given'),
  sessionTags: optional(text(), 'tags of the session of the role, as `team=etl&stage=prod`'),
  sessionPolicy: optional(text(), 'the policy that limits the session: a name of `policies` in the fixture, or an ARN'),
  temporaryKeys: optional(choice('valid', 'expired'), 'the keys of the user are temporary ones'),
  keyPartition: optional(choice('aws-cn', 'aws-us-gov'), 'the partition in which the customer has the keys'),
  environmentUser: optional(text(), 'the user of the fixture whose key the host of the connector holds, and signs with'),
  customEndpoint: optional(text(), "an address of S3 that was typed, AWS's own unless it is given"),
  addressing: optional(choice('virtual'), 'puts the name of the bucket into that of the host'),
  stagingFolder: optional(text(), 'the folder in which files are written before they are copied into place, as `_staging`'),
  stagingDays: optional(
    wholeNumber(1, 3650),
    'for how many days the product needs what it wrote to the staging folder or the transfer bucket',
  ),
  glueDatabase: optional(text(), 'the database of the Glue Data Catalog that has the tables of a data lake'),
  glueRegion: optional(text(), "the region of the catalog, the bucket's own unless it is given"),
  glueTable: optional(text(), 'a table that is there already and is kept up to date'),
  createsDatabases: optional(choice('yes'), 'makes databases of its own in the catalog'),
  reader: optional(text(), 'of a data lake: a user of the account that owns the bucket, who reads what was written'),
  deletesVersions: optional(choice('yes'), 'deletes versions of files for good'),
  sessionToken: optional(secret(), 'a session token that was typed along with temporary keys'),
  accessKeyId: optional(secret(), 'a key id that was typed in place of the right one'),
  secretAccessKey: optional(secret(), 'a secret that was typed in place of the right one'),
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
  only: optional(truth, 'while you work on this case, no other runs; `--forbid-only` refuses it in CI'),
  tags: optional(list(text()), 'words to choose cases by, as `sallyport test --tag`'),
  expect: required(either(['string'], choice('healthy', 'same'), expectation), '`healthy`, `same`, `{ fault, at }` or `{ faults: […] }`'),
})

const tunnelShape = record('a tunnel', {
  host: required(text(), 'the name of the SSH server, or its address'),
  port: optional(wholeNumber(1, 65535), 'its port, 22 unless it is given'),
  user: required(text(), 'the user'),
  password: optional(secret(), 'its password, made up'),
  privateKey: optional(secret(), 'instead of a password: a key in the format of OpenSSH, made up'),
})

/** What a customer types into the product to have a server read. */
export const serverConnectionShape = record('a connection', {
  host: required(text(), 'the name of the server, or its address'),
  port: optional(wholeNumber(1, 65535), 'its port, the usual one of its kind unless it is given'),
  user: required(text(), 'the user'),
  password: optional(secret(), 'its password, made up'),
  privateKey: optional(secret(), 'of `sftp`, instead of a password: a key in the format of OpenSSH, made up'),
  database: optional(text(), 'the database; `sftp` has a folder'),
  folder: optional(text(), 'of `sftp`: the folder'),
  files: optional(list(text()), 'of `sftp`: the files in it that are read'),
  tls: optional(choice('verify', 'require', 'off'), 'whether the connection is encrypted, `verify` unless it is given'),
  tables: optional(list(text()), 'the tables that are read, or collections: `orders`, `sales.orders`'),
  tunnel: optional(tunnelShape, 'the SSH server that carries the connection on'),
  from: required(either(['array'], list(text()), text()), 'the addresses from which the product connects, or a prefix list of the network'),
})

/** What a customer types into the product to use an ensemble. */
export const ensembleConnectionShape = record('a connection', {
  hosts: required(list(text()), 'the client port of each member, as in a connect string: `zk-1.example:2181`; 2181 unless it is given'),
  from: required(either(['array'], list(text()), text()), 'the addresses from which the product connects, or a prefix list of the network'),
})

const common = {
  fixture: required(text(), "the fixture's folder or file, seen from this file"),
  tags: optional(list(text()), 'tags of all cases'),
  cases: required(map(caseShape), 'what is expected, by title'),
}

/** Of all connectors, so that a misspelt one is told all of them. */
const connectorName: Shape<ValueAt<S3Connection['connector']>> = {
  schema: choice('s3-input', 's3-data-lake').schema,
  read: (value, report) => {
    const found = choice('s3-input', 's3-data-lake', ...serverConnectors).read(value, report)
    return found?.value === 's3-input' || found?.value === 's3-data-lake' ? { value: found.value, at: found.at } : undefined
  },
}

const bucketScenario = record('a scenario', {
  ...common,
  connector: required(connectorName, 'the kind of connection'),
  connection: required(connectionShape, 'what the customer typed'),
})

const serverScenario = record('a scenario', {
  ...common,
  connector: required(choice(...loginConnectors), 'the kind of connection'),
  connection: required(serverConnectionShape, 'what the customer typed'),
})

const ensembleScenario = record('a scenario', {
  ...common,
  connector: required(choice('zookeeper'), 'the kind of connection'),
  connection: required(ensembleConnectionShape, 'what the customer typed'),
})

export type BucketScenarioText = Read<typeof bucketScenario>['of'] & { readonly kind: 'bucket' }
export type ServerScenarioText = Read<typeof serverScenario>['of'] & { readonly kind: 'server' }
export type EnsembleScenarioText = Read<typeof ensembleScenario>['of'] & { readonly kind: 'ensemble' }
export type ScenarioText = BucketScenarioText | ServerScenarioText | EnsembleScenarioText

/** The whole shape of a scenario file: what stands under `connection` depends on the connector. */
export const scenarioShape: Shape<{ readonly at: Span; readonly of: ScenarioText }> = {
  schema: { anyOf: [bucketScenario.schema, serverScenario.schema, ensembleScenario.schema] },
  read: (value, report) => {
    if (connectorOf(value) === 'zookeeper') {
      const read = ensembleScenario.read(value, report)
      return read && { at: read.at, of: { ...read.of, kind: 'ensemble' } }
    }
    if (loginConnectors.some((name) => name === connectorOf(value))) {
      const read = serverScenario.read(value, report)
      return read && { at: read.at, of: { ...read.of, kind: 'server' } }
    }
    const read = bucketScenario.read(value, report)
    return read && { at: read.at, of: { ...read.of, kind: 'bucket' } }
  },
}

function connectorOf(value: Located): string | undefined {
  const connector = value.kind === 'object' ? member(value, 'connector') : undefined
  return connector?.kind === 'string' ? connector.value : undefined
}

export type ConnectionText = Read<typeof connectionShape>['of']
export type CaseText = Read<typeof caseShape>['of']
