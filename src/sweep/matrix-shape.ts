import { list, optional, type Read, record, required, type TextRule, text, wholeNumber } from '../base/shape.ts'

/** @see https://docs.aws.amazon.com/general/latest/gr/rande.html */
const regionName: TextRule = {
  pattern: /^[a-z]{2}(-[a-z]+)+-\d+$/,
  is: 'the name of a region',
  help: 'for example `us-east-1`',
}

/** The whole shape of `sweep.yaml`: everything on one axis meets everything on the others. */
export const matrixShape = record('a sweep', {
  scenarios: required(list(text()), 'scenario files or folders, seen from this file'),
  faults: optional(list(text()), 'inject these, each alone, in the place of the cases; `[all]` for every fault that applies'),
  targets: required(list(text()), 'targets of sallyport.yaml'),
  regions: optional(list(text(regionName)), 'regions to move each fixture to; its own unless they are given'),
  drift: optional(
    list(text()),
    'targets, read-only ones too, that have the fixtures by their own names: each is compared with what stands there',
  ),
  concurrency: optional(wholeNumber(1, 64), 'cases in flight at once in one target, 4 unless it is given'),
})

export type MatrixText = Read<typeof matrixShape>['of']
