import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { kustomizeBuild, kustomizeEditImages } from './kustomize';
import type { SnapshotBuilder } from '../../checks/deployed/builds';
import type { Build } from '../../checks/validation/kustomize';

/** A temporary folder, and what it contains. */
interface Workspace {
  readonly root: string;
  readonly contents: Map<string, Buffer>;
}

/** Builds in-memory files in temporary folders, which `close` removes. */
export class TemporaryBuilder implements SnapshotBuilder {
  /** Folders of ended builds: the other side of a comparison has nearly the same files. */
  private idle: Workspace[] = [];

  constructor(
    private readonly kustomize: () => string,
    readonly progress: (done: number, total: number) => void,
  ) {}

  async build(files: ReadonlyMap<string, Buffer>, folder: string, images: readonly string[]): Promise<Build> {
    const workspace = this.takeFor(files);
    const old = this.idle;
    this.idle = [];
    // A disk takes its time over folders, in which this build can run.
    const removal = Promise.all(old.map(({ root }) => rm(root, { recursive: true, force: true })));
    try {
      fill(workspace, files);
      return await this.buildIn(workspace.root, folder, images);
    } finally {
      // kustomize wrote the images itself, so the content is unknown then.
      if (images.length > 0) rmSync(workspace.root, { recursive: true, force: true });
      else this.idle.push(workspace);
      await removal;
    }
  }

  private async buildIn(root: string, folder: string, images: readonly string[]): Promise<Build> {
    const built = join(root, folder);
    if (images.length > 0) {
      const edit = await kustomizeEditImages(this.kustomize(), built, images);
      if (!edit.ok) return edit;
    }
    const build = await kustomizeBuild(this.kustomize(), built);
    return { ...build, messages: build.messages.replaceAll(`${root}/`, '') };
  }

  /** Removes the temporary folders. */
  async close(): Promise<void> {
    await Promise.all(this.idle.splice(0).map(({ root }) => rm(root, { recursive: true, force: true })));
  }

  /** An idle folder with the last of these files, which belongs to an app, or a new one. */
  private takeFor(files: ReadonlyMap<string, Buffer>): Workspace {
    const last = [...files.keys()].at(-1) ?? '';
    const index = this.idle.findIndex(({ contents }) => contents.has(last));
    if (index >= 0) return this.idle.splice(index, 1)[0];
    return { root: mkdtempSync(join(tmpdir(), `python-gitops-diff-${process.pid}-`)), contents: new Map() };
  }
}

/** Makes a folder contain exactly these files. */
function fill({ root, contents }: Workspace, files: ReadonlyMap<string, Buffer>): void {
  for (const path of contents.keys()) {
    if (files.has(path)) continue;
    rmSync(join(root, path));
    contents.delete(path);
  }
  const missing = [...files].filter(([path, content]) => !contents.get(path)?.equals(content));
  const folders = new Set(missing.filter(([path]) => !contents.has(path)).map(([path]) => dirname(path)));
  for (const path of folders) mkdirSync(join(root, path), { recursive: true });
  for (const [path, content] of missing) {
    writeFileSync(join(root, path), content);
    contents.set(path, content);
  }
}
