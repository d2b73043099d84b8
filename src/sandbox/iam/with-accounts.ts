import type { IamStore } from './store.ts'

/**
 * In the profile `legacy-s3`, policies may name users and roles by ARNs without an account, as other servers do: `arn:aws:iam:::user/ana`. Each gets
 * the account that has such a user or role; `user/ID` with the canonical id or display name of an account is its root user. AWS has no such ARNs.
 */
export function withAccounts(text: string, iam: IamStore): string {
  if (iam.profile !== 'legacy-s3') return text
  return text
    .replace(/arn:aws:iam:::(user|role)\/([^"\\]+)/g, (arn, type: string, name: string) => find(type, name, iam) ?? arn)
    .replace(
      /arn:aws:(?:iam|sts):::assumed-role\/([^"\\/]+)\/([^"\\]+)/g,
      (arn, role: string, session: string) => sessionOf(role, session, iam) ?? arn,
    )
}

function sessionOf(role: string, session: string, { accounts }: IamStore): string | undefined {
  for (const { id, roles } of accounts.values()) if (roles.has(role)) return `arn:aws:sts::${id}:assumed-role/${role}/${session}`
  return undefined
}

function find(type: string, pathAndName: string, { accounts }: IamStore): string | undefined {
  const name = pathAndName.slice(pathAndName.lastIndexOf('/') + 1)
  for (const account of accounts.values()) {
    const named = (type === 'user' ? account.users : account.roles).get(name)
    if (named !== undefined) return named.arn
    if (type === 'user' && (account.canonicalId === name || account.displayName === name)) return `arn:aws:iam::${account.id}:root`
  }
  return undefined
}
