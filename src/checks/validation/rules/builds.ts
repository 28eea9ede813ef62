import type { TreeCheck } from '../context';
import type { Problem } from '../problem';
import { DEPRECATED } from './deprecated-field';

/** Reports kustomize errors and warnings. */
export const builds: TreeCheck = ({ targets }) => {
  const found = new Map<string, Problem>();
  for (const { path, folder, ok, messages } of targets) {
    for (const message of ok ? warnings(messages) : [failure(messages)]) {
      // One cause in a base fails every overlay; only the path of the overlay differs.
      const key = message.replaceAll(folder, '');
      if (found.has(key)) continue;
      found.set(
        key,
        ok
          ? { rule: 'kustomize-warning', path, message: `kustomize warning: ${message}`, fix: 'follow the warning' }
          : {
              rule: 'build',
              path,
              message: `kustomize build ${folder} fails: ${message}`,
              fix: 'fix the cause in this message',
            },
      );
    }
  }
  return [...found.values()];
};

/** Warnings, except for deprecated fields, which another rule finds with their lines. */
function warnings(messages: string): string[] {
  return messages
    .split('\n')
    .filter((line) => line.startsWith('# Warning'))
    .map((line) => line.replace(/^# Warning:\s*/, ''))
    .filter((line) => !Object.keys(DEPRECATED).some((field) => line.includes(`'${field}'`)));
}

function failure(messages: string): string {
  return messages
    .trim()
    .replace(/^Error: /, '')
    .split('\n')[0];
}
