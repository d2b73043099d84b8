/** Names whose values are secrets, in any spelling: `password`, `aws_session_token`, `"SecretAccessKey"`; in an ARN they are none. */
const named =
  /(?<!:)((?:passw(?:or)?d|passphrase|secret|token|access[_-]?key(?:[_-]?id)?|private[_-]?key)["']?\s*[:=]\s*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,{}[\]"'][^,{}[\]]*)/gi

/** Who may log in to a server of a fixture, each with a password: `users: { loader: hush }`. */
const logins = /(\busers["']?\s*:\s*\{)((?:[^{}]|\$\{[^{}]*\})*)(?=\})/g
const login = /(:\s+)("[^"]*"|'[^']*'|[^\s,][^,]*)/g

/** A line of a private key; an id in hexadecimal has no capitals. */
const body = /(^|[\s"'])((?=[a-z0-9+/=]*[A-Z])[A-Za-z0-9+/=]{60,})(?=$|["'\s,])/g

/** A line of a user's file as it may be shown: each secret is as many stars, so that columns stay. */
export const hideSecrets = (line: string): string =>
  line
    .replace(named, hide)
    .replace(logins, (_, before: string, users: string) => `${before}${users.replace(login, hide)}`)
    .replace(body, hide)

const hide = (_: string, before: string, secret: string): string => `${before}${secret.replace(/[^\s"']/g, '*')}`
