import { CommandError } from '../errors';

/** The file for the outputs of a GitHub Actions step. */
export function outputFile(): string {
  const path = process.env.GITHUB_OUTPUT;
  if (path) return path;
  throw new CommandError('--output needs GITHUB_OUTPUT, which GitHub Actions sets; --json prints the same');
}
