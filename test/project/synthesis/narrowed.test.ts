import { Folder } from '../../../src/files/disk/folder';
import { toYaml } from '../../../src/files/tree/yaml';
import { formatNarrowed, narrowedProjects } from '../../../src/project/synthesis/narrowed';
import { temporaryFolder, writeFiles } from '../../support/repository';

const PATH = 'apps/shop/argo/project.yaml';
const ROLE = { group: 'rbac.authorization.k8s.io', kind: 'Role' };
const POD = { group: '', kind: 'Pod' };
const ISSUER = { group: 'cert-manager.io', kind: 'ClusterIssuer' };

function project(namespaced: object[], cluster: object[] = []): string {
  return `# Generated.\n${toYaml({ spec: { clusterResourceWhitelist: cluster, namespaceResourceWhitelist: namespaced } })}`;
}

/** The AppProjects that a write narrows. */
function narrowed(before: string | undefined, after: string, path = PATH) {
  const root = temporaryFolder();
  if (before !== undefined) writeFiles(root, { [path]: before });
  const file = { path, content: after, owner: 'generated', option: 'apps.shop', instead: '' } as const;
  return narrowedProjects([{ file, reason: 'updated' }], new Folder(root));
}

test('an AppProject that loses a kind is reported with what stays in the cluster, and with the option that keeps the kind', () => {
  const found = narrowed(project([POD, ROLE], [ISSUER]), project([POD]));
  expect(found).toEqual([{ app: 'shop', path: PATH, kinds: [ISSUER, ROLE] }]);
  expect(formatNarrowed(found)).toEqual([
    '',
    `${PATH} no longer allows ClusterIssuer (cert-manager.io), Role (rbac.authorization.k8s.io).`,
    'Argo CD does not delete objects of a kind that their AppProject does not allow, and it does not sync an environment on an',
    'older revision that contains them. Until no environment has any, list each in apps.shop.clusterResourceWhitelist or namespaceResourceWhitelist.',
  ]);
});

test.each([
  ['one that allows more', project([POD]), project([POD, ROLE]), PATH],
  ['a new one', undefined, project([POD]), PATH],
  ['one with a merge conflict', `<<<<<<< HEAD\n${project([ROLE])}`, project([POD]), PATH],
  ['another file', project([ROLE]), project([POD]), 'apps/shop/argo/app-dev.yaml'],
])('%s is not', (_what, before, after, path) => {
  expect(narrowed(before, after, path)).toEqual([]);
});
