import { cleanTree, judge, lineOf } from './support';
import type { RuleName } from '../../../src/config/rule-names';
import { RULES } from '../../../src/config/rule-names';
import { DEFECTS } from '../../fixtures/seed/defects';
import type { Files } from '../../fixtures/seed/defects';
import { CASES, renderOf } from '../../support/render-cases';

type DefectRule = keyof typeof DEFECTS;

const APP = 'apps/example-app';
const MAIN = '.github/workflows/main.yml';
const PROD = `${APP}/k8s/overlays/prod/kustomization.yaml`;
const TEMPLATE = '.github/templates/python-app/k8s/overlays/dev/kustomization.yaml';

/** Where each defect is found, alone in an otherwise valid tree: the file and its line. */
const NAMED: Readonly<Record<DefectRule, readonly string[]>> = {
  'S1-placeholder': [
    `${APP}/argo/app-dev.yaml | repoURL: {{ GITHUB_REPO }}`,
    'argo/root-app.yaml | repoURL: "{{ GITHUB_REPO }}"',
  ],
  'S2-duplicate-application': ['argo/apps/example-app-prod.yaml | name: example-app-prod'],
  'S3-missing-resource': ['argo/root-app/kustomization.yaml | - argo-cd/install.yaml'],
  'S4-check-always-fails': ['scripts/validate-gitops.sh | for app in $(find apps -maxdepth 1 -type d); do'],
  'S5-missing-file': [
    'COMPLETION_CHECKLIST.md | - [x] `src/server.py` - the service',
    'COMPLETION_CHECKLIST.md | - [x] `Dockerfile` - its image',
    `${APP}/Dockerfile`,
    `${APP}/Makefile`,
    `${APP}/src/server.py`,
  ],
  'S6-mutable-tag': [
    `${PROD} | newTag: main`,
    'scripts/set-image.sh | kustomize edit set image "app:$GITHUB_REF_NAME"',
  ],
  // The first line that kustomize writes differently.
  'S7-not-canonical': [`${PROD} | - ../../base`],
  'S8-no-promotion': [
    `${MAIN} | cd apps/example-app/k8s/overlays/prod`,
    `${APP}/k8s/overlays/dev/kustomization.yaml | newTag: dev-latest`,
  ],
  'S9-shared-object': [`${APP}/argo/app-staging.yaml | name: example-app-staging`],
  'S10-broken-reference': [
    `${APP}/k8s/base/deployment.yaml | name: example-app-secret`,
    `${APP}/k8s/overlays/prod/sealed-secret.yaml | name: example-app-secret`,
  ],
  'S11-cannot-fail': [
    `${MAIN} | bandit --quiet --recursive apps/example-app/src || true`,
    `${MAIN} | pylint --exit-zero apps/example-app/src`,
    `${MAIN} | curl --silent https://get.acme.test/kustomize.sh | bash`,
    `${MAIN} | publish:`,
    `${MAIN} | cancel-in-progress: true`,
    `${MAIN} | run: git push origin main`,
  ],
  'S12-cannot-start': [
    `${APP}/Dockerfile | CMD ["gunicorn", "--bind", "0.0.0.0:5000", "--workers", "4", "src.server:app"]`,
    `${APP}/Dockerfile | CMD ["gunicorn", "--bind", "0.0.0.0:5000", "--workers", "4", "src.server:app"]`,
    `${APP}/k8s/base/deployment.yaml | runAsUser: 10001`,
  ],
  'S13-deprecated-field': [
    `${TEMPLATE} | bases:`,
    `${TEMPLATE} | patchesStrategicMerge:`,
    `${APP}/k8s/base/kustomization.yaml | commonLabels:`,
  ],
};

describe('a tree like the one that this library replaces', () => {
  test('has no problem without its defects', async () => {
    const { problems, targets, notChecked } = await judge(cleanTree());
    expect(problems).toEqual([]);
    expect(notChecked).toEqual([]);
    expect(targets.map(({ folder, objects }) => [folder, objects.length])).toEqual([
      ['apps/example-app/k8s/overlays/dev', 5],
      ['apps/example-app/k8s/overlays/prod', 5],
      ['apps/example-app/k8s/overlays/staging', 5],
      ['argo/root-app', 3],
    ]);
  });

  test('has thirteen rules, one for each defect', () => {
    const rules = Object.keys(RULES).filter((rule) => /^S\d/.test(rule));
    expect(Object.keys(DEFECTS)).toEqual(rules);
    expect(rules).toHaveLength(13);
  });

  test.each(Object.keys(DEFECTS) as DefectRule[])(
    'with only %s is reported by that rule, at its place, and nothing else is',
    async (rule) => {
      const files = cleanTree();
      DEFECTS[rule](files);
      const { problems } = await judge(files);
      expect(problems.map((problem) => [problem.rule, lineOf(files, problem)])).toEqual(
        NAMED[rule].map((place) => [rule, place]),
      );
      for (const { message, fix } of problems) {
        expect([message, fix]).toEqual([expect.stringMatching(/\w{3}/), expect.stringMatching(/\w{3}/)]);
      }
    },
  );

  test('with all defects is reported by all thirteen rules', async () => {
    const files = cleanTree();
    // The defect that removes files comes last, since others change them. A removed Dockerfile starts nothing.
    const rules = (Object.keys(DEFECTS) as DefectRule[]).filter((rule) => rule !== 'S5-missing-file');
    const apart: DefectRule[] = ['S6-mutable-tag', 'S8-no-promotion', 'S11-cannot-fail', 'S7-not-canonical'];
    for (const rule of rules.filter((one) => !apart.includes(one))) DEFECTS[rule](files);
    everythingAtOnce(files);
    const found = new Set((await judge(files)).problems.map(({ rule }) => rule));
    expect([...found].filter((rule) => /^S\d/.test(rule)).sort()).toEqual((Object.keys(DEFECTS) as RuleName[]).sort());
  });
});

/** The defects that change the same lines of the overlay and the workflow, combined. */
function everythingAtOnce(files: Files): void {
  files.set(
    'apps/example-app/k8s/overlays/prod/kustomization.yaml',
    [
      'namePrefix: prod-',
      'namespace: example-app-prod',
      'resources:',
      '  - ../../base',
      'images:',
      '  - name: docker.io/acme/example-app',
      '    newTag: main',
      '',
    ].join('\n'),
  );
  files.delete('apps/example-app/k8s/overlays/prod/sealed-secret.yaml');
  files.set(
    '.github/workflows/main.yml',
    [
      'on: { push: { branches: [main] } }',
      'jobs:',
      '  publish:',
      '    runs-on: ubuntu-latest',
      '    concurrency: { group: main, cancel-in-progress: true }',
      '    steps:',
      '      - run: bandit -r apps || true',
      '      - run: |',
      '          cd apps/example-app/k8s/overlays/prod',
      '          kustomize edit set image "docker.io/acme/example-app:${GITHUB_REF_NAME}"',
      '          git push',
      '',
    ].join('\n'),
  );
  files.set('COMPLETION_CHECKLIST.md', '- [x] `apps/example-app/src/worker.py`\n');
}

describe('what the library generates', () => {
  test.each(Object.keys(CASES))('has no problem in the case %s', async (name) => {
    const files = new Map([...renderOf(CASES[name]).values()].map(({ path, content }) => [path, content]));
    const { problems, targets, notChecked } = await judge(files);
    expect(problems).toEqual([]);
    expect(notChecked).toEqual([]);
    expect(targets.every(({ ok, messages }) => ok && messages === '')).toBe(true);
  });
});
