import { describe, expect, it } from 'vitest'
import { parseAuthorization } from '../../../src/sandbox/wire/authorization.ts'
import { ChunkedDecoder } from '../../../src/sandbox/wire/aws-chunked.ts'
import { canonicalRequest, sha256Hex } from '../../../src/sandbox/wire/canonical-request.ts'
import { hmac } from '../../../src/sandbox/wire/hmac.ts'
import { computeSignature, signingKey } from '../../../src/sandbox/wire/signature.ts'
import { parseWireRequest } from '../../../src/sandbox/wire/wire-request.ts'

// The key, secret and signatures are those of AWS's documentation.
const accessKeyId = 'AKIAIOSFODNN7EXAMPLE'
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const date = '20130524T000000Z'
const scope = { date: '20130524', region: 'us-east-1', service: 's3', text: '20130524/us-east-1/s3/aws4_request' }
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

interface Example {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly signature: string
}

/** Verifies one documented request, as the server does. */
function verifies({ method, target, headers, signature }: Example): boolean {
  const all: Record<string, string> = { host: 'examplebucket.s3.amazonaws.com', 'x-amz-date': date, ...headers }
  const signedHeaders = Object.keys(all).sort((a, b) => (a < b ? -1 : 1))
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.text},SignedHeaders=${signedHeaders.join(';')},Signature=${signature}`
  const raw = Object.entries({ ...all, Authorization: authorization }).flat()
  const request = parseWireRequest(method, target, raw)
  const parsed = parseAuthorization(request, 'rest-xml')
  if (!parsed.ok || parsed.value === undefined) throw new Error('the authorization is malformed')
  return computeSignature(request, parsed.value, signingKey(secret, scope), headers['x-amz-content-sha256'] ?? empty).matches
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
const documented: Readonly<Record<string, Example>> = {
  'GET Object': {
    method: 'GET',
    target: '/test.txt',
    headers: { range: 'bytes=0-9', 'x-amz-content-sha256': empty },
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  'PUT Object': {
    method: 'PUT',
    target: '/test$file.text',
    headers: {
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
    },
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  },
  'GET Bucket Lifecycle': {
    method: 'GET',
    target: '/?lifecycle',
    headers: { 'x-amz-content-sha256': empty },
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  'GET Bucket (List Objects)': {
    method: 'GET',
    target: '/?max-keys=2&prefix=J',
    headers: { 'x-amz-content-sha256': empty },
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
}

describe('signatures', () => {
  it.each(Object.entries(documented))('of the documented %s are verified, and no other', (_name, example) => {
    expect(verifies(example)).toBe(true)
    expect(verifies({ ...example, signature: example.signature.replace(/.$/, (last) => (last === '0' ? '1' : '0')) })).toBe(false)
    expect(verifies({ ...example, target: example.target.replace('/', '/x') })).toBe(false)
  })

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
  it('in the query are verified', () => {
    const query = [
      'X-Amz-Algorithm=AWS4-HMAC-SHA256',
      `X-Amz-Credential=${accessKeyId}%2F${scope.text.replaceAll('/', '%2F')}`,
      `X-Amz-Date=${date}`,
      'X-Amz-Expires=86400',
      'X-Amz-SignedHeaders=host',
      'X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    ]
    const request = parseWireRequest('GET', `/test.txt?${query.join('&')}`, ['Host', 'examplebucket.s3.amazonaws.com'])
    const parsed = parseAuthorization(request, 'rest-xml')
    expect(parsed).toMatchObject({ ok: true, value: { type: 'REST-QUERY-STRING', expires: 86_400, accessKeyId } })
    if (!parsed.ok || parsed.value === undefined) return
    expect(computeSignature(request, parsed.value, signingKey(secret, scope), 'UNSIGNED-PAYLOAD').matches).toBe(true)
  })
})

describe('canonical requests', () => {
  const canonical = (target: string, twice: boolean, headers: string[] = ['Host', 'h']): string[] =>
    canonicalRequest(parseWireRequest('GET', target, headers), ['host'], empty, twice).split('\n')

  it('encode the path of S3 once, however it was sent, and keep its dots and slashes', () => {
    for (const path of ['/a b/(c)+ä', '/a%20b/%28c%29%2B%c3%a4']) {
      const sent = path.replace('ä', '\u00c3\u00a4')
      expect(canonical(sent, false)[1]).toBe('/a%20b/%28c%29%2B%C3%A4')
    }
    expect(canonical('/a/../b//c', false)[1]).toBe('/a/../b//c')
  })

  it('encode the path of other services twice, without dots and double slashes', () => {
    expect(canonical('/a%20b/./x/../c//d', true)[1]).toBe('/a%2520b/c/d')
  })

  it('sort parameters by name, then by value, and give each a value', () => {
    expect(canonical('/?b=2&a-b=1&a=%7e&B&a=1&X-Amz-Signature=f', false)[2]).toBe('B=&a=1&a=~&a-b=1&b=2')
    expect(canonical('/?key=a+b%2Bc/d', false)[2]).toBe('key=a%20b%2Bc%2Fd')
  })

  it('trim headers, close up their spaces and join repeated ones', () => {
    expect(canonical('/', false, ['Host', '  a   b  ', 'host', 'c'])[3]).toBe('host:a b ,c')
  })
})

describe('aws-chunked', () => {
  const content = Buffer.alloc(66_560, 'a')

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
  const signed = {
    signer: {
      key: signingKey(secret, scope),
      date,
      scope: scope.text,
      seed: '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9',
    },
    body: Buffer.concat([
      Buffer.from('10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n'),
      content.subarray(0, 65_536),
      Buffer.from('\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n'),
      content.subarray(65_536),
      Buffer.from('\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n'),
    ]),
  }

  /** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html */
  const trailing = {
    signer: { ...signed.signer, seed: '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e' },
    body: Buffer.concat([
      Buffer.from('10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n'),
      content.subarray(0, 65_536),
      Buffer.from('\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n'),
      content.subarray(65_536),
      Buffer.from('\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n'),
      Buffer.from('x-amz-checksum-crc32c:sOO8/Q==\r\n'),
      Buffer.from('x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n'),
    ]),
  }

  const announced = ['x-amz-checksum-crc32c']

  function decode(decoder: ChunkedDecoder, body: Buffer, step: number): Buffer {
    const decoded: Buffer[] = []
    for (let at = 0; at < body.length; at += step) decoded.push(...decoder.feed(body.subarray(at, at + step)))
    decoder.end()
    return Buffer.concat(decoded)
  }

  it.each([1, 7, 1000, 70_000])('decodes the documented bodies, %i bytes at a time', (step) => {
    const plain = new ChunkedDecoder(signed.signer, undefined)
    expect(decode(plain, signed.body, step).equals(content)).toBe(true)
    expect(plain.fault).toBeUndefined()
    const withTrailer = new ChunkedDecoder(trailing.signer, announced)
    expect(decode(withTrailer, trailing.body, step).equals(content)).toBe(true)
    expect(withTrailer.fault).toBeUndefined()
    expect(withTrailer.trailers.get('x-amz-checksum-crc32c')).toBe('sOO8/Q==')
  })

  it('sees a changed byte, a changed trailer, a missing end and what is no chunk', () => {
    const faultOf = (body: Buffer, { signer }: { signer: typeof signed.signer }, hasTrailer: boolean): string | undefined => {
      const decoder = new ChunkedDecoder(signer, hasTrailer ? announced : undefined)
      decode(decoder, body, 4096)
      return decoder.fault
    }
    const changed = Buffer.from(signed.body)
    changed[1000] = 98
    expect(faultOf(changed, signed, false)).toBe('signature')
    const trailer = Buffer.from(trailing.body.toString('latin1').replace('sOO8', 'sOO9'), 'latin1')
    expect(faultOf(trailer, trailing, true)).toBe('signature')
    expect(faultOf(signed.body.subarray(0, 66_000), signed, false)).toBe('incomplete')
    expect(faultOf(Buffer.from('xyz\r\n'), signed, false)).toBe('malformed')
    expect(faultOf(Buffer.from('5\r\nhello\r\n0\r\n\r\n'), signed, false)).toBe('malformed')
    expect(faultOf(Buffer.alloc(20_000, '1'), signed, false)).toBe('malformed')
  })

  /** What OpenStack Swift's suite, which is run against S3, expects (test/s3api/test_input_errors.py). */
  it('takes spaces about a signature, and neither a bare line feed, a trailer that nobody announced, nor a small chunk before another', () => {
    const unsigned = (body: string): string | undefined => {
      const decoder = new ChunkedDecoder(undefined, announced)
      decode(decoder, Buffer.from(body), 3)
      return decoder.fault
    }
    const plain = (body: string): ChunkedDecoder => {
      const decoder = new ChunkedDecoder(signed.signer, undefined)
      decode(decoder, Buffer.from(body, 'latin1'), 4096)
      return decoder
    }
    const chunk = (data: string, previous: string): string => {
      const toSign = ['AWS4-HMAC-SHA256-PAYLOAD', date, scope.text, previous, empty, sha256Hex(data)].join('\n')
      return `${data.length};chunk-signature=${hmac(signed.signer.key, toSign).toString('hex')}\r\n${data}\r\n`
    }
    const text = signed.body.toString('latin1')
    expect(plain(text.replace('10000;chunk-signature=', '10000 ; chunk-signature = ')).fault).toBeUndefined()
    expect(plain(text.replace('10000;chunk-signature=', '10000;extra=param;chunk-signature=')).fault).toBe('signature')
    expect(plain(text.replace('a288648', 'a288648;extra=param')).fault).toBe('malformed')
    const small = plain(`${chunk('hello', signed.signer.seed)}5;chunk-signature=${signed.signer.seed}\r\n`)
    expect(small).toMatchObject({ fault: 'smallChunk', detail: { Chunk: '2', BadChunkSize: '5' } })
    expect(unsigned('5\r\nhello\r\n0\r\nx-amz-checksum-crc32c:sOO8/Q==\r\n\r\n')).toBeUndefined()
    expect(unsigned('5\r\nhello\r\n0\r\nbonus:1\r\n\r\n')).toBe('malformedTrailer')
    expect(unsigned('5\r\nhello\r\n0\r\nno-colon\r\n\r\n')).toBe('incomplete')
    expect(unsigned('5\nhello\n0\n\n')).toBe('malformed')
  })
})
