import { describeNames, describeTexts } from '../../support/config-options';

describeTexts({
  'apps.web.buildSecrets.TOKEN': {
    accepted: [
      '/root/.netrc',
      '/root/.config/pip/pip.conf',
      '/run/secrets/pip',
      '/run/a-b_c.d',
      '/root/..data',
      '/root/a..b',
    ],
    refused: [
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
    accepted: ['A', 'PIP_NETRC', 'A1', 'GITHUB', 'GITHUBX', 'A'.repeat(100)],
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
      'GITHUB_TOKEN',
      'A'.repeat(101),
      'A\nB',
    ],
  },
});
