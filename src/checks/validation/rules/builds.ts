import type { Check } from '../context';
import type { Problem } from '../problem';
import { DEPRECATED } from './deprecated-field';

/** What kustomize says of a build: why it fails, or what it warns of. */
export const builds: Check = ({ targets }) => {
  const found = new Map<string, Problem>();
  for (const { path, folder, ok, messages } of targets) {
    for (const message of ok ? warnings(messages) : [failure(messages)]) {
      // One cause in a base fails each overlay; the path of the overlay is all that differs.
      const key = message.replaceAll(folder, '');
      if (found.has(key)) continue;
      found.set(
        key,
        ok
          ? { rule: 'kustomize-warning', path, message: `kustomize warns: ${message}`, fix: 'do what it says' }
          : { rule: 'build', path, message: `kustomize build ${folder} fails: ${message}`, fix: 'mend what it names' },
      );
    }
  }
  return [...found.values()];
};

/** Warnings; those of deprecated fields are found in the files, with their lines. */
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
