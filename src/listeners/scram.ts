import { createHash, createHmac, pbkdf2Sync } from 'node:crypto'

const iterations = 4096

const hmac = (key: Buffer, text: string | Buffer): Buffer => createHmac('sha256', key).update(text).digest()
const sha256 = (bytes: Buffer): Buffer => createHash('sha256').update(bytes).digest()
const xor = (one: Buffer, other: Buffer): Buffer => Buffer.from(one.map((byte, index) => byte ^ (other[index] ?? 0)))

/** The server's half of SCRAM-SHA-256, for one login. @see https://www.rfc-editor.org/rfc/rfc5802 */
export class ScramServer {
  private readonly salted: Buffer
  private readonly salt: Buffer
  private readonly nonce: string
  private clientFirst = ''
  private serverFirst = ''

  /** `password` is undefined for a user who does not exist: the talk goes on, so that nobody learns it. */
  constructor(password: string | undefined, salt: Buffer, nonce: string) {
    this.salt = salt
    this.nonce = nonce
    this.salted = password === undefined ? Buffer.alloc(32) : pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256')
  }

  /** Answers the client's first message. */
  challenge(clientFirstMessage: string): string {
    this.clientFirst = clientFirstMessage.replace(/^[npy],[^,]*,/, '')
    const clientNonce = /r=([^,]*)/.exec(this.clientFirst)?.[1] ?? ''
    this.serverFirst = `r=${clientNonce}${this.nonce},s=${this.salt.toString('base64')},i=${iterations}`
    return this.serverFirst
  }

  /** The server's last message, or undefined where the proof is wrong. */
  verify(clientFinalMessage: string): string | undefined {
    const proof = /,p=([^,]*)$/.exec(clientFinalMessage)?.[1] ?? ''
    const withoutProof = clientFinalMessage.replace(/,p=[^,]*$/, '')
    const talk = `${this.clientFirst},${this.serverFirst},${withoutProof}`
    const storedKey = sha256(hmac(this.salted, 'Client Key'))
    const clientKey = xor(Buffer.from(proof, 'base64'), hmac(storedKey, talk))
    if (!sha256(clientKey).equals(storedKey)) return undefined
    return `v=${hmac(hmac(this.salted, 'Server Key'), talk).toString('base64')}`
  }
}
