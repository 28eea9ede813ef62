import { createColors } from 'picocolors';
import { isColored } from './output';
import type { FileChange } from '../../releases/delivery/target';

/** A unified diff that `git apply` accepts. */
export function unifiedDiff(changes: readonly FileChange[]): string {
  const { createTwoFilesPatch } = require('diff') as typeof import('diff');
  return changes
    .map(({ path, before, after }) => {
      const patch = createTwoFilesPatch(`a/${path}`, `b/${path}`, before, after, undefined, undefined);
      return patch.slice(patch.indexOf('--- '));
    })
    .join('');
}

/** Colored lines of a diff. */
export function diffLines(diff: string): string[] {
  const color = createColors(isColored());
  return diff
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      if (line.startsWith('-')) return color.red(line);
      return line.startsWith('+') ? color.green(line) : line;
    });
}
