import { packageVersion } from '../sandbox/disk/package-version.ts'

/** Of the installed package. */
export const version: string = packageVersion()
