import type { Span } from '../../base/span.ts'
import { objectToList } from '../../deploy/guard.ts'
import { settingOrigins } from '../../settings/setting-origins.ts'
import type { AccountSettings, Settings, TargetSettings } from '../../settings/settings.ts'
import type { Finding } from './doctor-finding.ts'

export const lineOf = ({ file, start }: Span): string => `${file}:${start.line}`

/** A target in short, by its settings alone: nothing is asked. */
export function summariseTarget(settings: Settings, target: TargetSettings): readonly Finding[] {
  const { name, kind, readOnly, regions, at } = target
  const where = target.kind === 'endpoint' ? `endpoint ${target.url}` : `${kind}${environmentEndpoint()}`
  const found = `${where}, ${readOnly ? 'read-only' : 'to be written to'}, in ${regions.join(', ')}`
  const accounts = [...target.accounts.values()]
  return [
    { what: 'settings', found, origin: lineOf(at), target: name },
    ...accounts.map((account): Finding => {
      const login = describeLogin(account)
      const [refused] = readOnly ? [] : objectToList(account, settings.allowedAccounts)
      const row = { what: account.name, found: `${account.id}, by ${login.found}`, origin: login.origin, target: name }
      return refused === undefined ? row : { ...row, advice: `${refused.message}: ${refused.help}` }
    }),
  ]
}

/** Every value of a target, with the line or the variable that it comes from. */
export const listSettings = (settings: Settings, target: TargetSettings, text: string): readonly Finding[] => [
  ...settingOrigins(settings, target, text).map(
    ({ name, value, at }): Finding => ({
      what: name,
      found: value,
      origin: at === undefined ? 'default' : lineOf(at),
      target: target.name,
    }),
  ),
  ...variablesFor(target).map((name): Finding => ({ what: name, found: shown(name), origin: 'environment', target: target.name })),
]

/** How one signs in to an account, by what is set; the SDK's default chain takes the first of these. */
export function describeLogin(account: AccountSettings): { readonly found: string; readonly origin: string } {
  const { profile, role, at } = account
  const base = profile === undefined ? chain() : { found: `profile \`${profile}\``, origin: lineOf(at) }
  return role === undefined ? base : { ...base, found: `${base.found}, then role ${role}` }
}

/** @see https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/setting-credentials-node.html#credchain */
function chain(): { readonly found: string; readonly origin: string } {
  const { AWS_PROFILE: profile, AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_WEB_IDENTITY_TOKEN_FILE: token } = process.env
  if (profile) return { found: `profile \`${profile}\``, origin: 'AWS_PROFILE' }
  if (id && secret) return { found: 'the keys of the environment', origin: 'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY' }
  if (token) return { found: 'a web identity', origin: 'AWS_WEB_IDENTITY_TOKEN_FILE' }
  return { found: "the SDK's default chain", origin: 'default' }
}

/** Variables whose value may be told: names, places and switches. @see https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html */
const harmless = [
  'AWS_PROFILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_ROLE_ARN',
  'AWS_EC2_METADATA_DISABLED',
  'NODE_EXTRA_CA_CERTS',
]
const secret = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
]
/** They count for `aws` alone: of an AWS-compatible server the address stands in the settings, and the rest is fixed. */
const ofAws = ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT', 'AWS_DEFAULTS_MODE', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']

const variablesFor = ({ kind }: TargetSettings): readonly string[] => {
  const endpoints = Object.keys(process.env).filter((name) => name.startsWith('AWS_ENDPOINT_URL'))
  return [...harmless, ...secret, ...(kind === 'aws' ? [...ofAws, ...endpoints.sort()] : [])].filter((name) => process.env[name])
}

/** Of what may be a secret only that it is there; an address may hold a password. */
function shown(name: string): string {
  if (secret.includes(name)) return 'is set'
  return (process.env[name] ?? '').replace(/\/\/[^/]*@/, '//')
}

const environmentEndpoint = (): string => (process.env.AWS_ENDPOINT_URL ? ` at ${shown('AWS_ENDPOINT_URL')} (AWS_ENDPOINT_URL)` : '')
