import { documentsOf } from '../faults/placed-document.ts'
import type { Scenario } from './scenario.ts'

/** The files that decide what comes of a scenario, as the user would type them. */
export const scenarioFiles = ({ at, fixture }: Scenario): readonly string[] => [
  ...new Set([
    at.file,
    fixture.at.file,
    ...(fixture.network === undefined ? [] : [fixture.network.at.file]),
    ...documentsOf(fixture).map(({ file }) => file.file),
  ]),
]
