import type { Operations } from '../operation.ts'
import { createAccessPoint, deleteAccessPoint, getAccessPoint, listAccessPoints } from './access-point.ts'
import { deleteAccessPointPolicy, getAccessPointPolicy, getAccessPointPolicyStatus, putAccessPointPolicy } from './access-point-policy.ts'
import { deletePublicAccessBlock, getPublicAccessBlock, putPublicAccessBlock } from './public-access-block.ts'

/** The operations of S3 Control that are built. Its state is S3's. */
export const operations = {
  CreateAccessPoint: createAccessPoint,
  DeleteAccessPoint: deleteAccessPoint,
  DeleteAccessPointPolicy: deleteAccessPointPolicy,
  DeletePublicAccessBlock: deletePublicAccessBlock,
  GetAccessPoint: getAccessPoint,
  GetAccessPointPolicy: getAccessPointPolicy,
  GetAccessPointPolicyStatus: getAccessPointPolicyStatus,
  GetPublicAccessBlock: getPublicAccessBlock,
  ListAccessPoints: listAccessPoints,
  PutAccessPointPolicy: putAccessPointPolicy,
  PutPublicAccessBlock: putPublicAccessBlock,
} satisfies Operations
