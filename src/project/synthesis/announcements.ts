import { beforeIn } from './before';
import { findLosses } from './losses';
import type { NarrowedProject } from './narrowed';
import { formatNarrowed, narrowedProjects } from './narrowed';
import type { ConfirmedLoss } from './removals';
import { formatConfirmed, judgeLosses } from './removals';
import type { Renaming } from './renaming';
import { findRenaming, formatRenaming } from './renaming';
import type { Rendering } from './rendering';
import type { RootChange } from './root-change';
import { formatRootChange, rootChange } from './root-change';
import type { StarterChange } from './starter-changes';
import { formatStarterChanges, starterChanges } from './starter-changes';
import type { Finding } from '../../common/findings';
import type { Folder } from '../../files/disk/folder';
import type { WritePlan } from '../../files/disk/plan';

/** What a change of the config needs or causes outside of generated files. Only the synth that makes it knows. */
export interface Announcements {
  /** What Argo CD deletes or leaves behind after the merge, as `removed` confirms. */
  readonly confirmed: readonly ConfirmedLoss[];
  /** The change of the root Application, which Argo CD does not sync. */
  readonly root?: RootChange;
  /** Another name of the repository, by which apps admit each other's requests. */
  readonly renaming?: Renaming;
  /** AppProjects that no longer allow some kinds. */
  readonly narrowed: readonly NarrowedProject[];
  /** What to change in your files. */
  readonly starterChanges: readonly StarterChange[];
}

/** Compares the folder with a rendering, before it is written. The findings stop the synth. */
export function announce(
  folder: Folder,
  rendering: Rendering,
  plan: WritePlan,
): { readonly announcements: Announcements; readonly findings: readonly Finding[] } {
  const { repository, tree } = rendering;
  const written = new Map(plan.writes.map(({ file }) => [file.path, file.content]));
  const before = beforeIn(folder, (path) => !written.has(path));
  const { findings, confirmed } = judgeLosses(repository, findLosses(before, rendering));
  return {
    findings,
    announcements: {
      confirmed,
      root: rootChange(folder, tree),
      renaming: findRenaming(repository, written, folder),
      narrowed: narrowedProjects(plan.writes, folder),
      starterChanges: starterChanges(repository, tree, plan, folder),
    },
  };
}

/** The announcements as the summary of a synth shows them. */
export function formatAnnouncements(announcements: Announcements): string[] {
  const { confirmed, root, renaming, narrowed, starterChanges: changes } = announcements;
  return [
    ...formatConfirmed(confirmed),
    ...(root === undefined ? [] : formatRootChange(root)),
    ...(renaming === undefined ? [] : formatRenaming(renaming)),
    ...formatNarrowed(narrowed),
    ...formatStarterChanges(changes),
  ];
}
