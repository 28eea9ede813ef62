import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REQUIREMENTS_FILES } from '../../../common/requirements-file';
import type { App } from '../../../config/model';
import type { Read } from '../../../project/packages/conversion';
import { pinnedVersions, withConstraints } from '../../../project/packages/to-uv';
import { requirementsOf } from '../../../render/requirements';
import { CommandError } from '../../errors';

/** New locks by path in the folder of the app. */
export type NewLocks = ReadonlyMap<string, string>;

interface Work {
  readonly app: App;
  /** The folder of the app, whose script has the pinned uv and the package indexes. */
  readonly folder: string;
  /** An empty folder to lock in, so that a failure changes nothing. */
  readonly scratch: string;
  readonly read: Read;
  readonly files: ReadonlyMap<string, string | undefined>;
}

/** Makes `uv.lock` with the versions of the requirements locks. */
export function lockWithUv(work: Work): NewLocks {
  const { app, scratch, read, files } = work;
  const pyproject = files.get('pyproject.toml') ?? '';
  const pins = pinnedVersions(read);
  write(scratch, '.python-version', `${app.pythonVersion}\n`);
  // First with the old versions as constraints. Then without them, which keeps what is locked.
  const texts = pins.length === 0 ? [pyproject] : [withConstraints(pyproject, pins), pyproject];
  for (const text of texts) {
    write(scratch, 'pyproject.toml', text);
    uv(work, ['lock', '--quiet', '--directory', scratch]);
  }
  return new Map([['uv.lock', readFileSync(join(scratch, 'uv.lock'), 'utf8')]]);
}

/** Makes the requirements locks with the versions of `uv.lock`. */
export function lockWithPip(work: Work): NewLocks {
  const { app, scratch, read, files } = work;
  for (const [path, text] of files) if (text !== undefined && path !== 'pyproject.toml') write(scratch, path, text);
  const runtime = requirementsOf(app).map(({ name, lowest }) => `${name}>=${lowest}\n`);
  write(scratch, 'src/gitops_runtime/requirements.in', runtime.join(''));
  write(scratch, 'uv/pyproject.toml', read('pyproject.toml') ?? '');
  write(scratch, 'uv/uv.lock', read('uv.lock') ?? '');
  const [image, dev] = REQUIREMENTS_FILES;
  const locks = [
    { ...image, group: '--no-default-groups' },
    { ...dev, group: '--group=dev' },
  ];
  for (const { list, lock, group } of locks) {
    // uv keeps the versions that the file has.
    const exported = [
      '--frozen',
      '--no-emit-project',
      '--no-header',
      '--no-hashes',
      '--output-file',
      join(scratch, lock),
    ];
    uv(work, ['export', '--quiet', '--directory', join(scratch, 'uv'), group, ...exported]);
    uv(work, [
      ...['pip', 'compile', '--quiet', '--directory', scratch, '--no-header', '--generate-hashes', '--universal'],
      ...['--only-binary', ':all:', ...app.sourcePackages.flatMap((name) => ['--no-binary', name])],
      ...['--no-strip-extras', '--python-version', app.pythonVersion, '--output-file', lock, list],
    ]);
  }
  return new Map(locks.map(({ lock }) => [lock, readFileSync(join(scratch, lock), 'utf8')]));
}

/** Runs the pinned uv; its messages go to the terminal. */
function uv({ app, folder }: Work, args: readonly string[]): void {
  const { status, error } = spawnSync(join(folder, 'scripts/setup.sh'), ['uv', ...args], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
  });
  if (error !== undefined) throw new CommandError(`cannot run apps/${app.name}/scripts/setup.sh: ${error.message}`);
  if (status !== 0) {
    throw new CommandError(
      `nothing was changed: uv could not lock the packages of ${app.name}. Fix the error above, then run this again.`,
    );
  }
}

function write(scratch: string, path: string, text: string): void {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), text);
}
