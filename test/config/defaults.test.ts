import semver from 'semver';
import { isTag } from '../../src/common/image-reference';
import { CONTAINER_USER, DEFAULTS, initialTag, positionOf, VERSIONS } from '../../src/config/defaults';
import { validate } from '../../src/config/validate';

describe('the place of an environment', () => {
  test.each([
    [1, ['first']],
    [2, ['first', 'last']],
    [3, ['first', 'between', 'last']],
    [4, ['first', 'between', 'between', 'last']],
  ])('of %d environments is %p', (count, expected) => {
    expect(Array.from({ length: count }, (_, index) => positionOf(index, count))).toEqual(expected);
  });
});

describe('the tag of an environment that was never released', () => {
  test('is the seed’s', () => {
    expect(initialTag('dev', 'first')).toBe('dev-latest');
    expect(initialTag('staging', 'between')).toBe('staging-latest');
    expect(initialTag('prod', 'last')).toBe('v1.0.0');
  });

  test('is a tag for the longest name of an environment', () => {
    expect(isTag(initialTag('e'.repeat(40), 'first'))).toBe(true);
  });
});

describe('the table of defaults', () => {
  test('holds values that a user may write, too', () => {
    const environments = Object.fromEntries(
      (['first', 'between', 'last'] as const).map((position) => [
        position,
        {
          replicas: DEFAULTS.replicas[position],
          memory: DEFAULTS.memory[position],
          logLevel: DEFAULTS.logLevel[position],
          cpu: DEFAULTS.cpu,
          // A gated environment has no branch.
          ...(position === 'last' ? {} : { branch: DEFAULTS.defaultBranch }),
        },
      ]),
    );
    const { defaultBranch, pythonVersion, argocdNamespace: namespace, port, workload } = DEFAULTS;
    expect(
      validate({
        name: 'shop',
        defaultBranch,
        pythonVersion,
        argocd: { namespace },
        environments,
        apps: { web: { port, workloads: { [workload]: { port } } } },
      }),
    ).toEqual([]);
    expect(
      validate({ name: 'shop', environments: Object.fromEntries(DEFAULTS.environments.map((e) => [e, {}])) }),
    ).toEqual([]);
  });

  test('names tools by an exact version, or by the range that the tool itself asks for', () => {
    expect(semver.valid(VERSIONS.kustomize)).toBe(VERSIONS.kustomize);
    expect(VERSIONS.podSecurity).toMatch(/^v1\.\d+$/);
    expect(VERSIONS.node).toMatch(/^\d+$/);
    expect(semver.validRange(VERSIONS.typescript)).not.toBeNull();
  });

  test('has a user for containers that no node has', () => {
    expect(CONTAINER_USER).toBeGreaterThan(10_000);
    expect(Number.isInteger(CONTAINER_USER)).toBe(true);
  });
});
