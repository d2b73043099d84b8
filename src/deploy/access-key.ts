/** An access key of a user, as created. Printing it, or writing it as JSON, never shows the secret. */
export class AccessKey {
  readonly accessKeyId: string
  readonly status: 'Active' | 'Inactive'
  readonly #secretAccessKey: string

  constructor(accessKeyId: string, secretAccessKey: string, status: 'Active' | 'Inactive') {
    this.accessKeyId = accessKeyId
    this.status = status
    this.#secretAccessKey = secretAccessKey
  }

  get secretAccessKey(): string {
    return this.#secretAccessKey
  }
}
