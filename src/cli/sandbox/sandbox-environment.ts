import type { Access } from '../../sandbox/control/status.ts'
import { exitCode } from '../exit-code.ts'
import { CommandFailure } from '../failure.ts'

export interface Reachable {
  readonly endpoint: string
  readonly controlUrl: string
  /** File of the certificate that clients must trust. */
  readonly certificateFile?: string | undefined
}

/** What a client needs in its environment to reach a sandbox as one of its principals. */
export const clientVariables = (
  { endpoint, controlUrl, certificateFile }: Reachable,
  { accessKeyId, secretAccessKey }: Access,
  region: string,
): Readonly<Record<string, string>> => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_REGION: region,
  AWS_DEFAULT_REGION: region,
  [controlVariable]: controlUrl,
  ...(certificateFile === undefined ? {} : { AWS_CA_BUNDLE: certificateFile, NODE_EXTRA_CA_CERTS: certificateFile }),
})

export const controlVariable = 'SALLYPORT_CONTROL_URL'

/** The key of a user by its name, or of the root user of an account by its id; of the first account when nobody is named. */
export function chooseAccess(as: string | undefined, all: readonly Access[]): Access {
  const chosen = as === undefined ? all[0] : all.find(({ user, account }) => (user ?? account) === as)
  if (chosen !== undefined) return chosen
  const known = [...new Set(all.map(({ user, account }) => `\`${user ?? account}\``))]
  throw new CommandFailure(exitCode.input, `there is no user \`${as}\` with an access key`, `--as takes ${known.join(', ')}`)
}

/** Lines for a shell: `source <(…)`, or to be read and pasted. */
export function exportLines(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${/^[\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`}`)
    .join('\n')
}
