/**
 * Writes the starter uv.lock of each variant, with the versions of its starter requirements files: `npx ts-node --project
 * test/tsconfig.json test/support/update-uv-locks.ts`. Needs the pinned uv in the cache folder, a network, and Python 3.11.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached } from './api-server';
import { LOCKED, VARIANTS } from './render-apps';
import { DEFAULT, repositoryOf } from './render-cases';
import { pinsOf } from '../../src/common/requirements-file';
import { VERSIONS } from '../../src/config/defaults';
import type { App } from '../../src/config/model';
import { renderAppFiles } from '../../src/render/app-files';

const UV = cached(`uv-${VERSIONS.uv}/bin/uv`, 'scripts/setup.sh of a generated app');
const TEMPLATES = join(__dirname, '../../templates/app');

/** The text of a file of an app. */
function textOf(app: App, path: string): string {
  const file = renderAppFiles(repositoryOf(DEFAULT), app).find((one) => one.path === `apps/example-app/${path}`);
  if (file === undefined) throw new Error(`an app has no ${path}`);
  return file.content;
}

for (const [name, variant] of Object.entries({ ...VARIANTS, ...LOCKED })) {
  const app: App = { ...repositoryOf(DEFAULT).apps[0], ...variant, name: 'example-app', pythonVersion: '3.11' };
  const pins = ['src/requirements.txt', 'test/requirements-test.txt']
    .flatMap((path) => pinsOf(textOf({ ...app, packages: 'requirements' }, path)))
    .map((pin) => `"${pin.name}==${pin.version}"`);
  const pyproject = textOf({ ...app, packages: 'uv' }, 'pyproject.toml');
  const folder = mkdtempSync(join(tmpdir(), 'uv-lock-'));
  // Locked with the versions as constraints, then without them: uv keeps what is locked.
  for (const constraints of [`\n[tool.uv]\nconstraint-dependencies = [${[...new Set(pins)].join(', ')}]\n`, '']) {
    writeFileSync(join(folder, 'pyproject.toml'), `${pyproject}${constraints}`);
    const { status } = spawnSync(UV, ['lock', '--quiet'], { cwd: folder, stdio: 'inherit' });
    if (status !== 0) throw new Error(`${name}: uv lock failed`);
  }
  const target = name === 'granian' ? TEMPLATES : join(TEMPLATES, 'variants', name);
  mkdirSync(target, { recursive: true });
  // Sizes and dates, which uv does not need, are a fifth of the file.
  const lock = readFileSync(join(folder, 'uv.lock'), 'utf8').replace(/, size = \d+|, upload-time = "[^"]*"/g, '');
  writeFileSync(join(target, 'uv.lock'), lock);
  rmSync(folder, { recursive: true });
  console.log(`${name}: ${readFileSync(join(target, 'uv.lock'), 'utf8').split('\n').length} lines`);
}
