import type { Problem } from './problem.ts'

/** Each problem once, file by file, in the order of the text. */
export function problemsInOrder(problems: readonly Problem[]): readonly Problem[] {
  const files = [...new Set(problems.map(({ at }) => at.file))]
  const distinct = new Map(problems.map((problem) => [`${problem.at.file} ${problem.at.start.offset} ${problem.message}`, problem]))
  const place = ({ at }: Problem): number => files.indexOf(at.file)
  return [...distinct.values()].sort((a, b) => place(a) - place(b) || a.at.start.offset - b.at.start.offset)
}
