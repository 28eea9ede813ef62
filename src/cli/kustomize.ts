import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from './errors';
import { VERSIONS } from '../config/defaults';

/** Output of a build may be large: an app with thousands of objects is still one build. */
const MAX_OUTPUT = 256 * 1024 * 1024;

/** What kustomize answered. */
export interface Build {
  readonly ok: boolean;
  readonly output: string;
  readonly messages: string;
}

/** Folder of the tools that `make tools` installs, shared by all repositories of a user. */
export function toolsFolder(): string {
  const cache =
    process.env.PYTHON_GITOPS_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'python-gitops');
  return join(cache, 'bin');
}

/** Finds the pinned kustomize: another version may write release files in another form. */
export function findKustomize(): string {
  const installed = join(toolsFolder(), `kustomize-${VERSIONS.kustomize}`);
  if (existsSync(installed)) return installed;
  const onPath = spawnSync('kustomize', ['version'], { encoding: 'utf8' });
  const version = onPath.status === 0 ? onPath.stdout.trim().replace(/^v/, '') : undefined;
  if (version === VERSIONS.kustomize) return 'kustomize';
  throw new CommandError(
    `kustomize ${VERSIONS.kustomize} is needed, ${version ? `found ${version}` : 'found none'}. ` +
      'Run make tools, which builds it once with Go into your cache folder, or install that version yourself.',
  );
}

/** Builds a folder. */
export function kustomizeBuild(kustomize: string, folder: string): Promise<Build> {
  return new Promise((resolve, reject) => {
    execFile(kustomize, ['build', folder], { maxBuffer: MAX_OUTPUT, encoding: 'utf8' }, (error, output, messages) => {
      // A code that is no number means that it did not run at all.
      if (error && typeof error.code !== 'number') reject(new CommandError(`kustomize did not run: ${error.message}`));
      else resolve({ ok: !error, output, messages });
    });
  });
}

/** Sets the image in the kustomization of a folder; the name is the one that the base uses. */
export function kustomizeSetImage(kustomize: string, folder: string, image: string): void {
  const result = spawnSync(kustomize, ['edit', 'set', 'image', image], { cwd: folder, encoding: 'utf8' });
  if (result.status !== 0) {
    throw new CommandError(`kustomize edit set image failed: ${(result.stderr || String(result.error)).trim()}`);
  }
}
