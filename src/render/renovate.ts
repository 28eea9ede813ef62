import { compare } from '../common/order';
import type { Packages } from '../config/defaults';
import { LIBRARY } from '../config/library';
import type { Repository } from '../config/model';
import { headerLines } from '../files/tree/header';
import type { TreeFile } from '../files/tree/tree';

const PATH = 'renovate.json';

/** Packages that change generated files. CI rejects a new version without `npx projen`. */
const RENDERING_PACKAGES = [LIBRARY.name, 'projen'];

/** The library sets the version of the package manager, which the Makefile and workflows use too. */
const PINNED_MANAGER = {
  description: 'The library pins the package manager.',
  matchManagers: ['npm'],
  matchDepTypes: ['packageManager'],
  enabled: false,
};

/** The managers of Python packages. */
const MANAGERS: Readonly<Record<Packages, string>> = { requirements: 'pip_requirements', uv: 'pep621' };

/**
 * Renders the Renovate configuration if `renovate` is set. It updates only files that users own, because an edited
 * generated file is drift. The two locks of an app change together: they contain the same packages.
 *
 * It gets hashes of Python packages from PyPI only, whatever its registries are. With another index it could lock a
 * stranger's package with the same name, so it leaves them alone.
 *
 * @see https://docs.renovatebot.com/configuration-options/
 */
export function renderRenovate(repository: Repository): TreeFile[] {
  if (!repository.renovate) return [];
  const other = otherIndexes(repository);
  const isPyPI = other === undefined;
  // Without apps, what the first one needs.
  const kinds = repository.apps.length === 0 ? (['requirements'] as const) : repository.apps.map((app) => app.packages);
  const managers = [...new Set(kinds.map((packages) => MANAGERS[packages]))].sort(compare);
  const config = {
    $schema: 'https://docs.renovatebot.com/renovate-schema.json',
    // JSON has no comments, so the description contains the header.
    description: [
      ...headerLines(PATH, 'renovate'),
      'It updates what is yours. What the library pins moves with the library.',
      ...(isPyPI ? [] : [`${other}: update Python packages with make lock ARGS=--upgrade.`]),
    ],
    extends: ['config:recommended'],
    // The default rules ignore test folders, and with them one of the two locks.
    ignorePresets: [':ignoreModulesAndTests'],
    ignorePaths: ['**/node_modules/**'],
    enabledManagers: ['npm', ...(isPyPI ? managers : [])],
    packageRules: [
      {
        description: 'These packages write the generated files: update them by hand, then run npx projen.',
        matchManagers: ['npm'],
        matchPackageNames: RENDERING_PACKAGES,
        enabled: false,
      },
      ...(repository.packageManager.pin === undefined ? [] : [PINNED_MANAGER]),
      ...(isPyPI ? [...repository.apps] : [])
        .sort((a, b) => compare(a.name, b.name))
        .map(({ name, packages }) => ({
          matchManagers: [MANAGERS[packages]],
          matchFileNames: [`apps/${name}/**`],
          groupName: `Python packages of ${name}`,
        })),
    ],
  };
  const content = `${JSON.stringify(config, undefined, 2)}\n`;
  const instead = 'Set renovate: false, then write your own.';
  return [{ path: PATH, content, owner: 'generated', option: 'renovate', instead }];
}

/** The option that takes Python packages from another index than PyPI. */
function otherIndexes({ packageIndex, extraPackageIndexes }: Repository): string | undefined {
  if (extraPackageIndexes.length > 0) return 'extraPackageIndexes';
  const isPyPI = packageIndex === undefined || /^https:\/\/pypi\.org\/simple\/?$/.test(packageIndex);
  return isPyPI ? undefined : 'packageIndex';
}
