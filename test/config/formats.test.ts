import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { asName } from '../../src/config/formats';
import { validate } from '../../src/config/validate';
import { check, onlyFinding, proposal, shop } from '../support/config-check';
import { HOSTILE_TEXTS, NOT_NUMBER, NOT_RECORD, NOT_TEXT } from '../support/config-values';

/** Puts a value into the option at a path, in a config that is right otherwise. */
function withOption(path: string, value: unknown): Record<string, unknown> {
  const config = shop();
  let target = config;
  const parts = path.split('.');
  for (const part of parts.slice(0, -1)) target = (target[part] ??= {}) as Record<string, unknown>;
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
    const accepting = HOSTILE_TEXTS.filter((value) => validate(withOption(path, value)).length === 0);
    expect(accepting).toEqual([]);
  });

  test.each(NOT_TEXT)('refuses %j, which is no text', (value) => {
    const finding = onlyFinding(withOption(path, value));
    expect([finding.code, finding.path, finding.fix]).toEqual(['wrong-type', path, 'write it as a string in quotes']);
  });

  test('whatever value a finding proposes instead would be accepted', () => {
    const values = [...refused, ...HOSTILE_TEXTS, '3.9.1', '3.10.4', '3.12.7', 'Debug', '-acme', 'acme-', '1-Shop_2'];
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

describe('environments.dev.gated', () => {
  test.each([true, false])('accepts %j', (value) => {
    expect(check(withOption('environments.dev.gated', value))).toEqual([]);
  });

  test.each([null, 0, 1, 'true', 'yes', '', [], {}])('refuses %j', (value) => {
    expect(check(withOption('environments.dev.gated', value))).toEqual(['environments.dev.gated wrong-type']);
  });

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

  test.each([null, 'prettier', {}, 1, true])('refuses %j for a list', (value) => {
    expect(check(withOption('devDeps', value))).toEqual(['devDeps wrong-type']);
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

  test.each(['https://user:hunter2@github.com/acme/shop', 'https://hunter2@github.com/acme/shop'])(
    'credentials in %j are called so, with what to do, and are not repeated',
    (value) => {
      const finding = onlyFinding(withOption('repoUrl', value));
      expect(finding.fix).toMatch(/^remove the credentials.*revoke them if they were committed$/);
      expect(JSON.stringify(finding)).not.toContain('hunter2');
    },
  );

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
