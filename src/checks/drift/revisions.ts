import type { NotChecked } from './report';
import { Git } from '../../clients/git/git';
import type { Finding } from '../../common/findings';
import { applicationFilePath } from '../../releases/files/application-file';
import type { AppReleases } from '../../releases/files/reconcile';

/** The result for the revisions that release files pin. */
export interface Revisions {
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
}

/** Checks that each pinned revision is a commit in this clone, with one git process for all. */
export function checkRevisions(releases: ReadonlyMap<string, AppReleases>, root: string): Revisions {
  const pinned = [...releases].flatMap(([app, { applications }]) =>
    [...applications.values()].flatMap((release) =>
      release.kind === 'pinned' ? [{ path: applicationFilePath(app), revision: release.revision }] : [],
    ),
  );
  if (pinned.length === 0) return { findings: [], notChecked: [] };
  const git = new Git(root);
  const found = git.resolveAll(pinned.map(({ revision }) => revision));
  // Only a full hash always means the same commit.
  const unknown = pinned.filter(({ revision }, index) => found[index] !== revision);
  if (unknown.length === 0) return { findings: [], notChecked: [] };
  const isShallow = git.isShallow();
  if (isShallow === undefined) {
    return { findings: [], notChecked: skipped(pinned, 'git cannot read a repository here') };
  }
  if (isShallow) {
    const reason = 'this clone is shallow and lacks the pinned revision: run git fetch --unshallow';
    return { findings: [], notChecked: skipped(unknown, reason) };
  }
  return { findings: unknown.map(unknownRevision), notChecked: [] };
}

interface Pinned {
  readonly path: string;
  readonly revision: string;
}

function skipped(pinned: readonly Pinned[], reason: string): NotChecked[] {
  return [...new Set(pinned.map(({ path }) => path))].map((path) => ({ path, reason }));
}

function unknownRevision({ path, revision }: Pinned): Finding {
  return {
    code: 'bad-release-file',
    path,
    must: 'pin a commit of this repository',
    got: revision,
    fix: 'run git fetch; if the commit is still unknown, release another one',
  };
}
