import { ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { findModifiable, type Kind, subject } from './kind.ts'
import { checkPolicyArn } from './managed-policy.ts'
import { permission } from './permission.ts'
import type { Identity } from './store.ts'

/** A managed policy is attached to an identity, or detached from it. */
export interface PolicyAttachment<Input> {
  readonly verb: 'Attach' | 'Detach'
  readonly kind: Kind<Identity>
  readonly read: (input: Parsed<Input>) => readonly [name: string, policyArn: string]
  readonly change: (entity: Identity, policyArn: string, call: Call, stores: Stores) => Result<object, AwsError>
}

export const policyAttachment = <Input>({ verb, kind, read, change }: PolicyAttachment<Input>): Operation<Input, object> => ({
  requires: (input, call, stores) => {
    const [name, policyArn] = read(input)
    const checked = checkPolicyArn(policyArn)
    if (!checked.ok) return checked
    const context = { 'iam:PolicyARN': policyArn }
    return ok([permission(`iam:${verb}${kind.title}Policy`, subject(kind, name, call, stores), { context })])
  },
  run: (input, call, stores) => {
    const [name, policyArn] = read(input)
    const entity = findModifiable(kind, name, call, stores)
    return entity.ok ? change(entity.value, policyArn, call, stores) : entity
  },
})
