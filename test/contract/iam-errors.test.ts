import { readFileSync } from 'node:fs'
import * as sdk from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts'
import { accountId, rootClients } from '../sandbox/clients.ts'
import { allow, document, refusal, trust } from '../sandbox/iam/iam-world.ts'

interface Recorded {
  readonly code: string
  readonly message: string
  readonly status: number
  readonly test: string
}

const account = '111111111111'
const recorded: readonly Recorded[] = readFileSync(new URL('iam-errors.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))

let sandbox: Sandbox
let iam: sdk.IAMClient
beforeAll(async () => {
  sandbox = await startSandbox({ seed: 'contract', accounts: [{ id: accountId(account) }] })
  iam = rootClients(sandbox, account).iam
})
afterAll(() => sandbox.close())

let count = 0
const fresh = (kind: string): string => `${kind}-${++count}`
const arn = (rest: string): string => `arn:aws:iam::${account}:${rest}`
const document1 = allow('s3:GetObject')
const service = trust({ Service: 'ec2.amazonaws.com' })

async function user(): Promise<string> {
  const UserName = fresh('user')
  await iam.send(new sdk.CreateUserCommand({ UserName }))
  return UserName
}
async function role(): Promise<string> {
  const RoleName = fresh('role')
  await iam.send(new sdk.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: service }))
  return RoleName
}
async function group(): Promise<string> {
  const GroupName = fresh('group')
  await iam.send(new sdk.CreateGroupCommand({ GroupName }))
  return GroupName
}
async function policy(): Promise<string> {
  const { Policy } = await iam.send(new sdk.CreatePolicyCommand({ PolicyName: fresh('policy'), PolicyDocument: document1 }))
  return Policy?.Arn ?? ''
}
async function profile(RoleName?: string): Promise<string> {
  const InstanceProfileName = fresh('profile')
  await iam.send(new sdk.CreateInstanceProfileCommand({ InstanceProfileName }))
  if (RoleName !== undefined) await iam.send(new sdk.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }))
  return InstanceProfileName
}
const tags = (length: number, key = (index: number) => `key-${index}`) =>
  Array.from({ length }, (_, index) => ({ Key: key(index), Value: '' }))
const newRole = (more: Partial<sdk.CreateRoleCommandInput>) =>
  iam.send(new sdk.CreateRoleCommand({ RoleName: fresh('role'), AssumeRolePolicyDocument: service, ...more }))
const newPolicy = (PolicyDocument: string, more: Partial<sdk.CreatePolicyCommandInput> = {}) =>
  iam.send(new sdk.CreatePolicyCommand({ PolicyName: fresh('policy'), PolicyDocument, ...more }))
const newProvider = (more: Partial<sdk.CreateOpenIDConnectProviderCommandInput>) =>
  iam.send(new sdk.CreateOpenIDConnectProviderCommand({ Url: `https://${fresh('idp')}.example.com`, ...more }))
const updateTrust = async (PolicyDocument: string) =>
  iam.send(new sdk.UpdateAssumeRolePolicyCommand({ RoleName: await role(), PolicyDocument }))
const untagRole = async (TagKeys: string[]) => iam.send(new sdk.UntagRoleCommand({ RoleName: await role(), TagKeys }))

/** By the recording test: the call that brings the same answer about. */
const provocations: Readonly<Record<string, () => Promise<unknown>>> = {
  'test_service_role_already_exists/role-already-exists-error': async () => {
    const create = new sdk.CreateServiceLinkedRoleCommand({ AWSServiceName: 'batch.amazonaws.com' })
    await iam.send(create)
    await iam.send(create)
  },
  'test_create_role_with_malformed_assume_role_policy_document/invalid-json': () =>
    newRole({ AssumeRolePolicyDocument: '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", }] }' }),
  'test_role_attach_policy/valid_arn_not_existent': async () =>
    iam.send(new sdk.AttachRolePolicyCommand({ RoleName: await role(), PolicyArn: `${await policy()}123` })),
  'test_delete_non_existent_policy_returns_no_such_entity/delete-non-existent-policy-exc': () =>
    iam.send(new sdk.DeletePolicyCommand({ PolicyArn: arn('policy/non-existent-policy') })),
  'test_create_service_specific_credential_invalid_user/invalid-user-name-exception': () =>
    iam.send(new sdk.ListServiceSpecificCredentialsCommand({ UserName: 'non-existent-user' })),
  'test_role_attach_policy/non_existent_malformed_policy_arn': async () =>
    iam.send(new sdk.AttachRolePolicyCommand({ RoleName: await role(), PolicyArn: 'longpolicynamebutnoarn' })),
  'test_invalid_update_parameters/update-invalid-status': async () =>
    iam.send(
      new sdk.UpdateAccessKeyCommand({ UserName: await user(), AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', Status: 'Invalid' as 'Active' }),
    ),
  'test_user_errors/create-duplicate-user-error': async () => iam.send(new sdk.CreateUserCommand({ UserName: await user() })),
  'test_delete_user_with_attached_policy/delete-user-with-attached-policy-error': async () => {
    const UserName = await user()
    await iam.send(new sdk.AttachUserPolicyCommand({ UserName, PolicyArn: await policy() }))
    await iam.send(new sdk.DeleteUserCommand({ UserName }))
  },
  'test_delete_user_with_inline_policy/delete-user-with-inline-policy-error': async () => {
    const UserName = await user()
    await iam.send(new sdk.PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument: document1 }))
    await iam.send(new sdk.DeleteUserCommand({ UserName }))
  },
  'test_access_key_limit/create-third-access-key-error': async () => {
    const create = new sdk.CreateAccessKeyCommand({ UserName: await user() })
    for (let index = 0; index < 3; index += 1) await iam.send(create)
  },
  'test_access_key_errors/update-nonexistent-access-key-error': async () =>
    iam.send(new sdk.UpdateAccessKeyCommand({ UserName: await user(), AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', Status: 'Inactive' })),
  'test_login_profile_errors/delete-nonexistent-login-profile-error': async () =>
    iam.send(new sdk.DeleteLoginProfileCommand({ UserName: await user() })),
  'test_login_profile_errors/create-duplicate-login-profile-error': async () => {
    const create = new sdk.CreateLoginProfileCommand({ UserName: await user(), Password: 'Correct-horse-1' })
    await iam.send(create)
    await iam.send(create)
  },
  'test_user_managed_policy_errors/detach-unattached-policy-error': async () =>
    iam.send(new sdk.DetachUserPolicyCommand({ UserName: await user(), PolicyArn: await policy() })),
  'test_user_group_errors/add-user-to-nonexistent-group-error': async () =>
    iam.send(new sdk.AddUserToGroupCommand({ UserName: await user(), GroupName: 'nonexistent-group' })),
  'test_create_group/create-group-duplicate': async () => iam.send(new sdk.CreateGroupCommand({ GroupName: await group() })),
  'test_get_group_policy/get-nonexistent-policy': async () =>
    iam.send(new sdk.GetGroupPolicyCommand({ GroupName: await group(), PolicyName: 'policy' })),
  'test_role_errors/get-role-error': () => iam.send(new sdk.GetRoleCommand({ RoleName: 'test-nonexistent-role' })),
  'test_role_errors/create-role-already-exists-error': async () => newRole({ RoleName: await role() }),
  'test_update_assume_role_policy_errors/invalid-action-error': () =>
    updateTrust(document({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 's3:GetObject' })),
  'test_update_assume_role_policy_errors/resource-field-error': () =>
    updateTrust(document({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole', Resource: '*' })),
  'test_role_inline_policy_lifecycle/get-deleted-policy-error': async () =>
    iam.send(new sdk.GetRolePolicyCommand({ RoleName: await role(), PolicyName: 'policy' })),
  'test_role_tag_errors/create-role-too-many-tags': () => newRole({ Tags: tags(51) }),
  'test_role_tag_errors/create-role-duplicate-tags-different-case': () => newRole({ Tags: tags(2, (index) => (index === 0 ? 'k' : 'K')) }),
  'test_role_tag_errors/create-role-tag-key-too-long': () => newRole({ Tags: [{ Key: 'k'.repeat(129), Value: 'v' }] }),
  'test_role_tag_errors/create-role-tag-value-too-long': () => newRole({ Tags: [{ Key: 'k', Value: 'v'.repeat(257) }] }),
  'test_role_tag_errors/create-role-tag-invalid-char': () => newRole({ Tags: [{ Key: 'no!', Value: 'v' }] }),
  'test_role_tag_errors/untag-role-too-many-keys': () => untagRole(tags(51).map(({ Key }) => Key)),
  'test_role_tag_errors/untag-role-key-too-long': () => untagRole(['k'.repeat(129)]),
  'test_role_permissions_boundary_errors/put-invalid-boundary-error': async () =>
    iam.send(new sdk.PutRolePermissionsBoundaryCommand({ RoleName: await role(), PermissionsBoundary: arn('not_a_policy/invalid') })),
  'test_role_permissions_boundary_errors/put-nonexistent-policy-error': () =>
    newRole({ PermissionsBoundary: arn('policy/nonexistent-policy') }),
  'test_delete_role_with_instance_profile/delete-role-with-instance-profile-error': async () => {
    const RoleName = await role()
    await profile(RoleName)
    await iam.send(new sdk.DeleteRoleCommand({ RoleName }))
  },
  'test_attach_detach_aws_managed_policy_role/detach-nonexistent-policy-error': async () =>
    iam.send(new sdk.DetachRolePolicyCommand({ RoleName: await role(), PolicyArn: 'arn:aws:iam::aws:policy/Nonexistent' })),
  'test_policy_errors/policy-already-exists': async () => newPolicy(document1, { PolicyName: (await policy()).split('/').at(-1) }),
  'test_policy_version_limit/err-version-limit-exceeded': async () => {
    const create = new sdk.CreatePolicyVersionCommand({ PolicyArn: await policy(), PolicyDocument: document1 })
    for (let index = 0; index < 5; index += 1) await iam.send(create)
  },
  'test_policy_version_errors/err-get-version-nonexistent-policy': () =>
    iam.send(new sdk.GetPolicyVersionCommand({ PolicyArn: arn('policy/TestNonExistingPolicy'), VersionId: 'v1' })),
  'test_policy_version_errors/err-delete-default-version': async () =>
    iam.send(new sdk.DeletePolicyVersionCommand({ PolicyArn: await policy(), VersionId: 'v1' })),
  'test_policy_version_errors/err-set-default-invalid-version-format': async () =>
    iam.send(new sdk.SetDefaultPolicyVersionCommand({ PolicyArn: await policy(), VersionId: 'wrong' })),
  'test_policy_tag_create_errors/err-duplicate-keys': () => newPolicy(document1, { Tags: tags(2, () => 'k') }),
  'test_create_policy_invalid_document[invalid-1]/error': () =>
    newPolicy(JSON.stringify({ Version: '2008-10-17', Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } })),
  'test_create_policy_invalid_document[invalid-11]/error': () => newPolicy(allow('invalid')),
  'test_create_policy_invalid_document[invalid-18]/error': () => newPolicy(allow('s3:*', 'sdfsadf')),
  'test_create_policy_invalid_document[invalid-29]/error': () => newPolicy(document({ Effect: 'Allow', Action: 'invalid' })),
  'test_create_policy_invalid_document[invalid-35]/error': () => newPolicy(allow('s3:ListBucket', 'arn:aws:iam:::example_bucket')),
  'test_instance_profile_errors/get-nonexistent-error': () =>
    iam.send(new sdk.GetInstanceProfileCommand({ InstanceProfileName: 'nonexistent-profile' })),
  'test_instance_profile_errors/create-duplicate-error': async () =>
    iam.send(new sdk.CreateInstanceProfileCommand({ InstanceProfileName: await profile() })),
  'test_add_second_role_to_instance_profile_error/add-second-role-error': async () => {
    const InstanceProfileName = await profile(await role())
    await iam.send(new sdk.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: await role() }))
  },
  'test_role_instance_profile_operations_errors/remove-unattached-role-error': async () => {
    const InstanceProfileName = await profile()
    await iam.send(new sdk.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName: await role() }))
  },
  'test_create_open_id_connect_provider_duplicate_error/duplicate-error': async () => {
    await newProvider({ Url: 'https://oidc-dup-04669428.example.com' })
    await newProvider({ Url: 'https://oidc-dup-04669428.example.com' })
  },
  'test_create_open_id_connect_provider_too_many_thumbprints/too-many-thumbprints': () =>
    newProvider({ ThumbprintList: Array(6).fill('a'.repeat(40)) }),
  'test_create_open_id_connect_provider_quota_error/quota-error': () => newProvider({ ClientIDList: tags(101).map(({ Key }) => Key) }),
  'test_create_open_id_connect_provider_validation_errors/multiple-validation-errors': () =>
    newProvider({
      Url: `https://${'u'.repeat(255)}`,
      ClientIDList: ['c'.repeat(256)],
      ThumbprintList: ['t'.repeat(41)],
    }),
  'test_get_open_id_connect_provider_not_found/not-found-error': () =>
    iam.send(new sdk.GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn('oidc-provider/non-existent.example.com') })),
  'test_create_open_id_connect_provider_invalid_url/invalid-url': () => newProvider({ Url: 'test.example.com' }),
  'test_open_id_connect_provider_tags_limit/tags-limit-error': async () => {
    const { OpenIDConnectProviderArn } = await newProvider({ Tags: tags(50) })
    await iam.send(new sdk.TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, Tags: [{ Key: 'more', Value: '' }] }))
  },
  'test_list_virtual_mfa_devices/list-invalid-marker-error': () => iam.send(new sdk.ListVirtualMFADevicesCommand({ Marker: 'marker' })),
  'test_virtual_mfa_device_errors/create-duplicate-error': async () => {
    const create = new sdk.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: fresh('device') })
    await iam.send(create)
    await iam.send(create)
  },
  'test_virtual_mfa_device_errors/delete-nonexistent-error': () =>
    iam.send(new sdk.DeleteVirtualMFADeviceCommand({ SerialNumber: arn('mfa/nonexistent-device') })),
  'test_enable_mfa_device_errors/deactivate-nonexistent-mfa-error': async () =>
    iam.send(new sdk.DeactivateMFADeviceCommand({ UserName: await user(), SerialNumber: arn('mfa/nonexistent-mfa') })),
  'test_get_account_password_policy_not_found/policy-not-found': () => iam.send(new sdk.GetAccountPasswordPolicyCommand({})),
  'test_delete_account_password_policy_not_found/delete-not-found': () => iam.send(new sdk.DeleteAccountPasswordPolicyCommand({})),
}

/** The recorder's placeholders stand for one name each. */
const toPattern = (message: string): RegExp =>
  new RegExp(`^${message.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/<[a-z-]+(?::\d+)?>/g, '[\\w+=,.@-]+')}$`)

describe('an error of IAM has the code, status and words that AWS was recorded with', () => {
  it.each(recorded)('$code: $message', async ({ code, message, status, test }) => {
    const provoke = provocations[test]
    if (provoke === undefined) throw new Error(`nothing provokes ${test}`)
    const answer = await refusal(provoke())
    expect(answer).toMatchObject({ code, status })
    expect(answer.message).toMatch(toPattern(message))
  })
})
