import { APP } from './app';
import { nested, struct } from './define';
import { CI_STEPS, operations } from './escapes';
import { REPOSITORY } from './repository';
import * as format from '../formats';
import { choice } from '../formats/choices';
import type { Definitions } from '../rule';
import { list, map } from '../rules';

const own = {
  name: { rule: format.name, required: true, samples: ['explained', 'other'] },
  repoUrl: {
    rule: format.repoUrl,
    samples: ['https://explained.example/x', 'https://other.example/x'],
    words: ['repository', 'repositoryUrl', 'repo', 'git', 'gitUrl', 'gitRepository', 'github', 'gitlab', 'url'],
  },
  apps: { rule: map(format.name, nested(APP)), samples: [{ explained: {} }], words: ['applications', 'services'] },
  removed: {
    rule: map(format.deployedName, format.removalReason),
    samples: [{ explained: 'x' }],
    words: ['deleted', 'confirm', 'confirmRemoval'],
  },
  ciSteps: {
    rule: nested(CI_STEPS),
    samples: [{ afterTests: [{ name: 'Explained', run: 'true' }] }],
    escapeHatch: true,
    words: ['steps'],
  },
  overrides: {
    rule: map(format.filePath, operations),
    samples: [{ '.github/workflows/app.yml': [{ op: 'test', path: '/x', value: 1 }] }],
    escapeHatch: true,
  },
  takeOver: { rule: list(format.filePath), samples: [['Makefile']], escapeHatch: true, words: ['eject'] },
  devDeps: {
    rule: list(format.npmPackage, { key: format.npmName }),
    samples: [['explained'], ['other']],
    words: ['devDependencies', 'dependencies', 'deps'],
  },
  outdir: { rule: format.folder, samples: ['explained', 'other'] },
} as const satisfies Definitions;

/** Names of the escape hatches. */
export const ESCAPE_HATCHES = Object.entries<Definitions[string]>({ ...APP.options, ...own })
  .filter(([, { escapeHatch }]) => escapeHatch)
  .map(([name]) => name);

export const ORGANIZATION = struct('OrganizationOptions', {
  ...REPOSITORY.options,
  forbid: { rule: list(choice(...ESCAPE_HATCHES)), samples: [['patches']], words: ['disallow', 'deny'] },
});

export const PROJECT = struct('PythonGitOpsAppOptions', {
  ...REPOSITORY.options,
  ...own,
  organization: {
    rule: nested(ORGANIZATION),
    samples: [{ renovate: false }],
    words: ['organisation', 'org'],
  },
});
