import type { DeclaredApp } from './context';
import type { SourceTree } from './source-tree';
import type { Pyproject } from '../../common/pyproject';
import { readPyproject } from '../../common/pyproject';
import { TomlError } from '../../common/toml';
import type { UvLock } from '../../common/uv-lock';
import { parseUvLock } from '../../common/uv-lock';

/** An app whose packages are in `pyproject.toml` and `uv.lock`. */
export interface UvProject {
  readonly app: DeclaredApp;
  readonly folder: string;
  /** Undefined if the file is missing or not TOML. */
  readonly project?: Pyproject;
  /** Why the file is not TOML. */
  readonly error?: { readonly line: number; readonly what: string };
  /** Undefined if there is none. */
  readonly lock?: UvLock;
}

/** The apps of the config that uv manages. */
export function readUvProjects(tree: Pick<SourceTree, 'text'>, apps: readonly DeclaredApp[]): UvProject[] {
  return apps
    .filter(({ packages }) => packages === 'uv')
    .map((app): UvProject => {
      const folder = `apps/${app.app}`;
      const text = tree.text(`${folder}/pyproject.toml`);
      const lock = tree.text(`${folder}/uv.lock`);
      const read = { app, folder, lock: lock === undefined ? undefined : parseUvLock(lock) };
      if (text === undefined) return read;
      try {
        return { ...read, project: readPyproject(text) };
      } catch (error) {
        if (!(error instanceof TomlError)) throw error;
        return { ...read, error: { line: error.line, what: error.message } };
      }
    });
}
