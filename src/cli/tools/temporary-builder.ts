import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { kustomizeBuild, kustomizeEditImages } from './kustomize';
import type { SnapshotBuilder } from '../../checks/deployed/builds';
import type { Build } from '../../checks/validation/kustomize';

/** Builds in-memory files in temporary folders, which it always removes. */
export class TemporaryBuilder implements SnapshotBuilder {
  constructor(
    private readonly kustomize: () => string,
    readonly progress: (done: number, total: number) => void,
  ) {}

  async build(files: ReadonlyMap<string, Buffer>, folder: string, images: readonly string[]): Promise<Build> {
    const root = mkdtempSync(join(tmpdir(), `python-gitops-diff-${process.pid}-`));
    try {
      const folders = new Set([...files.keys()].map((path) => dirname(path)));
      for (const path of folders) mkdirSync(join(root, path), { recursive: true });
      for (const [path, content] of files) writeFileSync(join(root, path), content);
      const built = join(root, folder);
      if (images.length > 0) {
        const edit = await kustomizeEditImages(this.kustomize(), built, images);
        if (!edit.ok) return edit;
      }
      const build = await kustomizeBuild(this.kustomize(), built);
      return { ...build, messages: build.messages.replaceAll(`${root}/`, '') };
    } finally {
      // A disk takes its time over folders, in which other builds can begin.
      await rm(root, { recursive: true, force: true });
    }
  }
}
