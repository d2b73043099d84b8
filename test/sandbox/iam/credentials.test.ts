import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Random } from '../../../src/sandbox/random.ts'
import { type Sandbox, startSandbox } from '../../../src/sandbox/start-sandbox.ts'
import { createCertificate } from '../../../src/sandbox/tls/certificate.ts'
import { accountId, type Clients, rootClients } from '../clients.ts'
import { createUser } from '../principals.ts'

const account = '111122223333'
const UserName = 'ana'
let ahead = 0
let sandbox: Sandbox
let iam: Clients['iam']
beforeAll(async () => {
  const clock = (): Date => new Date(Date.now() + ahead)
  sandbox = await startSandbox({ seed: 'credentials', accounts: [{ id: accountId(account) }], clock })
  iam = rootClients(sandbox, account).iam
  await iam.createUser({ UserName })
})
afterAll(() => sandbox.close())

const rsa = (modulusLength = 2048): string =>
  generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'pem', type: 'spki' }).toString()

const certified = (seed: number) => createCertificate(new Random(String(seed)), new Date())

describe('a public key for SSH', () => {
  it('is told as SSH and as PEM, is one of five, and must go before its user', async () => {
    const pem = rsa()
    const { SSHPublicKey: key } = await iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: pem })
    expect(key).toMatchObject({ UserName, Status: 'Active', Fingerprint: expect.stringMatching(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/) })
    const SSHPublicKeyId = key?.SSHPublicKeyId ?? ''
    const read = async (Encoding: 'SSH' | 'PEM') =>
      (await iam.getSSHPublicKey({ UserName, SSHPublicKeyId, Encoding })).SSHPublicKey?.SSHPublicKeyBody
    expect(await read('PEM')).toBe(pem)
    const ssh = (await read('SSH')) ?? ''
    await expect(iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody: ssh })).rejects.toMatchObject({
      name: 'DuplicateSSHPublicKeyException',
    })
    for (const SSHPublicKeyBody of ['ssh-rsa none', rsa(1024)])
      await expect(iam.uploadSSHPublicKey({ UserName, SSHPublicKeyBody })).rejects.toMatchObject({ name: 'InvalidPublicKeyException' })
    await iam.updateSSHPublicKey({ UserName, SSHPublicKeyId, Status: 'Inactive' })
    expect((await iam.listSSHPublicKeys({ UserName })).SSHPublicKeys).toMatchObject([{ SSHPublicKeyId, Status: 'Inactive' }])
    await iam.updateUser({ UserName, NewUserName: 'anna' })
    expect((await iam.listSSHPublicKeys({ UserName: 'anna' })).SSHPublicKeys).toMatchObject([{ SSHPublicKeyId }])
    await iam.updateUser({ UserName: 'anna', NewUserName: UserName })
    await expect(iam.deleteUser({ UserName })).rejects.toMatchObject({ name: 'DeleteConflictException' })
    await iam.deleteSSHPublicKey({ UserName, SSHPublicKeyId })
    await expect(iam.deleteSSHPublicKey({ UserName, SSHPublicKeyId })).rejects.toThrow(
      `The Public Key with id ${SSHPublicKeyId} cannot be found.`,
    )
  })

  it('is uploaded by who may', async () => {
    const user = await createUser(sandbox, account, 'eva', [{ Effect: 'Allow', Action: 'iam:ListSSHPublicKeys', Resource: '*' }])
    expect((await user.iam.listSSHPublicKeys({})).SSHPublicKeys).toEqual([])
    await expect(user.iam.uploadSSHPublicKey({ UserName: 'eva', SSHPublicKeyBody: 'ssh-rsa none' })).rejects.toThrow(
      'iam:UploadSSHPublicKey',
    )
  })
})

describe('a certificate', () => {
  it('of a server belongs to its key, has a path and tags, and is renamed', async () => {
    const { certificate, key } = certified(7)
    const upload = (more: object = {}) =>
      iam.uploadServerCertificate({ ServerCertificateName: 'web', CertificateBody: certificate, PrivateKey: key, Path: '/site/', ...more })
    const other = certified(8)
    await expect(upload({ PrivateKey: other.key })).rejects.toMatchObject({ name: 'KeyPairMismatchException' })
    await expect(upload({ CertificateBody: 'none' })).rejects.toMatchObject({ name: 'MalformedCertificateException' })
    await expect(upload({ CertificateChain: other.certificate })).rejects.toThrow('must start with the immediate signing certificate')
    const { ServerCertificateMetadata: made } = await upload({ Tags: [{ Key: 'team', Value: 'a' }] })
    expect(made?.Arn).toBe(`arn:aws:iam::${account}:server-certificate/site/web`)
    await expect(upload()).rejects.toThrow('The Server Certificate with name web already exists.')
    await iam.updateServerCertificate({ ServerCertificateName: 'web', NewServerCertificateName: 'web2', NewPath: '/' })
    await iam.tagServerCertificate({ ServerCertificateName: 'web2', Tags: [{ Key: 'stage', Value: 'b' }] })
    await iam.untagServerCertificate({ ServerCertificateName: 'web2', TagKeys: ['team'] })
    expect((await iam.listServerCertificateTags({ ServerCertificateName: 'web2' })).Tags).toEqual([{ Key: 'stage', Value: 'b' }])
    expect((await iam.listServerCertificates({ PathPrefix: '/site/' })).ServerCertificateMetadataList).toEqual([])
    expect((await iam.getServerCertificate({ ServerCertificateName: 'web2' })).ServerCertificate?.CertificateBody).toBe(certificate)
    await iam.deleteServerCertificate({ ServerCertificateName: 'web2' })
    await expect(iam.getServerCertificate({ ServerCertificateName: 'web2' })).rejects.toThrow(
      'The Server Certificate with name web2 cannot be found.',
    )
  })

  it('that signs is one of two of its user', async () => {
    const bodies = [1, 2, 3].map((seed) => certified(seed).certificate)
    const upload = (CertificateBody = '') => iam.uploadSigningCertificate({ UserName, CertificateBody })
    await expect(upload('none')).rejects.toThrow('Certificate none is malformed.')
    const { CertificateId = '' } = (await upload(bodies[0])).Certificate ?? {}
    await expect(upload(bodies[0])).rejects.toMatchObject({ name: 'DuplicateCertificateException' })
    await upload(bodies[1])
    await expect(upload(bodies[2])).rejects.toThrow('Cannot exceed quota for CertificatesPerUser: 2')
    await iam.updateSigningCertificate({ UserName, CertificateId, Status: 'Inactive' })
    const listed = (await iam.listSigningCertificates({ UserName })).Certificates ?? []
    expect(new Set(listed.map(({ Status }) => Status))).toEqual(new Set(['Active', 'Inactive']))
    for (const one of listed) await iam.deleteSigningCertificate({ UserName, CertificateId: one.CertificateId })
    await expect(iam.deleteSigningCertificate({ UserName, CertificateId })).rejects.toThrow('cannot be found.')
  })
})

it('the credential report has a row for each user, and stays as it is for four hours', async () => {
  await expect(iam.getCredentialReport({})).rejects.toMatchObject({ name: 'CredentialReportNotPresentException' })
  expect((await iam.generateCredentialReport({})).State).toBe('STARTED')
  expect((await iam.generateCredentialReport({})).State).toBe('COMPLETE')
  const rows = async () =>
    Buffer.from((await iam.getCredentialReport({})).Content ?? [])
      .toString()
      .split('\n')
      .map((row) => row.split(','))
  const [columns, root, ana] = await rows()
  expect(columns).toHaveLength(22)
  expect(root?.slice(0, 2)).toEqual(['<root_account>', `arn:aws:iam::${account}:root`])
  expect(ana).toMatchObject({ 0: UserName, 3: 'false', 4: 'N/A', 7: 'false', 8: 'false', 9: 'N/A', length: 22 })
  ahead = 5 * 3600 * 1000
  iam.config.systemClockOffset = ahead
  await expect(iam.getCredentialReport({})).rejects.toMatchObject({ name: 'CredentialReportExpiredException' })
  expect((await iam.generateCredentialReport({})).State).toBe('STARTED')
})
