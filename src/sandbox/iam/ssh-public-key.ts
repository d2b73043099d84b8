import type {
  DeleteSSHPublicKeyRequest,
  GetSSHPublicKeyRequest,
  GetSSHPublicKeyResponse,
  ListSSHPublicKeysRequest,
  ListSSHPublicKeysResponse,
  UpdateSSHPublicKeyRequest,
  UploadSSHPublicKeyRequest,
  UploadSSHPublicKeyResponse,
} from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { uniqueId } from '../unique-id.ts'
import { callerAccount } from './caller.ts'
import { limitExceeded, noSuchEntity, validationError } from './errors.ts'
import { find, subject, users } from './kind.ts'
import { page } from './page.ts'
import { permission } from './permission.ts'
import { quotas } from './quotas.ts'
import { existingName, namedOrSelf, selfSubject } from './self.ts'
import { printSshKey, readSshKey, type SshKey } from './ssh-key.ts'
import type { SshPublicKey } from './store.ts'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSSHPublicKey.html */
export const uploadSshPublicKey: Operation<UploadSSHPublicKeyRequest, UploadSSHPublicKeyResponse> = {
  requires: ({ UserName }, call, stores) => ok([permission('iam:UploadSSHPublicKey', subject(users, UserName, call, stores))]),
  run: ({ UserName, SSHPublicKeyBody: body }, call, stores) => {
    const user = find(users, UserName, call, stores)
    if (!user.ok) return user
    const read = readSshKey(body)
    if (read === undefined) return err(invalidKey)
    const held = keysOf(user.value.name, call, stores)
    if (held.some(({ fingerprint }) => fingerprint === read.fingerprint)) return err(duplicateKey)
    if (held.length >= quotas.sshPublicKeysPerUser) return err(limitExceeded('SSHPublicKeysPerUser', quotas.sshPublicKeysPerUser))
    const account = callerAccount(call, stores)
    const { fingerprint } = read
    const id = uniqueId('APKA', account.id, call.random)
    const key: SshPublicKey = { id, userName: user.value.name, body, fingerprint, status: 'Active', uploadDate: call.now }
    account.sshPublicKeys.set(id, key)
    return ok({ SSHPublicKey: { ...metadata(key), Fingerprint: fingerprint, SSHPublicKeyBody: body } })
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSSHPublicKey.html */
export const getSshPublicKey: Operation<GetSSHPublicKeyRequest, GetSSHPublicKeyResponse> = {
  requires: ({ UserName }, call, stores) => ok([permission('iam:GetSSHPublicKey', subject(users, UserName, call, stores))]),
  run: ({ UserName, SSHPublicKeyId, Encoding }, call, stores) => {
    const key = findKey(UserName, SSHPublicKeyId, call, stores)
    if (!key.ok) return key
    const body = printSshKey(readSshKey(key.value.body) as SshKey, Encoding)
    return ok({ SSHPublicKey: { ...metadata(key.value), Fingerprint: key.value.fingerprint, SSHPublicKeyBody: body } })
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html */
export const listSshPublicKeys: Operation<ListSSHPublicKeysRequest, ListSSHPublicKeysResponse> = {
  requires: ({ UserName }, call, stores) => {
    const self = namedOrSelf(UserName, call)
    return self.ok ? ok([permission('iam:ListSSHPublicKeys', selfSubject(self.value, call, stores))]) : self
  },
  run: (input, call, stores) => {
    const self = namedOrSelf(input.UserName, call)
    if (!self.ok) return self
    const name = existingName(self.value, call, stores)
    if (!name.ok) return name
    const shown = page(keysOf(name.value, call, stores), ({ id }) => id, input)
    return shown.ok ? ok({ SSHPublicKeys: shown.value.items.map(metadata), ...shown.value.facts }) : shown
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSSHPublicKey.html */
export const updateSshPublicKey: Operation<UpdateSSHPublicKeyRequest, object> = {
  requires: ({ UserName }, call, stores) => ok([permission('iam:UpdateSSHPublicKey', subject(users, UserName, call, stores))]),
  run: ({ UserName, SSHPublicKeyId, Status }, call, stores) => {
    const key = findKey(UserName, SSHPublicKeyId, call, stores)
    if (!key.ok) return key
    if (Status === 'Expired') return err(validationError('Invalid Status.'))
    key.value.status = Status
    return ok({})
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSSHPublicKey.html */
export const deleteSshPublicKey: Operation<DeleteSSHPublicKeyRequest, object> = {
  requires: ({ UserName }, call, stores) => ok([permission('iam:DeleteSSHPublicKey', subject(users, UserName, call, stores))]),
  run: ({ UserName, SSHPublicKeyId }, call, stores) => {
    const key = findKey(UserName, SSHPublicKeyId, call, stores)
    if (!key.ok) return key
    callerAccount(call, stores).sshPublicKeys.delete(SSHPublicKeyId)
    return ok({})
  },
}

const keysOf = (userName: string | undefined, call: Call, stores: Stores): readonly SshPublicKey[] =>
  [...callerAccount(call, stores).sshPublicKeys.values()].filter((key) => key.userName === userName)

/** The sentence was recorded (snapshots of github.com/localstack/localstack, tests/aws/services/iam/test_iam_ssh_public_keys). */
function findKey(userName: string, id: string, call: Call, stores: Stores): Result<SshPublicKey, AwsError> {
  const user = find(users, userName, call, stores)
  if (!user.ok) return user
  const key = keysOf(user.value.name, call, stores).find((one) => one.id === id)
  return key === undefined ? err(noSuchEntity(`The Public Key with id ${id} cannot be found.`)) : ok(key)
}

const metadata = ({ userName, id, status, uploadDate }: SshPublicKey) => ({
  UserName: userName,
  SSHPublicKeyId: id,
  Status: status,
  UploadDate: uploadDate,
})

/** The words are those of the documentation of the error; that AWS answers them is inferred. */
const invalidKey: AwsError = { code: 'InvalidPublicKey', message: 'The public key is malformed or otherwise invalid.', status: 400 }

/** The words are those of the documentation of the error; that AWS answers them is inferred. */
const duplicateKey: AwsError = {
  code: 'DuplicateSSHPublicKey',
  message: 'The SSH public key is already associated with the specified IAM user.',
  status: 400,
}
