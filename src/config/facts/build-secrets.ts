import type { Finding } from '../../common/findings';
import { show } from '../../common/findings';
import { isRecord } from '../../common/records';
import { member } from '../rules';

/** Each build secret is a separate file, mounted at its path; a path cannot be both a file and a folder. */
export function checkBuildSecrets(own: unknown, path: string, report: (finding: Finding) => void): void {
  if (!isRecord(own)) return;
  const entries = Object.entries(own).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const users = new Map<string, string>();
  for (const [name, file] of entries) {
    const user = users.get(file);
    const place = member(path, name);
    const finding = { code: 'not-unique', path: place, got: show(file), fix: 'give it another path' } as const;
    if (user === undefined) users.set(file, place);
    else report({ ...finding, must: `be a unique path; ${user} has the same` });
  }
  for (const [name, file] of entries) {
    const above = parents(file).find((folder) => users.has(folder));
    if (above === undefined) continue;
    const must = `not be below ${above}, which is the file of ${users.get(above)}`;
    report({ code: 'invalid-value', path: member(path, name), must, got: show(file), fix: 'give it another path' });
  }
}

/** Parent folders of a path. */
function parents(file: string): string[] {
  const parts = file.split('/');
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join('/'));
}
