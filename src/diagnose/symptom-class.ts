import type { S3Connection } from '../connectors/connection.ts'
import { name, sentence } from '../faults/sentence.ts'
import { location, roleNameOf, workerName } from '../faults/subject.ts'
import type { Candidate } from './diagnosis.ts'
import { isOfCatalog, type Symptom, type SymptomClass } from './symptom.ts'

/** What can be said of a class of look-alikes without seeing a policy. */
interface SymptomClassFacts {
  readonly says: (connection: S3Connection, symptom: Symptom) => string
  /** The next probe, or the document to ask for, that would tell its members apart. */
  readonly next: (connection: S3Connection, symptom: Symptom) => string
  /** Members that the catalogue does not have. */
  readonly others?: readonly Candidate[]
}

const who = (connection: S3Connection) => workerName({ connection })
const role = ({ roleArn }: S3Connection) => name(roleNameOf(roleArn ?? ''))
const bucket = (connection: S3Connection) => name(connection.bucket)

/** The bucket of a step that writes. */
const writtenBucket = ({ bucket: own, intermediateBucket = own }: S3Connection, { step }: Symptom['observation']): string =>
  step.startsWith('im.') ? intermediateBucket : own

/** What a step is about: the database of the catalog, or the folder. */
const place = (connection: S3Connection, { observation }: Symptom) =>
  isOfCatalog(observation) ? name(connection.glueDatabase ?? '', 'the database ') : location(connection)

/** What somebody may not do, in everyday words. */
const deeds: Readonly<Record<string, string>> = {
  ListBucket: 'list the files of',
  GetObject: 'read files of',
  PutObject: 'write files to',
  DeleteObject: 'delete files of',
  AbortMultipartUpload: 'cancel large uploads to',
  ListMultipartUploadParts: 'look at large uploads to',
  ListBucketMultipartUploads: 'look at large uploads to',
  GetDatabase: 'open',
  CreateDatabase: 'create databases beside',
  DeleteDatabase: 'drop databases beside',
  GetTable: 'look up tables in',
  CreateTable: 'create tables in',
  UpdateTable: 'change tables in',
  CreatePartition: 'add partitions to tables in',
  DeleteTable: 'drop tables from',
}
/** What an answer of AWS is about. */
const resourceIn = ({ message = '' }: Symptom['observation']): string => /on resource: (\S+)/.exec(message)?.[1] ?? 'a resource of Glue'

const deed = ({ action = '' }: Symptom): string => deeds[action] ?? (action === '' ? 'work with' : `use ${action} on`)

const policiesOf = ({ roleArn, caller }: S3Connection): string =>
  roleArn === undefined
    ? `the policies of the user ${caller} and of its groups`
    : `the permission policies of the role ${roleNameOf(roleArn)}`

const identityPolicies = {
  next: (connection: S3Connection) => `Ask for ${policiesOf(connection)}.`,
} as const

export const symptomClasses: Readonly<Record<SymptomClass, SymptomClassFacts>> = {
  'net-timeout': {
    says: (connection, { observation }) =>
      sentence`Nothing answers the connector at ${observation.step === 'net.s3' ? 'S3' : 'STS'}: the network of ${name(connection.from ?? '')} has no way there.`,
    next: () =>
      'Ask for the route table of the subnet, and for the VPC endpoints: `aws ec2 describe-route-tables`, `describe-vpc-endpoints`.',
  },
  'input-lint': {
    says: (connection) => sentence`A setting of the connection to ${bucket(connection)} cannot be right.`,
    next: () => 'Look at the settings of the connection.',
  },
  'sts-assume-denied': {
    says: (connection) =>
      sentence`AWS does not let the connector use the role ${role(connection)}: it may not exist, or not trust the connector with this external ID.`,
    next: ({ roleArn = '', externalId }) =>
      `Ask for the trust policy of ${roleArn}${externalId === undefined ? '' : `; it must have the external ID ${externalId}`}.`,
  },
  'sts-validation': {
    says: (connection) => sentence`AWS does not take what the connection says about the role ${role(connection)}.`,
    next: ({ roleArn = '', sessionDuration }) =>
      sessionDuration === undefined
        ? 'Copy the ARN of the role from its summary page.'
        : `Ask for the longest session that ${roleArn} allows.`,
  },
  'sts-tag': {
    says: (connection) => sentence`The role ${role(connection)} does not let the connector put tags on its session.`,
    next: ({ roleArn = '' }) => `Ask for the trust policy of ${roleArn}.`,
  },
  'sts-region': {
    says: (connection) => {
      const [account = ''] = /(?<=::)\d{12}/.exec(connection.roleArn ?? '') ?? []
      return sentence`The account ${name(account)} lets nobody use its role ${role(connection)} in the region ${name(connection.region)}: \`STS\` is switched off there.`
    },
    next: () => 'Look at the STS endpoints in the account settings of IAM, in the account of the role.',
  },
  archived: {
    says: (connection) => sentence`Files in ${location(connection)} are in an archive, and cannot be read until somebody restores them.`,
    next: (connection) => `Look at the storage classes of the files, and at the lifecycle rules of ${connection.bucket}.`,
  },
  'sse-c': {
    says: (connection) => sentence`Files in ${location(connection)} are encrypted with a key that only their writer has.`,
    next: () => 'Ask who writes the files, and how.',
  },
  'object-lock': {
    says: (connection) => sentence`Versions of files in ${bucket(connection)} are kept for some time, and nobody may delete them before.`,
    next: (connection) =>
      `Look at the object lock of the bucket: \`aws s3api get-object-lock-configuration --bucket ${connection.bucket}\`.`,
  },
  'expires-early': {
    says: (connection, { observation }) =>
      sentence`A lifecycle rule of ${name(writtenBucket(connection, observation))} removes files before the pipeline is done with them.`,
    next: (connection, { observation }) =>
      `Look at the lifecycle rules of the bucket: \`aws s3api get-bucket-lifecycle-configuration --bucket ${writtenBucket(connection, observation)}\`.`,
  },
  'acl-refused': {
    says: (connection) =>
      sentence`The bucket ${bucket(connection)} does not take the access list that the connection sends with each file.`,
    next: (connection) =>
      `Look at the setting ACL of the connection, and at the object ownership and the public access block of ${connection.bucket}.`,
  },
  'assume-too-open': {
    says: (connection) =>
      sentence`The role ${role(connection)} works, but it does not insist on the external ID, so another customer could use it.`,
    next: ({ roleArn = '' }) => `Ask for the trust policy of ${roleArn}.`,
  },
  'identity-implicit': {
    says: (connection, symptom) => sentence`The ${who(connection)} is not allowed to ${deed(symptom)} ${place(connection, symptom)}.`,
    ...identityPolicies,
  },
  'identity-explicit': {
    says: (connection, symptom) =>
      sentence`A policy attached to the ${who(connection)} forbids it to ${deed(symptom)} ${place(connection, symptom)}.`,
    ...identityPolicies,
  },
  'resource-implicit': {
    says: (connection, symptom) => sentence`The bucket ${bucket(connection)} does not let the ${who(connection)} ${deed(symptom)} it.`,
    next: (connection) => `Ask for the bucket policy of ${connection.bucket}.`,
  },
  'resource-explicit': {
    says: (connection, symptom) =>
      sentence`The policy of the bucket ${bucket(connection)} forbids the ${who(connection)} to ${deed(symptom)} it.`,
    next: (connection) => `Ask for the bucket policy of ${connection.bucket}, and for its Block Public Access settings.`,
  },
  'boundary-implicit': {
    says: (connection, symptom) =>
      sentence`The permissions boundary of the ${who(connection)} does not let it ${deed(symptom)} ${place(connection, symptom)}.`,
    next: () => 'Ask for the permissions boundary.',
  },
  'boundary-explicit': {
    says: (connection, symptom) =>
      sentence`The permissions boundary of the ${who(connection)} forbids it to ${deed(symptom)} ${place(connection, symptom)}.`,
    next: () => 'Ask for the permissions boundary.',
  },
  'session-implicit': {
    says: (connection, symptom) =>
      sentence`Our session of the ${who(connection)} is limited so that it may not ${deed(symptom)} ${place(connection, symptom)}.`,
    next: () => 'Look at the session policy that the connector passes.',
  },
  scp: {
    says: (connection, symptom) =>
      sentence`The organization of the ${who(connection)} forbids its accounts to ${deed(symptom)} ${bucket(connection)}.`,
    next: () => 'Ask for the service control policies of the account.',
  },
  rcp: {
    says: (connection, symptom) =>
      sentence`The organization that owns ${bucket(connection)} lets no outsider ${deed(symptom)} its buckets.`,
    next: () => 'Ask for the resource control policies of the account that owns the bucket.',
  },
  vpce: {
    says: (connection, symptom) =>
      sentence`The VPC endpoint on the way does not let the ${who(connection)} ${deed(symptom)} ${bucket(connection)}.`,
    next: () => 'Ask for the policy of the VPC endpoint.',
  },
  'kms-identity': {
    says: (connection, symptom) =>
      sentence`The ${who(connection)} may not use the key that encrypts ${bucket(connection)}: its own policy does not allow ${symptom.action ?? ''}.`,
    ...identityPolicies,
  },
  'kms-resource-side': {
    says: (connection) =>
      sentence`The key that encrypts ${bucket(connection)} does not let the ${who(connection)} use it, or it is not there.`,
    next: () => 'Ask for the key policy, and whether the key is in the same account and region as the bucket.',
  },
  'kms-explicit': {
    says: (connection) => sentence`The policy of the key that encrypts ${bucket(connection)} forbids the ${who(connection)} to use it.`,
    next: () => 'Ask for the key policy.',
  },
  'kms-state': {
    says: (connection) => sentence`The key that encrypts ${bucket(connection)} is switched off or about to be deleted.`,
    next: () => 'Look at the state of the key in the console of KMS.',
  },
  'kms-notfound': {
    says: (connection) => sentence`The key that encrypts ${bucket(connection)} does not exist.`,
    next: () => 'Look up the key in the console of KMS, in the region of the bucket.',
  },
  'glue-identity': {
    says: (connection, symptom) =>
      sentence`The ${who(connection)} is not allowed to ${deed(symptom)} the Glue database ${name(connection.glueDatabase ?? '')}.`,
    next: (connection, { observation }) =>
      `Ask for ${policiesOf(connection)}: what is missing is named at the end of the answer, ${resourceIn(observation)}.`,
  },
  'glue-resource': {
    says: (connection) =>
      sentence`The policy of the Glue catalog that has ${name(connection.glueDatabase ?? '')} keeps the ${who(connection)} out.`,
    next: () => 'Ask for the policy of the catalog: `aws glue get-resource-policy`.',
  },
  'glue-notfound': {
    says: (connection) =>
      sentence`There is no Glue database ${name(connection.glueDatabase ?? '')} in ${name(connection.glueRegion ?? connection.region)}, or not the table.`,
    next: () => 'List the databases of each region: `aws glue get-databases --region …`.',
  },
  'glue-kms': {
    says: (connection) =>
      sentence`The Glue catalog of ${name(connection.glueDatabase ?? '')} is encrypted with a key that the ${who(connection)} may not use.`,
    next: (connection) => `Ask for the policy of the key that the answer names, and for ${policiesOf(connection)}.`,
  },
  'glue-kms-state': {
    says: (connection) => sentence`The Glue catalog of ${name(connection.glueDatabase ?? '')} is encrypted with a key that cannot be used.`,
    next: () => 'Look up the key, then its state and its policy: `aws glue get-data-catalog-encryption-settings`.',
  },
  lf: {
    says: (connection) =>
      sentence`Lake Formation does not grant the ${who(connection)} what it needs in the database ${name(connection.glueDatabase ?? '')}.`,
    next: () => 'Ask for the grants: `aws lakeformation list-permissions`.',
  },
  's3-403-bare': {
    says: (connection, symptom) =>
      sentence`AWS does not let the ${who(connection)} ${deed(symptom)} ${place(connection, symptom)}, and does not say why.`,
    next: (connection) => `Ask for the bucket policy of ${connection.bucket}, for who owns the bucket, and for ${policiesOf(connection)}.`,
  },
  'object-owner': {
    says: (connection) =>
      sentence`Some files in ${location(connection)} can be read and others cannot: those belong to another AWS account.`,
    next: (connection) => `Look at the object ownership setting of ${connection.bucket}.`,
  },
  'owner-read': {
    says: (connection) =>
      sentence`Files are written to ${bucket(connection)}, but ${name(connection.reader ?? '', 'the user ')} of its owner may not read them.`,
    next: (connection) =>
      `Look at the object ownership: \`aws s3api get-bucket-ownership-controls --bucket ${connection.bucket}\`, and at the policies of ${connection.reader}.`,
  },
  intermediate: {
    says: (connection) =>
      sentence`The ${who(connection)} cannot work with the transfer bucket ${name(connection.intermediateBucket ?? '')}, through which the files go.`,
    next: (connection) => `Look at the policy of ${connection.intermediateBucket}, and ask for ${policiesOf(connection)}.`,
  },
  'insecure-transport': {
    says: (connection) =>
      sentence`The bucket ${bucket(connection)} accepts encrypted connections only, and this connection uses plain http.`,
    next: () => 'Use https.',
  },
  'invalid-access-key': {
    says: (connection) =>
      sentence`AWS does not accept the access key of the user ${name(connection.caller)}: it is unknown or switched off.`,
    next: ({ caller }) => `Look at the access keys of the user ${caller} in the console of IAM.`,
  },
  signature: {
    says: (connection) =>
      sentence`AWS does not accept how requests are signed: most often the secret does not belong to the access key of the user ${name(connection.caller)}.`,
    next: () => 'Paste the secret again; if it fails still, try the same key with another client.',
    others: [{ fault: 'proxy-breaks-signature', summary: 'a proxy on the way changes the requests' }],
  },
  clock: {
    says: () => 'The clock of the connector is off by minutes; nothing is wrong with the keys or policies.',
    next: () => 'Synchronise the clock of the connector.',
  },
  expired: {
    says: (connection) => sentence`The temporary credentials of the user ${name(connection.caller)} have expired.`,
    next: () => 'Use a role, so that the connector can renew them.',
  },
  'identity-mismatch': {
    says: (connection, { observation }) =>
      sentence`The connection is not using the key of the user ${name(connection.caller)}: AWS sees ${name(String(observation.facts.callerArn ?? ''))}.`,
    next: ({ caller }) => `Enter the access key of ${caller} again: without one a client takes that of its host.`,
  },
  'invalid-token': {
    says: (connection) => sentence`The session token of the user ${name(connection.caller)} is damaged or belongs to other credentials.`,
    next: () => 'Paste key, secret and token again, all three of one session.',
  },
  'no-such-bucket': {
    says: (connection) => sentence`There is no bucket named ${bucket(connection)}.`,
    next: () => 'Compare the name with the list of buckets in the console of S3.',
  },
  region: {
    says: (connection, { observation }) => {
      const region = observation.facts.bucketRegion
      if (typeof region !== 'string') return sentence`The bucket ${bucket(connection)} is not in the region ${name(connection.region)}.`
      return sentence`The bucket ${bucket(connection)} is in the region ${name(region)}, not in ${name(connection.region)}.`
    },
    next: () => 'Choose the region of the bucket in the connection.',
  },
  'empty-listing': {
    says: (connection) => sentence`There are no files in ${location(connection)}: is the folder right, or are they still to come?`,
    next: (connection) => `Look for the folder ${connection.baseDirectory} in the console of S3; capital letters and slashes count.`,
  },
}
