import { check } from '../../support/config-check';
import { describeNames, describeTexts, withOption } from '../../support/config-options';

describeTexts({
  'apps.web.buildSecrets.TOKEN': {
    accepted: [
      '/root/.netrc',
      '/root/.config/pip/pip.conf',
      '/run/secrets/pip',
      '/run/a-b_c.d',
      '/root/..data',
      '/root/a..b',
      '/root/.cached',
      `/run/${'a'.repeat(255)}`,
    ],
    refused: [
      `/run/${'a'.repeat(256)}`,
      // Where the step keeps pip's cache.
      '/root/.cache',
      '/root/.cache/pip',
      '/root/.cache/pip/http',
      'root/.netrc',
      '~/.netrc',
      '/root',
      '/root/',
      '/root/x/',
      '/root//x',
      '/root/./x',
      '/root/.',
      '/root/..',
      '/root/../etc/passwd',
      '/root/x/..',
      '/run',
      '/run/../root/x',
      '/rooted/x',
      '/app/x',
      '/tmp/x',
      '/root/a b',
      '/root/a,b',
      '/root/a=b',
      '/root/a"b',
      '/root/$HOME',
      '/root/x\n',
      '/root/é',
      '\\root\\x',
    ],
  },
});

describeNames({
  'apps.web.buildSecrets': {
    value: '/root/x',
    accepted: ['A', 'PIP_NETRC', 'A1', 'GITHUB', 'GITHUBX', 'CI_TOKEN', 'DOCKER_PASSWORD', 'HOMES', 'A'.repeat(100)],
    refused: [
      '',
      'pip_netrc',
      '_A',
      '1A',
      'A-B',
      'A.B',
      'A B',
      'Ä',
      'GITHUB_',
      'ACTIONS_RUNTIME_TOKEN',
      'CI',
      'DOCKER_CONFIG',
      'DOCKER_HOST',
      'HOME',
      'INPUT_PUSH',
      'LD_PRELOAD',
      'NODE_OPTIONS',
      'PATH',
      'RUNNER_TEMP',
      'GITHUB_TOKEN',
      'A'.repeat(101),
      'A\nB',
    ],
  },
});

test('a path of a build secret is at most 4095 characters, as paths are on Linux', () => {
  const path = (length: number): string => `/root${'/ab'.repeat(2000)}`.slice(0, length);
  expect(check(withOption('apps.web.buildSecrets.TOKEN', path(4094)))).toEqual([]);
  expect(check(withOption('apps.web.buildSecrets.TOKEN', path(4097)))).toEqual([
    'apps.web.buildSecrets.TOKEN invalid-value',
  ]);
});
