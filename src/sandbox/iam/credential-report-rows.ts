import type { Call } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { accessKeysOf } from './access-key.ts'
import { callerAccount } from './caller.ts'
import { byName } from './page.ts'
import { certificatesOf } from './signing-certificate.ts'
import type { AccessKey, SigningCertificate, User } from './store.ts'

const ofKey = ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service']
const columns = [
  'user',
  'arn',
  'user_creation_time',
  'password_enabled',
  'password_last_used',
  'password_last_changed',
  'password_next_rotation',
  'mfa_active',
  ...[1, 2].flatMap((index) => ofKey.map((name) => `access_key_${index}_${name}`)),
  ...[1, 2].flatMap((index) => [`cert_${index}_active`, `cert_${index}_last_rotated`]),
]

/** Root first, then the users by name. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
export function credentialReportRows(call: Call, stores: Stores): string {
  const users = [...callerAccount(call, stores).users.values()].sort((left, right) => (byName(left) < byName(right) ? -1 : 1))
  const rows = [columns, rootRow(call, stores), ...users.map((user) => userRow(user, call, stores))]
  return rows.map((row) => row.map(quote).join(',')).join('\n')
}

/** The oldest key of the root user stands for the day on which the account was opened. */
function rootRow(call: Call, stores: Stores): readonly string[] {
  const opened = accessKeysOf(undefined, call, stores)[0]?.createDate ?? call.now
  const arn = `arn:aws:iam::${callerAccount(call, stores).id}:root`
  const password = ['not_supported', 'no_information', 'not_supported', 'not_supported']
  return ['<root_account>', arn, time(opened), ...password, 'false', ...credentials(undefined, call, stores)]
}

function userRow({ name, arn, createDate, loginProfile, passwordLastUsed }: User, call: Call, stores: Stores): readonly string[] {
  const lastUsed = passwordLastUsed === undefined ? 'no_information' : time(passwordLastUsed)
  const password = loginProfile === undefined ? ['false', 'N/A', 'N/A', 'N/A'] : ['true', lastUsed, time(loginProfile.createDate), 'N/A']
  const hasMfa = [...callerAccount(call, stores).mfaDevices.values()].some(({ userName }) => userName === name)
  return [name, arn, time(createDate), ...password, String(hasMfa), ...credentials(name, call, stores)]
}

function credentials(userName: string | undefined, call: Call, stores: Stores): readonly string[] {
  const keys = accessKeysOf(userName, call, stores)
  const certificates = certificatesOf(userName, call, stores)
  return [keyColumns(keys[0]), keyColumns(keys[1]), certificateColumns(certificates[0]), certificateColumns(certificates[1])].flat()
}

function keyColumns(key: AccessKey | undefined): readonly string[] {
  if (key === undefined) return ['false', 'N/A', 'N/A', 'N/A', 'N/A']
  const { lastUsed } = key
  const used = lastUsed === undefined ? ['N/A', 'N/A', 'N/A'] : [time(lastUsed.date), lastUsed.region, lastUsed.service]
  return [String(key.status === 'Active'), time(key.createDate), ...used]
}

const certificateColumns = (certificate: SigningCertificate | undefined): readonly string[] =>
  certificate === undefined ? ['false', 'N/A'] : [String(certificate.status === 'Active'), time(certificate.uploadDate)]

/** Without milliseconds. */
const time = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, 'Z')

/** Names of users may hold commas. @see https://www.rfc-editor.org/rfc/rfc4180#section-2 */
const quote = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
