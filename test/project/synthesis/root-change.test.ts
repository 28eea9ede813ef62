import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { Folder } from '../../../src/files/disk/folder';
import { Tree } from '../../../src/files/tree/tree';
import { formatRootChange, rootChange } from '../../../src/project/synthesis/root-change';
import { renderRoot, ROOT_FILE } from '../../../src/render/argocd/root';
import { DEFAULT, repositoryOf } from '../../support/render-cases';
import { removeFolders, writeTree } from '../../support/render-disk';

afterAll(removeFolders);

function filesOf(options: PythonGitOpsAppOptions) {
  return renderRoot(repositoryOf(options));
}

/** What synth reports after a change from one config to another. */
function report(
  before: PythonGitOpsAppOptions,
  after: PythonGitOpsAppOptions,
  edit = (text: string) => text,
): string[] {
  const files = filesOf(before).map((file) => ({ ...file, content: edit(file.content) }));
  const tree = new Tree();
  tree.addAll(filesOf(after));
  const change = rootChange(new Folder(writeTree(files)), tree);
  return change === undefined ? [] : formatRootChange(change);
}

const APPLY = `  kubectl apply --filename ${ROOT_FILE}`;
const AGAIN = [
  '',
  'argo/root-app.yaml changed, and Argo CD does not sync it. After the merge, an Argo CD administrator applies it again:',
  APPLY,
];

test.each<[string, Partial<PythonGitOpsAppOptions>]>([
  ['repoUrl', { repoUrl: 'https://github.com/acme/moved' }],
  ['the default branch', { defaultBranch: 'trunk' }],
  ['the project', { argocd: { manages: 'applications', project: 'platform' } }],
])('a changed root is applied again: %s', (_what, change) => {
  expect(report(DEFAULT, { ...DEFAULT, ...change })).toEqual(AGAIN);
});

test('a root of an earlier version of the library is applied again', () => {
  const earlier = (text: string): string =>
    text.replace('    automated:\n', '    automated:\n      allowEmpty: true\n');
  expect(report(DEFAULT, DEFAULT, earlier)).toEqual(AGAIN);
});

test.each<[string, Partial<PythonGitOpsAppOptions>]>([
  ['name', { name: 'market' }],
  ['namespace', { argocd: { namespace: 'gitops' } }],
])('a root in another place replaces the old one, which is deleted without its Applications: %s', (_what, change) => {
  const [, what, patch, remove, ...rest] = report(
    { ...DEFAULT, name: 'shop' },
    { ...DEFAULT, name: 'shop', ...change },
  );
  const { name = 'shop', argocd: { namespace = 'argocd' } = {} } = change;
  expect(what).toContain(
    `The root is now ${name}-root in ${namespace}, and shop-root in argocd still syncs. After the merge, an Argo CD administrator deletes it `,
  );
  expect([patch, remove]).toEqual([
    `  kubectl --namespace argocd patch application shop-root --type merge --patch '{"metadata":{"finalizers":null}}'`,
    '  kubectl --namespace argocd delete application shop-root',
  ]);
  const old =
    namespace === 'argocd'
      ? []
      : [
          'Then they delete each old Application without what it deployed:',
          `  kubectl --namespace argocd patch application NAME --type merge --patch '{"metadata":{"finalizers":null}}'`,
          '  kubectl --namespace argocd delete application NAME',
        ];
  expect(rest).toEqual(['Then they apply the new one:', APPLY, ...old]);
});

test('a root that is no longer generated is deleted without its Applications', () => {
  const lines = report(DEFAULT, { ...DEFAULT, argocd: { manages: 'nothing' } });
  expect(lines[1]).toContain('argo/root-app.yaml is no longer generated, and ');
  expect(lines).toHaveLength(4);
});

test.each<[string, Partial<PythonGitOpsAppOptions>, (text: string) => string]>([
  ['nothing changed', {}, (text) => text],
  ['an app was added', { apps: { more: {} } }, (text) => text],
  ['only comments changed', {}, (text) => `# a comment\n${text}`],
])('nothing is reported if %s', (_what, change, edit) => {
  expect(report(DEFAULT, { ...DEFAULT, ...change }, edit)).toEqual([]);
});

test('nothing is reported for a new root', () => {
  expect(report({ name: 'shop' }, DEFAULT)).toEqual([]);
});
