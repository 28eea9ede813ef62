import { CommandError } from '../errors';

/** The file that the outputs of a step of GitHub Actions are written to. */
export function outputFile(): string {
  const path = process.env.GITHUB_OUTPUT;
  if (path) return path;
  throw new CommandError(
    '--output is for a step of GitHub Actions, which sets GITHUB_OUTPUT; here, --json prints the same',
  );
}
