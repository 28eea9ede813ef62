import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import * as ts from 'typescript';

const SRC = join(__dirname, '..', '..', '..', 'src');

function sources(folder = SRC): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

/** What projen does not offer as API; a new version of projen may change it. */
const INTERNALS = [
  'synthesizeContent',
  'projen/lib/_resolve',
  'projen/lib/cleanup',
  '__new__',
  'PROJEN_MARKER',
  'FILE_MANIFEST',
];

/** Names that are needed elsewhere, with the reason. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  // The hidden option comes in with the others, and must not be frozen.
  'project/projen/creation.ts': ['__new__'],
};

test('one file touches what projen does not offer as API', () => {
  const found = sources().flatMap((path) => {
    const name = relative(SRC, path);
    const text = readFileSync(path, 'utf8');
    return INTERNALS.filter((word) => text.includes(word) && !ALLOWED[name]?.includes(word)).map(
      (word) => `${name}: ${word}`,
    );
  });
  expect(found.filter((line) => !line.startsWith('project/projen/internals.ts: '))).toEqual([]);
  // The list means something only as long as that file has what it names.
  expect(found).toContain('project/projen/internals.ts: synthesizeContent');
});

test('what is rendered, checked and compared knows nothing of projen', () => {
  const pure = sources().filter((path) => /^(config|files|render|releases\/files)\//.test(relative(SRC, path)));
  const wrong = pure.flatMap((path) =>
    importsOf(path)
      .filter(({ specifier }) => /^projen|\/projen\//.test(specifier))
      .map(({ specifier }) => `${relative(SRC, path)} imports ${specifier}`),
  );
  expect(wrong).toEqual([]);
  expect(pure.length).toBeGreaterThan(20);
});

test('what is rendered touches no disk and starts no program; only templates are read', () => {
  const pure = sources().filter((path) => /^(config|releases\/files|render|files\/tree)\//.test(relative(SRC, path)));
  const wrong = pure.flatMap((path) =>
    importsOf(path)
      .filter(({ specifier }) => /^(node:)?(fs|child_process|os|process|http)/.test(specifier))
      .map(() => relative(SRC, path)),
  );
  expect(wrong).toEqual(['files/tree/templates.ts']);
});

test('git is started in one place, beside those that need one command and read no commits', () => {
  const starting = sources().filter((path) =>
    /\b(?:spawn|spawnSync|execFile)\(\s*'git'/.test(readFileSync(path, 'utf8')),
  );
  expect(starting.map((path) => relative(SRC, path)).sort()).toEqual([
    'cli/owners.ts',
    'cli/secret-value.ts',
    'files/disk/committed.ts',
    'files/disk/saved-edits.ts',
    'clients/git/process.ts',
    'clients/git/remote.ts',
    'checks/validation/source-tree.ts',
  ]);
});

test('who reads git knows nothing else, and who delivers knows that and releases', () => {
  const outside = (folder: string): string[] => {
    const found = sources(join(SRC, folder)).flatMap((path) =>
      importsOf(path)
        .filter(({ specifier }) => specifier.startsWith('../'))
        .map(({ specifier }) => specifier.split('/')[1]),
    );
    return [...new Set(found)].sort();
  };
  expect([outside('git'), outside('delivery')]).toEqual([[], ['git', 'release']]);
});

interface Import {
  readonly specifier: string;
  readonly line: number;
}

/** What a file loads: imports and re-exports with a value, `require` and `import()`. Types alone load nothing. */
function importsOf(path: string): Import[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
  const found: Import[] = [];
  const add = (node: ts.Node): void => {
    if (!ts.isStringLiteral(node)) return;
    found.push({ specifier: node.text, line: file.getLineAndCharacterOfPosition(node.getStart()).line + 1 });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      if (!isTypeOnly(node.importClause)) add(node.moduleSpecifier);
    } else if (ts.isExportDeclaration(node)) {
      if (node.moduleSpecifier && !node.isTypeOnly) add(node.moduleSpecifier);
    } else if (ts.isCallExpression(node) && node.arguments.length === 1) {
      const { expression } = node;
      const isRequire = ts.isIdentifier(expression) && expression.text === 'require';
      if (isRequire || expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0]);
    }
    // `import('x')` as a type is no call, and so not met here.
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.isTypeOnly) return true;
  const named = clause.namedBindings;
  if (clause.name || !named || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
}

/** Files that a file of src loads, from src. */
function loads(path: string): string[] {
  return importsOf(path)
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier, line }) => {
      const base = resolve(dirname(path), specifier.replace(/\.js$/, ''));
      const target = [`${base}.ts`, join(base, 'index.ts')].find(existsSync);
      if (!target) throw new Error(`${relative(SRC, path)}:${line} imports ${specifier}, which is no file of src`);
      return target;
    });
}

/** The first cycle that is met, as the files along it. */
function findCycle(files: readonly string[], next: (file: string) => string[]): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): string[] | undefined => {
    const at = trail.indexOf(file);
    if (at >= 0) return [...trail.slice(at), file];
    if (done.has(file)) return undefined;
    for (const target of next(file)) {
      const cycle = visit(target, [...trail, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of files) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

test('no file of src loads itself through others', () => {
  const cycle = findCycle(sources(), loads);
  expect(cycle?.map((path) => relative(SRC, path)).join(' -> ')).toBeUndefined();
});

test('a cycle would be found', () => {
  const graph: Record<string, string[]> = { a: ['b', 'c'], b: ['d'], c: ['e'], d: [], e: ['c', 'd'] };
  expect(findCycle(Object.keys(graph), (file) => graph[file])).toEqual(['c', 'e', 'c']);
  expect(findCycle(['a', 'b', 'd'], (file) => (file === 'a' ? ['b', 'd'] : []))).toBeUndefined();
});

test('imports are found in each form, and types are not', () => {
  const [main, session] = ['cli/main.ts', 'project/session.ts'].map((path) => importsOf(join(SRC, path)));
  expect(main.map(({ specifier }) => specifier)).toContain('./release.js');
  // It imports one type.
  expect(session).toEqual([]);
  expect(importsOf(join(SRC, 'project/projen/internals.ts')).map(({ specifier }) => specifier)).toContain(
    'projen/lib/_resolve',
  );
});
