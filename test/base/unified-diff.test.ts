import { describe, expect, it } from 'vitest'
import { unifiedDiff } from '../../src/base/unified-diff.ts'
import { processorTime } from '../support/processor-time.ts'

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`)

describe('a unified diff', () => {
  it('of equal texts is empty', () => {
    expect(unifiedDiff('a\n', 'a\n', 'f')).toBe('')
  })

  it('shows a changed line with three lines around it', () => {
    const after = numbered(12)
    after[5] = 'changed\n'
    expect(unifiedDiff(numbered(12).join(''), after.join(''), 'dir/f.json')).toBe(`--- a/dir/f.json
+++ b/dir/f.json
@@ -3,7 +3,7 @@
 line 3
 line 4
 line 5
-line 6
+changed
 line 7
 line 8
 line 9
`)
  })

  it('joins changes that are near and parts those that are far', () => {
    const change = (...lines: readonly number[]): number => {
      const after = numbered(30)
      for (const line of lines) after[line] = 'changed\n'
      return unifiedDiff(numbered(30).join(''), after.join(''), 'f').split('@@ -').length - 1
    }
    expect(change(5, 11)).toBe(1)
    expect(change(5, 12)).toBe(1)
    expect(change(5, 13)).toBe(2)
  })

  it('says that a line break is missing at the end', () => {
    expect(unifiedDiff('a\nb', 'a\nb\n', 'f')).toBe('--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+b\n')
  })

  it('begins at nothing and ends at nothing', () => {
    expect(unifiedDiff('', 'a\nb\n', 'f')).toBe('--- a/f\n+++ b/f\n@@ -0,0 +1,2 @@\n+a\n+b\n')
    expect(unifiedDiff('a\n', '', 'f')).toBe('--- a/f\n+++ b/f\n@@ -1 +0,0 @@\n-a\n')
  })

  it('of large texts that share nothing takes bounded time', () => {
    const lines = (name: string): string => Array.from({ length: 20_000 }, (_, index) => `${name}${index}\n`).join('')
    const diff = (): void => expect(unifiedDiff(lines('a'), lines('b'), 'f').split('\n').length).toBeGreaterThan(40_000)
    expect(processorTime(diff)).toBeLessThan(5000)
  })
})
