import type { Repository } from '../config/model';
import { generatedHeader } from '../files/tree/header';
import type { TreeFile } from '../files/tree/tree';

const PATH = 'CODEOWNERS';

/** Files that control what is deployed and who approves it. */
const OWNED = ['/CODEOWNERS', '/.github/', '/argo/', '/apps/*/argo/'];

/** Each release changes the release files, so they have no owner. */
const NOT_OWNED = '/apps/*/argo/release/';

/**
 * Renders CODEOWNERS if there are code owners.
 *
 * @see https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function renderCodeOwners(repository: Repository): TreeFile[] {
  const owners = repository.codeOwners.join(' ');
  if (owners === '') return [];
  const width = Math.max(...OWNED.map((pattern) => pattern.length));
  const lines = [
    ...OWNED.map((pattern) => `${pattern.padEnd(width)} ${owners}`),
    '# CI moves these; the last pattern that matches counts.',
    NOT_OWNED,
  ];
  const content = `${generatedHeader(PATH, 'codeOwners')}${lines.join('\n')}\n`;
  return [{ path: PATH, content, owner: 'generated', option: 'codeOwners', instead: 'Set codeOwners.' }];
}
