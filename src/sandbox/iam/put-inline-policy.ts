import type { PutGroupPolicyRequest, PutRolePolicyRequest, PutUserPolicyRequest } from '@aws-sdk/client-iam'
import { ok } from '../../base/result.ts'
import { charactersOf } from '../../policy/refusal.ts'
import type { Operation, Parsed } from '../operation.ts'
import { parseDocument } from './document.ts'
import { inlineName } from './inline-name.ts'
import { findModifiable, groups, type Kind, roles, subject, users } from './kind.ts'
import { permission } from './permission.ts'
import type { Identity } from './store.ts'
import { withAccounts } from './with-accounts.ts'

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
      const { inline } = entity.value
      const kept = inlineName(inline, PolicyName)
      const others = [...inline].filter(([other]) => other !== kept).map(([, { text }]) => charactersOf(text))
      const otherCharacters = others.reduce((sum, characters) => sum + characters, 0)
      const document = parseDocument(withAccounts(PolicyDocument, stores.iam), 'identity', {
        inlineOf: { kind: kind.word, name: entity.value.name, otherCharacters },
      })
      if (!document.ok) return document
      inline.set(kept, document.value)
      return ok({})
    },
  }
}
