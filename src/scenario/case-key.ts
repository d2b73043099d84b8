import type { PlannedCase } from './plan.ts'

/** What a case is known by from one run to the next. */
export const caseKey = ({ scenario, title }: Pick<PlannedCase, 'scenario' | 'title'>): string => `${scenario.at.file} > ${title}`
