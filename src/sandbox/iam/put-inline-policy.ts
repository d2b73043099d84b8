import type { PutGroupPolicyRequest, PutRolePolicyRequest, PutUserPolicyRequest } from '@aws-sdk/client-iam'
import { err, ok } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { parseDocument } from './document.ts'
import { sizeOf } from './document-text.ts'
import { findModifiable, groups, type Kind, roles, subject, users } from './kind.ts'
import { permission } from './permission.ts'
import { quotas } from './quotas.ts'
import type { Identity, StoredDocument } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html */
export const putUserPolicy: Operation<PutUserPolicyRequest, object> = putInlinePolicy(users, ({ UserName, ...rest }) => ({
  name: UserName,
  ...rest,
}))

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutGroupPolicy.html */
export const putGroupPolicy: Operation<PutGroupPolicyRequest, object> = putInlinePolicy(groups, ({ GroupName, ...rest }) => ({
  name: GroupName,
  ...rest,
}))

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
export const putRolePolicy: Operation<PutRolePolicyRequest, object> = putInlinePolicy(roles, ({ RoleName, ...rest }) => ({
  name: RoleName,
  ...rest,
}))

function putInlinePolicy<Input>(
  kind: Kind<Identity>,
  read: (input: Parsed<Input>) => { readonly name: string; readonly PolicyName: string; readonly PolicyDocument: string },
): Operation<Input, object> {
  return {
    requires: (input, call, stores) => ok([permission(`iam:Put${kind.title}Policy`, subject(kind, read(input).name, call, stores))]),
    run: (input, call, stores) => {
      const { name, PolicyName, PolicyDocument } = read(input)
      const entity = findModifiable(kind, name, call, stores)
      if (!entity.ok) return entity
      const document = parseDocument(PolicyDocument, 'identity')
      if (!document.ok) return document
      const inline = new Map([...entity.value.inline, [PolicyName, document.value]])
      if (totalSize(inline) > quotas.inlineSize[kind.word]) return err(inlineTooLarge(kind, entity.value.name))
      entity.value.inline.set(PolicyName, document.value)
      return ok({})
    },
  }
}

const totalSize = (inline: ReadonlyMap<string, StoredDocument>): number =>
  [...inline.values()].reduce((size, { text }) => size + sizeOf(text), 0)

/** Words as tools report them, as github.com/aws/aws-cdk has them. */
const inlineTooLarge = ({ word }: Kind<Identity>, name: string): AwsError => ({
  code: 'LimitExceeded',
  message: `Maximum policy size of ${quotas.inlineSize[word]} bytes exceeded for ${word} ${name}`,
})
