import type { Policy as PolicyOutput, PolicyVersion as VersionOutput } from '@aws-sdk/client-iam'
import { encodeDocument } from './encode-document.ts'
import { attachedTo, boundedBy } from './managed-policy.ts'
import type { Account, ManagedPolicy, PolicyVersion } from './store.ts'

/** A policy as lists show it: without description and tags. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html */
export const policyOutput = (policy: ManagedPolicy, account: Account): PolicyOutput => ({
  PolicyName: policy.name,
  PolicyId: policy.id,
  Arn: policy.arn,
  Path: policy.path,
  DefaultVersionId: policy.defaultVersionId,
  AttachmentCount: attachedTo(policy.arn, account).length,
  PermissionsBoundaryUsageCount: boundedBy(policy.arn, account).length,
  IsAttachable: true,
  CreateDate: policy.createDate,
  UpdateDate: policy.updateDate,
})

/** A version as lists show it: without its document. */
export const versionOutput = (policy: ManagedPolicy, { id, createDate }: PolicyVersion): VersionOutput => ({
  VersionId: id,
  IsDefaultVersion: id === policy.defaultVersionId,
  CreateDate: createDate,
})

export const fullVersionOutput = (policy: ManagedPolicy, version: PolicyVersion): VersionOutput => ({
  ...versionOutput(policy, version),
  Document: encodeDocument(version.text),
})
