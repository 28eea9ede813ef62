import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { CommandError } from '../errors';
import { findTool } from './find';
import type { Build, Kustomize } from '../../checks/validation/kustomize';
import { joined } from '../../checks/validation/together';
import { VERSIONS } from '../../config/defaults';

/** The output of a build can be large: an app with thousands of objects is one build. */
const MAX_OUTPUT = 256 * 1024 * 1024;

/**
 * How much the heap of kustomize, a Go program, may grow before a garbage collection, in percent. With the default of 100,
 * a short build spends a quarter of its time there.
 */
const GARBAGE = { GOGC: '400' } as const;

/** Finds the pinned kustomize: another version may write release files in another form. */
export function findKustomize(): string {
  return findTool({ name: 'kustomize', version: VERSIONS.kustomize, ask: ['version'], install: 'make tools' });
}

/** Builds a folder. */
export function kustomizeBuild(kustomize: string, folder: string): Promise<Build> {
  return execute(kustomize, ['build', folder]);
}

/** Sets images in the kustomization of a folder, as Argo CD does with those of an Application. */
export function kustomizeEditImages(kustomize: string, folder: string, images: readonly string[]): Promise<Build> {
  return execute(kustomize, ['edit', 'set', 'image', ...images], folder);
}

function execute(kustomize: string, args: readonly string[], cwd?: string): Promise<Build> {
  return new Promise((resolve, reject) => {
    const env = { ...GARBAGE, ...process.env };
    execFile(kustomize, args, { cwd, env, maxBuffer: MAX_OUTPUT, encoding: 'utf8' }, (error, output, messages) => {
      // Without a numeric exit code, it did not run at all.
      if (error && typeof error.code !== 'number') reject(new CommandError(`kustomize did not run: ${error.message}`));
      else resolve({ ok: !error, output, messages });
    });
  });
}

/** The installed kustomize, for a tree on disk. */
export class InstalledKustomize implements Kustomize {
  readonly version = VERSIONS.kustomize;

  constructor(
    private readonly binary: string,
    private readonly root: string,
  ) {}

  build(folder: string): Promise<Build> {
    return kustomizeBuild(this.binary, join(this.root, folder));
  }

  async buildTogether(folders: readonly string[]): Promise<Build> {
    // Its real path: kustomize resolves links before it follows the way back to the tree.
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'python-gitops-build-')));
    try {
      const root = realpathSync(this.root);
      const files = joined(folders.map((path) => relative(folder, join(root, path)).split(sep).join('/')));
      for (const [name, content] of files) writeFileSync(join(folder, name), content);
      return await kustomizeBuild(this.binary, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  editImages(kustomization: string, images: readonly string[]): string {
    const folder = mkdtempSync(join(tmpdir(), 'python-gitops-edit-'));
    try {
      writeFileSync(join(folder, 'kustomization.yaml'), kustomization);
      kustomizeSetImages(this.binary, folder, images);
      return readFileSync(join(folder, 'kustomization.yaml'), 'utf8');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** Sets the image in the kustomization of a folder, by the name that the base uses. */
export function kustomizeSetImage(kustomize: string, folder: string, image: string): void {
  kustomizeSetImages(kustomize, folder, [image]);
}

function kustomizeSetImages(kustomize: string, folder: string, images: readonly string[]): void {
  const result = spawnSync(kustomize, ['edit', 'set', 'image', ...images], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.status !== 0) {
    throw new CommandError(`kustomize edit set image failed: ${(result.stderr || String(result.error)).trim()}`);
  }
}
