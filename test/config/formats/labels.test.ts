import { onlyFinding } from '../../support/config-check';
import { describeNames, describeTexts, withOption } from '../../support/config-options';

describeTexts({
  'serviceMonitor.labels.team': {
    accepted: ['', 'a', '1', 'kube-prometheus-stack', 'A_b.c-1', 'true', 'null', '1e5', 'on', '012', 'b'.repeat(63)],
    refused: ['-a', 'a-', '.a', 'a.', '_a', 'a/b', 'a:b', 'a,b', 'a@b', 'b'.repeat(64)],
  },
});

describeNames({
  'serviceMonitor.labels': {
    value: 'x',
    accepted: [
      'a',
      '1',
      'release',
      'Environment',
      'acme.example/environment',
      'notkubernetes.io/name',
      'kubernetes.io',
      'app.kubernetes.io.acme.example/name',
      'constructor',
      'A_b.c-1',
      'acme.example/team',
      'a/b',
      'b'.repeat(63),
      `${'b'.repeat(253)}/a`,
    ],
    refused: [
      // Labels that the library, the cluster or Argo CD sets.
      'environment',
      'app.kubernetes.io/name',
      'app.kubernetes.io/part-of',
      'app.kubernetes.io/anything',
      'kubernetes.io/metadata.name',
      'pod-security.kubernetes.io/enforce',
      'k8s.io/x',
      'x.k8s.io/x',
      'argocd.argoproj.io/instance',
      '',
      '-a',
      'a-',
      '_a',
      '.a',
      'a b',
      'ä',
      'a/',
      '/a',
      'a/b/c',
      'a/-b',
      'Acme.example/team',
      'acme_example/team',
      '-acme.example/team',
      'acme..example/team',
      'acme.-example/team',
      'acme-.example/team',
      'b'.repeat(64),
      `${'b'.repeat(254)}/a`,
      'a\nb',
    ],
  },
});

test('a label that is ours is one finding, which says whose it is and what to do', () => {
  expect(onlyFinding(withOption('serviceMonitor.labels', { environment: 'prod' }))).toEqual({
    code: 'invalid-value',
    path: 'serviceMonitor.labels.environment',
    must: 'not be a reserved label: environment, or a label of kubernetes.io, k8s.io or argoproj.io',
    got: '"environment"',
    fix: 'choose another label',
  });
});
