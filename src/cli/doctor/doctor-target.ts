import type { Answer, Examination, FoundCredentials } from '../../deploy/examine-account.ts'
import { examineAccount } from '../../deploy/examine-account.ts'
import { objectToAccount, targetOf } from '../../deploy/guard.ts'
import type { Target } from '../../deploy/target.ts'
import type { AccountSettings, Settings, TargetSettings } from '../../settings/settings.ts'
import type { Finding } from './doctor-finding.ts'
import { describeLogin, lineOf, listSettings } from './doctor-settings.ts'

/** Milliseconds for one call. */
const patience = 15_000

/** A target in full: its values, and what each of its accounts answers. Nothing is ever written: the target has no permit. */
export async function examineTarget(settings: Settings, chosen: TargetSettings, text: string): Promise<readonly Finding[]> {
  const target: Target = { ...targetOf(chosen, patience), attempts: 2 }
  const accounts = await Promise.all(
    [...chosen.accounts.values()].map(async (account) => {
      const findings = await examine(account, { settings, chosen, target })
      return findings.map((finding) => ({ ...finding, target: chosen.name, account: account.name }))
    }),
  )
  return [...listSettings(settings, chosen, text), ...accounts.flat()]
}

interface Place {
  readonly settings: Settings
  readonly chosen: TargetSettings
  readonly target: Target
}

async function examine(account: AccountSettings, { settings, chosen, target }: Place): Promise<readonly Finding[]> {
  const examined = await examineAccount(account, chosen.regions, target)
  const credentials = tellCredentials(account, examined.credentials)
  if (!examined.credentials.ok) return [credentials]
  const objections = await objectToAccount(account, chosen, settings.allowedAccounts, target)
  const guarded = chosen.readOnly
    ? 'only reads here: the target is read-only'
    : `lets fixtures be deployed here, in ${chosen.regions.join(', ')}`
  return [
    credentials,
    ...tellIdentity(examined),
    ...(objections.length === 0 ? [{ what: 'guard', found: guarded }] : []),
    ...objections.map(({ message, help, at }) => ({
      what: 'guard',
      found: message,
      origin: lineOf(at),
      advice: help ?? 'nothing is written to this account',
    })),
    ...examined.services.map(({ service, action, region, answer }) => {
      const what = region === undefined ? service : `${service} ${region}`
      return { what, ...tellAnswer(action, answer), ...remedy(service, answer, chosen) }
    }),
  ]
}

function tellCredentials(account: AccountSettings, found: Examination['credentials']): Finding {
  const login = describeLogin(account)
  const row = { what: 'credentials', origin: login.origin }
  if (found.ok) return { ...row, found: `${login.found}${tellSource(found.value)}` }
  return { ...row, found: `${login.found}: ${told(found.error)}`, advice: 'sign in, or choose another `profile`' }
}

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html */
const sources: readonly (readonly [feature: RegExp, words: string])[] = [
  [/SSO/, 'from IAM Identity Center'],
  [/LOGIN/, 'from `aws login`'],
  [/WEB_ID/, 'from a web identity'],
  [/PROCESS/, 'from a process'],
  [/STS_ASSUME_ROLE/, 'of a role that the profile names'],
  [/ENV_VARS/, 'found in the environment'],
  [/HTTP/, 'from the container'],
  [/IMDS/, 'from the instance'],
  [/PROFILE/, 'found in the files of the AWS CLI'],
]

function tellSource({ features, expires }: FoundCredentials): string {
  const words = sources.find(([pattern]) => features.some((feature) => pattern.test(feature)))?.[1]
  const until = expires === undefined ? undefined : `until ${expires.toISOString()}`
  return [words, until].flatMap((part) => (part === undefined ? [] : [`, ${part}`])).join('')
}

/** Five minutes is what AWS allows. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/signing-elements.html */
const allowedSkew = 300

function tellIdentity({ identity, skewSeconds: skew }: Examination): readonly Finding[] {
  if (identity === undefined) return []
  const who = identity.arn === undefined ? [] : [{ what: 'signs in as', found: identity.arn }]
  const sts = { what: 'sts', ...tellAnswer('sts:GetCallerIdentity', identity), ...(identity.kind === 'ok' ? {} : { advice: unreached }) }
  if (skew === undefined) return [...who, sts]
  const found = skew === 0 ? 'as here' : `${Math.abs(skew)} s ${skew > 0 ? 'ahead of' : 'behind'} the clock here`
  const advice = 'set the clock: AWS refuses what was signed more than 5 minutes away'
  return [...who, sts, { what: 'clock', found, ...(Math.abs(skew) > allowedSkew ? { advice } : {}) }]
}

const unreached = 'see whether the address, the network, proxies and the credentials are right'

const tellAnswer = (action: string, answer: Answer): { readonly found: string } => ({
  found: answer.kind === 'ok' ? `${action} in ${answer.milliseconds} ms` : `${action}: ${told(answer)}`,
})

/** Then the account manages none. @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html */
const noOrganization = 'AWSOrganizationsNotInUseException'

/** Deployments need IAM, S3 and KMS; the others serve the guard and `drift`, which go on without them. */
function remedy(service: string, answer: Answer, { readOnly }: TargetSettings): Pick<Finding, 'note' | 'advice'> {
  if (answer.kind === 'ok' || answer.code === noOrganization) return {}
  if (service === 'organizations')
    return { note: 'the guard goes by `allowedAccounts`: nobody says whether this account manages an organization' }
  if (service === 'ec2') return { note: '`drift` cannot compare ingress here' }
  if (answer.kind === 'no-answer') return { advice: unreached }
  return readOnly
    ? { note: 'what cannot be read is told where it is missing' }
    : { advice: 'docs/sandbox-account.md has the least policies of who deploys' }
}

function told(answer: Answer): string {
  if (answer.kind === 'ok') return 'is there'
  return answer.message.startsWith(answer.code) ? answer.message : `${answer.code}: ${answer.message}`
}
