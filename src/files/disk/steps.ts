import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Folder } from './folder';
import { movedManifest } from './moved-folder';
import { HASH_MANIFEST } from '../tree/hash-manifest';

/** A change of the folder; returns a function that undoes it. */
export type Step = (folder: Folder) => () => void;

/** Replaces the text of a file, unless it has changed in the meantime. */
export function rewriting(path: string, before: string, after: string): Step {
  return changing(path, before, after);
}

/**
 * Moves the folder of an app by one rename, and updates its hash manifest, so that synth can tell generated content from
 * hand edits.
 */
export function movingApp(from: string, to: string): Step[] {
  const move: Step = (folder) => {
    renameSync(folder.absolute(`apps/${from}`), folder.absolute(`apps/${to}`));
    return () => renameSync(folder.absolute(`apps/${to}`), folder.absolute(`apps/${from}`));
  };
  const tell: Step = (folder) => {
    const path = `apps/${to}/${HASH_MANIFEST}`;
    const before = folder.text(path);
    if (before === undefined) return () => undefined;
    folder.write(path, movedManifest(before, from, to));
    return () => folder.write(path, before);
  };
  return [move, tell];
}

/** Removes files, keeping their content until the removal is final. */
export function removing(paths: readonly string[]): Step {
  return (folder) => {
    const kept = paths.map((path) => [path, folder.text(path)] as const);
    for (const path of paths) rmSync(folder.absolute(path), { force: true });
    return () => {
      for (const [path, text] of kept) {
        if (text === undefined) continue;
        mkdirSync(dirname(folder.absolute(path)), { recursive: true });
        folder.write(path, text);
      }
    };
  };
}

/** Writes, replaces, or removes a file, unless it has changed in the meantime. A missing text is a missing file. */
export function changing(path: string, before: string | undefined, after: string | undefined): Step {
  return (folder) => {
    if (folder.text(path) !== before) {
      throw new Error(`${path} changed while this command ran; nothing was written. Run it again.`);
    }
    set(folder, path, after);
    return () => set(folder, path, before);
  };
}

function set(folder: Folder, path: string, text: string | undefined): void {
  if (text === undefined) {
    rmSync(folder.absolute(path), { force: true });
    return;
  }
  folder.makeParent(path);
  folder.write(path, text);
}
