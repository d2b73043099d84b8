import type { Request } from './ask-for.ts'
import { certificateMismatch } from './message-codes.ts'
import type { TicketError } from './ticket.ts'

/** What a text of AWS says by itself, of faults that the replay cannot show. */
export interface KnownText {
  readonly says: string
  readonly candidates: readonly { readonly fault: string; readonly summary: string }[]
  readonly ask: readonly Request[]
}

interface Row extends KnownText {
  readonly pattern: RegExp
}

const candidate = (fault: string, summary: string) => ({ fault, summary })

/**
 * Texts that name their cause, or leave two. The first that fits counts.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors
 * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/access-denied.html
 * @see https://docs.aws.amazon.com/glue/latest/dg/security_iam_troubleshoot.html
 */
const rows: readonly Row[] = [
  {
    pattern: /AWSCompromisedKeyQuarantineV\d/,
    says: 'AWS has locked the user of the connection, because its access key was found in public.',
    candidates: [candidate('compromised-key-quarantine', 'AWS has locked the user, because its access key was found in public')],
    ask: [],
  },
  {
    pattern: /specified method is not allowed against this resource/,
    says: 'The address that the connection uses is that of a website, and not one where programs read and write files.',
    candidates: [
      candidate('custom-endpoint-wrong', "the endpoint is one of S3's websites: these answer GET and HEAD alone, and without keys"),
    ],
    ask: [{ what: 'the endpoint in the settings of the connection: the field is left empty for AWS' }],
  },
  {
    pattern: new RegExp(certificateMismatch.source),
    says: 'The name of the host that the connector calls is not in the certificate that answers.',
    candidates: [
      candidate(
        'dotted-bucket-tls',
        'the name of the bucket has dots and stands before the name of the host: the certificate covers one part there',
      ),
      candidate('custom-endpoint-wrong', "the endpoint is not one of S3's API"),
    ],
    ask: [{ what: 'the settings of the connection, with the endpoint and the way in which buckets are addressed' }],
  },
  {
    pattern: /not authorized to perform: sts:TagSession/,
    says: 'The connector passes tags with its session, and the role does not let it.',
    candidates: [candidate('trust-missing-tag-session', 'the trust policy allows sts:AssumeRole, but not sts:TagSession')],
    ask: [{ what: 'the trust policy of the role' }],
  },
  {
    pattern: /not authorized to perform: sts:SetSourceIdentity/,
    says: 'The connector says on whose behalf it works, and the role does not let it.',
    candidates: [candidate('trust-source-identity', 'the trust policy allows sts:AssumeRole, but not sts:SetSourceIdentity')],
    ask: [{ what: 'the trust policy of the role' }],
  },
  {
    pattern: /[Nn]ot authorized to perform sts:AssumeRoleWith(?:WebIdentity|SAML)/,
    says: 'AWS does not take the token for this role: its trust policy asks for another provider, audience or subject, or there is no such role.',
    candidates: [
      candidate('trust-web-identity-mismatch', 'the trust policy names another provider, audience or service account than the token has'),
      candidate('role-does-not-exist', 'there is no role of this name in the account'),
    ],
    ask: [
      { what: 'the trust policy of the role', command: 'aws iam get-role --role-name ROLE' },
      { what: 'the issuer of the cluster', command: 'aws eks describe-cluster --name CLUSTER --query cluster.identity.oidc.issuer' },
      { what: 'the service account with its annotations and namespace, which `sallyport access pods` compares with the role' },
    ],
  },
  {
    pattern: /DurationSeconds exceeds the MaxSessionDuration/,
    says: 'The connector asks for a longer session than the role allows.',
    candidates: [
      candidate('role-max-session-too-short', 'the maximum session duration of the role is shorter than what the connector asks for'),
    ],
    ask: [{ what: 'the maximum session duration of the role' }],
  },
  {
    pattern: /DurationSeconds exceeds the 1 hour session limit/,
    says: 'The connector works under a role itself, so that its session of the next role may last one hour at most.',
    candidates: [candidate('role-chaining-one-hour', 'sessions of a role that is used from another role last one hour at most')],
    ask: [],
  },
  {
    pattern: /STS is not activated in this region/,
    says: 'The account of the role has the region switched off in which the connector asks for its session.',
    candidates: [candidate('sts-region-disabled', 'the STS endpoint of the region is not activated in the account')],
    ask: [{ what: 'the account settings of IAM: which STS regions are active' }],
  },
  {
    pattern: /PackedPolicyTooLarge|packed size/i,
    says: 'What the connector passes with its session, policy and tags, is too long.',
    candidates: [candidate('session-policy-packed-too-large', 'session policy and tags exceed the packed limit')],
    ask: [],
  },
  {
    pattern: /Insufficient Lake Formation permission\(s\)(?:: Required [\w ]+)? on s3:/,
    says: 'Lake Formation does not let the role register tables at this place of the bucket.',
    candidates: [
      candidate('lf-data-location-missing', 'the location is registered in Lake Formation, and the role has no DATA_LOCATION_ACCESS'),
    ],
    ask: [
      {
        what: 'the data locations of the role in Lake Formation',
        command: 'aws lakeformation list-permissions --resource-type DATA_LOCATION',
      },
    ],
  },
  {
    pattern: /Insufficient Lake Formation permission\(s\): Required (?:Alter|Drop|Delete)/i,
    says: 'Lake Formation lets the role read the table, but not change it.',
    candidates: [candidate('lf-alter-missing', 'ALTER, DROP or DELETE on the table is not granted in Lake Formation')],
    ask: [{ what: 'the grants of the role in Lake Formation', command: 'aws lakeformation list-permissions' }],
  },
  {
    pattern: /Insufficient Lake Formation permission/,
    says: 'Lake Formation does not let the role use the catalog, whatever its IAM policies allow.',
    candidates: [
      candidate('lf-table-permission-missing', 'the database or table is under Lake Formation, and the role has no grant on it'),
      candidate('lf-hides-missing-entities', 'the table does not exist: without a grant Lake Formation does not say so'),
    ],
    ask: [{ what: 'the grants of the role in Lake Formation', command: 'aws lakeformation list-permissions' }],
  },
  {
    pattern: /not authorized to perform: glue:\w+.* because no identity-based policy/,
    says: 'The role may not use the Glue catalog: none of its policies allows it.',
    candidates: [
      candidate('glue-action-missing', 'the actions of the catalog are not granted'),
      candidate('glue-arn-incomplete', 'they are granted on the table alone: catalog, database and table have to be named, all three'),
    ],
    ask: [{ what: 'all policies of the role' }],
  },
  {
    pattern: /not authorized to perform: glue:\w+.*resource-based policy/,
    says: 'The policy of the Glue catalog keeps the role out.',
    candidates: [
      candidate('glue-resource-policy-deny', 'the resource policy of the catalog denies the role, or does not let its account in'),
    ],
    ask: [{ what: 'the resource policy of the catalog', command: 'aws glue get-resource-policy' }],
  },
  {
    pattern: /GlueEncryptionException|An encryption operation failed|kms:\w+ .*\(Service: AWSKMS; Status Code: 400/,
    says: 'The Glue catalog is encrypted with a key that the role may not use.',
    candidates: [
      candidate('glue-catalog-kms', 'neither the policy of the key nor those of the role let it use the key of the catalog'),
      candidate('kms-key-disabled', 'the key of the catalog is switched off'),
    ],
    ask: [
      { what: 'the key of the catalog', command: 'aws glue get-data-catalog-encryption-settings' },
      { what: 'the policy of that key', command: 'aws kms get-key-policy --key-id KEY --policy-name default' },
      { what: 'all policies of the role' },
    ],
  },
  {
    pattern: /EntityNotFoundException|Database \S+ not found/,
    says: 'The Glue catalog has no database or table of this name where the connection looks for it.',
    candidates: [
      candidate('glue-wrong-region', 'the catalog is in another region than the connection says'),
      candidate('glue-database-missing', 'the database does not exist'),
    ],
    ask: [{ what: 'the databases of the catalog, by region', command: 'aws glue get-databases --region REGION' }],
  },
  {
    pattern: /operation is not valid for the object's (?:storage class|access tier)|InvalidObjectState/,
    says: 'The file is in an archive, and has to be restored before it can be read.',
    candidates: [candidate('glacier-not-restored', 'the files were moved to an archive, and are not restored')],
    ask: [{ what: 'the storage class of the file', command: 'aws s3api head-object --bucket BUCKET --key KEY' }],
  },
  {
    pattern: /The specified key does not exist|^NoSuchKey/,
    says: 'The role may read the file, but there is no file of this name (any more).',
    candidates: [
      candidate('lifecycle-expires-staging', 'the file was deleted between being listed and being read'),
      candidate('base-directory-typo', 'the base directory is mistyped, or in the wrong case'),
    ],
    ask: [{ what: 'the list of files in the folder', command: 'aws s3 ls s3://BUCKET/FOLDER/' }],
  },
  {
    pattern: /object protected by object lock/,
    says: 'The file is locked against being changed or deleted until a date.',
    candidates: [candidate('object-lock-denies-delete', 'object lock or a legal hold protects the object')],
    ask: [{ what: 'the object lock of the bucket', command: 'aws s3api get-object-lock-configuration --bucket BUCKET' }],
  },
  {
    pattern: /stored using a form of Server Side Encryption|SSE-C\)/,
    says: 'The files are encrypted with a key that AWS does not keep, so whoever reads them has to send it.',
    candidates: [candidate('sse-c-required', 'the objects were stored with customer-provided keys (SSE-C)')],
    ask: [{ what: 'how the files were written' }],
  },
  {
    pattern: /prevented by the BlockPublic(?:Policy|Acls) setting/,
    says: 'The bucket policy or ACL was not saved, because it would make the bucket public.',
    candidates: [candidate('block-public-policy-on-save', 'Block Public Access refuses to save it')],
    ask: [{ what: 'the bucket policy that was to be saved' }],
  },
  {
    pattern: /The bucket does not allow ACLs/,
    says: 'The bucket takes no ACLs, and the connector sends one with its files.',
    candidates: [candidate('acl-not-supported', 'object ownership is bucket owner enforced, which switches ACLs off')],
    ask: [],
  },
]

/** Looks an error up by its words; undefined where the replay knows more. */
export function knownText({ message = '', code = '' }: TicketError): KnownText | undefined {
  const row = rows.find(({ pattern }) => pattern.test(message) || pattern.test(code))
  if (row === undefined) return undefined
  const { says, candidates, ask } = row
  return { says, candidates, ask }
}

/** Services whose denials a replay can show. */
export const isReplayed = (action: string | undefined): boolean => action === undefined || /^(?:s3|sts|kms):/.test(action)
