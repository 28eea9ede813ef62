import semver from 'semver';
import type { Finding } from '../../src/common/findings';
import { isTag } from '../../src/common/image-reference';
import { CONTAINER_USER, DEFAULT_WORKLOAD, initialTag, positionOf, VERSIONS } from '../../src/config/defaults';
import { STRUCTS } from '../../src/config/definitions';
import { APP } from '../../src/config/definitions/app';
import { ARGOCD } from '../../src/config/definitions/argocd';
import { REPOSITORY } from '../../src/config/definitions/repository';
import { SETTINGS } from '../../src/config/definitions/settings';
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

const APPLIED = Object.values(STRUCTS).flatMap(({ name, options }) =>
  Object.entries(options).flatMap(([option, { rule, default: byDefault, byPosition = {} }]) =>
    [byDefault, ...Object.values(byPosition)]
      .filter((value) => value !== undefined)
      .map((value) => [`${name}.${option}`, value, rule] as const),
  ),
);

describe('the defaults', () => {
  test.each(APPLIED)('of %s are values that a user may set: %j', (_name, value, rule) => {
    const findings: Finding[] = [];
    rule(value, 'x', (finding) => void findings.push(finding));
    expect(findings).toEqual([]);
  });

  test('make a valid config together', () => {
    const environments = Object.fromEntries(
      (['first', 'between', 'last'] as const).map((position) => [
        position,
        {
          replicas: SETTINGS.options.replicas.byPosition[position],
          memory: SETTINGS.options.memory.byPosition[position],
          logLevel: SETTINGS.options.logLevel.byPosition[position],
          cpu: SETTINGS.options.cpu.default,
          // A gated environment has no branch.
          ...(position === 'last' ? {} : { branch: REPOSITORY.options.defaultBranch.default }),
        },
      ]),
    );
    const { defaultBranch, pythonVersion } = REPOSITORY.options;
    const port = APP.options.port.default;
    expect(
      validate({
        name: 'shop',
        defaultBranch: defaultBranch.default,
        pythonVersion: pythonVersion.default,
        argocd: { namespace: ARGOCD.options.namespace.default },
        environments,
        apps: { web: { port, workloads: { [DEFAULT_WORKLOAD]: { port } } } },
      }),
    ).toEqual([]);
  });
});

describe('the fixed values', () => {
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
