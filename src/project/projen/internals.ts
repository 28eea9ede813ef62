/**
 * The one file that touches what projen does not offer as API: the content of its files before they are written, and
 * the hidden option of `projen new`. Its test runs with every version of projen that is supported.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Component, FileBase, IResolver, Project, ProjectOptions, ResolveOptions } from 'projen';
import { compare } from '../../common/order';
import type { Tree, TreeFile } from '../../files/tree/tree';

/** The hidden option by which `projen new` tells a project that it is being created. */
const NEW = '__new__';

/** What `projen new` knows, as `Project.initProject` gives it. */
export type InitProject = NonNullable<Project['initProject']>;

/** projen's own options for a project of ours; what the config says stays out of them. */
export function baseOptions(options: { readonly name: string; readonly outdir?: string }): ProjectOptions {
  const hidden = (options as unknown as Record<string, unknown>)[NEW];
  return {
    name: String(options.name),
    outdir: options.outdir,
    projenCommand: 'npx projen',
    ...(hidden === undefined ? {} : { [NEW]: hidden }),
  } as ProjectOptions;
}

/** The options that were given, without those of `projen new` itself and without what is not set. */
export function withoutHidden(options: object): [key: string, value: unknown][] {
  return Object.entries(options).filter(([key, value]) => key !== NEW && value !== undefined);
}

/** A file of projen that can be asked for its content. */
interface Renderable {
  synthesizeContent(resolver: IResolver): string | undefined;
}

/** Runs the hooks by which components complete what they will render. */
export function prepare(project: Project): void {
  project.preSynthesize();
  for (const component of project.components) component.preSynthesize();
}

/** Renders files of projen into memory, as part of our tree. */
export function renderProjenFiles(files: readonly FileBase[]): TreeFile[] {
  const { resolve } = require('projen/lib/_resolve') as {
    resolve: (value: unknown, options?: ResolveOptions) => unknown;
  };
  const rendered: TreeFile[] = [];
  for (const file of files) {
    const content = (file as unknown as Renderable).synthesizeContent({ resolve });
    if (content === undefined) continue;
    rendered.push({
      path: file.path,
      content: file.path === '.gitattributes' ? inOneOrder(content) : withNewline(content),
      executable: file.executable,
      owner: 'generated',
      option: 'name',
      instead: "It is projen's own; what it holds follows from .projenrc.ts and the library.",
    });
  }
  return rendered;
}

/** projen sorts the patterns as the reader's language does, in which `ch` may be one letter. */
function inOneOrder(content: string): string {
  const lines = content.trimEnd().split('\n');
  const start = lines.findIndex((line) => line !== '' && !line.startsWith('#'));
  return withNewline([...lines.slice(0, start), ...lines.slice(start).sort(compare)].join('\n'));
}

function withNewline(content: string): string {
  return content.endsWith('\n') ? content : `${content}\n`;
}

/** Removes files of foreign components that are no longer there; projen guards the paths itself. */
export function removeForeignOrphans(project: Project, tree?: Tree): void {
  const { cleanup, FILE_MANIFEST } = require('projen/lib/cleanup') as {
    cleanup: (folder: string, files: readonly string[], exclude: readonly string[]) => void;
    FILE_MANIFEST: string;
  };
  // Without a list that it can read, projen scans the whole repository for its marker and removes what has it.
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

/** Lets components that write by themselves do it: they are outside of the tree, and not checked. */
export function synthesizeForeign(project: Project, isOwnFile: (component: Component) => boolean): void {
  for (const subproject of project.subprojects) subproject.synth();
  for (const component of project.components) if (!isOwnFile(component)) component.synthesize();
}

/** Runs the hooks after everything is written. */
export function finish(project: Project): void {
  for (const component of project.components) component.postSynthesize();
  project.postSynthesize();
}
