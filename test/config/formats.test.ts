import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { asName } from '../../src/config/formats';
import { validate } from '../../src/config/validate';
import { check, onlyFinding, proposal, shop } from '../support/config-check';
import { HOSTILE_TEXTS, NOT_NUMBER, NOT_RECORD, NOT_TEXT } from '../support/config-values';

/** Puts a value into the option at a path such as `networkPolicy.egress[0].cidr`, in a config that is right otherwise. */
function withOption(path: string, value: unknown): Record<string, unknown> {
  // A destination has to be somewhere.
  const config = shop(path.includes('.ports') ? { networkPolicy: { egress: [{ namespace: 'databases' }] } } : {});
  let target = config;
  const parts = path.match(/[^.[\]]+/g) ?? [];
  parts.slice(0, -1).forEach((part, index) => {
    target = (target[part] ??= /^\d+$/.test(parts[index + 1]) ? [] : {}) as Record<string, unknown>;
  });
  target[parts[parts.length - 1]] = value;
  // An environment that an app refers to has to exist.
  if (path.startsWith('apps.')) config.environments = { dev: {}, prod: {} };
  return config;
}

/** The longest DNS label that a name may be. */
const LONGEST = `a${'b'.repeat(39)}`;

const NAMES = {
  accepted: ['a', 'shop', 'my-shop', 'a1', 'shop-2-go', 'default', 'constructor', 'null', 'true', 'on', 'x', LONGEST],
  refused: ['Shop', 'my_shop', 'my.shop', '1shop', '-shop', 'shop-', 'my--shop', 'a/b', '@org/shop', `${LONGEST}b`],
};

const BRANCHES = {
  accepted: ['main', 'release/1.2', 'feature/ABC-1_x', 'v1', '1e5', '012', 'on', 'null', 'a', 'b'.repeat(100)],
  refused: [
    'a..b',
    'a.lock',
    'a.lock/b',
    'a/.b',
    'a/',
    'a.',
    '/a',
    '.a',
    '-a',
    'a~1',
    'a^',
    'a:b',
    'a@{1}',
    '@',
    'a+b',
    'b'.repeat(101),
  ],
};

const MEMORY = {
  accepted: ['64Mi', '65Mi', '128Mi', '1000Mi', '1Gi', '16Gi', '9999999Gi'],
  refused: [
    '63Mi',
    '1Mi',
    '0Mi',
    '0Gi',
    '064Mi',
    '-64Mi',
    '64',
    '64M',
    '64m',
    '64mi',
    '64 Mi',
    '1.5Gi',
    '1e3Mi',
    '1Ti',
  ],
};

const CPU = {
  accepted: ['1', '2', '1m', '250m', '1000m', '999999m'],
  refused: ['0', '0m', '-1', '01', '250M', '250 m', '1e3', '1k', '1000000', 'm'],
};

const LOG_LEVEL = {
  accepted: ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'],
  refused: ['debug', 'Info', 'WARN', 'FATAL', 'TRACE', 'NOTSET', 'INFO '],
};

const NAMESPACES = {
  accepted: ['a', '1', '12', 'ingress-nginx', 'kube-system', 'a--b', 'null', 'on', 'b'.repeat(63)],
  refused: ['A', 'a_b', 'a.b', '-a', 'a-', 'a/b', '*', 'b'.repeat(64)],
};

/** The digest of something that was really hashed. */
const DIGEST = createHash('sha256').update('an image').digest('hex');

/** Every option that takes a text of a certain form. */
const TEXTS: Readonly<Record<string, { readonly accepted: readonly string[]; readonly refused: readonly string[] }>> = {
  name: NAMES,
  argocdNamespace: NAMES,
  repoUrl: {
    accepted: [
      'https://github.com/acme/shop',
      'https://github.com/acme/shop.git',
      'https://git.example.com:8443/group/sub-group/shop_1',
      'https://git.sr.ht/~acme/shop',
      'ssh://git@github.com/acme/shop.git',
      'ssh://git@git.example.com:2222/acme/shop.git',
      'git@github.com:acme/shop.git',
      'git@git.example.com:group/sub/shop',
    ],
    refused: [
      'github.com/acme/shop',
      'acme/shop',
      'https://github.com',
      'https://github.com/',
      'https:///acme/shop',
      'HTTPS://github.com/acme/shop',
      'ftp://github.com/acme/shop',
      'file:///srv/git/shop',
      'https://user:secret@github.com/acme/shop',
      'https://token@github.com/acme/shop',
      'ssh://git:secret@github.com/acme/shop',
      'root@github.com:acme/shop',
      'git@github.com',
      'git@github.com:',
      'https://github.com/acme/../shop',
      'https://github.com/acme/shop?ref=main',
      'https://github.com/acme/shop#main',
      'https://github.com/acme/my shop',
      'https://github.com/acme/shop\n',
      'https://github.com/$(id)/shop',
      'https://github.com/${{ github.repository }}',
      "https://github.com/acme/shop'",
      'https://github.com/acme/shöp',
      'https://githüb.com/acme/shop',
      'ext::sh -c id',
      'ssh://-oProxyCommand=id/acme',
    ],
  },
  registry: {
    accepted: [
      'docker.io',
      'docker.io/acme',
      'ghcr.io/acme/team/sub',
      'localhost',
      'localhost:5000',
      'localhost/acme',
      'registry:5000',
      'registry:5000/acme',
      'reg.example.com:8443/a_b/c.d/e-f/g__h',
      '10.0.0.1:5000/acme',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    ],
    refused: [
      'acme',
      'acme/team',
      'docker.io/',
      'docker.io/acme/',
      'docker.io//acme',
      'docker.io/Acme',
      'Docker.io/acme',
      'docker.io/acme:latest',
      'docker.io/acme:5000',
      'docker.io/acme@sha256:abc',
      'https://docker.io/acme',
      'docker.io/a..b',
      'docker.io/a___b',
      'docker.io/_a',
      'docker.io/a-',
      'docker.io/.a',
      'docker.io:/acme',
      'docker.io:port/acme',
      'user@docker.io/acme',
      'docker.io/acme\n',
      'docker.io/$(id)',
      'docker.io/äcme',
    ],
  },
  defaultBranch: BRANCHES,
  pythonVersion: {
    accepted: ['3.11', '3.12', '3.13', '3.14'],
    refused: ['3', '3.9', '3.10', '3.1', '3.13.1', '2.7', '3.99', '4.0', 'v3.13', '3.13-slim', '3,13', '３.13'],
  },
  baseImage: {
    accepted: [
      'docker.io/library/python:3.13.14-slim-trixie',
      `docker.io/library/python:3.13.14-slim-trixie@sha256:${DIGEST}`,
      `registry.acme.example:8443/a/b_c/python:V1_2.3-x@sha256:${DIGEST}`,
      'localhost/python:3',
      'localhost:5000/python:3',
      'ghcr.io/acme/python:latest-slim',
      `ghcr.io/acme/python:${'t'.repeat(128)}`,
    ],
    refused: [
      'python',
      'python:3.13',
      'library/python:3.13',
      'docker.io/library/python',
      'docker.io/library/python:',
      'docker.io/library/python:latest',
      `docker.io/library/python:latest@sha256:${DIGEST}`,
      `docker.io/library/python@sha256:${DIGEST}`,
      `docker.io/library/python:3.13@sha256:${DIGEST.slice(1)}`,
      `docker.io/library/python:3.13@sha256:${DIGEST}0`,
      `docker.io/library/python:3.13@sha256:${DIGEST.toUpperCase()}`,
      `docker.io/library/python:3.13@sha512:${DIGEST}`,
      `docker.io/library/python:3.13@${DIGEST}`,
      `docker.io/library/python:3.13@sha256:${DIGEST}@sha256:${DIGEST}`,
      'docker.io/library/python:3.13@sha256:',
      `docker.io/library/python:3.13@sha256:${'0'.repeat(64)}`,
      `docker.io/library/python:3.13@sha256:${'a'.repeat(64)}`,
      'docker.io/Library/python:3.13',
      'Docker.io/library/python:3.13',
      'docker.io/library/python:-3',
      'docker.io/library/python:.3',
      'docker.io/library/python:3/13',
      `docker.io/library/python:${'t'.repeat(129)}`,
      'docker.io:99999/python:3.13',
      'https://docker.io/library/python:3.13',
      'user@docker.io/library/python:3.13',
      'docker.io/library/python:3.13 AS build',
      'docker.io/library/python:3.13\nRUN id',
      'docker.io/library/python:$TAG',
      'docker.io/library/python:${{ x }}',
    ],
  },
  packageIndex: {
    accepted: [
      'https://pypi.org/simple',
      'https://pypi.org/simple/',
      'https://pypi.acme.example',
      'https://nexus.acme.example:8443/repository/pypi-all/simple',
      'https://acme.jfrog.io/artifactory/api/pypi/pypi/simple',
      'https://git.acme.example/api/v4/projects/1/packages/pypi/simple',
      'https://devpi.acme.example/root/pypi/+simple/',
      'https://10.0.0.1/simple',
    ],
    refused: [
      'pypi.acme.example/simple',
      'http://pypi.acme.example/simple',
      'HTTPS://pypi.acme.example/simple',
      'ssh://pypi.acme.example/simple',
      'file:///srv/simple',
      'https://',
      'https:///simple',
      'https://-pypi.acme.example/simple',
      'https://pypi.acme.example:0/simple',
      'https://pypi.acme.example:99999/simple',
      'https://pypi.acme.example:/simple',
      'https://pypi.acme.example//simple',
      'https://pypi.acme.example/../simple',
      'https://pypi.acme.example/simple?token=x',
      'https://pypi.acme.example/simple#x',
      'https://user:secret@pypi.acme.example/simple',
      'https://token@pypi.acme.example/simple',
      'https://pypi.acme.example/my simple',
      'https://pypi.acme.example/simple\n',
      'https://pypi.acme.example/"simple',
      "https://pypi.acme.example/'simple",
      'https://pypi.acme.example/$(id)',
      'https://pypi.acme.example/${{ x }}',
      'https://pypi.acme.example/%73imple',
      'https://pypi.acmé.example/simple',
    ],
  },
  'codeOwners[0]': {
    accepted: [
      '@acme/platform',
      '@acme/Team_1.x',
      '@octocat',
      '@a',
      'on-call@acme.example',
      'first.last+tag@mail.acme.example',
    ],
    refused: [
      'acme/platform',
      'octocat',
      '@',
      '@acme/',
      '@/platform',
      '@acme/a/b',
      '@-acme',
      '@acme-',
      '@acme/platform @octocat',
      '@acme/platform#x',
      '@acme/plätform',
      '@on-call@acme.example',
      'on-call@',
      'on-call@acme',
      'on call@acme.example',
      'a@b@acme.example',
      'on-call@acme.example\n',
      'on\u0000call@acme.example',
      'on\u202ecall@acme.example',
    ],
  },
  'networkPolicy.ingressNamespaces[0]': NAMESPACES,
  'networkPolicy.egress[0].namespace': NAMESPACES,
  'apps.web.networkPolicy.ingressNamespaces[0]': NAMESPACES,
  'networkPolicy.egress[0].cidr': {
    accepted: [
      '0.0.0.0/0',
      '10.0.0.0/8',
      '10.20.0.0/15',
      '192.168.1.1/32',
      '::/0',
      '::1/128',
      'fd00::/8',
      'fe80::/10',
      '2001:db8::/32',
      '2001:db8:0:1::/64',
      '1:0:0:2::/64',
    ],
    refused: [
      '10.0.0.0',
      '10.0.0.0/',
      '/8',
      '10.0.0.0/33',
      '10.0.0.0/08',
      '10.0.0.0/00',
      '10.0.0.0/-1',
      '10.0.0.0/+8',
      '10.0.0.0/8.0',
      '10.0.0.0/1e1',
      '10.0.0.0/8/8',
      '10.0.0.0/255.0.0.0',
      '10.0.0.1/8',
      '10.21.0.0/15',
      '10.20.0.1/31',
      '256.0.0.0/8',
      '10.0.0/8',
      '10/8',
      '010.0.0.0/8',
      '0x0a.0.0.0/8',
      '167772160/8',
      '10.0.0.0 /8',
      ' 10.0.0.0/8',
      'localhost/32',
      '2001:db8::1/32',
      '2001:DB8::/32',
      '2001:0db8::/32',
      '2001:db8:0:0:0:0:0:0/32',
      '2001:db8:0::/48',
      '::0/0',
      '::/129',
      '[::]/0',
      '1:0:0:2:0:0:0:0/64',
      '::ffff:10.0.0.0/104',
      'fe80::%eth0/10',
      'fe80::1%eth0/128',
      'fe80::%eth-0/10',
    ],
  },
  'serviceMonitor.interval': {
    accepted: ['1s', '30s', '1m', '500ms', '1h', '99999s'],
    refused: [
      '0',
      '0s',
      '30',
      's',
      '1.5s',
      '-1s',
      '+1s',
      '01s',
      '30 s',
      '30S',
      '1min',
      '1m 30s',
      '100000s',
      '1s1',
      '1e3s',
    ],
  },
  'serviceMonitor.labels.team': {
    accepted: ['', 'a', '1', 'kube-prometheus-stack', 'A_b.c-1', 'true', 'null', '1e5', 'on', '012', 'b'.repeat(63)],
    refused: ['-a', 'a-', '.a', 'a.', '_a', 'a/b', 'a:b', 'a,b', 'a@b', 'b'.repeat(64)],
  },
  'apps.web.server': {
    accepted: ['granian', 'gunicorn'],
    refused: ['Granian', 'uvicorn', 'granian ', 'gunicorn[gevent]'],
  },
  'apps.web.interface': { accepted: ['wsgi', 'asgi'], refused: ['WSGI', 'rsgi', 'asgi3', 'wsgi,asgi'] },
  'apps.web.systemPackages[0]': {
    accepted: [
      'a1',
      'libpq5',
      'g++',
      'libstdc++6',
      'python3.13',
      'libpq5=17.*',
      'libpq5=1:2.3~rc1-1+deb13u1',
      'tzdata=2025b-4+deb13u1',
    ],
    refused: [
      'a',
      'Libpq5',
      'lib_pq',
      '-y',
      '--yes',
      '+x',
      '.x',
      '=1',
      'libpq5=',
      'libpq5=1=2',
      'libpq5= 1',
      'libpq5 curl',
      'libpq5:amd64',
      'libpq5/trixie',
      'lib*',
      'libpq5=$(id)',
      './x.deb',
      'libpq5\n',
      // To apt a name with a dash behind it is a package to remove.
      'libpq5-',
    ],
  },
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
  'environments.dev.branch': BRANCHES,
  'environments.dev.memory': MEMORY,
  'environments.dev.cpu': CPU,
  'environments.dev.logLevel': LOG_LEVEL,
  'apps.web.environments.dev.memory': MEMORY,
  'apps.web.environments.dev.cpu': CPU,
  'apps.web.environments.dev.logLevel': LOG_LEVEL,
};

describe.each(Object.entries(TEXTS))('%s', (path, { accepted, refused }) => {
  test.each(accepted)('accepts %j', (value) => {
    expect(check(withOption(path, value))).toEqual([]);
  });

  test.each(refused)('refuses %j', (value) => {
    expect(check(withOption(path, value))).toEqual([`${path} invalid-value`]);
  });

  test('refuses every hostile text', () => {
    // The empty text is hostile nearly everywhere, and the value of a label may be it.
    const hostile = HOSTILE_TEXTS.filter((value) => !accepted.includes(value));
    const accepting = hostile.filter((value) => validate(withOption(path, value)).length === 0);
    expect(accepting.map((value) => value.slice(0, 40))).toEqual([]);
  });

  test.each(NOT_TEXT)('refuses %j, which is no text', (value) => {
    const finding = onlyFinding(withOption(path, value));
    expect([finding.code, finding.path, finding.fix]).toEqual(['wrong-type', path, 'write it as a string in quotes']);
  });

  test('whatever value a finding proposes instead would be accepted', () => {
    const values = [
      ...refused,
      ...HOSTILE_TEXTS,
      '3.9.1',
      '3.10.4',
      '3.12.7',
      'Debug',
      '-acme',
      'acme-',
      '1-Shop_2',
      'GUNICORN',
      'Asgi',
    ];
    const wrong = values.filter((value) => {
      const proposed = validate(withOption(path, value)).map(proposal)[0];
      return proposed !== undefined && check(withOption(path, proposed)).length > 0;
    });
    expect(wrong).toEqual([]);
  });
});

/** Every option that takes an integer, with its bounds. */
const INTEGERS: readonly [path: string, min: number, max: number][] = [
  ['apps.web.port', 1024, 65535],
  ['apps.web.workloads.web.port', 1024, 65535],
  ['environments.dev.replicas', 0, 1000],
  ['apps.web.environments.prod.replicas', 0, 1000],
  ['networkPolicy.egress[0].ports[0]', 1, 65535],
];

describe.each(INTEGERS)('%s', (path, min, max) => {
  test(`accepts ${min} and ${max}, and what is between`, () => {
    for (const value of [min, min + 1, max - 1, max]) expect(check(withOption(path, value))).toEqual([]);
  });

  test('refuses what is outside of its bounds, and fractions', () => {
    for (const value of [min - 1, max + 1, -min - 1, min + 0.5, 1e21, NaN, Infinity]) {
      expect(check(withOption(path, value))).toEqual([`${path} invalid-value`]);
    }
  });

  test.each(NOT_NUMBER)('refuses %j, a number in quotes too', (value) => {
    const finding = onlyFinding(withOption(path, value));
    expect([finding.code, finding.path]).toEqual(['wrong-type', path]);
    expect(finding.fix).toBe('write it as a number, without quotes');
  });
});

/** Every option that is true or false. */
const BOOLEANS = [
  'environments.dev.gated',
  'environments.dev.requestLogs',
  'apps.web.environments.dev.requestLogs',
  'renovate',
];

describe.each(BOOLEANS)('%s', (path) => {
  test.each([true, false])('accepts %j', (value) => {
    expect(check(withOption(path, value))).toEqual([]);
  });

  test.each([null, 0, 1, 'true', 'yes', '', [], {}])('refuses %j', (value) => {
    expect(check(withOption(path, value))).toEqual([`${path} wrong-type`]);
  });
});

describe('environments.dev.gated', () => {
  test('is an option of an environment, not of an app in it', () => {
    expect(check(withOption('apps.web.environments.dev.gated', true))).toEqual([
      'apps.web.environments.dev.gated unknown-key',
    ]);
  });
});

describe('devDeps', () => {
  test.each([
    'prettier',
    'prettier@^3',
    'prettier@latest',
    'prettier@>=3 <4',
    '@org/python-gitops-app',
    '@org/python-gitops-app@1.2.3',
    '@org/python-gitops-app@file:/some/where/library.tgz',
    '@types/node@*',
  ])('accepts %j', (value) => {
    expect(check(withOption('devDeps', ['a', value]))).toEqual([]);
  });

  test.each([
    '',
    '@',
    '@org',
    '@org/',
    '/x',
    './x',
    '../x',
    'Prettier',
    'prettier@',
    'pretty er',
    'prettier\n',
    '.hidden',
    '_x',
    '$(id)',
    "a'b",
    'ä',
    'https://example.com/x.tgz',
    'prettier@^3\nrm',
  ])('refuses %j and names its place', (value) => {
    expect(check(withOption('devDeps', ['a', value]))).toEqual(['devDeps[1] invalid-value']);
  });

  test('refuses a name that npm would take for one of its flags', () => {
    expect(check(withOption('devDeps', ['-g']))).toEqual(['devDeps[0] invalid-value']);
  });

  test.each(NOT_TEXT)('refuses the entry %j', (value) => {
    expect(check(withOption('devDeps', [value]))).toEqual(['devDeps[0] wrong-type']);
  });
});

/** Every option that is a list, with two entries that it may have. */
const LISTS: readonly [path: string, entries: readonly unknown[]][] = [
  ['devDeps', ['prettier', 'eslint']],
  ['codeOwners', ['@acme/platform', '@octocat']],
  ['networkPolicy.ingressNamespaces', ['traefik', 'monitoring']],
  ['networkPolicy.egress', [{ namespace: 'databases' }, { cidr: '0.0.0.0/0' }]],
  ['networkPolicy.egress[0].ports', [443, 5432]],
  ['apps.web.networkPolicy.egress', [{ namespace: 'databases' }, { cidr: '0.0.0.0/0' }]],
  ['apps.web.systemPackages', ['libpq5', 'libxml2']],
];

describe.each(LISTS)('%s', (path, entries) => {
  test('accepts an empty list, and several entries', () => {
    for (const value of [[], entries]) expect(check(withOption(path, value))).toEqual([]);
  });

  test.each([null, 'prettier', {}, { 0: 'prettier' }, 1, true])('refuses %j for a list', (value) => {
    expect(check(withOption(path, value))).toEqual([`${path} wrong-type`]);
  });

  test('names the place of an entry that is wrong', () => {
    expect(check(withOption(path, [...entries, null]))).toEqual([`${path}[2] wrong-type`]);
  });
});

/** Every option that is a map whose names are not the library's, with a value that it may hold. */
const MAPS = {
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
};

describe.each(Object.entries(MAPS))('names in %s', (path, { value, accepted, refused }) => {
  test.each(accepted)('accepts %j', (name) => {
    expect(check(withOption(path, { [name]: value }))).toEqual([]);
  });

  test.each(refused)('refuses %j and names it exactly', (name) => {
    const simple = /^[A-Za-z_][\w-]*$/.test(name);
    expect(check(withOption(path, { [name]: value }))).toEqual([
      `${path}${simple ? `.${name}` : `[${JSON.stringify(name)}]`} invalid-value`,
    ]);
  });

  test('refuses every hostile name', () => {
    const accepting = [...HOSTILE_TEXTS, '__proto__'].filter((name) => {
      const entries = JSON.parse(`{${JSON.stringify(name)}: ${JSON.stringify(value)}}`) as unknown;
      return validate(withOption(path, entries)).length === 0;
    });
    expect(accepting).toEqual([]);
  });

  test.each(NOT_RECORD)('are no %j', (entries) => {
    expect(check(withOption(path, entries))).toEqual([`${path} wrong-type`]);
  });

  test.each([null, 1, true, [], {}])('do not stand for %j', (entry) => {
    expect(check(withOption(path, { [accepted[0]]: entry }))).toEqual([`${path}.${accepted[0]} wrong-type`]);
  });
});

describe('a range of addresses', () => {
  /** Texts of the addresses, in the spelling that the URL Standard and RFC 5952 agree on. */
  const spell = (bytes: readonly number[]): string => {
    if (bytes.length === 4) return bytes.join('.');
    const words = Array.from({ length: 8 }, (_, i) => (bytes[2 * i] * 256 + bytes[2 * i + 1]).toString(16));
    return new URL(`http://[${words.join(':')}]`).hostname.slice(1, -1);
  };
  const isRange = (value: string): boolean => validate(withOption('networkPolicy.egress[0].cidr', value)).length === 0;
  // Zeros are frequent, so that addresses have something to shorten.
  const byte = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }));
  const network = fc.constantFrom(4, 16).chain((size) =>
    fc.record({
      bytes: fc.array(byte, { minLength: size, maxLength: size }),
      length: fc.integer({ min: 0, max: size * 8 }),
    }),
  );
  const bits = (bytes: readonly number[]): string => bytes.map((value) => value.toString(2).padStart(8, '0')).join('');
  const firstOf = (bytes: readonly number[], length: number): number[] => {
    const kept = bits(bytes)
      .slice(0, length)
      .padEnd(bytes.length * 8, '0');
    return (kept.match(/.{8}/g) ?? []).map((octet) => parseInt(octet, 2));
  };

  test('is accepted by its first address, in the one spelling that there is of it', () => {
    fc.assert(
      fc.property(network, ({ bytes, length }) => {
        const range = `${spell(firstOf(bytes, length))}/${length}`;
        expect([range, isRange(range)]).toEqual([range, true]);
      }),
      { numRuns: 300 },
    );
  });

  test('is refused by every other address in it: what stands behind the length would be ignored', () => {
    fc.assert(
      fc.property(network, ({ bytes, length }) => {
        const isFirst = !bits(bytes).slice(length).includes('1');
        const range = `${spell(bytes)}/${length}`;
        expect([range, isRange(range)]).toEqual([range, isFirst]);
      }),
      { numRuns: 300 },
    );
  });

  test('is refused in any other spelling, and nothing that looks like one makes the check throw', () => {
    const other = fc.string({
      unit: fc.constantFrom('0', '1', 'f', 'F', ':', '::', '.', '/', '%', '255'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.oneof(other, fc.ipV6(), fc.ipV4()), fc.integer({ min: 0, max: 130 }), (address, length) => {
        const range = `${address}/${length}`;
        if (!isRange(range)) return;
        const canonical = address.includes(':') ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
        expect([range, `${canonical}/${length}`]).toEqual([range, range]);
      }),
      { numRuns: 500, examples: [['::%::', 0]] },
    );
  });
});

describe('outdir', () => {
  test.each(['.', '..', '/some/where', 'a b', 'ä'])('accepts %j', (value) => {
    expect(check(withOption('outdir', value))).toEqual([]);
  });

  test('refuses the empty text and what is none', () => {
    expect(check(withOption('outdir', ''))).toEqual(['outdir invalid-value']);
    for (const value of NOT_TEXT) expect(check(withOption('outdir', value))).toEqual(['outdir wrong-type']);
  });
});

describe.each(['apps', 'environments', 'apps.web.workloads'])('names in %s', (path) => {
  // Names have to be short enough for every name that is made of two of them.
  const accepted = NAMES.accepted.filter((value) => value.length < 20 && value !== 'default');

  test.each(accepted)('accepts %j', (value) => {
    expect(check(withOption(path, { [value]: {} }))).toEqual([]);
  });

  test.each([...NAMES.refused, 'a b', '', 'a\nb', '$(id)', '${{ x }}', 'ä', 'a"b', 'toString', '1', '12'])(
    'refuses %j and names it exactly',
    (value) => {
      const findings = validate(withOption(path, { ok: {}, [value]: {} }));
      const simple = /^[A-Za-z_][\w-]*$/.test(value);
      expect(findings[0].path).toBe(simple ? `${path}.${value}` : `${path}[${JSON.stringify(value)}]`);
      expect(findings[0].code).toBe('invalid-value');
    },
  );

  test('refuses every hostile name', () => {
    const names = [...HOSTILE_TEXTS, '__proto__', 'hasOwnProperty', 'toString', 'valueOf'];
    const accepting = names.filter((value) => {
      const entries = JSON.parse(`{${JSON.stringify(value)}: {}}`) as unknown;
      return validate(withOption(path, entries)).length === 0;
    });
    expect(accepting).toEqual([]);
  });

  test.each(NOT_RECORD)('are no %j', (value) => {
    expect(check(withOption(path, value))).toEqual([`${path} wrong-type`]);
  });

  test.each([...NOT_RECORD, undefined])('do not stand for %j', (value) => {
    expect(check(withOption(path, { ok: value }))).toEqual([`${path}.ok wrong-type`]);
  });
});

describe('addresses that no git and no registry can have', () => {
  test.each([
    'https://-github.com/acme/shop',
    'git@-github.com:acme/shop',
    'https://./acme/shop',
    'https://github.com:99999/acme/shop',
    'https://github.com//',
  ])('repoUrl refuses %j', (value) => {
    expect(check(withOption('repoUrl', value))).toEqual(['repoUrl invalid-value']);
  });

  test.each(['-docker.io/acme', 'docker-.io/acme', '.:5000/acme', '-:5000', 'docker.io:99999/acme'])(
    'registry refuses %j',
    (value) => {
      expect(check(withOption('registry', value))).toEqual(['registry invalid-value']);
    },
  );

  test('registry refuses a path with which an image name is longer than the 255 characters of a reference', () => {
    expect(check(withOption('registry', `docker.io/${'a'.repeat(245)}`))).toEqual(['registry invalid-value']);
  });
});

describe('what a finding about an address says', () => {
  test('an http:// address is refused, or named as one that is accepted', () => {
    const { must } = onlyFinding(withOption('repoUrl', 'nonsense'));
    const isAccepted = validate(withOption('repoUrl', 'http://git.example.com/acme/shop')).length === 0;
    expect(isAccepted).toBe(must.includes('http://'));
  });

  describe.each(['repoUrl', 'packageIndex'])('%s', (path) => {
    test.each([
      'https://user:hunter2@acme.example/shop',
      'https://hunter2@acme.example/shop',
      'https://user:p@hunter2@acme.example/shop',
      'https://user:p/hunter2@acme.example/shop',
      'HTTPS://user:hunter2@acme.example/shop',
      'ssh://user:hunter2@acme.example/shop',
      ' https://user:hunter2@acme.example/shop',
      'git+https://user:hunter2@acme.example/shop',
      '//user:hunter2@acme.example/shop',
      'user:hunter2@acme.example/shop',
    ])('credentials in %j are called so, with what to do, and are not repeated', (value) => {
      const finding = onlyFinding(withOption(path, value));
      expect(JSON.stringify(finding)).not.toContain('hunter2');
      expect(finding.fix).toBe('remove the credentials, and revoke them if they were committed');
    });

    test('what is wrong without credentials is shown', () => {
      const finding = onlyFinding(withOption(path, 'http://acme.example/shop'));
      expect([finding.got, finding.fix]).toEqual(['"http://acme.example/shop"', `change ${path}`]);
    });
  });

  test.each(['0', 'a'])('a digest that is %j all over is called none, with what to do', (digit) => {
    const image = `docker.io/library/python:3.13.14-slim-trixie@sha256:${digit.repeat(64)}`;
    expect(onlyFinding(withOption('baseImage', image)).fix).toBe('remove the digest, or write the real one');
    expect(onlyFinding(withOption('baseImage', 'python:3.13')).fix).toBe('change baseImage');
  });

  test('a choice in capitals is given the one without', () => {
    expect(onlyFinding(withOption('apps.web.server', 'Gunicorn')).fix).toBe("use 'gunicorn'");
    expect(onlyFinding(withOption('apps.web.interface', 'ASGI')).fix).toBe("use 'asgi'");
    expect(onlyFinding(withOption('apps.web.server', 'uvicorn'))).toMatchObject({
      must: 'be one of granian, gunicorn',
      fix: 'change apps.web.server',
    });
  });

  test('a registry without a host is given the one of Docker Hub', () => {
    expect(onlyFinding(withOption('registry', 'acme')).fix).toBe("use 'docker.io/acme' for Docker Hub");
  });

  test('a Python version with a patch level is given the one without', () => {
    expect(onlyFinding(withOption('pythonVersion', '3.13.1')).fix).toBe("use '3.13'");
  });

  test('a log level in lower case is given the one in upper case', () => {
    expect(onlyFinding(withOption('environments.dev.logLevel', 'debug')).fix).toBe("use 'DEBUG'");
  });

  test('a name that could be one is given the nearest', () => {
    expect(onlyFinding(withOption('name', 'My Shop!')).fix).toBe("use 'my-shop'");
    expect(onlyFinding(withOption('name', '日本')).fix).toBe('change name');
  });
});

describe('a branch that is accepted', () => {
  test.each(BRANCHES.accepted)('%j is one for git as well', (branch) => {
    const git = spawnSync('git', ['check-ref-format', '--branch', branch], { encoding: 'utf8' });
    if (git.error) throw git.error;
    expect([branch, git.status]).toEqual([branch, 0]);
  });

  test('is one for git as well, whatever it is made of', () => {
    const branches = fc.string({
      unit: fc.constantFrom('a', 'Z', '1', '.', '/', '-', '_', '@', '.lock'),
      maxLength: 6,
    });
    fc.assert(
      fc.property(branches, (branch) => {
        if (validate(withOption('defaultBranch', branch)).length > 0) return;
        const git = spawnSync('git', ['check-ref-format', '--branch', branch], { encoding: 'utf8' });
        expect([branch, git.status]).toEqual([branch, 0]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the nearest valid name', () => {
  test.each([
    ['Shop', 'shop'],
    ['My Shop', 'my-shop'],
    ['my__shop', 'my-shop'],
    ['@org/shop', 'org-shop'],
    ['123shop', 'shop'],
    ['shop-', 'shop'],
    [`${LONGEST}xyz`, LONGEST],
    [`${'a'.repeat(39)}-b`, 'a'.repeat(39)],
  ])('of %j is %s', (value, expected) => {
    expect(asName(value)).toBe(expected);
  });

  test.each(['', '---', '123', '日本'])('of %j is none', (value) => {
    expect(asName(value)).toBeUndefined();
  });

  test('is valid whenever there is one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 80 })), (value) => {
        const name = asName(value);
        if (name !== undefined) expect(check({ name })).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
