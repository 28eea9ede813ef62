import { check, onlyFinding } from '../../support/config-check';
import { describeTexts, stretchable, withOption } from '../../support/config-options';
import { NOT_TEXT } from '../../support/config-values';

describeTexts({
  'apps.web.systemPackages[0]': {
    accepted: [
      'a1',
      'libpq5',
      'g++',
      'libstdc++6',
      'python3.13',
      'libpq5=17.*',
      'libpq5=*',
      'libpq5=17+',
      `${'a'.repeat(251)}=1.2`,
      'libpq5=1:2.3~rc1-1+deb13u1',
      'tzdata=2025b-4+deb13u1',
    ],
    refused: [
      `${'a'.repeat(252)}=1.2`,
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
      'libpq5=17-',
      'libpq5=-1',
      'libpq5=:1',
    ],
  },
});

describeTexts({
  'apps.web.sourcePackages[0]': {
    accepted: ['a', 'docopt', 'PyYAML', 'zope.interface', 'ruamel_yaml-clib', '3to2', 'a'.repeat(128)],
    refused: [
      '',
      ':all:',
      ':none:',
      'docopt==0.6.2',
      'docopt>=0.6',
      'uvicorn[standard]',
      'docopt,future',
      'docopt future',
      '-docopt',
      'docopt-',
      '.',
      './docopt',
      'docopt.',
      '--no-index',
      'docopt\n',
      '$(id)',
      'döcopt',
      'docopt @ https://pypi.acme.example/docopt.tar.gz',
      'a'.repeat(129),
    ],
  },
});

test('a source package with a version gets the exact message', () => {
  expect(onlyFinding(withOption('apps.web.sourcePackages', ['future', 'docopt==0.6.2']))).toEqual({
    code: 'invalid-value',
    path: 'apps.web.sourcePackages[1]',
    must: "be the name of a Python package without a version, such as 'docopt', at most 128 characters",
    got: '"docopt==0.6.2"',
    fix: 'change apps.web.sourcePackages[1]',
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
    'a'.repeat(214),
    `@${'a'.repeat(106)}/${'b'.repeat(106)}@1`,
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
    'prettier@^3\u0000',
    'prettier@\u001b[31m',
    'a'.repeat(215),
    `@${'a'.repeat(106)}/${'b'.repeat(107)}@1`,
  ])('refuses %j and names its place', (value) => {
    expect(check(withOption('devDeps', ['a', value]))).toEqual(['devDeps[1] invalid-value']);
  });

  test('have a limit: no entry can grow without end, and a version is 2048 characters at most', () => {
    const accepted = ['prettier', 'prettier@^3', '@org/python-gitops-app@file:/some/where/library.tgz'];
    expect(stretchable('devDeps[0]', accepted)).toEqual([]);
    expect(check(withOption('devDeps', [`a@${'1'.repeat(2048)}`]))).toEqual([]);
    expect(check(withOption('devDeps', [`a@${'1'.repeat(2049)}`]))).toEqual(['devDeps[0] invalid-value']);
  });

  test('refuses a name that npm would take for one of its flags', () => {
    expect(check(withOption('devDeps', ['-g']))).toEqual(['devDeps[0] invalid-value']);
  });

  test.each(NOT_TEXT)('refuses the entry %j', (value) => {
    expect(check(withOption('devDeps', [value]))).toEqual(['devDeps[0] wrong-type']);
  });
});
