import { spawnSync } from 'node:child_process';
import type { NotChecked } from './report';
import type { Finding } from '../findings';
import { applicationFilePath } from '../release/application-file';
import type { AppReleases } from '../release/reconcile';

/** What git says of the revisions that release files name. */
export interface Revisions {
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
}

/** Looks whether each revision that is pinned is a commit that git has here. One call of git for all of them. */
export function checkRevisions(releases: ReadonlyMap<string, AppReleases>, root: string): Revisions {
  const pinned = [...releases].flatMap(([app, { applications }]) =>
    [...applications.values()].flatMap((release) =>
      release.kind === 'pinned' ? [{ path: applicationFilePath(app), revision: release.revision }] : [],
    ),
  );
  if (pinned.length === 0) return { findings: [], notChecked: [] };
  const known = commitsAmong(
    pinned.map(({ revision }) => revision),
    root,
  );
  if (known === undefined) return { findings: [], notChecked: skipped(pinned, 'git has no repository here') };
  const unknown = pinned.filter(({ revision }) => !known.has(revision));
  if (unknown.length > 0 && isShallow(root)) {
    const reason = 'this clone is shallow, and has not the revision that it names: git fetch --unshallow';
    return { findings: [], notChecked: skipped(unknown, reason) };
  }
  return { findings: unknown.map(unknownRevision), notChecked: [] };
}

interface Pinned {
  readonly path: string;
  readonly revision: string;
}

/** Those of the revisions that are commits; undefined where there is no git repository. */
function commitsAmong(revisions: readonly string[], root: string): ReadonlySet<string> | undefined {
  const { status, stdout } = spawnSync('git', ['cat-file', '--batch-check'], {
    cwd: root,
    encoding: 'utf8',
    input: revisions.map((revision) => `${revision}\n`).join(''),
    // A partial clone would fetch what is missing, one by one.
    env: { ...process.env, GIT_NO_LAZY_FETCH: '1' },
  });
  if (status !== 0) return undefined;
  return new Set(stdout.split('\n').flatMap((line) => /^([0-9a-f]+) commit /.exec(line)?.[1] ?? []));
}

function isShallow(root: string): boolean {
  const args = ['rev-parse', '--is-shallow-repository'];
  return spawnSync('git', args, { cwd: root, encoding: 'utf8' }).stdout.trim() === 'true';
}

function skipped(pinned: readonly Pinned[], reason: string): NotChecked[] {
  return [...new Set(pinned.map(({ path }) => path))].map((path) => ({ path, reason }));
}

function unknownRevision({ path, revision }: Pinned): Finding {
  return {
    code: 'bad-release-file',
    path,
    must: 'name a revision that is a commit of this repository',
    got: revision,
    fix: 'run git fetch; if the commit is unknown then too, release one that is not',
  };
}
