import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { VERSIONS } from '../../../src/config/defaults';
import { resolve } from '../../../src/config/resolve';
import { validate } from '../../../src/config/validate';
import { fillTemplate, readTemplate, renderDocument, selectParts } from '../../../src/files/tree/templates';
import type { TreeFile } from '../../../src/files/tree/tree';
import { reconcileReleases } from '../../../src/releases/files/reconcile';
import { renderRepository } from '../../../src/render/repository';
import { partsOf, SAMPLES } from '../../../src/render/samples';

const TEMPLATES = join(__dirname, '..', '..', '..', 'templates');

/** Locks contain hashes, which may contain a sample by chance; they are copied as they are. */
const LOCK = /\/requirements[^/]*\.txt$/;

/** A sentence about the port of another program, and the command of the default server, which is its own sample. */
const FACT = /port 5000 often belongs to the AirPlay Receiver|^exec python -m gitops_runtime$/;

/** A repository in which no value equals a sample. */
function renderOther(): TreeFile[] {
  const options = {
    name: 'bazaar',
    repoUrl: 'https://github.com/acme/bazaar',
    registry: 'ghcr.io/acme',
    pythonVersion: '3.11',
    packageIndex: 'https://pypi.acme.example/simple',
    packageManager: 'pnpm',
    environments: { one: {}, two: {}, three: {} },
    apps: {
      stall: {
        port: 7070,
        callable: 'bazaar.stall:application',
        systemPackages: ['libpq5'],
        buildSecrets: { PIP_NETRC: '/root/.netrc' },
        workloads: { web: {}, back: { port: 7171 } },
      },
      till: { port: 7272, callable: 'bazaar.till:application' },
    },
  };
  expect(validate(options)).toEqual([]);
  const repository = resolve(options);
  const nothing = (): undefined => undefined;
  const never = (finding: unknown): void => {
    throw new Error(JSON.stringify(finding));
  };
  const releases = repository.apps.map(
    (app) => [app.name, reconcileReleases(repository, app, nothing, never)] as const,
  );
  return renderRepository(repository, new Map(releases));
}

function templateFiles(folder = TEMPLATES): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? templateFiles(path) : [relative(TEMPLATES, path)];
  });
}

describe('a template', () => {
  test('is read as it is', () => {
    expect(readTemplate('app/Dockerfile')).toBe(readFileSync(join(TEMPLATES, 'app', 'Dockerfile'), 'utf8'));
  });

  test('that does not exist is an error that names it', () => {
    expect(() => readTemplate('app/Nothing')).toThrow(/Nothing/);
    expect(existsSync(join(TEMPLATES, 'app', 'Nothing'))).toBe(false);
  });

  test('has every sample replaced, everywhere', () => {
    const text = readTemplate('app/Dockerfile');
    const filled = fillTemplate('app/Dockerfile', { [SAMPLES.app]: 'stall', [SAMPLES.port]: '7070' });
    expect(text).toContain(SAMPLES.app);
    expect(filled).toBe(text.replaceAll(SAMPLES.app, 'stall').replaceAll(SAMPLES.port, '7070'));
  });

  test('takes a value literally, even with another sample or a replacement pattern in it', () => {
    const text = readTemplate('app/Dockerfile');
    for (const value of [`${SAMPLES.port}-${SAMPLES.app}`, '$&', "$'", '$1', '\\n', '']) {
      const filled = fillTemplate('app/Dockerfile', { [SAMPLES.app]: value, [SAMPLES.port]: '7070' });
      const parts = text.split(SAMPLES.app).map((part) => part.replaceAll(SAMPLES.port, '7070'));
      expect(filled).toBe(parts.join(value));
    }
  });

  test('takes the dots of a sample literally', () => {
    const text = readTemplate('app/Dockerfile');
    expect(fillTemplate('app/Dockerfile', { '...': 'x' })).toBe(text.replaceAll('...', 'x'));
  });

  test('without samples stays as it is', () => {
    expect(fillTemplate('app/Dockerfile', {})).toBe(readTemplate('app/Dockerfile'));
  });
});

describe('a part of a template', () => {
  const text = [
    'first',
    '# begin one',
    'in one',
    '# end one',
    'between',
    '# begin two',
    '# begin',
    'x',
    '# end two',
    '',
  ].join('\n');

  test.each([
    [{ one: true, two: true }, 'first\nin one\nbetween\n# begin\nx\n'],
    [{ one: true, two: false }, 'first\nin one\nbetween\n'],
    [{ one: false, two: true }, 'first\nbetween\n# begin\nx\n'],
    [{ one: false, two: false }, 'first\nbetween\n'],
  ])('is present or not, always without its comments: %j', (wanted, expected) => {
    expect(selectParts(text, wanted)).toBe(expected);
  });

  test('that is unknown is an error', () => {
    expect(() => selectParts(text, { one: true })).toThrow('unknown template part: two');
    expect(() => selectParts('# begin toString\n# end toString\n', {})).toThrow(/toString/);
  });

  test('is decided in every template that has one', () => {
    // The parts of rules are those of another renderer, which has its own tests.
    const own = templateFiles().filter((path) => !path.startsWith('argo/'));
    const found = own.flatMap((path) =>
      [...readTemplate(path).matchAll(/^# (?:begin|end) (\w+)$/gm)].map(([, name]) => name),
    );
    const repository = resolve({ name: 'bazaar', apps: { stall: {} } });
    expect([...new Set(found)].sort()).toEqual(Object.keys(partsOf(repository, repository.apps[0])).sort());
  });

  test('leaves no such comment in the output', () => {
    const marked = renderOther().filter(({ content }) => /^\s*# (?:begin|end) \w+$/m.test(content));
    expect(marked.map(({ path }) => path)).toEqual([]);
  });
});

describe('a document', () => {
  test('has its values as they are, without HTML escaping', () => {
    const text = renderDocument('docs/README.md', { name: `a<b>&"c'`, apps: [], environments: [], notSet: [] });
    expect(text).toContain(`a<b>&"c'`);
    expect(text).not.toMatch(/&(?:lt|gt|amp|quot|#39);/);
  });
});

/** A pinned archive, whose name contains the version that it was pinned for. */
const HASH = /^[0-9a-f]{64} {2}/;

describe('the sample values', () => {
  test('do not start with one another, since the first match is taken', () => {
    const samples = Object.values(SAMPLES);
    const ambiguous = samples.filter((a) => samples.some((b) => a !== b && b.startsWith(a)));
    expect(ambiguous).toEqual([]);
  });

  test('are each used in a template', () => {
    const texts = templateFiles().map((path) => readFileSync(join(TEMPLATES, path), 'utf8'));
    const unused = Object.entries(SAMPLES).filter(([, sample]) => !texts.some((text) => text.includes(sample)));
    expect(unused).toEqual([]);
  });

  test('are in no file of a repository with other values', () => {
    jest.replaceProperty(VERSIONS, 'kustomize', '9.8.7' as typeof VERSIONS.kustomize);
    jest.replaceProperty(VERSIONS, 'kubeseal', '9.8.6' as typeof VERSIONS.kubeseal);
    jest.replaceProperty(VERSIONS, 'uv', '9.8.5' as typeof VERSIONS.uv);
    const left = renderOther()
      .filter(({ path }) => !LOCK.test(path))
      .flatMap(({ path, content }) =>
        content
          .split('\n')
          .filter(
            (line) =>
              !HASH.test(line) && !FACT.test(line) && Object.values(SAMPLES).some((sample) => line.includes(sample)),
          )
          .map((line) => `${path}: ${line.trim()}`),
      );
    jest.restoreAllMocks();
    expect(left).toEqual([]);
  });

  test('have no general header: each file has its own', () => {
    const general = renderOther().filter(({ content }) => /Generated by @org/.test(content));
    expect(general.map(({ path }) => path)).toEqual([]);
  });

  test('become the values of the repository', () => {
    const content = (path: string): string => renderOther().find((one) => one.path === path)?.content ?? '';
    expect(content('apps/stall/Dockerfile')).toMatch(/^EXPOSE 7070$/m);
    expect(content('apps/till/Dockerfile')).toMatch(/^EXPOSE 7272$/m);
    expect(content('apps/stall/Dockerfile')).toContain('3.11');
    expect(content('Makefile')).toContain('stall till');
  });
});
