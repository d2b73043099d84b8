import type {
  DeleteSigningCertificateRequest,
  ListSigningCertificatesRequest,
  ListSigningCertificatesResponse,
  SigningCertificate as SigningCertificateOutput,
  UpdateSigningCertificateRequest,
  UploadSigningCertificateRequest,
  UploadSigningCertificateResponse,
} from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { callerAccount } from './caller.ts'
import { readCertificate } from './certificate.ts'
import { limitExceeded, noSuchEntity, validationError } from './errors.ts'
import { page } from './page.ts'
import { type Action, permission } from './permission.ts'
import { quotas } from './quotas.ts'
import { existingName, namedOrSelf, selfSubject } from './self.ts'
import type { SigningCertificate } from './store.ts'

// The sentences were recorded (snapshots of github.com/localstack/localstack, tests/aws/services/iam/test_iam_signing_certificates) where a comment
// does not say otherwise.

const idAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSigningCertificate.html */
export const uploadSigningCertificate: Operation<UploadSigningCertificateRequest, UploadSigningCertificateResponse> = {
  requires: ({ UserName }, call, stores) => onOwner('iam:UploadSigningCertificate', UserName, call, stores),
  run: ({ UserName, CertificateBody: body }, call, stores) => {
    const owner = ownerName(UserName, call, stores)
    if (!owner.ok) return owner
    const certificate = readCertificate(body)
    if (certificate === undefined) return err(malformed(body))
    const { signingCertificates: all } = callerAccount(call, stores)
    const { fingerprint256: fingerprint } = certificate
    if ([...all.values()].some((held) => held.fingerprint === fingerprint)) return err(duplicate)
    if (certificatesOf(owner.value, call, stores).length >= quotas.signingCertificatesPerUser)
      return err(limitExceeded('CertificatesPerUser', quotas.signingCertificatesPerUser))
    const kept: SigningCertificate = {
      id: call.random.text(28, idAlphabet),
      ...(owner.value === undefined ? {} : { userName: owner.value }),
      body,
      fingerprint,
      status: 'Active',
      uploadDate: call.now,
    }
    all.set(kept.id, kept)
    return ok({ Certificate: output(kept) })
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html */
export const listSigningCertificates: Operation<ListSigningCertificatesRequest, ListSigningCertificatesResponse> = {
  requires: ({ UserName }, call, stores) => onOwner('iam:ListSigningCertificates', UserName, call, stores),
  run: (input, call, stores) => {
    const owner = ownerName(input.UserName, call, stores)
    if (!owner.ok) return owner
    const shown = page(certificatesOf(owner.value, call, stores), ({ id }) => id, input)
    return shown.ok ? ok({ Certificates: shown.value.items.map(output), ...shown.value.facts }) : shown
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSigningCertificate.html */
export const updateSigningCertificate: Operation<UpdateSigningCertificateRequest, object> = {
  requires: ({ UserName }, call, stores) => onOwner('iam:UpdateSigningCertificate', UserName, call, stores),
  run: ({ UserName, CertificateId, Status }, call, stores) => {
    const certificate = findCertificate(UserName, CertificateId, call, stores)
    if (!certificate.ok) return certificate
    if (Status === 'Expired') return err(validationError('Invalid Status.'))
    certificate.value.status = Status
    return ok({})
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSigningCertificate.html */
export const deleteSigningCertificate: Operation<DeleteSigningCertificateRequest, object> = {
  requires: ({ UserName }, call, stores) => onOwner('iam:DeleteSigningCertificate', UserName, call, stores),
  run: ({ UserName, CertificateId }, call, stores) => {
    const certificate = findCertificate(UserName, CertificateId, call, stores)
    if (!certificate.ok) return certificate
    callerAccount(call, stores).signingCertificates.delete(CertificateId)
    return ok({})
  },
}

/** A user may be left out: then it is the caller. */
function onOwner(action: Action, userName: string | undefined, call: Call, stores: Stores): Result<readonly Permission[], AwsError> {
  const self = namedOrSelf(userName, call)
  return self.ok ? ok([permission(action, selfSubject(self.value, call, stores))]) : self
}

function ownerName(userName: string | undefined, call: Call, stores: Stores): Result<string | undefined, AwsError> {
  const self = namedOrSelf(userName, call)
  return self.ok ? existingName(self.value, call, stores) : self
}

export const certificatesOf = (userName: string | undefined, call: Call, stores: Stores): readonly SigningCertificate[] =>
  [...callerAccount(call, stores).signingCertificates.values()].filter((certificate) => certificate.userName === userName)

function findCertificate(userName: string | undefined, id: string, call: Call, stores: Stores): Result<SigningCertificate, AwsError> {
  const owner = ownerName(userName, call, stores)
  if (!owner.ok) return owner
  const found = certificatesOf(owner.value, call, stores).find((certificate) => certificate.id === id)
  return found === undefined ? err(noSuchEntity(`The Certificate with id ${id} cannot be found.`)) : ok(found)
}

/** Of the root user no name is told (inferred from its access keys). */
const output = ({ userName, id, body, status, uploadDate }: SigningCertificate): SigningCertificateOutput => ({
  UserName: userName,
  CertificateId: id,
  CertificateBody: body,
  Status: status,
  UploadDate: uploadDate,
})

const malformed = (body: string): AwsError => ({
  code: 'MalformedCertificate',
  message: `Certificate ${body} is malformed.`,
  status: 400,
})

/** The words are those of the documentation of the error; that AWS answers them is inferred. */
const duplicate: AwsError = {
  code: 'DuplicateCertificate',
  message: 'The same certificate is associated with an IAM user in the account.',
  status: 409,
}
