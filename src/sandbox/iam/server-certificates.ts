import type {
  DeleteServerCertificateRequest,
  GetServerCertificateRequest,
  GetServerCertificateResponse,
  ListServerCertificatesRequest,
  ListServerCertificatesResponse,
  ServerCertificateMetadata,
  UpdateServerCertificateRequest,
  UploadServerCertificateRequest,
  UploadServerCertificateResponse,
} from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Operation, Parsed } from '../operation.ts'
import { uniqueId } from '../unique-id.ts'
import { iamArn } from './arn.ts'
import { callerAccount } from './caller.ts'
import { firstUnsigned, isKeyOf, readCertificate, readChain } from './certificate.ts'
import { entityAlreadyExists, limitExceeded } from './errors.ts'
import { byName, page } from './page.ts'
import { permission } from './permission.ts'
import { quotas } from './quotas.ts'
import { findServerCertificate, serverCertificateSubject } from './server-certificate.ts'
import type { ServerCertificate } from './store.ts'
import { formatTags, parseTags, tagsOutput } from './tags.ts'

type Upload = Parsed<UploadServerCertificateRequest>

/** The private key is checked and not kept. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadServerCertificate.html */
export const uploadServerCertificate: Operation<UploadServerCertificateRequest, UploadServerCertificateResponse> = {
  requires: ({ Path = '/', ServerCertificateName: name, Tags }, call, stores) => {
    const tags = parseTags(Tags, 'ignoreCase')
    if (!tags.ok) return tags
    const subject = { arn: iamArn(callerAccount(call, stores).id, 'server-certificate', Path, name) }
    const more = { requestTags: tags.value }
    const upload = permission('iam:UploadServerCertificate', subject, more)
    return ok(tags.value.size === 0 ? [upload] : [upload, permission('iam:TagServerCertificate', subject, more)])
  },
  run: (input, call, stores) => {
    const account = callerAccount(call, stores)
    const { Path: path = '/', ServerCertificateName: name } = input
    const tags = parseTags(input.Tags, 'ignoreCase')
    if (!tags.ok) return tags
    const expiration = readExpiration(input)
    if (!expiration.ok) return expiration
    if (account.serverCertificates.has(name)) return err(alreadyExists(name))
    if (account.serverCertificates.size >= quotas.serverCertificates)
      return err(limitExceeded('ServerCertificatesPerAccount', quotas.serverCertificates))
    const kept: ServerCertificate = {
      name,
      path,
      arn: iamArn(account.id, 'server-certificate', path, name),
      id: uniqueId('ASCA', account.id, call.random),
      body: input.CertificateBody,
      ...(input.CertificateChain === undefined ? {} : { chain: input.CertificateChain }),
      uploadDate: call.now,
      expiration: expiration.value,
      tags: tags.value,
    }
    account.serverCertificates.set(name, kept)
    return ok({ ServerCertificateMetadata: metadata(kept), Tags: tagsOutput(tags.value) })
  },
}

/** When it ends, where certificate, key and chain belong together. */
function readExpiration({ CertificateBody, CertificateChain, PrivateKey }: Upload): Result<Date, AwsError> {
  const certificate = readCertificate(CertificateBody)
  if (certificate === undefined) return err(malformed(notPem))
  const isKey = isKeyOf(certificate, PrivateKey)
  if (isKey === undefined) return err(malformed(notPem))
  if (!isKey) return err(keyMismatch)
  const chain = CertificateChain === undefined ? [] : readChain(CertificateChain)
  if (chain === undefined) return err(malformed(notPem))
  const unsigned = firstUnsigned([certificate, ...chain])
  return unsigned === undefined ? ok(new Date(certificate.validTo)) : err(malformed(wrongChain(unsigned - 1)))
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServerCertificate.html */
export const getServerCertificate: Operation<GetServerCertificateRequest, GetServerCertificateResponse> = {
  requires: ({ ServerCertificateName: name }, call, stores) =>
    ok([permission('iam:GetServerCertificate', serverCertificateSubject(name, call, stores))]),
  run: ({ ServerCertificateName: name }, call, stores) => {
    const found = findServerCertificate(name, call, stores)
    if (!found.ok) return found
    const { body, chain, tags } = found.value
    return ok({
      ServerCertificate: {
        ServerCertificateMetadata: metadata(found.value),
        CertificateBody: body,
        CertificateChain: chain,
        Tags: formatTags(tags),
      },
    })
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificates.html */
export const listServerCertificates: Operation<ListServerCertificatesRequest, ListServerCertificatesResponse> = {
  requires: ({ PathPrefix = '/' }, call, stores) =>
    ok([permission('iam:ListServerCertificates', { arn: iamArn(callerAccount(call, stores).id, 'server-certificate', PathPrefix, '') })]),
  run: ({ PathPrefix = '/', ...asked }, call, stores) => {
    const certificates = [...callerAccount(call, stores).serverCertificates.values()].filter(({ path }) => path.startsWith(PathPrefix))
    const shown = page(certificates, byName, asked)
    return shown.ok ? ok({ ServerCertificateMetadataList: shown.value.items.map(metadata), ...shown.value.facts }) : shown
  },
}

/**
 * The caller needs the permission on the certificate as it is and as it will be.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServerCertificate.html
 */
export const updateServerCertificate: Operation<UpdateServerCertificateRequest, object> = {
  requires: ({ ServerCertificateName: name, NewPath, NewServerCertificateName }, call, stores) => {
    const account = callerAccount(call, stores)
    const now = serverCertificateSubject(name, call, stores)
    const certificate = account.serverCertificates.get(name)
    const then = iamArn(account.id, 'server-certificate', NewPath ?? certificate?.path ?? '/', NewServerCertificateName ?? name)
    const both = then === now.arn ? [now] : [now, { ...now, arn: then }]
    return ok(both.map((about) => permission('iam:UpdateServerCertificate', about)))
  },
  run: ({ ServerCertificateName, NewPath, NewServerCertificateName }, call, stores) => {
    const { serverCertificates: all, id } = callerAccount(call, stores)
    const found = findServerCertificate(ServerCertificateName, call, stores)
    if (!found.ok) return found
    const name = NewServerCertificateName ?? found.value.name
    const holder = all.get(name)
    if (holder !== undefined && holder !== found.value) return err(alreadyExists(name))
    all.delete(found.value.name)
    found.value.name = name
    found.value.path = NewPath ?? found.value.path
    found.value.arn = iamArn(id, 'server-certificate', found.value.path, name)
    all.set(name, found.value)
    return ok({})
  },
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServerCertificate.html */
export const deleteServerCertificate: Operation<DeleteServerCertificateRequest, object> = {
  requires: ({ ServerCertificateName: name }, call, stores) =>
    ok([permission('iam:DeleteServerCertificate', serverCertificateSubject(name, call, stores))]),
  run: ({ ServerCertificateName: name }, call, stores) => {
    const found = findServerCertificate(name, call, stores)
    if (!found.ok) return found
    callerAccount(call, stores).serverCertificates.delete(name)
    return ok({})
  },
}

const metadata = ({ name, path, arn, id, uploadDate, expiration }: ServerCertificate): ServerCertificateMetadata => ({
  Path: path,
  ServerCertificateName: name,
  ServerCertificateId: id,
  Arn: arn,
  UploadDate: uploadDate,
  Expiration: expiration,
})

/** Recorded from AWS. */
const alreadyExists = (name: string): AwsError => entityAlreadyExists(`The Server Certificate with name ${name} already exists.`)

const malformed = (message: string): AwsError => ({ code: 'MalformedCertificate', message, status: 400 })

/** As reported in https://github.com/hashicorp/terraform/issues/3837 */
const notPem = 'Unable to parse certificate. Please ensure the certificate is in PEM format.'

/** As reported in https://github.com/mprahl/ansible-role-lets-encrypt-route-53/issues/52 */
const wrongChain = (index: number): string =>
  `Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate is: ${index}`

/** The words are those of the documentation of the error; that AWS answers them is inferred. */
const keyMismatch: AwsError = {
  code: 'KeyPairMismatch',
  message: 'The public key certificate and the private key do not match.',
  status: 400,
}
