import { createHash } from 'node:crypto';
import { check, onlyFinding, shop } from '../../support/config-check';
import { describeTexts, withOption } from '../../support/config-options';

/** The digest of something that was really hashed. */
const DIGEST = createHash('sha256').update('an image').digest('hex');

describeTexts({
  registry: {
    accepted: [
      'docker.io',
      'ghcr.io/acme/team/sub',
      'localhost',
      'localhost:5000',
      'localhost/acme',
      'registry:5000',
      'registry:5000/acme',
      'reg.example.com:8443/a_b/c.d/e-f/g__h',
      '10.0.0.1:5000/acme',
      'docker.io/acme',
      'ghcr.io/acme',
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
});

describe('a registry that no image can have', () => {
  test.each(['-docker.io/acme', 'docker-.io/acme', '.:5000/acme', '-:5000', 'docker.io:99999/acme'])(
    'is refused: %j',
    (value) => {
      expect(check(withOption('registry', value))).toEqual(['registry invalid-value']);
    },
  );

  test('is refused with a host that has a label of more than 63 characters', () => {
    expect(check(withOption('registry', `${'b'.repeat(63)}.io/acme`))).toEqual([]);
    expect(check(withOption('registry', `${'b'.repeat(64)}.io/acme`))).toEqual(['registry invalid-value']);
  });

  test('is refused with a path with which an image name is longer than the 255 characters of a reference', () => {
    expect(check(withOption('registry', `docker.io/${'a'.repeat(245)}`))).toEqual(['registry invalid-value']);
  });
});

describe('what a finding about an image says', () => {
  test.each(['0', 'a'])('a digest that is %j all over is called none, with what to do', (digit) => {
    const image = `docker.io/library/python:3.13.14-slim-trixie@sha256:${digit.repeat(64)}`;
    expect(onlyFinding(withOption('baseImage', image)).fix).toBe('remove the digest, or write the real one');
    expect(onlyFinding(withOption('baseImage', 'python:3.13')).fix).toBe('change baseImage');
  });

  test.each([
    ['acme', "use 'docker.io/acme' for Docker Hub"],
    ['acme/team', "use 'docker.io/acme/team' for Docker Hub"],
    ['Acme', "use 'docker.io/acme' for Docker Hub"],
    ['docker.io/Acme', "use 'docker.io/acme'"],
    ['GHCR.io/acme', "use 'ghcr.io/acme'"],
    ['https://ghcr.io/acme', "use 'ghcr.io/acme'"],
    ['http://localhost:5000', "use 'localhost:5000'"],
    ['ghcr.io/acme/', "use 'ghcr.io/acme'"],
    [' ghcr.io/acme', "use 'ghcr.io/acme'"],
    ['docker.io/acme:latest', "use 'docker.io/acme'"],
    ['registry:5000/acme:1.0', "use 'registry:5000/acme'"],
    ['docker.io/acme:1.0@sha256:0123', "use 'docker.io/acme'"],
    [
      'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/Acme/',
      "use '123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme'",
    ],
    ['https://europe-west1-docker.pkg.dev/project/repo/', "use 'europe-west1-docker.pkg.dev/project/repo'"],
    ['user@docker.io/acme', 'change registry'],
    ['docker.io/a..b', 'change registry'],
  ])('of the registry %j: %s', (value, fix) => {
    const finding = onlyFinding(withOption('registry', value));
    expect(finding.fix).toBe(fix);
    expect(finding.must).toBe(
      "begin with the registry's host and be lower case, without a tag, such as 'docker.io/acme'",
    );
  });
});

test.each([
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme',
  'europe-west1-docker.pkg.dev/project/repo',
  'europe-west1-docker.pkg.dev/acme-prod/market',
])('registry accepts %j, with what the cloud has to know or a password', (registry) => {
  expect(check(shop({ registry, delivery: { registryLogin: 'password' } }))).toEqual([]);
});
