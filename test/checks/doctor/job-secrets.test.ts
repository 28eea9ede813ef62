import { jobSecretChecks } from '../../../src/checks/doctor/job-secrets';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { DEFAULT, repositoryOf } from '../../support/render-cases';

const ADDRESS = { host: 'github.com', path: 'acme/shop', url: 'https://github.com/acme/shop' };

/** The checks of a config when GitHub has these secrets. */
function checksOf(
  options: Partial<PythonGitOpsAppOptions>,
  repository: readonly string[],
  registry: readonly string[] = [],
) {
  const facts = [
    { place: 'environment registry', names: { answer: registry } },
    { place: 'repository', names: { answer: repository } },
  ];
  return jobSecretChecks(facts, repositoryOf({ ...DEFAULT, ...options }), ADDRESS).map(
    ({ state, id, detail, fix }) => `${state} ${id}: ${detail}${fix === null ? '' : `: ${fix}`}`,
  );
}

test('without private packages and Argo CD gates, none are needed', () => {
  expect(checksOf({}, [])).toEqual([]);
});

test('each secret of a job is checked, with its purpose and the command that sets it', () => {
  const options = {
    argocd: { address: 'https://argocd.acme.example' },
    defaults: { gate: { check: 'health' } },
    delivery: { npmTokenSecret: 'NPM_TOKEN', packageIndexSecret: 'PIP_NETRC' },
  };
  expect(checksOf(options, ['NPM_TOKEN'])).toEqual([
    'ok github.secret.NPM_TOKEN: for npm packages; in the repository',
    'failed github.secret.PIP_NETRC: for Python packages in tests; not found: ' +
      'gh secret set PIP_NETRC --repo acme/shop',
    'failed github.secret.ARGOCD_AUTH_TOKEN: for gates that read Argo CD; not found: ' +
      'gh secret set ARGOCD_AUTH_TOKEN --repo acme/shop',
  ]);
});

test('secrets of the environment registry do not count for those jobs', () => {
  expect(checksOf({ delivery: { packageIndexSecret: 'PIP_NETRC' } }, [], ['PIP_NETRC'])[0]).toMatch(/^failed /);
});
