import type { Announcements } from './announcements';
import { announce } from './announcements';
import { enclosedFindings } from './enclosed';
import type { Rendering } from './rendering';
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
  /** Other package managers whose locks are in the repository. */
  readonly otherLocks: readonly PackageManager[];
  /** Undefined if only some paths were written. */
  readonly announcements?: Announcements;
}

/** What a synth would do. */
export interface Planned {
  readonly plan: WritePlan;
  readonly announcements: Announcements;
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
  const { plan: planned, announcements } = planWriting(folder, rendering);
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
  return { plan: planned, savedEdits, otherLocks: locks, announcements };
}

/** What brings the folder in line with a rendering; throws what stands in the way. */
export function planWriting(folder: Folder, rendering: Rendering): Planned {
  const planned = plan(rendering.tree, folder);
  const { announcements, findings } = announce(folder, rendering, planned);
  throwAny([...enclosedFindings(folder), ...findings]);
  throwAny([...planned.findings, ...ownObstacle(folder)]);
  return { plan: planned, announcements };
}

/** A lock is yours, even of a previous package manager: it is reported and kept. */
function otherLocks(folder: Folder, manager: PackageManager): PackageManager[] {
  return Object.values(PACKAGE_MANAGERS).filter((other) => other !== manager && folder.exists(other.lock));
}

/** Whether `--no-post` was passed, which only writes files. */
export function isPostDisabled(): boolean {
  return !['', '0', 'false', 'null', 'undefined'].includes((process.env.PROJEN_DISABLE_POST ?? '').toLowerCase());
}
