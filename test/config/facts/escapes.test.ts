import { usesOf } from '../../../src/config/facts/escapes';
import { check, onlyFinding, shop } from '../../support/config-check';

const SHA = '0123456789abcdef0123456789abcdef01234567';

/** A config whose app has this patch. */
const withPatch = (patch: object): Record<string, unknown> =>
  shop({ apps: { web: { patches: [{ kind: 'Deployment', ...patch }] } } });

const withStep = (step: object): Record<string, unknown> =>
  shop({ apps: { web: {} }, ciSteps: { beforeTests: [{ name: 'Step', ...step }] } });

const PATCH = 'apps.web.patches[0]';
const STEP = 'ciSteps.beforeTests[0]';

describe('a patch', () => {
  test.each([
    [{ merge: { spec: null } }, []],
    [{ operations: [{ op: 'add', path: '/a', value: null }] }, []],
    [{ operations: [{ op: 'move', path: '/a', from: '/b' }] }, []],
    [{}, [`${PATCH} invalid-value`]],
    [{ merge: { a: 1 }, operations: [{ op: 'remove', path: '/a' }] }, [`${PATCH} invalid-value`]],
    [{ operations: [] }, [`${PATCH}.operations invalid-value`]],
    [{ operations: [{ op: 'add', path: '/a' }] }, [`${PATCH}.operations[0].value missing-option`]],
    [{ operations: [{ op: 'copy', path: '/a' }] }, [`${PATCH}.operations[0].from missing-option`]],
    [{ operations: [{ op: 'remove', path: '/a', from: '/b' }] }, [`${PATCH}.operations[0].from conflicting-options`]],
    [{ operations: [{ op: 'ADD', path: '/a', value: 1 }] }, [`${PATCH}.operations[0].op invalid-value`]],
    [{ operations: [{ op: 'remove', path: 'a' }] }, [`${PATCH}.operations[0].path invalid-value`]],
    [{ operations: [{ op: 'remove', path: '/a~2' }] }, [`${PATCH}.operations[0].path invalid-value`]],
    [{ operations: [{ op: 'remove', path: '/__proto__/x' }] }, [`${PATCH}.operations[0].path invalid-value`]],
    [{ merge: { a: () => 1 } }, [`${PATCH}.merge wrong-type`]],
    [{ merge: { a: NaN } }, [`${PATCH}.merge wrong-type`]],
    [{ merge: [] }, [`${PATCH}.merge wrong-type`]],
    [{ merge: { a: 1 }, kind: 'deployment' }, [`${PATCH}.kind invalid-value`]],
    [{ merge: { a: 1 }, environment: 'pord' }, [`${PATCH}.environment unknown-environment`]],
  ])('%j has the findings %j', (patch, findings) => {
    expect(check(withPatch(patch))).toEqual(findings);
  });
});

describe('a step of the workflow', () => {
  test.each([
    [{ run: 'make x' }, []],
    [{ uses: `actions/cache@${SHA}`, with: { key: '${{ runner.os }}' }, apps: ['web'] }, []],
    [{ uses: './.github/actions/x' }, []],
    [{ run: 'a', env: { TOKEN: '${{ secrets.TOKEN }}' } }, []],
    [{}, [`${STEP} invalid-value`]],
    [{ run: 'a', uses: `a/b@${SHA}` }, [`${STEP} invalid-value`]],
    [{ run: 'a', with: { b: 'c' } }, [`${STEP}.with conflicting-options`]],
    [{ run: 'echo ${{ github.event.issue.title }}' }, [`${STEP}.run invalid-value`]],
    [{ run: 'a', name: '${{ github.head_ref }}' }, [`${STEP}.name invalid-value`]],
    [{ uses: 'actions/cache@v4' }, [`${STEP}.uses invalid-value`]],
    [{ uses: '../x' }, [`${STEP}.uses invalid-value`]],
    [{ uses: `docker://alpine@${SHA}` }, [`${STEP}.uses invalid-value`]],
    [{ run: 'a', env: { PATH: 'x' } }, [`${STEP}.env.PATH invalid-value`]],
    [{ run: 'a', env: { github_env: 'x' } }, [`${STEP}.env.github_env invalid-value`]],
    [{ run: 'a', apps: ['wbe'] }, [`${STEP}.apps[0] unknown-app`]],
    [{ run: '' }, [`${STEP}.run invalid-value`]],
  ])('%j has the findings %j', (step, findings) => {
    expect(check(withStep(step))).toEqual(findings);
  });

  test('with an expression in its script is told where it belongs', () => {
    expect(onlyFinding(withStep({ run: 'echo ${{ a }}' })).fix).toBe(
      'set env: { NAME: \'${{ … }}\' } and use "$NAME" in the script',
    );
  });
});

test.each(['../x', '/etc/passwd', 'a//b', 'a/../b', '.git/config', 'a/.GIT/x', 'a b', ''])(
  '%j is no path of the repository',
  (path) => {
    expect(check(shop({ takeOver: [path] }))).toEqual(['takeOver[0] invalid-value']);
    expect(
      check(shop({ overrides: { [path]: [{ op: 'remove', path: '/a' }] } })).map((found) => found.split(' ').pop()),
    ).toEqual(['invalid-value']);
  },
);

test.each(['../redis.yaml', 'a/redis.yaml', 'redis.json', 'kustomization.yaml', 'Kustomization.yml', '.yaml'])(
  '%j is no extra manifest',
  (file) => {
    expect(check(shop({ apps: { web: { extraManifests: [file] } } }))).toEqual([
      'apps.web.extraManifests[0] invalid-value',
    ]);
  },
);

describe('every use of a way around the options', () => {
  const options = {
    defaults: { clusterResourceWhitelist: [{ kind: 'Node' }] },
    environments: { dev: { clusterResourceWhitelist: [] } },
    apps: {
      web: {
        patches: [{ kind: 'Service', merge: { a: 1 } }],
        extraManifests: ['a.yaml'],
        environments: { dev: { extraManifests: ['b.yaml'], clusterResourceWhitelist: [{ kind: 'Node' }] } },
      },
    },
    ciSteps: { afterTests: [{ name: 'a', run: 'b' }] },
    overrides: { 'argo/root-app.yaml': [{ op: 'remove', path: '/a' }] },
    takeOver: ['Makefile'],
  };
  const paths = [
    ['extraManifests', 'apps.web.extraManifests[0]'],
    ['extraManifests', 'apps.web.environments.dev.extraManifests[0]'],
    ['clusterResourceWhitelist', 'defaults.clusterResourceWhitelist'],
    ['clusterResourceWhitelist', 'environments.dev.clusterResourceWhitelist'],
    ['clusterResourceWhitelist', 'apps.web.environments.dev.clusterResourceWhitelist'],
    ['patches', 'apps.web.patches[0]'],
    ['ciSteps', 'ciSteps.afterTests[0]'],
    ['overrides', 'overrides["argo/root-app.yaml"]'],
    ['takeOver', 'takeOver[0]'],
  ];

  test('is known by its path', () => {
    expect(usesOf(shop(options) as never).map(({ kind, path }) => [kind, path])).toEqual(paths);
  });

  test('can be forbidden by its kind', () => {
    const forbid = [...new Set(paths.map(([kind]) => kind))];
    expect(check(shop({ ...options, organization: { forbid } })).sort()).toEqual(
      paths.map(([, path]) => `${path} forbidden`).sort(),
    );
    expect(onlyFinding(shop({ ...options, organization: { forbid: ['takeOver'] } }))).toEqual({
      code: 'forbidden',
      path: 'takeOver[0]',
      must: 'be left out: the organization disallows takeOver',
      got: 'takeOver',
      fix: 'use an option instead, or ask the platform team',
    });
  });
});
