import type { AccountId } from '../policy/account-id.ts'

/**
 * Who calls. ARNs are full, in AWS's spelling.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export type Principal =
  /** The root user of an account. */
  | { readonly type: 'root'; readonly arn: string; readonly account: AccountId }
  /** An IAM user; `id` is its `AIDA…`. */
  | { readonly type: 'user'; readonly arn: string; readonly account: AccountId; readonly id?: string }
  /** A role session: `arn` is the `assumed-role` ARN, `roleArn` the role with its path, `roleId` its `AROA…`. */
  | {
      readonly type: 'assumedRole'
      readonly arn: string
      readonly roleArn: string
      readonly sessionName: string
      readonly account: AccountId
      readonly roleId?: string
      readonly serviceLinked?: boolean
    }
  /** A GetFederationToken session: `arn` is `arn:aws:sts::ACCOUNT:federated-user/NAME`. */
  | { readonly type: 'federatedUser'; readonly arn: string; readonly userArn: string; readonly account: AccountId }
  /** A caller of AssumeRoleWithWebIdentity or AssumeRoleWithSAML: `provider` is the issuer's host or the provider's ARN. */
  | { readonly type: 'federated'; readonly provider: string }
  | { readonly type: 'service'; readonly service: string }
  | { readonly type: 'anonymous' }

/** The context keys of a request, by **lower-cased** name. A key that is absent was not sent; a multivalued key holds its list. */
export type RequestContext = ReadonlyMap<string, readonly string[]>

/** One action on one resource by one caller. An API call may need several. */
export interface Request {
  readonly principal: Principal
  /** `s3:GetObject`, in AWS's spelling. */
  readonly action: string
  /** The full ARN, or `*` for an action without resource types. */
  readonly resource: string
  /** The account that owns the resource; S3 ARNs do not say. Absent for `*`: then the caller's own. */
  readonly resourceAccount?: AccountId
  /** The account that owns the S3 object, when it is not the bucket's: another account uploaded it while ACLs were on. */
  readonly objectOwner?: AccountId
  /** The canonical user id of the caller's account (or of an origin access identity), which S3 policies may name. */
  readonly canonicalUser?: string
  readonly context: RequestContext
}
