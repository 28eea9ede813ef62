import { compare } from '../common/order';
import { LIBRARY } from '../config/library';
import type { Repository } from '../config/model';
import { headerLines } from '../files/tree/header';
import type { TreeFile } from '../files/tree/tree';

const PATH = 'renovate.json';

/** Packages whose version decides about generated files: a bump alone leaves them behind, and CI refuses it. */
const RENDERING_PACKAGES = [LIBRARY.name, 'projen'];

/** The version of the package manager moves with the library: Makefile and workflow name the same. */
const PINNED_MANAGER = {
  description: 'The library pins the package manager.',
  matchManagers: ['npm'],
  matchDepTypes: ['packageManager'],
  enabled: false,
};

/**
 * Renders the configuration of Renovate, unless the config says no. It looks at what is the user's and at nothing else:
 * a bot's edit of a generated file would be drift. The two locks of an app change together, since they name the same
 * packages.
 *
 * @see https://docs.renovatebot.com/configuration-options/
 */
export function renderRenovate(repository: Repository): TreeFile[] {
  if (!repository.renovate) return [];
  const config = {
    $schema: 'https://docs.renovatebot.com/renovate-schema.json',
    // JSON has no comments: the description takes the header.
    description: [
      ...headerLines(PATH, 'renovate'),
      'It updates what is yours. What the library pins moves with the library.',
    ],
    extends: ['config:recommended'],
    // The usual rules leave folders called test alone, and with them one of the two locks.
    ignorePresets: [':ignoreModulesAndTests'],
    ignorePaths: ['**/node_modules/**'],
    enabledManagers: ['npm', 'pip_requirements'],
    packageRules: [
      {
        description: 'They write the generated files: update them by hand and run npx projen, as README.md says.',
        matchManagers: ['npm'],
        matchPackageNames: RENDERING_PACKAGES,
        enabled: false,
      },
      ...(repository.packageManager.pin === undefined ? [] : [PINNED_MANAGER]),
      ...repository.apps
        .map(({ name }) => name)
        .sort(compare)
        .map((name) => ({
          matchManagers: ['pip_requirements'],
          matchFileNames: [`apps/${name}/**`],
          groupName: `Python packages of ${name}`,
        })),
    ],
  };
  const content = `${JSON.stringify(config, undefined, 2)}\n`;
  const instead = 'Set renovate: false, and write one of your own.';
  return [{ path: PATH, content, owner: 'generated', option: 'renovate', instead }];
}
