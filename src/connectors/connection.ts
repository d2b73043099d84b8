/** What a customer types into the product, and the vendor's identity that acts on it. Values are as typed: nothing is trimmed or corrected. */
export interface S3Connection {
  readonly connector: 's3-input' | 's3-data-lake'
  /** The user whose access key signs: the vendor's application for a role, the customer's IAM user where no role is given. A name in the fixture. */
  readonly caller: string
  /** ARN of a role of the vendor that the caller takes first, where the vendor's application is no user: then its session uses the role below. */
  readonly callerRoleArn?: string
  /** The name of that session; `sessionName` is the one of the role below. */
  readonly callerSessionName?: string
  /** ARN of the role to assume; absent for a connection with access keys. */
  readonly roleArn?: string
  readonly externalId?: string
  readonly sessionName: string
  readonly bucket: string
  /** ARN of the access point through which all requests to `bucket` go: it was entered in the place of the bucket behind it. */
  readonly accessPoint?: string
  /** Without leading or trailing slash when well-formed: `daily`. Empty for the whole bucket. */
  readonly baseDirectory: string
  readonly region: string
  /** The vendor's transfer bucket that the pipeline copies through. */
  readonly intermediateBucket?: string
  /** ARN of the key that writes name explicitly (data lake). */
  readonly kmsKeyArn?: string
  /** Signs with this secret instead of the deployed one: the customer pasted something else. */
  readonly secretAccessKey?: string
  /** As `secretAccessKey`, for the key id. */
  readonly accessKeyId?: string
  /** Signs with this session token as well: the customer pasted temporary credentials. */
  readonly sessionToken?: string
  /** The keys of the caller are temporary ones, and have perhaps run out. */
  readonly temporaryKeys?: 'valid' | 'expired'
  /** The partition of AWS in which the customer has the keys, where it is not the usual one: China, or GovCloud. */
  readonly keyPartition?: 'aws-cn' | 'aws-us-gov'
  /** The user of the fixture whose key the host of the connector holds, and which signs because the connection names none. */
  readonly environmentUser?: string
  /** An address of S3 that was typed; AWS's own unless given. */
  readonly customEndpoint?: string
  /** `virtual` puts the name of the bucket into that of the host, whatever characters it has. */
  readonly addressing?: 'virtual'
  /** The database of the Glue Data Catalog in which a data lake keeps its tables. */
  readonly glueDatabase?: string
  /** The region of the catalog; that of the bucket unless given. */
  readonly glueRegion?: string
  /** A table that is there already, and is kept up to date. */
  readonly glueTable?: string
  /** Makes databases of its own in the catalog. */
  readonly createsDatabases?: 'yes'
  /** The folder in which files are written before they are copied into place, below the base directory. */
  readonly stagingFolder?: string
  /** For how many days the product needs what it wrote to the staging folder or to the transfer bucket: as long as its longest load takes. */
  readonly stagingDays?: number
  /** A user of the account that owns the bucket, who must be able to read what a data lake writes. A name in the fixture. */
  readonly reader?: string
  /** Deletes versions of files for good, where the usual deletion would leave them behind a marker. */
  readonly deletesVersions?: 'yes'
  /** The address that the connector calls from, where policies ask for it; the target's own unless given. */
  readonly sourceIp?: string
  /** Asks for the region of the bucket before anything else. */
  readonly looksUpRegion?: 'yes'
  /** A file that the product reads to try the connection out, by its whole key. */
  readonly sampleFile?: string
  /** Reads files by their version. */
  readonly readsVersions?: 'yes'
  /** Agrees to pay for requests to a bucket that makes the reader pay. */
  readonly requestPayer?: 'requester'
  /** Seconds by which the clock of the connector is off. */
  readonly clockOffset?: number
  /** The canned ACL that uploads carry: `bucket-owner-full-control`. */
  readonly acl?: string
  /** Tags that uploads carry, as a query: `team=etl&stage=prod`. */
  readonly objectTags?: string
  /** Seconds that the session of the role shall last; an hour unless given. */
  readonly sessionDuration?: number
  /** As `objectTags`, of the session of the role. */
  readonly sessionTags?: string
  /** ARN of a managed policy of the role's account that limits the session. */
  readonly sessionPolicyArn?: string
  /** The network interface of the fixture in which the connector runs: its way to S3 and STS decides what they know of the request. */
  readonly from?: string
  /** `http` where the product or a custom endpoint speaks plain HTTP. */
  readonly scheme: 'https' | 'http'
}

/** How to reach the target. */
export interface Access {
  /** Absent for AWS itself. */
  readonly endpoint?: string
  /** Where a connection with `scheme: 'http'` goes instead: the listener of the sandbox that stands for plain HTTP. */
  readonly plainEndpoint?: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }
  /** Those of the connection's `reader`; without them nobody reads as the owner of the bucket. */
  readonly reader?: Access['credentials']
  /** A bare connection to a service from where the connector runs, where that is another place than this machine. */
  readonly dial?: (service: 's3' | 'sts') => Promise<void>
  /** Milliseconds for one call. */
  readonly timeoutMs: number
  /** How often a call may be made before its failure counts; twice unless given. A busy target throttles. */
  readonly attempts?: number
}
