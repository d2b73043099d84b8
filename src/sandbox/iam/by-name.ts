/**
 * A map by name in which case does not distinguish.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
 */
export class ByName<T> {
  readonly #entries = new Map<string, T>()

  get(name: string): T | undefined {
    return this.#entries.get(name.toLowerCase())
  }
  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase())
  }
  set(name: string, value: T): void {
    this.#entries.set(name.toLowerCase(), value)
  }
  delete(name: string): boolean {
    return this.#entries.delete(name.toLowerCase())
  }
  values(): IterableIterator<T> {
    return this.#entries.values()
  }
  get size(): number {
    return this.#entries.size
  }
}
