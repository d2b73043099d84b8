import type {
  CreateVirtualMFADeviceRequest,
  CreateVirtualMFADeviceResponse,
  DeactivateMFADeviceRequest,
  DeleteVirtualMFADeviceRequest,
  EnableMFADeviceRequest,
  GetMFADeviceRequest,
  GetMFADeviceResponse,
  ListMFADevicesRequest,
  ListMFADevicesResponse,
  ListVirtualMFADevicesRequest,
  ListVirtualMFADevicesResponse,
  ResyncMFADeviceRequest,
  VirtualMFADevice,
} from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { deleteConflict, entityAlreadyExists, noSuchEntity } from './errors.ts'
import { find, subject, users } from './kind.ts'
import { page } from './page.ts'
import { permission, type Subject } from './permission.ts'
import { existingName, namedOrSelf, selfSubject } from './self.ts'
import type { MfaDevice } from './store.ts'
import { parseTags, tagsOutput } from './tags.ts'
import { stepOf } from './totp.ts'

const bytesOfSecret = 40
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Five bits a character. @see https://www.rfc-editor.org/rfc/rfc4648#section-6 */
function encodeBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.replace(/.{5}/g, (five) => base32[Number.parseInt(five, 2)] ?? '')
}

/** Without a picture of its code. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html */
export const createVirtualMFADevice: Operation<CreateVirtualMFADeviceRequest, CreateVirtualMFADeviceResponse> = {
  requires: ({ VirtualMFADeviceName, Path = '/', Tags }, call, stores) => {
    const tags = parseTags(Tags, 'ignoreCase')
    if (!tags.ok) return tags
    const arn = iamArn(callerAccount(call, stores).id, 'mfa', Path, VirtualMFADeviceName)
    return ok([permission('iam:CreateVirtualMFADevice', { arn }, { requestTags: tags.value })])
  },
  run: ({ VirtualMFADeviceName, Path = '/', Tags }, call, stores) => {
    const account = callerAccount(call, stores)
    const tags = parseTags(Tags, 'ignoreCase')
    if (!tags.ok) return tags
    const serialNumber = iamArn(account.id, 'mfa', Path, VirtualMFADeviceName)
    if (account.mfaDevices.has(serialNumber)) return err(entityAlreadyExists('MFA device already exists.'))
    const device: MfaDevice = { serialNumber, secret: call.random.bytes(bytesOfSecret), tags: tags.value }
    account.mfaDevices.set(serialNumber, device)
    const Base32StringSeed = Buffer.from(encodeBase32(device.secret))
    return ok({ VirtualMFADevice: { SerialNumber: serialNumber, Base32StringSeed, Tags: tagsOutput(device.tags) } })
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html */
export const deleteVirtualMFADevice: Operation<DeleteVirtualMFADeviceRequest, object> = {
  requires: ({ SerialNumber }, call, stores) => ok([permission('iam:DeleteVirtualMFADevice', deviceSubject(SerialNumber, call, stores))]),
  run: ({ SerialNumber }, call, stores) => {
    const device = findDevice(SerialNumber, call, stores)
    if (!device.ok) return device
    if (device.value.userName !== undefined) return err(deleteConflict('MFA VirtualDevice in use. Must deactivate first.'))
    callerAccount(call, stores).mfaDevices.delete(SerialNumber)
    return ok({})
  },
}

/** What a permission on a device is about, where no user is named. */
export const deviceSubject = (serialNumber: string, call: Call, stores: Stores): Subject => ({
  arn: serialNumber,
  tags: callerAccount(call, stores).mfaDevices.get(serialNumber)?.tags,
})

/**
 * Its sentence was recorded of deletions and deactivations.
 *
 * @see https://github.com/localstack/localstack/blob/main/tests/aws/services/iam/test_iam_mfa.snapshot.json
 */
export function findDevice(serialNumber: string, call: Call, stores: Stores): Result<MfaDevice, AwsError> {
  const device = callerAccount(call, stores).mfaDevices.get(serialNumber)
  return device === undefined ? err(noSuchEntity(`MFA Device with serial number ${serialNumber} does not exist.`)) : ok(device)
}

interface TwoCodes {
  readonly AuthenticationCode1: string
  readonly AuthenticationCode2: string
}

/** Two codes in a row prove that the device is at hand and its clock right. */
function checkCodes(
  { secret }: MfaDevice,
  { AuthenticationCode1: first, AuthenticationCode2: second }: TwoCodes,
  now: Date,
): AwsError | undefined {
  const [one, two] = [stepOf(secret, first, now), stepOf(secret, second, now)]
  if (one !== undefined && two === one + 1) return undefined
  return { code: 'InvalidAuthenticationCode', message: 'Authentication code for device is not valid.', status: 403 }
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html */
export const enableMFADevice: Operation<EnableMFADeviceRequest, object> = {
  requires: ({ UserName }, call, stores) => ok([permission('iam:EnableMFADevice', subject(users, UserName, call, stores))]),
  run: ({ UserName, SerialNumber, ...codes }, call, stores) => {
    const user = find(users, UserName, call, stores)
    if (!user.ok) return user
    const device = findDevice(SerialNumber, call, stores)
    if (!device.ok) return device
    if (device.value.userName !== undefined) return err(entityAlreadyExists('MFA Device is already in use.'))
    const refused = checkCodes(device.value, codes, call.now)
    if (refused !== undefined) return err(refused)
    device.value.userName = user.value.name
    device.value.enableDate = call.now
    return ok({})
  },
}

/** A device of this user. */
function findAssigned(userName: string | undefined, serialNumber: string, call: Call, stores: Stores): Result<MfaDevice, AwsError> {
  const device = findDevice(serialNumber, call, stores)
  if (!device.ok) return device
  const { userName: owner } = device.value
  return owner === undefined || owner !== userName ? err(noSuchEntity('MFA Device invalid for user.')) : device
}

/** A device of the user that is named, else of the caller. */
function findOwn(
  { UserName, SerialNumber }: { readonly UserName?: string | undefined; readonly SerialNumber: string },
  call: Call,
  stores: Stores,
): Result<MfaDevice, AwsError> {
  const self = namedOrSelf(UserName, call)
  if (!self.ok) return self
  const name = existingName(self.value, call, stores)
  return name.ok ? findAssigned(name.value, SerialNumber, call, stores) : name
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResyncMFADevice.html */
export const resyncMFADevice: Operation<ResyncMFADeviceRequest, object> = {
  requires: ({ UserName }, call, stores) => ok([permission('iam:ResyncMFADevice', subject(users, UserName, call, stores))]),
  run: ({ UserName, SerialNumber, ...codes }, call, stores) => {
    const user = find(users, UserName, call, stores)
    if (!user.ok) return user
    const device = findAssigned(user.value.name, SerialNumber, call, stores)
    if (!device.ok) return device
    const refused = checkCodes(device.value, codes, call.now)
    return refused === undefined ? ok({}) : err(refused)
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html */
export const deactivateMFADevice: Operation<DeactivateMFADeviceRequest, object> = {
  requires: ({ UserName }, call, stores) => {
    const self = namedOrSelf(UserName, call)
    return self.ok ? ok([permission('iam:DeactivateMFADevice', selfSubject(self.value, call, stores))]) : self
  },
  run: ({ UserName, SerialNumber }, call, stores) => {
    const device = findOwn({ UserName, SerialNumber }, call, stores)
    if (!device.ok) return device
    delete device.value.userName
    delete device.value.enableDate
    return ok({})
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetMFADevice.html */
export const getMFADevice: Operation<GetMFADeviceRequest, GetMFADeviceResponse> = {
  requires: ({ UserName }, call, stores) => {
    const self = namedOrSelf(UserName, call)
    return self.ok ? ok([permission('iam:GetMFADevice', selfSubject(self.value, call, stores))]) : self
  },
  run: ({ UserName, SerialNumber }, call, stores) => {
    const device = findOwn({ UserName, SerialNumber }, call, stores)
    if (!device.ok) return device
    return ok({ SerialNumber, UserName: device.value.userName, EnableDate: device.value.enableDate })
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html */
export const listMFADevices: Operation<ListMFADevicesRequest, ListMFADevicesResponse> = {
  requires: ({ UserName }, call, stores) => {
    const self = namedOrSelf(UserName, call)
    return self.ok ? ok([permission('iam:ListMFADevices', selfSubject(self.value, call, stores))]) : self
  },
  run: (input, call, stores) => {
    const self = namedOrSelf(input.UserName, call)
    if (!self.ok) return self
    const name = existingName(self.value, call, stores)
    if (!name.ok) return name
    const own = [...callerAccount(call, stores).mfaDevices.values()].filter(
      ({ userName }) => userName !== undefined && userName === name.value,
    )
    const listed = page(own, ({ serialNumber }) => serialNumber, input)
    if (!listed.ok) return listed
    const MFADevices = listed.value.items.map(({ serialNumber, userName, enableDate }) => ({
      UserName: userName,
      SerialNumber: serialNumber,
      EnableDate: enableDate,
    }))
    return ok({ MFADevices, ...listed.value.facts })
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html */
export const listVirtualMFADevices: Operation<ListVirtualMFADevicesRequest, ListVirtualMFADevicesResponse> = {
  requires: (_input, call, stores) =>
    ok([permission('iam:ListVirtualMFADevices', { arn: iamArn(callerAccount(call, stores).id, 'mfa', '/', '') })]),
  run: (input, call, stores) => {
    const { mfaDevices } = callerAccount(call, stores)
    const status = input.AssignmentStatus ?? 'Any'
    const chosen = [...mfaDevices.values()].filter(
      ({ userName }) => status === 'Any' || (status === 'Assigned') === (userName !== undefined),
    )
    const listed = page(chosen, ({ serialNumber }) => serialNumber, input)
    if (!listed.ok) return listed
    const VirtualMFADevices = listed.value.items.map(
      ({ serialNumber, enableDate }): VirtualMFADevice => ({ SerialNumber: serialNumber, EnableDate: enableDate }),
    )
    return ok({ VirtualMFADevices, ...listed.value.facts })
  },
}
