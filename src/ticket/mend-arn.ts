import { editDistance } from '../base/suggest.ts'
import { refusePolicy } from '../policy/refuse-policy.ts'

/** Services that tickets are about. */
const services = ['s3', 'iam', 'sts', 'kms', 'organizations', 'glue']

/**
 * The ARN that a text was before a picture was turned into it, or undefined where it needs no mending or cannot be mended. A well-formed ARN is
 * left alone, whatever it says: it may be the customer's own mistake.
 */
export function mendArn(text: string): string | undefined {
  if (!looksLikeArn(text) || /^arn:[\w-]+:s3:[a-z]{2}-[a-z]+-\d:/.test(text)) return undefined
  const mended = mendSegments(text)
  return mended !== undefined && mended !== text && isSound(mended) && !isSound(text) ? mended : undefined
}

/** `2O12-1O-17` and its like: there are two versions, and pictures confuse letters with their digits. */
export function mendVersion(text: string): string | undefined {
  const digits = text.toLowerCase().replace(/[a-z|!]/g, (letter) => digitFor[letter] ?? letter)
  return digits !== text && /^20(?:12|08)-10-17$/.test(digits) ? digits : undefined
}

/** `arn` with at most one letter wrong, and `rn` read as `m`. */
const looksLikeArn = (text: string): boolean => {
  const [first = '', second = ''] = text.split(/\s*[:;]\s*/)
  return text.length < 2048 && /[:;]/.test(text) && isNear(first, 'arn') && (second === '*' || isNear(second.replace(/-.*/, ''), 'aws'))
}

const isNear = (text: string, word: string): boolean => {
  const plain = plainLetters(text)
  return plain === word || plain === word.replace('rn', 'm') || editDistance(plain, word, 1) <= 1
}

/** Letters and digits that pictures confuse, as the letter. */
const plainLetters = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/[01358]/g, (digit) => ({ '0': 'o', '1': 'i', '3': 's', '5': 's', '8': 'b' })[digit] ?? digit)
    .replaceAll('vv', 'w')

const digitFor: Readonly<Record<string, string>> = { o: '0', q: '0', d: '0', i: '1', l: '1', '|': '1', '!': '1', z: '2', s: '5', b: '8' }

function mendSegments(text: string): string | undefined {
  const [, partition = '', service = '', ...rest] = text.split(/\s*[:;]\s*/)
  const named = serviceMeant(service)
  if (named === undefined) return undefined
  const own = partition === '*' || partition.startsWith('aws-') ? partition : 'aws'
  if (named === 's3') return mendS3(own, rest)
  return mendIdentified(own, named, rest)
}

function serviceMeant(text: string): string | undefined {
  const plain = (word: string): string =>
    plainLetters(word)
      .replace('rn', 'm')
      .replace(/[ijl|]/g, 'i')
  return services.find((service) => text === service) ?? services.find((service) => plain(service) === plain(text))
}

/** `arn:aws:s3:::bucket/key` has neither region nor account; the last colons are lost easily. */
function mendS3(partition: string, rest: readonly string[]): string | undefined {
  const resource = rest
    .filter((segment) => segment !== '')
    .join(':')
    .replace(/\s*\/\s*/g, '/')
    .trim()
  return resource === '' ? undefined : `arn:${partition}:s3:::${resource}`
}

/** Services whose ARNs have an account: it is the segment of twelve digits. */
function mendIdentified(partition: string, service: string, rest: readonly string[]): string | undefined {
  const at = rest.findIndex((segment) => accountMeant(segment) !== undefined)
  const account = accountMeant(rest[at] ?? '')
  const resource = rest
    .slice(at + 1)
    .join(':')
    .replace(/\s*\/\s*/g, '/')
    .trim()
  if (account === undefined || resource === '') return undefined
  const region = service === 'kms' || service === 'glue' ? (rest[at - 1] ?? '') : ''
  return `arn:${partition}:${service}:${region}:${account}:${resource}`
}

function accountMeant(segment: string): string | undefined {
  const digits = segment
    .replace(/\s/g, '')
    .toLowerCase()
    .replace(/[a-z|!]/g, (letter) => digitFor[letter] ?? letter)
  return /^\d{12}$/.test(digits) ? digits : undefined
}

/** Whether the text has the form of an ARN of one of the services, and AWS does not refuse it as a resource. */
function isSound(text: string): boolean {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: text }
  if (refusePolicy(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }), 'identity') !== undefined) return false
  const [arn, partition, service, , account = ''] = text.split(':')
  if (arn !== 'arn' || partition === undefined || !services.includes(service ?? '')) return /^arn:[^:]*[*?]/.test(text)
  return service === 's3' ? text.split(':').length >= 6 : account === '' || account === 'aws' || /^\d{12}$|[*?$]/.test(account)
}
