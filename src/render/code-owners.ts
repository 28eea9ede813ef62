import type { Repository } from '../config/model';
import { otherHost } from '../config/other-hosts';
import { generatedHeader } from '../files/tree/header';
import type { TreeFile } from '../files/tree/tree';

const PATH = 'CODEOWNERS';

/** Files that decide what is deployed, with which code of the library, and who approves it. */
function ownedPatterns(repository: Repository): string[] {
  const { lock, trusted } = repository.packageManager;
  const config = ['.projenrc.ts', 'projenrc/', '.projen/', 'package.json', lock, ...trusted];
  // Certificates decide who can read values that are sealed next.
  const deployed = ['argo/', 'apps/*/argo/', 'apps/*/k8s/', 'sealed-secrets/'];
  const run = [...(otherHost(repository) === undefined ? ['.github/'] : []), 'Makefile', 'local.mk', 'scripts/'];
  return [PATH, ...config, ...deployed, ...run].map((path) => `/${path}`);
}

/** Each release changes the release files, and developers seal values, so these have no owner. */
const NOT_OWNED = ['/apps/*/argo/release/', '/apps/*/k8s/overlays/*/release/', '/apps/*/k8s/overlays/*/secrets/'];

/**
 * Renders CODEOWNERS if there are code owners.
 *
 * @see https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function renderCodeOwners(repository: Repository): TreeFile[] {
  const owners = repository.codeOwners.join(' ');
  if (owners === '') return [];
  const patterns = ownedPatterns(repository);
  const width = Math.max(...patterns.map((pattern) => pattern.length));
  const lines = [
    ...patterns.map((pattern) => `${pattern.padEnd(width)} ${owners}`),
    '# CI and make seal change these; the last pattern that matches counts.',
    ...NOT_OWNED,
  ];
  const content = `${generatedHeader(PATH, 'codeOwners')}${lines.join('\n')}\n`;
  return [{ path: PATH, content, owner: 'generated', option: 'codeOwners', instead: 'Set codeOwners.' }];
}
