import type { Group as GroupOutput } from '@aws-sdk/client-iam'
import type { Group } from './store.ts'

export const groupOutput = ({ path, name, id, arn, createDate }: Group): GroupOutput => ({
  Path: path,
  GroupName: name,
  GroupId: id,
  Arn: arn,
  CreateDate: createDate,
})
