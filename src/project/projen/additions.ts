import { relative } from 'node:path';
import type { Component, FileBase, Project } from 'projen';
import type { GitOpsProject } from './gitops-project';
import { isFileComponent } from './internals';
import { isInside } from '../../files/tree/hash-manifest';

/** What the config or a company's subclass adds to the project type. */
export interface Additions {
  /** Files that are rendered with ours, so they are checked, and edits in them are saved. */
  readonly files: readonly FileBase[];
  /** Files that write themselves. */
  readonly others: readonly FileBase[];
  /** What components write by themselves, and why that cannot be checked. */
  readonly notChecked: readonly NotChecked[];
}

interface NotChecked {
  /** Path of a file, or the name of a component whose files are not known. */
  readonly path: string;
  readonly reason: string;
}

/** The components that are not part of the project type, by whether their files can be rendered before they are written. */
export function additionsOf(project: GitOpsProject): Additions {
  const own = new Set(project._components);
  const added = project.components.filter((component) => !own.has(component));
  const files: FileBase[] = [];
  const others: FileBase[] = [];
  const notChecked: NotChecked[] = [];
  for (const component of added) {
    if (isFileComponent(component)) {
      const reason = whyNot(component);
      (reason === undefined ? files : others).push(component);
      if (reason !== undefined) notChecked.push({ path: component.path, reason });
    } else {
      const hook = writingHook(component);
      if (hook === undefined) continue;
      const reason = `a component with its own ${hook}(); what that writes is known only when it runs`;
      notChecked.push({ path: component.constructor.name, reason });
    }
  }
  notChecked.push(...project.subprojects.flatMap((one) => ofSubproject(one, project)));
  return { files, others, notChecked };
}

/** Why a file cannot be rendered before it is written, if so. */
function whyNot(file: FileBase): string | undefined {
  const { FileBase: Base } = require('projen/lib/file') as typeof import('projen');
  if (file.synthesize !== Base.prototype.synthesize) {
    return `${file.constructor.name} has its own synthesize(), which writes it`;
  }
  if (!(file as unknown as { readonly committed: boolean }).committed) {
    return 'it is not committed, so a clone lacks it';
  }
  return isInside(file.path) ? undefined : 'it is outside of this repository';
}

/** The method in which a component may write files. A sample is written once, and then yours. */
function writingHook(component: Component): string | undefined {
  const { Component: Base } = require('projen/lib/component') as typeof import('projen');
  const { SampleDir, SampleFile } = require('projen/lib/sample-file') as typeof import('projen');
  if (component instanceof SampleFile || component instanceof SampleDir) return undefined;
  return (['synthesize', 'postSynthesize'] as const).find((name) => component[name] !== Base.prototype[name]);
}

function ofSubproject(subproject: Project, root: Project): NotChecked[] {
  const reason = `subproject ${subproject.name} writes it`;
  return [
    ...subproject.files.map((file) => ({ path: slashed(relative(root.outdir, file.absolutePath)), reason })),
    ...subproject.subprojects.flatMap((one) => ofSubproject(one, root)),
  ];
}

function slashed(path: string): string {
  return path.split('\\').join('/');
}
