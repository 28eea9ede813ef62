import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MINIMUM_VERSIONS } from '../../src/config/minimum-versions';
import { NEWEST, OLDEST, VERSIONS } from '../support/cluster/binaries';

const read = (path: string): string => readFileSync(join(__dirname, '..', '..', path), 'utf8');
const { kubernetes, argocd, kustomize } = MINIMUM_VERSIONS;

describe('the minimum versions', () => {
  test('are those that the cluster tests run', () => {
    expect(OLDEST.kubernetes).toMatch(new RegExp(`^${kubernetes.version}\\.\\d+$`));
    expect(OLDEST.kustomize).toBe(`${kustomize.version}.0`);
    expect(VERSIONS.argocd).toMatch(new RegExp(`^${argocd.version}\\.\\d+$`));
    const script = read('scripts/cluster-tools.sh');
    expect(script).toContain(`readonly oldest_kubernetes_version=${OLDEST.kubernetes}\n`);
    expect(script).toContain(`readonly newest_kubernetes_version=${NEWEST.kubernetes}\n`);
    expect(script).toContain(`readonly oldest_kustomize_version=${OLDEST.kustomize}\n`);
  });

  test('are in the documents, with their reasons', () => {
    expect(read('README.md')).toContain(
      `clusters need Kubernetes ${kubernetes.version}+ and Argo CD ${argocd.version}+`,
    );
    const page = read('docs/cluster-tests.md');
    for (const [{ title, version }, tested] of [
      [kubernetes, `${OLDEST.kubernetes}, ${VERSIONS.kubernetes}, ${NEWEST.kubernetes}`],
      [argocd, VERSIONS.argocd],
      [kustomize, `${OLDEST.kustomize}, ${VERSIONS.kustomize}`],
    ] as const) {
      expect(page).toContain(`| ${title} | ${version} | ${tested} |`);
    }
    const summary = read('test/golden/default/IMPLEMENTATION_SUMMARY.md');
    for (const one of Object.values(MINIMUM_VERSIONS)) {
      const other = 'unless' in one ? `. For an older one, set \`${one.unless}\`` : '';
      expect(summary).toContain(`| ${one.title} | ${one.version} | ${one.because}${other} |`);
    }
    expect(read('src/config/options/argocd.ts')).toContain(`requires Argo CD ${argocd.version}:`);
  });
});
