/** How a terminal emphasises; `plain` where it does not. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warn: (text: string) => string
}

const same = (text: string): string => text

export const plainStyle: Style = { bold: same, dim: same, good: same, bad: same, warn: same }
