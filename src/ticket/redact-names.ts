/** What a name is the name of. */
export type Kind =
  | 'account'
  | 'address'
  | 'accessKey'
  | 'bucket'
  | 'accessPoint'
  | 'transferBucket'
  | 'folder'
  | 'key'
  | 'role'
  | 'user'
  | 'group'
  | 'policy'
  | 'session'
  | 'externalId'
  | 'kmsKey'
  | 'organization'
  | 'endpoint'
  | 'statement'
  | 'mail'
  | 'host'
  | 'database'
  | 'table'

type Found = readonly [kind: Kind, text: string]

/** The customer's names in the ARNs of a text. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function arnsOf(text: string): readonly Found[] {
  const found = Array.from(text.matchAll(/\barn:[\w*-]*:([\w-]+):[\w*-]*:(?!aws:)[\w*]*:([^\s"'`,;<>[\]{}()\\]+)/g))
  return found.flatMap(([, service = '', written = '']): readonly Found[] => {
    // The end of a sentence is none of the name.
    const resource = written.replace(/[.:]+$/, '')
    if (service === 's3') return objectNames(resource)
    if (service === 'kms') return [['kmsKey', resource.replace(/^(?:key|alias)\//, '')]]
    return service === 'iam' || service === 'sts' ? identityNames(resource) : []
  })
}

function objectNames(resource: string): readonly Found[] {
  const [bucket = '', ...path] = resource.split('/')
  if (bucket === 'accesspoint') {
    const [point = '', ...behind] = path
    return [['accessPoint', point], ...objectNames(['', ...behind.filter((part, index) => index > 0 || part !== 'object')].join('/'))]
  }
  const file = path.at(-1) ?? ''
  return [
    ['bucket', bucket],
    ...path.slice(0, -1).map((folder): Found => ['folder', folder]),
    ...(/[*?$]|^$/.test(file) ? [] : [['key', file] as const]),
  ]
}

function identityNames(resource: string): readonly Found[] {
  const [type = '', ...path] = resource.split('/')
  const name = path.at(-1) ?? ''
  if (type === 'assumed-role')
    return [
      ['role', path[0] ?? ''],
      ['session', path.slice(1).join('/')],
    ]
  if (type !== 'role' && type !== 'user' && type !== 'group' && type !== 'policy') return []
  return [[type, name], ...path.slice(0, -1).map((folder): Found => ['folder', folder])]
}

/** Account ids, addresses, key ids, ids of organizations and endpoints, names of statements and policies, and mail addresses. */
export function addressesOf(text: string): readonly Found[] {
  const all = (kind: Kind, pattern: RegExp): readonly Found[] =>
    Array.from(text.matchAll(pattern), ([whole, part]) => [kind, part ?? whole])
  return [
    ...all('account', /(?<![\w-])\d{12}(?!\w)/g),
    ...all('address', /(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.])/g),
    ...all('accessKey', /\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{12,}\b/g),
    ...all('kmsKey', /(?<!\w)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?!\w)/g),
    ...all('organization', /\bo-[a-z0-9]{10,32}\b/g),
    ...all('endpoint', /\bvpce-[0-9a-f]+\b/g),
    ...all('statement', /"?\bSid"?: "?([\w-]+)/g),
    ...all('policy', /"?\bPolicyName"?: "?([\w+=,.@-]+)/g),
    ...all('role', /"?\bRoleName"?: "?([\w+=,.@-]+)/g),
    ...all('user', /"?\bUserName"?: "?([\w+=,.@-]+)/g),
    ...all('externalId', /"sts:ExternalId"?: \[?\s*"([^"]+)"/g),
    // As servers and their clients name them.
    ...all('user', /\buser ["']([^"'\n]+)["']/g),
    ...all('database', /\bdatabase ["']([^"'\n]+)["']/g),
    ...all('table', /\b(?:table|relation) ["']([^"'\n]+)["']/gi),
    ...all('host', /\b(?:server at|server on|to host|ENOTFOUND|EAI_AGAIN|host name) ["']?([\w-]+(?:\.[\w-]+)*[a-z])\b/g),
    ...all('mail', /[\w.+-]+@[\w-]+\.[\w.-]+\w/g),
  ]
}
