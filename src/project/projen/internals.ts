/**
 * The only file that uses projen beyond its API: the content of its files before they are written, and the hidden option
 * of `projen new`. Its test runs with every supported version of projen.
 */
import { readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { join } from 'node:path';
import type { Component, FileBase, IResolver, Project, ProjectOptions, ResolveOptions } from 'projen';
import { compare } from '../../common/order';
import type { Tree, TreeFile } from '../../files/tree/tree';

/** The hidden option with which `projen new` marks a project that is being created. */
const NEW = '__new__';

/** The facts of `projen new`, as in `Project.initProject`. */
export type InitProject = NonNullable<Project['initProject']>;

/** projen's options for our project, which exclude those of the config. */
export function baseOptions(options: { readonly name: string; readonly outdir?: string }): ProjectOptions {
  const hidden = (options as unknown as Record<string, unknown>)[NEW];
  return {
    name: String(options.name),
    outdir: options.outdir,
    projenCommand: 'npx projen',
    ...(hidden === undefined ? {} : { [NEW]: hidden }),
  } as ProjectOptions;
}

/**
 * What projen loads at its start but no command needs: the shell of its tasks, the largest file of its packages; the search
 * for a config file, which we know; and comparisons of versions of packages that users declare twice.
 */
const DEFERRED = ['./util/dax', 'fast-glob', 'semver'];

/** Makes projen load these modules only when something uses them, which saves a quarter of its start. */
export function deferUnused(): void {
  const requireFrom = createRequire(require.resolve('projen/lib/project'));
  for (const name of DEFERRED) {
    let path: string;
    try {
      path = requireFrom.resolve(name);
    } catch {
      // Another version of projen may not have it.
      continue;
    }
    if (require.cache[path] === undefined) require.cache[path] = deferred(path);
  }
}

/** A module that loads the one at this path when something uses it. */
function deferred(path: string): NodeModule {
  const { cache } = require;
  const module = new Module(path);
  const load = (): Loaded => {
    if (cache[path] === module) delete cache[path];
    return require(path) as Loaded;
  };
  module.exports = new Proxy((() => undefined) as Loaded, {
    // Compiled imports ask for `__esModule`, and copy every property if it is false.
    get: (_target, key): unknown => (key === '__esModule' ? true : property(load(), key)),
    has: (_target, key) => Reflect.has(load(), key),
    ownKeys: () => Reflect.ownKeys(load()),
    getOwnPropertyDescriptor: (_target, key) => {
      const found = Reflect.getOwnPropertyDescriptor(load(), key);
      return found && { ...found, configurable: true };
    },
    apply: (_target, self, args) => Reflect.apply(load(), self, args) as unknown,
  });
  module.loaded = true;
  return module;
}

type Loaded = ((...args: unknown[]) => unknown) & { readonly __esModule?: boolean };

/** The default export of a CommonJS module is the module. */
function property(loaded: Loaded, key: string | symbol): unknown {
  return key === 'default' && !loaded.__esModule ? loaded : Reflect.get(loaded, key);
}

/** Runs a body in which projects of other types cannot write: `synth` of any project writes at once. */
export function refusingSynths<T>(refuse: (project: Project) => never, body: () => T): T {
  const { prototype } = (require('projen/lib/project') as typeof import('projen')).Project;
  const { synth } = prototype;
  prototype.synth = function (this: Project): void {
    refuse(this);
  };
  try {
    return body();
  } finally {
    prototype.synth = synth;
  }
}

/** The given options, without those of `projen new` itself and without undefined ones. */
export function withoutHidden(options: object): [key: string, value: unknown][] {
  return Object.entries(options).filter(([key, value]) => key !== NEW && value !== undefined);
}

/** A file of projen with its content. */
interface Renderable {
  synthesizeContent(resolver: IResolver): string | undefined;
}

/** Whether a component is a file; its class may come from another copy of projen. */
export function isFileComponent(component: Component): component is FileBase {
  return 'synthesizeContent' in component;
}

/** Runs the hooks in which components complete their files. */
export function prepare(project: Project): void {
  project.preSynthesize();
  for (const component of project.components) component.preSynthesize();
}

/** The content of a file of projen; undefined when there must be no file. */
function contentOf(file: FileBase): string | undefined {
  const { resolve } = require('projen/lib/_resolve') as {
    resolve: (value: unknown, options?: ResolveOptions) => unknown;
  };
  return (file as unknown as Renderable).synthesizeContent({ resolve });
}

/** Renders files that a config or a company's project type adds, byte for byte as projen would write them. */
export function renderAddedFiles(files: readonly FileBase[], rcFile: string): TreeFile[] {
  return files.flatMap((file): TreeFile[] => {
    const content = contentOf(file);
    if (content === undefined) return [];
    const { path, executable } = file;
    const instead = `Change the ${file.constructor.name} in ${rcFile}, or in the package that adds it.`;
    return [{ path, content, executable, owner: 'generated', option: rcFile, instead }];
  });
}

/** Tells files that were written with ours whether they changed: hooks that run afterwards ask them. */
export function markWritten(files: readonly FileBase[], isChanged: (path: string) => boolean): void {
  for (const file of files) (file as unknown as { _changed: boolean })._changed = isChanged(file.path);
}

/** Renders files of projen into memory, as part of our tree. */
export function renderProjenFiles(files: readonly FileBase[]): TreeFile[] {
  const rendered: TreeFile[] = [];
  for (const file of files) {
    const content = contentOf(file);
    if (content === undefined) continue;
    rendered.push({
      path: file.path,
      content: file.path === '.gitattributes' ? inOneOrder(content) : withNewline(content),
      executable: file.executable,
      owner: 'generated',
      option: 'name',
      instead: 'A file of projen itself; its content follows from .projenrc.ts and the library.',
    });
  }
  return rendered;
}

/** projen sorts the patterns by the user's locale, where `ch` may be one letter. */
function inOneOrder(content: string): string {
  const lines = content.trimEnd().split('\n');
  const start = lines.findIndex((line) => line !== '' && !line.startsWith('#'));
  return withNewline([...lines.slice(0, start), ...lines.slice(start).sort(compare)].join('\n'));
}

function withNewline(content: string): string {
  return content.endsWith('\n') ? content : `${content}\n`;
}

/** Removes obsolete files of other components; projen protects the paths itself. */
export function removeForeignOrphans(project: Project, tree?: Tree): void {
  const { cleanup, FILE_MANIFEST } = require('projen/lib/cleanup') as {
    cleanup: (folder: string, files: readonly string[], exclude: readonly string[]) => void;
    FILE_MANIFEST: string;
  };
  // Without a readable list, projen searches the whole repository for its marker and removes those files.
  if (!isFileList(join(project.outdir, FILE_MANIFEST))) return;
  const files = [...project.files.map((file) => file.path), ...(tree?.files() ?? []).map((file) => file.path)];
  cleanup(project.outdir, files, []);
}

function isFileList(path: string): boolean {
  try {
    const { files } = JSON.parse(readFileSync(path, 'utf8')) as { files?: unknown };
    return Array.isArray(files) && files.length > 0;
  } catch {
    return false;
  }
}

/** Lets components write what is not part of the tree. */
export function synthesizeForeign(project: Project, isOwnFile: (component: Component) => boolean): void {
  for (const subproject of project.subprojects) subproject.synth();
  for (const component of project.components) if (!isOwnFile(component)) component.synthesize();
}

/** Runs the hooks after everything is written. */
export function finish(project: Project): void {
  for (const component of project.components) component.postSynthesize();
  project.postSynthesize();
}

/** Whether the first lines of a file have the mark of files that projen writes. */
export function hasProjenMark(start: Buffer): boolean {
  const { PROJEN_MARKER } = require('projen/lib/common') as typeof import('projen/lib/common');
  return start.includes(PROJEN_MARKER);
}
