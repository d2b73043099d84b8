/** Takes the exit code that a command ends with. */
export type Finish = (code: number) => void
