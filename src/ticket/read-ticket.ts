import type { Located } from '../base/located.ts'
import { cutText, type MappedText, relocateProblem, replaceText, rewriteText, spanOfText, wholeText } from '../base/mapped-text.ts'
import { parseJson } from '../base/parse-json.ts'
import { parseYaml } from '../base/parse-yaml.ts'
import type { Span } from '../base/span.ts'
import type { PolicyFile } from '../fixture/fixture.ts'
import { cleanText } from './clean-text.ts'
import { findCdk } from './find-cdk.ts'
import { findErrors, isSaidBy } from './find-errors.ts'
import { findHcl, type HclStretch } from './find-hcl.ts'
import { findJson, type JsonStretch } from './find-json.ts'
import { findLifecycle } from './find-lifecycle.ts'
import { findPolicyData, type PolicyData } from './find-policy-data.ts'
import { findTemplate } from './find-template.ts'
import { findYaml } from './find-yaml.ts'
import { Findings } from './findings.ts'
import { findBlocks } from './hcl-block.ts'
import { besideDocuments, documentsIn, isDocument } from './inner-documents.ts'
import { newSide } from './new-side.ts'
import { decodeBase64, decodeEscapes, decodePercent, type Piece, placeOf } from './piece.ts'
import { readAddresses } from './read-addresses.ts'
import { readCsv } from './read-csv.ts'
import { readEndpointOutput } from './read-endpoint-output.ts'
import { readCloudTrail, readDecodedMessage, readErrorObject } from './read-event.ts'
import { readGlueOutput } from './read-glue-output.ts'
import { readIamOutput } from './read-iam-output.ts'
import { readTicketJson } from './read-json.ts'
import { readLakeOutput } from './read-lake-output.ts'
import { readManagedPolicies } from './read-managed-policies.ts'
import { readOrganizationOutput } from './read-organization-output.ts'
import { policyAround, readPolicy } from './read-policy.ts'
import { readCredentials, readResourceOutput } from './read-resource-output.ts'
import { readSettingLines, readSettingsObject } from './read-settings.ts'
import { readSimulation } from './read-simulation.ts'
import { readTemplate, readTemplateStretch } from './read-template.ts'
import type { Ticket, TicketText } from './ticket.ts'

/**
 * Reads what a support ticket has, in any mix: policy documents, outputs of the AWS CLI, CloudTrail, errors, settings, with prose around them. What
 * each part is taken for is said with the reason, and so is what was not understood; no text makes it fail.
 */
export function readTicket(texts: readonly TicketText[]): Ticket {
  const into = new Findings()
  for (const text of texts) readText(text, into)
  for (const read of into.later) read()
  const { policies, identities, buckets, keys, keyGrants, catalogs, organization, settings, addresses, managed, callers } = into
  const errors = into.errors.filter((error) => !isSaidBy(error, into.errors))
  const gone = new Set(into.errors.filter((error) => !errors.includes(error)).map(({ at }) => at))
  const told = {
    understood: inOrder(
      into.understood.filter(({ at }) => !gone.has(at)),
      texts,
    ),
    problems: inOrder(into.problems, texts),
  }
  return { ...told, policies, identities, buckets, keys, keyGrants, catalogs, organization, settings, errors, addresses, managed, callers }
}

/** In the order of the texts, and of each text. */
function inOrder<T extends { readonly at: Span }>(parts: readonly T[], texts: readonly TicketText[]): readonly T[] {
  const place = ({ at }: T): number => texts.findIndex(({ file }) => file === at.file)
  return parts.toSorted((a, b) => place(a) - place(b) || a.at.start.offset - b.at.start.offset)
}

function readText({ file, text }: TicketText, into: Findings): void {
  const whole = wholeText(text, file)
  const nothing = spanOfText(whole, 0, 0)
  if (text.trim() === '') {
    into.report('empty', nothing, 'there is nothing in this text', 'was it saved before it was sent?')
    return
  }
  if (text.includes('\0')) {
    into.report('binary', nothing, 'this is no text', 'send pictures and archives as text')
    return
  }
  const before = amount(into)
  const document = wholeDocument(file, text)
  if (document === undefined) readPaste(file, text, into)
  else readValue(document.value, { source: whole, hint: stemOf(file), file: document.file }, into)
  if (amount(into) > before) return
  const help = 'policies, outputs of the AWS CLI, CloudTrail events, errors of AWS and settings of a connection are'
  into.report('not-understood', nothing, 'nothing in this text is known here', help)
}

/** How many parts were understood, or were recognised as what cannot be used. */
const amount = ({ understood, problems }: Findings): number =>
  understood.length + problems.filter(({ code }) => code === 'ticket/secret').length

/** The one document that a file is, if it is nothing but one. */
function wholeDocument(file: string, text: string): { readonly value: Located; readonly file: Omit<PolicyFile, 'policy'> } | undefined {
  if (/^\s*[{[]/.test(text)) {
    const json = parseJson(text, file)
    return json.ok ? { value: json.value, file: { file, format: 'json', text } } : undefined
  }
  if (!/\.ya?ml$/.test(file) && !/^Statement:/m.test(text)) return undefined
  const yaml = parseYaml(text, file)
  return yaml.ok && yaml.value.kind === 'object' ? { value: yaml.value, file: { file, format: 'yaml', text } } : undefined
}

type Around = Omit<Piece, 'root'>

function readValue(value: Located, around: Around, into: Findings): void {
  if (value.kind === 'object') readObject({ ...around, root: value }, into)
  if (value.kind !== 'array') return
  const { file: _, ...inside } = around
  if (value.items.every((item) => item.kind === 'object' && item.members.some(({ key }) => key === 'Effect'))) {
    readObject({ ...inside, root: policyAround(value) }, into)
  } else for (const item of value.items) readValue(item, inside, into)
}

const readers = [
  readPolicy,
  readTemplate,
  readCloudTrail,
  readIamOutput,
  readResourceOutput,
  readOrganizationOutput,
  readEndpointOutput,
  readGlueOutput,
  readLakeOutput,
  readDecodedMessage,
  readSimulation,
  readCredentials,
  readErrorObject,
  readContainer,
] as const

function readObject(piece: Piece, into: Findings): void {
  if (readers.some((read) => read(piece, into))) return
  const keys = piece.root.members.slice(0, 3).map(({ key }) => `\`${key}\``)
  const what = keys.length === 0 ? 'it is empty' : `it has ${keys.join(', ')}`
  into.report('unknown-document', placeOf(piece, piece.root), `this is JSON, but nothing that is known here: ${what}`, 'it is left out')
}

/** An object that holds documents, each under its name, with settings, errors and messages of people beside them. */
function readContainer(piece: Piece, into: Findings): boolean {
  const { file: _, ...around } = piece
  const inner = documentsIn(piece.root, piece.hint)
  for (const { root, hint } of inner) readObject({ ...around, root, hint }, into)
  const beside = { ...around, root: inner.length === 0 ? piece.root : besideDocuments(piece.root) }
  const hasMessages = readMessagesInside(beside, into)
  return (
    [readSettingsObject(beside, into), inner.length === 0 && readErrorsInside(beside, into)].includes(true) ||
    hasMessages ||
    inner.length > 0
  )
}

/** Messages of people, as an export of a chat or of a ticket has them: texts of several lines, or with a document. */
function readMessagesInside({ source, root }: Piece, into: Findings): boolean {
  const before = amount(into)
  for (const { value, at } of textsIn(root)) {
    if (value.length < 40 || !/\n|"Statement\\*"|not authorized to perform|An error occurred/.test(value)) continue
    readProse(decodeEscapes(cutText(source, at.start.offset + 1, at.end.offset - 1)), source.file, into)
  }
  return amount(into) > before
}

type LocatedText = Extract<Located, { readonly kind: 'string' }>

function textsIn(value: Located): readonly LocatedText[] {
  if (value.kind === 'string') return [value]
  if (value.kind === 'array') return value.items.flatMap(textsIn)
  return value.kind === 'object' ? value.members.flatMap(({ value: of }) => textsIn(of)) : []
}

/** A line of a log has an error somewhere in it. */
const readErrorsInside = ({ source, root }: Piece, into: Findings): boolean =>
  hasErrors(cutText(source, root.at.start.offset, root.at.end.offset), into)

/** Prose with documents in it. */
function readPaste(file: string, text: string, into: Findings): void {
  const clean = cleanText(text, file)
  const { source, problems } = newSide(clean.source)
  into.problems.push(...clean.problems, ...problems)
  readProse(source, file, into)
}

function readProse(source: MappedText, file: string, into: Findings): void {
  const written = readCsv(source, stemOf(file), into)
  const template = findTemplate(written)
  const isRead = template !== undefined && readTemplateStretch(template, stemOf(file), into)
  const around = isRead ? replaceText(written, [{ ...template, text: '\n' }]) : written
  // YAML has JSON in it, JSON has no YAML in it.
  const prose = readYaml(readCdk(readTerraform(around, stemOf(file), into), stemOf(file), into), file, into)
  const stretches = findJson(prose.text)
  for (const [index, stretch] of stretches.entries()) readStretch(prose, stretch, hintFor(prose, file, stretches, index), into)
  const words = replaceText(
    prose,
    stretches.map(({ start, end }) => ({ start, end, text: '\n' })),
  )
  const rest = readEncoded(words, file, into)
  readSettingLines(findErrors(rest, into), into)
  readAddresses(rest, into)
  readManagedPolicies(rest, into)
}

function readStretch(source: MappedText, { start, end, escaped, cutOff }: JsonStretch, hint: string, into: Findings, depth = 0): void {
  const cut = straightened(cutText(source, start, end))
  // A log has nothing in its braces there.
  if (/^\{\s*\}$/.test(cut.text)) return
  const flow = escaped || cutOff ? undefined : readFlow(cut)
  if (flow !== undefined) {
    readValue(flow, { source: cut, hint }, into)
    return
  }
  const { value, problems, ...read } = readTicketJson(escaped ? decodeEscapes(cut) : cut, cutOff)
  const before = amount(into)
  const known = into.problems.length
  if (value !== undefined) readValue(value, { ...read, hint }, into)
  if (amount(into) > before) {
    into.problems.push(...problems)
    return
  }
  const own = into.problems.splice(known)
  const isReadInside = readInside(cut, hint, into, depth)
  const inside = into.problems.splice(known)
  if (isReadInside) into.problems.push(...[...own, ...inside].filter(({ code }) => code !== 'ticket/unknown-document'))
  else if (!hasErrors(cut, into)) into.problems.push(...own, ...(value === undefined ? problems : []))
}

/** What has bent the quotes of a document has bent the apostrophes in its texts. */
const straightened = (source: MappedText): MappedText =>
  /[{,]\s*[“”„]/.test(source.text) ? rewriteText(source, /(?<=\p{L})[‘’](?=\p{L})/gu, () => "'") : source

/** A policy without any quotes, which is YAML on one line. */
function readFlow(source: MappedText): Located | undefined {
  if (!/^\{\s*\w+:\s*[A-Za-z0-9]/.test(source.text)) return undefined
  const yaml = parseYaml(source.text, source.file)
  return yaml.ok && yaml.value.kind === 'object' && isDocument(yaml.value) ? yaml.value : undefined
}

/** What only looks like JSON may be an error as a program prints it: `ErrorMetadata { code: Some("AccessDenied"), … }`. */
function hasErrors(source: MappedText, into: Findings): boolean {
  if (!/denied|not authorized|forbidden|error|exception/i.test(source.text)) return false
  const before = into.errors.length
  findErrors(source, into)
  return into.errors.length > before
}

/** The documents inside of what is none itself: an object of a program has policies among its arguments. */
function readInside(source: MappedText, hint: string, into: Findings, depth: number): boolean {
  if (depth > 4 || source.text.length > 100_000) return false
  const before = amount(into)
  for (const { start, end, ...stretch } of findJson(source.text.slice(1)))
    readStretch(source, { ...stretch, start: start + 1, end: end + 1 }, hint, into, depth + 1)
  return amount(into) > before
}

/** Policies in YAML. Gives the prose without them. */
function readYaml(prose: MappedText, file: string, into: Findings): MappedText {
  const stretches = findYaml(prose)
  for (const [index, { start, source }] of stretches.entries()) {
    const yaml = parseYaml(source.text, source.file)
    const above = prose.text.slice(stretches[index - 1]?.end ?? 0, start).split('\n')
    const hint = [stemOf(file), ...above.filter((line) => line.trim() !== '').slice(-hintLines)].join('\n')
    if (yaml.ok) readValue(yaml.value, { source, hint }, into)
    else into.problems.push(...yaml.error.map((problem) => relocateProblem(problem, source)))
  }
  return replaceText(
    prose,
    stretches.map(({ start, end }) => ({ start, end, text: '\n' })),
  )
}

/** The documents in Terraform's language that refer to nothing elsewhere: they are what AWS gets. Gives the prose without Terraform's blocks. */
function readTerraform(source: MappedText, hint: string, into: Findings): MappedText {
  if (!/\bjsonencode\s*\(|^\s*(?:resource|data)\s+"aws_/m.test(source.text)) return source
  const before = into.policies.length + into.buckets.length
  findLifecycle(source, into)
  const documents = [...findHcl(source), ...findPolicyData(source.text, source.file)]
  const elsewhere = 'it is left out: send the policy as the console shows it, or what `terraform show -json` prints'
  for (const document of documents) {
    const read = readHcl(document, source)
    const near = spanOfText(source, document.start, document.start)
    if (read !== undefined) readValue(read.value, { ...read, hint }, into)
    else into.report('template', near, 'this document of Terraform refers to what is elsewhere', elsewhere)
  }
  const blocks = findBlocks(source.text)
  for (const stretch of findJson(source.text)) {
    const isInside = documents.some(({ start, end }) => start <= stretch.start && stretch.end <= end)
    const block = blocks.find(({ start, end }) => start <= stretch.start && stretch.end <= end)
    if (isInside || block === undefined || /(?<!\$)\$\{(?!aws:)/.test(source.text.slice(stretch.start, stretch.end))) continue
    readStretch(source, stretch, hint, into)
  }
  const [first] = blocks
  if (into.policies.length + into.buckets.length === before && documents.length === 0 && first !== undefined)
    into.report('template', spanOfText(source, first.start, first.start), 'this is Terraform, not what it makes in AWS', elsewhere)
  return replaceText(
    source,
    blocks.map(({ start, end }) => ({ start, end, text: '\n' })),
  )
}

/** The policies of a program for the CDK. Gives the prose without them. */
function readCdk(source: MappedText, hint: string, into: Findings): MappedText {
  if (!/\bPolicyStatement\s*\(|\bassumed_?[bB]y\s*[:=]/.test(source.text)) return source
  const policies = findCdk(source)
  const elsewhere = 'it is left out: send the policy as the console shows it, or what `cdk synth` prints'
  for (const { start, document } of policies) {
    if (document !== undefined) readValue(document, { source, hint }, into)
    else into.report('template', spanOfText(source, start, start), 'this statement of a CDK app refers to what is elsewhere', elsewhere)
  }
  const apart = policies.filter(({ end }, index) => !policies.some((other, at) => at < index && end <= other.end))
  return replaceText(
    source,
    apart.map(({ start, end }) => ({ start, end, text: '\n' })),
  )
}

function readHcl(
  document: HclStretch | PolicyData,
  source: MappedText,
): (Pick<Piece, 'source' | 'cutAt'> & { readonly value: Located }) | undefined {
  if ('document' in document) return document.document === undefined ? undefined : { source, value: document.document }
  if (!('json' in document) || document.json === undefined) return undefined
  const { value, problems: _, ...read } = readTicketJson(document.json, false)
  return value === undefined ? undefined : { ...read, value }
}

/** Lines above a document that may say what it is. */
const hintLines = 4

/** The file's name and the last lines above the document, none of them older than the document before it. */
function hintFor({ text }: MappedText, file: string, stretches: readonly JsonStretch[], index: number): string {
  const above = text.slice(stretches[index - 1]?.end ?? 0, stretches[index]?.start)
  const lines = above.split('\n').filter((line) => line.trim() !== '')
  return [stemOf(file), ...lines.slice(-hintLines)].join('\n')
}

const stemOf = (file: string): string => file.replace(/^.*\//, '').replace(/\.\w+$/, '')

/** Base64 begins with `{` and a quote or space, and is broken after 64 or 76 characters if at all. */
const encodedDocument =
  /%7B(?:%[0-9A-Fa-f]{2}|[\w.~*()'!-])+%7D|\be[wxyz](?:[\w+/]{62}\n(?:[\w+/]{64}\n)*|[\w+/]{74}\n(?:[\w+/]{76}\n)*)[\w+/]{1,76}={0,2}|\be[wxyz][A-Za-z0-9+/]{38,}={0,2}/g

/** Percent-encoded documents, as IAM's API answers them, and documents in base64. Gives the prose without them. */
function readEncoded(prose: MappedText, file: string, into: Findings): MappedText {
  const found = Array.from(prose.text.matchAll(encodedDocument))
  const encoded = found.filter((match) => {
    const cut = cutText(prose, match.index, match.index + match[0].length)
    const decoded = match[0].startsWith('%') ? decodePercent(cut) : decodeBase64(cut)
    const { value, problems, ...read } = readTicketJson(decoded, false)
    if (value === undefined || (decoded !== cut && value.kind !== 'object')) return false
    into.problems.push(...problems)
    const above = prose.text
      .slice(0, match.index)
      .split('\n')
      .filter((line) => line.trim() !== '')
    readValue(value, { ...read, hint: [stemOf(file), ...above.slice(-1)].join('\n') }, into)
    return true
  })
  return replaceText(
    prose,
    encoded.map((match) => ({ start: match.index, end: match.index + match[0].length, text: '\n' })),
  )
}
