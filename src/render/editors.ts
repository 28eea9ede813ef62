import type { App, Repository } from '../config/model';
import { withHeader } from '../files/tree/header';
import type { TreeFile } from '../files/tree/tree';

const OPTION = 'editorSettings';

/** Extensions that read the settings of the apps: interpreter, types, and style. */
export const EXTENSIONS = ['charliermarsh.ruff', 'ms-python.mypy-type-checker', 'ms-python.python'] as const;

/**
 * Renders what editors need to find the code and packages of each app from the root, if `editorSettings` is set. Both
 * files allow comments. `.vscode/` stays the team's.
 *
 * @see https://microsoft.github.io/pyright/#/configuration
 * @see https://code.visualstudio.com/docs/editing/workspaces/multi-root-workspaces
 */
export function renderEditorSettings(repository: Repository): TreeFile[] {
  if (!repository.editorSettings) return [];
  const { name, apps } = repository;
  const pyright = {
    include: apps.map((app) => `apps/${app.name}`),
    exclude: ['**/.*', '**/__pycache__', '**/node_modules'],
    // Generated files, which the library checks with mypy. Your code still uses their types.
    ignore: ['**/gitops_runtime', '**/test/gitops_contract.py', '**/test/integration_test.py'],
    // Apps have modules of the same name, so each folder finds only those of its app.
    executionEnvironments: apps.flatMap(environmentsOf),
  };
  const workspace = {
    folders: [
      ...apps.map((app) => ({ name: app.name, path: `apps/${app.name}` })),
      { name: `${name} (repository)`, path: '.' },
    ],
    settings: {
      'files.exclude': { '**/.venv': true, '**/__pycache__': true },
      'mypy-type-checker.importStrategy': 'fromEnvironment',
      // Each folder has the interpreter of its app.
      'python.defaultInterpreterPath': '${workspaceFolder}/.venv/bin/python',
      'python.testing.pytestEnabled': true,
      'ruff.importStrategy': 'fromEnvironment',
    },
    extensions: { recommendations: EXTENSIONS },
  };
  return [jsonFile('pyrightconfig.json', OPTION, pyright), jsonFile(`${name}.code-workspace`, OPTION, workspace)];
}

/** Code and tests of an app. The folder of an environment comes first in its search path. */
function environmentsOf({ name, pythonVersion }: App): object[] {
  const folder = `apps/${name}`;
  // A link that scripts/setup.sh makes: its path is the same for all versions of Python.
  const packages = `${folder}/.venv/site-packages`;
  return [
    { root: `${folder}/test`, extraPaths: [`${folder}/src`, packages], pythonVersion },
    { root: `${folder}/src`, extraPaths: [packages], pythonVersion },
  ];
}

/** A generated file of JSON with comments. */
export function jsonFile(path: string, option: string, value: object): TreeFile {
  const content = withHeader(path, option, `${JSON.stringify(value, undefined, 2)}\n`, 'slashes');
  return {
    path,
    content,
    owner: 'generated',
    option,
    optedInBy: option,
    instead: `Set ${option}: false, then write your own.`,
  };
}
