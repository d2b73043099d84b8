/**
 * For `JSON.stringify`: places of files as they are seen from the root of the checkout, where code scanning looks for them.
 *
 * @see https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export const seenFrom =
  (folder: string) =>
  (key: string, value: unknown): unknown =>
    key === 'uri' && typeof value === 'string' && !value.includes(':')
      ? `${folder.split('/').map(encodeURIComponent).join('/')}${value}`
      : value
