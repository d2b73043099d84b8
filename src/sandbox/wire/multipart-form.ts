import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'

/** A form as far as its file, whose bytes are still to come. */
export interface Form {
  /** By lower-cased name; of a field that comes twice the first counts. */
  readonly fields: ReadonlyMap<string, string>
  readonly file?: FormFile
}

export interface FormFile {
  /** As the client says, without folders; a browser says an empty one where no file was chosen. */
  readonly name?: string
  readonly contentType?: string
  /** Read once; ends at the boundary. What comes after the file is not looked at. */
  readonly content: AsyncIterable<Buffer>
}

/** What may stand before the file, boundaries included. @see https://docs.aws.amazon.com/AmazonS3/latest/developerguide/sigv4-HTTPPOSTForms.html */
const longestFields = 20 * 1024

/**
 * Reads a form up to its file, so that its fields can be judged before a byte of the file is.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html
 */
export async function readForm(contentType: string, source: AsyncIterable<Buffer>): Promise<Result<Form, AwsError>> {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType)
  const text = boundary?.[1] ?? boundary?.[2]
  if (text === undefined) return err(malformed)
  const reader = new FormReader(source, Buffer.from(`\r\n--${text}`))
  const fields = new Map<string, string>()
  for (;;) {
    const part = await reader.nextPart()
    if (part === 'end') return ok({ fields })
    if (typeof part === 'string') return err(shortages[part])
    const { name = '', filename, contentType: type } = part
    if (name.toLowerCase() === 'file') {
      const names = { ...(filename === undefined ? {} : { name: filename }), ...(type === undefined ? {} : { contentType: type }) }
      return ok({ fields, file: { ...names, content: reader.content() } })
    }
    const value = await reader.text()
    if (typeof value === 'string') return err(shortages[value])
    if (!fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value.text)
  }
}

const malformed: AwsError = {
  code: 'MalformedPOSTRequest',
  message: 'The body of your POST request is not well-formed multipart/form-data.',
  status: 400,
}

/** As AWS answers, not as its list of errors has it: https://github.com/waynehoover/s3_direct_upload/issues/45 */
const fieldsTooLarge: AwsError = {
  code: 'MaxPostPreDataLengthExceeded',
  message: 'Your POST request fields preceeding the upload file was too large.',
  status: 400,
  fields: { MaxPostPreDataLengthBytes: String(longestFields) },
}

/** Why a part could not be read. */
type Shortage = 'malformed' | 'tooLong'

const shortages: Readonly<Record<Shortage, AwsError>> = { malformed, tooLong: fieldsTooLarge }

interface PartHead {
  readonly name: string | undefined
  readonly filename: string | undefined
  readonly contentType: string | undefined
}

/** The parts of a form, one after the other. */
class FormReader {
  readonly #chunks: AsyncIterator<Buffer>
  readonly #delimiter: Buffer
  /** What was read and not used; the first delimiter lacks the line break that the others begin with. */
  #rest: Buffer = Buffer.from('\r\n')
  /** How much was used up before the file. */
  #used = 0

  constructor(source: AsyncIterable<Buffer>, delimiter: Buffer) {
    this.#chunks = source[Symbol.asyncIterator]()
    this.#delimiter = delimiter
  }

  /** Goes past the next delimiter and reads the head of its part. */
  async nextPart(): Promise<PartHead | 'end' | Shortage> {
    if (!(await this.#fill(() => this.#rest.includes(this.#delimiter)))) return this.#shortage()
    this.#skip(this.#rest.indexOf(this.#delimiter) + this.#delimiter.length)
    if (!(await this.#fill(() => this.#rest.length >= 2))) return this.#shortage()
    if (this.#rest.subarray(0, 2).toString() === '--') return 'end'
    if (!(await this.#fill(() => this.#rest.includes('\r\n\r\n')))) return this.#shortage()
    const end = this.#rest.indexOf('\r\n\r\n')
    const head = parseHead(this.#rest.subarray(0, end).toString('utf8'))
    // The line break before the body stays: a part without body has it in common with its delimiter.
    this.#skip(end + 2)
    return this.#used > longestFields ? 'tooLong' : head
  }

  /** The whole body of a small part. */
  async text(): Promise<{ readonly text: string } | Shortage> {
    if (!(await this.#fill(() => this.#rest.includes(this.#delimiter)))) return this.#shortage()
    const end = this.#rest.indexOf(this.#delimiter)
    const text = this.#rest.subarray(2, end).toString('utf8')
    this.#skip(end)
    return { text }
  }

  /** The body of a large part as it comes. A form that ends without a delimiter throws, as a broken connection does. */
  async *content(): AsyncGenerator<Buffer, void> {
    let isFirst = true
    for (;;) {
      const end = this.#rest.indexOf(this.#delimiter)
      // A delimiter may be cut in two by the end of what was read.
      const ready = end === -1 ? this.#rest.length - this.#delimiter.length : end
      const from = isFirst ? 2 : 0
      if (ready > from) {
        yield this.#rest.subarray(from, ready)
        this.#skip(ready)
        isFirst = false
      }
      if (end !== -1) return
      if (!(await this.#more())) throw new Error('the form ends in its file')
    }
  }

  #skip(length: number): void {
    this.#used += length
    this.#rest = this.#rest.subarray(length)
  }

  /** Reads until there is enough, and never more than the fields may have. */
  async #fill(isEnough: () => boolean): Promise<boolean> {
    while (!isEnough()) if (this.#isTooLong() || !(await this.#more())) return false
    return true
  }

  #isTooLong(): boolean {
    return this.#used + this.#rest.length > longestFields
  }

  #shortage(): Shortage {
    return this.#isTooLong() ? 'tooLong' : 'malformed'
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#chunks.next()
    if (done === true) return false
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value])
    return true
  }
}

function parseHead(head: string): PartHead {
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? ''
  const parameter = (name: string): string | undefined => new RegExp(`;\\s*${name}="([^"]*)"`, 'i').exec(disposition)?.[1]
  const filename = parameter('filename')
  return {
    name: parameter('name'),
    filename: filename?.split(/[/\\]/).at(-1),
    contentType: /^content-type:\s*(\S.*?)\s*$/im.exec(head)?.[1],
  }
}
