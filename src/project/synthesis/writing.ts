import { enclosedFindings } from './enclosed';
import type { NarrowedProject } from './narrowed';
import { narrowedProjects } from './narrowed';
import { beforeIn, confirmedRemovals, removalFindings } from './removals';
import type { Rendering } from './rendering';
import type { RootChange } from './root-change';
import { rootChange } from './root-change';
import type { StarterChange } from './starter-changes';
import { starterChanges } from './starter-changes';
import { throwAny } from '../../common/findings';
import type { PackageManager } from '../../config/package-managers';
import { PACKAGE_MANAGERS } from '../../config/package-managers';
import type { Folder } from '../../files/disk/folder';
import type { WritePlan } from '../../files/disk/plan';
import { plan } from '../../files/disk/plan';
import { ownObstacle } from '../../files/disk/rescue';
import { transact } from '../../files/disk/transaction';
import type { GitOpsProject } from '../projen/gitops-project';
import { installDependencies } from '../projen/install';
import { finish, markWritten, removeForeignOrphans, synthesizeForeign } from '../projen/internals';

/** The changes of the folder. */
export interface Written {
  readonly plan: WritePlan;
  /** Paths of the patches with overwritten edits. */
  readonly savedEdits: readonly string[];
  /** The change of the root Application, if any. */
  readonly root?: RootChange;
  /** Released Applications that Argo CD deletes, each with the reason that confirms it. */
  readonly removed?: readonly string[];
  /** Other package managers whose locks are in the repository. */
  readonly otherLocks: readonly PackageManager[];
  /** AppProjects that no longer allow some kinds. */
  readonly narrowed: readonly NarrowedProject[];
  /** Options that changed, and need a change of your files. */
  readonly starterChanges: readonly StarterChange[];
}

/**
 * Brings the folder in line with a rendering: everything, or nothing on an error.
 * @param done is called after the files are written, before dependent work
 */
export function write(
  project: GitOpsProject,
  folder: Folder,
  rendering: Rendering,
  done: () => void = () => undefined,
): Written {
  const planned = planWriting(folder, rendering);
  const narrowed = narrowedProjects(planned.writes, folder);
  const root = rootChange(folder, rendering.tree);
  // Before writing, because it compares with the last synth.
  const changes = starterChanges(rendering.repository, planned, folder);
  const removed = confirmedRemovals(beforeIn(folder), rendering);
  const savedEdits = transact(planned, folder, {
    between: () => removeForeignOrphans(project, rendering.tree),
  });
  done();
  const changed = new Set(planned.writes.map(({ file }) => file.path));
  const { files } = rendering.additions;
  markWritten(files, (path) => changed.has(path));
  const written = new Set<unknown>([...project._files, ...files]);
  synthesizeForeign(project, (component) => written.has(component));
  if (!isPostDisabled()) {
    installDependencies(folder, planned, rendering.repository.packageManager);
    finish(project);
  }
  const locks = otherLocks(folder, rendering.repository.packageManager);
  return { plan: planned, savedEdits, root, otherLocks: locks, narrowed, starterChanges: changes, removed };
}

/** What brings the folder in line with a rendering; throws what stands in the way. */
export function planWriting(folder: Folder, rendering: Rendering): WritePlan {
  const { tree } = rendering;
  throwAny([...enclosedFindings(folder), ...removalFindings(beforeIn(folder), rendering)]);
  const planned = plan(tree, folder);
  throwAny([...planned.findings, ...ownObstacle(folder)]);
  return planned;
}

/** A lock is yours, even of a previous package manager: it is reported and kept. */
function otherLocks(folder: Folder, manager: PackageManager): PackageManager[] {
  return Object.values(PACKAGE_MANAGERS).filter((other) => other !== manager && folder.exists(other.lock));
}

/** Whether `--no-post` was passed, which only writes files. */
export function isPostDisabled(): boolean {
  return !['', '0', 'false', 'null', 'undefined'].includes((process.env.PROJEN_DISABLE_POST ?? '').toLowerCase());
}
