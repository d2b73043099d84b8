import { type MappedText, spanOfText } from '../base/mapped-text.ts'
import type { Findings } from './findings.ts'
import type { TicketBucket } from './ticket.ts'

/** Reads what prose and logs say about buckets besides: addresses, elements of S3's XML, whose a bucket is, and role ARNs in sentences. */
export function readAddresses(prose: MappedText, into: Findings): void {
  for (const match of prose.text.matchAll(/\bs3[an]?:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([^\s"'`<>|;,)]*))?/g)) {
    const [whole, name = '', path = ''] = match
    const folder = path.replace(/[^/]*$/, '').replace(/\/$/, '')
    const at = spanOfText(prose, match.index, match.index + whole.length)
    add(
      { at, name, ...(folder === '' || /[*$]/.test(folder) ? {} : { folder }) },
      'the address of a bucket',
      `it is written ${whole.slice(0, 5)}…`,
      into,
    )
  }
  readXml(prose, into)
  readOwner(prose, into)
  readMissingPolicy(prose, into)
  readBucketRegion(prose, into)
  readSink(prose, into)
  readScheme(prose, into)
  readHost(prose, into)
  readRoles(prose, into)
  readRoleNames(prose, into)
  readCaller(prose, into)
  readSourceAddress(prose, into)
}

/** `the connector runs from 198.51.100.7`, `egress IP: 198.51.100.7`; a range is what somebody has listed. */
function readSourceAddress(prose: MappedText, into: Findings): void {
  const called =
    /\b(?:(?:runs?|calls?|comes?|connects?|originates?|requests|traffic|goes out|egress(?:es)?|source ?ip(?: ?address)?|(?:our|its|your|public|client) ip(?: address)?|nat(?: gateway)?)\b[^.\n;:]{0,40}?[ :=("'`]|sourceIPAddress["'\s:=]+)(\d{1,3}(?:\.\d{1,3}){3})(?!\d|\/|\.\d)/gi
  for (const match of prose.text.matchAll(called)) {
    const [whole, address = ''] = match
    if (address.split('.').some((part) => Number(part) > 255)) continue
    const at = spanOfText(prose, match.index + whole.length - address.length, match.index + whole.length)
    into.addresses.push({ address, at })
    into.understand(at, 'the address that calls', 'it says so')
  }
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#RESTErrorResponses */
function readXml(prose: MappedText, into: Findings): void {
  const [bucket] = prose.text.matchAll(/<Bucket(?:Name)?>([a-z0-9.-]{3,63})<\/Bucket/g)
  const [region] = prose.text.matchAll(
    /<Endpoint>[\w.-]*?\bs3[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com<\/Endpoint>|<Region>([\w-]+)<\/Region>/g,
  )
  const match = bucket ?? region
  if (match === undefined) return
  const at = spanOfText(prose, match.index, match.index + match[0].length)
  const shown = region?.[1] ?? region?.[2]
  add(
    { at, ...(bucket?.[1] === undefined ? {} : { name: bucket[1] }), ...(shown === undefined ? {} : { region: shown }) },
    'what S3 says of a bucket',
    'it is an element of its XML',
    into,
  )
}

/** `the bucket acme-exports is owned by account 111122223333`. */
function readOwner(prose: MappedText, into: Findings): void {
  const owner =
    /\bbucket\b[^.\n]{0,80}?\b(?:owned by|belongs to|lives in|is in|in)\s+(?:the\s+|our\s+|AWS\s+|another\s+)*account\s+["'`(]?(\d{12})\b|\baccount\s+(\d{12})\s+owns\s+the\s+bucket|\bbucket(?:'s)?\s+owner(?:\s+account)?(?:\s+id)?(?:\s+is)?[:=]?\s+["'`]?(\d{12})\b/gi
  for (const match of prose.text.matchAll(owner)) {
    const at = spanOfText(prose, match.index, match.index + match[0].length)
    add({ at, owner: match[1] ?? match[2] ?? match[3] ?? '' }, 'whose the bucket is', 'it says so', into)
  }
}

/** `NoSuchBucketPolicy`, or in words. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html */
function readMissingPolicy(prose: MappedText, into: Findings): void {
  const told =
    /\bNoSuchBucketPolicy\b|\bThe bucket policy does not exist\b|\bbucket\b[^.\n]{0,60}? has no (?:bucket )?policy\b|\bthere is no bucket policy\b/gi
  const [match] = prose.text.matchAll(told)
  if (match === undefined) return
  const at = spanOfText(prose, match.index, match.index + match[0].length)
  add({ at, hasPolicy: false }, 'that the bucket has no policy', 'it says so', into)
}

/** What writes to S3, as Kafka Connect and Airbyte call it. @see https://docs.confluent.io/kafka-connectors/s3-sink/current/overview.html */
function readSink(prose: MappedText, into: Findings): void {
  const [match] = prose.text.matchAll(/\bS3SinkConnector\b|\bdestination-s3\b|\bS3[ -](?:sink|destination)\b/gi)
  if (match === undefined || into.settings.some(({ setting }) => setting === 'connector')) return
  const at = spanOfText(prose, match.index, match.index + match[0].length)
  into.settings.push({ setting: 'connector', value: match[0], at })
  into.understand(at, 'the kind of connection', 'it writes to S3 by its name')
}

/** `the bucket is in us-east-2`; S3 says it in a header too. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
function readBucketRegion(prose: MappedText, into: Findings): void {
  const told =
    /\bbucket\b[^.\n]{0,60}?\b(?:is|lives|sits|located|hosted|created|was created|ist|liegt|steht|est|está|è|é) (?:in|en|dans|em) (?:the |der |la )?(?:region |région |región )?["'`(]?([a-z]{2}(?:-[a-z]+)+-\d)\b|\bx-amz-bucket-region["']?[:=] ?["']?([a-z]{2}(?:-[a-z]+)+-\d)\b|\bThe ([a-z]{2}(?:-[a-z]+)+-\d) location constraint is incompatible|\bbucket(?: name)?(?: is| ist| est| é)?[ :=]{1,2}["'`]?(?=[\w.-]*[-.\d])[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]["'`]?,? \(?(?:in|@|en|dans|em) (?:the |der |la )?(?:region |région )?["'`]?([a-z]{2}(?:-[a-z]+)+-\d)\b/gi
  for (const match of prose.text.matchAll(told)) {
    const at = spanOfText(prose, match.index, match.index + match[0].length)
    add(
      { at, region: (match.slice(1).find((region) => region !== undefined) ?? '').toLowerCase() },
      'the region of the bucket',
      'it says so',
      into,
    )
  }
}

/**
 * `fs.s3a.connection.ssl.enabled=false`, `use_ssl=False`, or an endpoint with `http://`: requests without TLS.
 *
 * @see https://hadoop.apache.org/docs/stable/hadoop-aws/tools/hadoop-aws/connecting.html
 * @see https://docs.aws.amazon.com/boto3/latest/reference/core/session.html
 */
function readScheme(prose: MappedText, into: Findings): void {
  if (into.settings.some(({ setting }) => setting === 'scheme')) return
  const plain =
    /\bfs\.s3a\.connection\.ssl\.enabled\b["'\s=:]{1,4}false\b|\b(?:use_?ssl|s3_use_ssl|ssl_enabled|sslEnabled)\b["'\s=:]{1,4}(?:false|0|no)\b|\bendpoint[\w.-]*["'\s=:]{1,4}http:\/\/(?:[\w-]+\.)*s3[\w.-]*\.amazonaws\.com\b/gi
  const [match] = prose.text.matchAll(plain)
  if (match === undefined) return
  const at = spanOfText(prose, match.index, match.index + match[0].length)
  into.settings.push({ setting: 'scheme', value: 'http', at })
  into.understand(at, 'the scheme of the connection', 'it turns TLS off')
}

/**
 * `acme-exports.s3.eu-west-1.amazonaws.com`: the host that the client called has its region, where no setting says another.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
 */
function readHost(prose: MappedText, into: Findings): void {
  if (into.settings.some(({ setting }) => setting === 'region')) return
  const hosts = /(?<!<Endpoint>[\w.-]*)\bs3[.-](?:dualstack\.)?([a-z]{2}(?:-[a-z]+)+-\d)\.amazonaws\.com\b/g
  const found = Array.from(prose.text.matchAll(hosts))
  const [first] = found
  if (first === undefined || new Set(found.map(([, region]) => region)).size > 1) return
  const at = spanOfText(prose, first.index, first.index + first[0].length)
  into.settings.push({ setting: 'region', value: first[1] ?? '', at })
  into.understand(at, 'the region of the connection', 'the host that was called has it')
}

function add(bucket: TicketBucket, what: string, because: string, into: Findings): void {
  const isKnown = into.buckets.some(
    (one) =>
      one.name === bucket.name &&
      one.folder === bucket.folder &&
      one.owner === bucket.owner &&
      one.region === bucket.region &&
      one.hasPolicy === bucket.hasPolicy,
  )
  if (isKnown) return
  into.buckets.push(bucket)
  into.understand(bucket.at, what, because)
}

/** The ARN of a role in a sentence, where no setting names one and the sentences name but one. Errors name roles too, and those count in their own right. */
function readRoles(prose: MappedText, into: Findings): void {
  const isKnown =
    into.settings.some(({ setting }) => setting === 'roleArn') || into.errors.some(({ action }) => action === 'sts:AssumeRole')
  // A letter in the place of a digit is what pictures make of it; the ticket is mended later.
  const found = Array.from(prose.text.matchAll(/\barn:aws:iam::[\dlIOoSB|]{12}:role\/[\w+=,.@/-]*\w/g))
  const [first] = found
  if (isKnown || first === undefined || new Set(found.map(([arn]) => arn)).size > 1) return
  const at = spanOfText(prose, first.index, first.index + first[0].length)
  into.settings.push({ setting: 'roleArn', value: first[0], at })
  into.understand(at, 'the role of the connection', 'the text names no other')
}

/** `role/airbyte-dest`, where neither a setting nor an ARN names the role. */
function readRoleNames(prose: MappedText, into: Findings): void {
  const isKnown = into.settings.some(({ setting }) => setting === 'roleArn') || into.errors.some(({ principal }) => principal !== undefined)
  const found = Array.from(prose.text.matchAll(/(?<![\w:/-])role\/([\w+=,.@-]*\w)/g))
  const [first] = found
  if (isKnown || first === undefined || new Set(found.map(([, name]) => name)).size > 1) return
  const at = spanOfText(prose, first.index, first.index + first[0].length)
  into.settings.push({ setting: 'roleArn', value: first[1] ?? '', at })
  into.understand(at, 'the role of the connection', 'the text names no other')
}

/** The ARN of the one user that the sentences name, where a role of another account is used: the user is who uses it. */
function readCaller(prose: MappedText, into: Findings): void {
  const role = into.settings.find(({ setting }) => setting === 'roleArn')?.value
  const isKnown =
    into.settings.some(({ setting }) => setting === 'callerArn') || into.errors.some(({ principal }) => principal !== undefined)
  if (role === undefined || isKnown) return
  const found = Array.from(prose.text.matchAll(/\barn:aws:iam::(\d{12}):user\/[\w+=,.@/-]*\w/g))
  const [first] = found
  const isOther = found.every(([, account = '']) => !role.includes(`:${account}:`))
  if (first === undefined || !isOther || new Set(found.map(([arn]) => arn)).size > 1) return
  const at = spanOfText(prose, first.index, first.index + first[0].length)
  into.settings.push({ setting: 'callerArn', value: first[0], at })
  into.understand(at, 'who uses the role', 'the text names no other user')
}
