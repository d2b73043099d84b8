import { blob } from './blob.ts'
import { dot } from './dot.ts'
import { github } from './github.ts'
import { html } from './html.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import { lcov } from './lcov.ts'
import { markdown } from './markdown.ts'
import { ndjson } from './ndjson.ts'
import { pretty } from './pretty.ts'
import type { Reporter } from './reporter.ts'
import { sarif } from './sarif.ts'
import { tap } from './tap.ts'

/** Every format, by the name that `--reporter` takes. */
export const reporters = { pretty, dot, json, ndjson, junit, sarif, tap, github, markdown, lcov, html, blob } as const satisfies Record<
  string,
  Reporter
>

export type ReporterName = keyof typeof reporters
