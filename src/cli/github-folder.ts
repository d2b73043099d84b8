import { relative, sep } from 'node:path'

/**
 * The way from the root of GitHub's checkout to the working directory, with a slash at its end; nothing at the root, and elsewhere than on GitHub.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 */
export function githubFolder(): string {
  const { GITHUB_ACTIONS, GITHUB_WORKSPACE } = process.env
  if (GITHUB_ACTIONS !== 'true' || GITHUB_WORKSPACE === undefined) return ''
  const way = relative(GITHUB_WORKSPACE, process.cwd()).split(sep)
  return way[0] === '' || way[0] === '..' ? '' : `${way.join('/')}/`
}
