import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { Shape } from './shape.ts'
import { isRecord, type Value } from './value.ts'
import { parseXml } from './xml-document.ts'
import { readXml } from './xml-reader.ts'

/** The `tagging` field of a form is a document where the header is a query string; answers the header. `shape` is the model's `Tagging`. */
export function readTagging(document: string, shape: Shape): Result<string, AwsError> {
  // Another document has no tags (observed by LocalStack's tests on AWS).
  if ((parseXml(document)?.name ?? 'Tagging') !== 'Tagging') return ok('')
  const read = shape.kind === 'structure' ? readXml(shape, document) : undefined
  const tags = read?.ok === true ? read.value.TagSet : undefined
  return Array.isArray(tags) ? ok(tags.map(encodeTag).join('&')) : err(malformedXml)
}

const encodeTag = (tag: Value): string => {
  const { Key: key, Value: value } = isRecord(tag) ? tag : {}
  return `${encodeText(key)}=${encodeText(value)}`
}

const encodeText = (value: Value | undefined): string => (typeof value === 'string' ? encodeURIComponent(value) : '')

const malformedXml: AwsError = {
  code: 'MalformedXML',
  message: 'The XML you provided was not well-formed or did not validate against our published schema',
  status: 400,
}
