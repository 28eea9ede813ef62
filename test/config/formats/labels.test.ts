import { describeNames, describeTexts } from '../../support/config-options';

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
      'constructor',
      'A_b.c-1',
      'acme.example/team',
      'a/b',
      'b'.repeat(63),
      `${'b'.repeat(253)}/a`,
    ],
    refused: [
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
