import { Table } from '../journal/table.ts'

/**
 * A map by name in which case does not distinguish.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
 */
export class ByName<T> extends Table<string, T> {
  override get(name: string): T | undefined {
    return super.get(name.toLowerCase())
  }
  override has(name: string): boolean {
    return super.has(name.toLowerCase())
  }
  override set(name: string, value: T): void {
    super.set(name.toLowerCase(), value)
  }
  override delete(name: string): boolean {
    return super.delete(name.toLowerCase())
  }
}
