import { checkRevisions } from '../../../src/checks/drift/revisions';
import type { AppReleases } from '../../../src/releases/files/reconcile';
import { git, temporaryFolder, writeFiles } from '../../support/repository';

const UNKNOWN = '0123456789012345678901234567890123456789';
const FILE = 'apps/web/argo/release/kustomization.yaml';

function releases(...revisions: string[]): Map<string, AppReleases> {
  const applications = revisions.map((revision, index) => [`web-${index}`, { kind: 'pinned', revision, image: 'i' }]);
  const tracking = ['web-dev', { kind: 'tracking' }];
  return new Map([['web', { applications: new Map([...applications, tracking] as never) } as unknown as AppReleases]]);
}

function repository(): { root: string; commit: string; blob: string } {
  const root = temporaryFolder();
  git(root, 'init', '--quiet');
  for (const content of ['one', 'two']) {
    writeFiles(root, { file: content });
    git(root, 'add', '--all');
    git(root, '-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '--message', content);
  }
  return {
    root,
    commit: git(root, 'rev-parse', 'HEAD~1').trim(),
    blob: git(root, 'rev-parse', 'HEAD:file').trim(),
  };
}

test('a revision that is a commit passes', () => {
  const { root, commit } = repository();
  expect(checkRevisions(releases(commit, commit), root)).toEqual({ findings: [], notChecked: [] });
});

test.each([
  ['is unknown', () => UNKNOWN],
  ['is no commit', (blob: string) => blob],
  ['is a branch, which moves', () => 'HEAD'],
])('a revision that %s is a finding of its file', (_what, revision) => {
  const { root, commit, blob } = repository();
  expect(checkRevisions(releases(commit, revision(blob)), root)).toEqual({
    findings: [
      {
        code: 'bad-release-file',
        path: FILE,
        must: 'pin a commit of this repository',
        got: revision(blob),
        fix: 'run git fetch; if the commit is still unknown, release another one',
      },
    ],
    notChecked: [],
  });
});

test('in a shallow clone a missing revision is not checked, and a present one is', () => {
  const { root, commit } = repository();
  const shallow = temporaryFolder();
  git(shallow, 'clone', '--quiet', '--depth', '1', `file://${root}`, 'clone');
  const reason = 'this clone is shallow and lacks the pinned revision: run git fetch --unshallow';
  expect(checkRevisions(releases(commit), `${shallow}/clone`)).toEqual({
    findings: [],
    notChecked: [{ path: FILE, reason }],
  });
  const head = git(`${shallow}/clone`, 'rev-parse', 'HEAD').trim();
  expect(checkRevisions(releases(head), `${shallow}/clone`)).toEqual({ findings: [], notChecked: [] });
});

test('without a repository nothing is checked, and without a pin git is not asked', () => {
  const root = temporaryFolder();
  const reason = 'git cannot read a repository here';
  expect(checkRevisions(releases(UNKNOWN, UNKNOWN), root).notChecked).toEqual([{ path: FILE, reason }]);
  expect(checkRevisions(releases(), root)).toEqual({ findings: [], notChecked: [] });
});
