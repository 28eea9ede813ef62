import { renderDevContainer } from '../../src/render/dev-container';
import { renderEditorSettings } from '../../src/render/editors';
import { DEFAULT, repositoryOf } from '../support/render-cases';

type Options = Parameters<typeof repositoryOf>[0];

const APPS: Options = { ...DEFAULT, apps: { api: {}, jobs: { port: 8080, pythonVersion: '3.12' } } };

/** The files by path, without their header. */
function files(render: typeof renderDevContainer, options: Options): Record<string, unknown> {
  const rendered = render(repositoryOf(options)).map(({ path, content }) => {
    const [first, second, ...lines] = content.split('\n');
    const text = lines.join('\n');
    if (!path.endsWith('Dockerfile')) {
      expect(first).toMatch(/^\/\/ Generated from \.projenrc\.ts \(\w+\)\. `npx projen` overwrites edits\.$/);
      expect(second).toBe(`// What to change instead: make owners FILE=${path}`);
    }
    return [path, path.endsWith('Dockerfile') ? content : (JSON.parse(text) as unknown)];
  });
  return Object.fromEntries(rendered) as Record<string, unknown>;
}

describe('editor settings', () => {
  test('are an offer', () => {
    expect(renderEditorSettings(repositoryOf(APPS))).toEqual([]);
  });

  test('let pyright find the code, tests, and packages of each app, and no other app', () => {
    expect(files(renderEditorSettings, { ...APPS, editorSettings: true })['pyrightconfig.json']).toEqual({
      include: ['apps/api', 'apps/jobs'],
      exclude: ['**/.*', '**/__pycache__', '**/node_modules'],
      ignore: ['**/gitops_runtime', '**/test/gitops_contract.py', '**/test/integration_test.py'],
      executionEnvironments: [
        {
          root: 'apps/api/test',
          extraPaths: ['apps/api/src', 'apps/api/.venv/site-packages'],
          pythonVersion: '3.13',
        },
        { root: 'apps/api/src', extraPaths: ['apps/api/.venv/site-packages'], pythonVersion: '3.13' },
        {
          root: 'apps/jobs/test',
          extraPaths: ['apps/jobs/src', 'apps/jobs/.venv/site-packages'],
          pythonVersion: '3.12',
        },
        { root: 'apps/jobs/src', extraPaths: ['apps/jobs/.venv/site-packages'], pythonVersion: '3.12' },
      ],
    });
  });

  test('have a workspace with a folder for each app, and nothing in .vscode', () => {
    const all = files(renderEditorSettings, { ...APPS, editorSettings: true });
    expect(Object.keys(all)).toEqual(['pyrightconfig.json', 'shop.code-workspace']);
    expect(all['shop.code-workspace']).toMatchObject({
      folders: [
        { name: 'api', path: 'apps/api' },
        { name: 'jobs', path: 'apps/jobs' },
        { name: 'shop (repository)', path: '.' },
      ],
      settings: { 'python.defaultInterpreterPath': '${workspaceFolder}/.venv/bin/python' },
    });
  });
});

describe('a dev container', () => {
  test('is an offer', () => {
    expect(renderDevContainer(repositoryOf(APPS))).toEqual([]);
  });

  test('has the ports of the apps, a cache, and installs what make check needs', () => {
    expect(files(renderDevContainer, { ...APPS, devContainer: true })['.devcontainer/devcontainer.json']).toEqual({
      name: 'shop',
      build: { dockerfile: 'Dockerfile' },
      remoteUser: 'vscode',
      mounts: ['source=shop-cache,target=/home/vscode/.cache,type=volume'],
      containerEnv: { UV_LINK_MODE: 'copy' },
      forwardPorts: [5000, 8080],
      postCreateCommand: 'npm ci --no-audit --no-fund && make setup tools',
      customizations: {
        vscode: { extensions: ['charliermarsh.ruff', 'ms-python.mypy-type-checker', 'ms-python.python'] },
      },
    });
  });

  test.each([
    [undefined, 'docker.io/library/node:24-trixie-slim', 'docker.io/library/python:3.13.14-slim-trixie'],
    [
      'mirror.acme.example/library/python:3.13.14-slim-trixie',
      'mirror.acme.example/library/node:24-trixie-slim',
      'mirror.acme.example/library/python:3.13.14-slim-trixie',
    ],
    [
      'registry.acme.example/platform/base:1.2.3',
      'docker.io/library/node:24-trixie-slim',
      'registry.acme.example/platform/base:1.2.3',
    ],
  ])('starts from the base image %s, and takes Node.js from the mirror of Python', (baseImage, node, python) => {
    const rendered = files(renderDevContainer, { ...APPS, devContainer: true, ...(baseImage ? { baseImage } : {}) });
    const lines = String(rendered['.devcontainer/Dockerfile']).split('\n');
    expect(lines.filter((line) => line.startsWith('FROM '))).toEqual([`FROM ${node} AS node`, `FROM ${python}`]);
    expect(lines.slice(0, 2)).toEqual([
      '# check=error=true',
      '# Generated from .projenrc.ts (devContainer). `npx projen` overwrites edits.',
    ]);
  });
});
