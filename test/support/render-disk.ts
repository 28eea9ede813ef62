import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { KubeObject } from './render-objects';
import { parseStream } from './render-objects';
import { findKustomize, kustomizeBuild } from '../../src/cli/tools/kustomize';
import type { TreeFile } from '../../src/files/tree/tree';

/** Folders that this test file made. */
const made: string[] = [];

/** A fresh temporary folder, removed by `removeFolders`. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'render-'));
  made.push(folder);
  return folder;
}

/** Removes every folder that was made; for `afterAll`. */
export function removeFolders(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Writes rendered files into a fresh temporary folder, with their execute bits. */
export function writeTree(files: Iterable<TreeFile>): string {
  const folder = temporaryFolder();
  for (const file of files) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.content);
    if (file.executable) chmodSync(path, 0o755);
  }
  return folder;
}

/** What the real, pinned kustomize builds of a folder; a failure or a warning of it is an error. */
export async function kustomize(root: string, target: string): Promise<KubeObject[]> {
  const { ok, output, messages } = await kustomizeBuild(findKustomize(), join(root, target));
  if (!ok || messages.trim() !== '') throw new Error(`kustomize build ${target}: ${messages}`);
  return parseStream(output);
}
