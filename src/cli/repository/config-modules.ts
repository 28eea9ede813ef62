import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { LIBRARY, LIBRARY_FOLDER } from '../../config/library';

/** Packages that a config uses but that cannot know its values. */
const NEUTRAL = new RegExp(`/node_modules/(?:${LIBRARY.name}|projen|constructs)/`);

/** The folder of the package that a file is in. */
const PACKAGE = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+\//;

/**
 * `.projenrc.ts` and the modules that it imports, in TypeScript or not, loaded the same way in every version of Node.js. It
 * keeps line numbers, needs no other process, and ignores the module type in package.json.
 */
export class ConfigModules {
  private readonly requireFrom: NodeJS.Require;
  private readonly path: string;
  private readonly compiled = new Map<string, string>();
  private readonly ran = new Set<string>();

  /**
   * @param root of the repository
   * @param path of the config file
   * @param text replaces the content of the config file
   */
  constructor(
    private readonly root: string,
    path: string,
    private readonly text?: string,
  ) {
    this.requireFrom = createRequire(path);
    this.path = this.requireFrom.resolve(path);
  }

  run(): void {
    // A cached file would not run again.
    delete this.requireFrom.cache[this.path];
    this.require();
  }

  /**
   * Runs everything that decides about the values again, as the next command will: the config, what it imports from the
   * repository, and packages that build on the library. Afterwards, the modules of the first run are in place again.
   */
  runAgain(): void {
    const { cache } = this.requireFrom;
    const first = this.deciding();
    for (const { filename } of first) {
      this.ran.add(filename);
      delete cache[filename];
    }
    try {
      this.require();
    } finally {
      for (const module of first) cache[module.filename] = module;
    }
  }

  /** Whether a file ran again. */
  decides(filename: string): boolean {
    return this.ran.has(filename);
  }

  private require(): void {
    const before = extensions['.ts'];
    extensions['.ts'] = (module, filename) => module._compile(this.compile(filename), filename);
    try {
      this.requireFrom(this.path);
    } finally {
      if (before) extensions['.ts'] = before;
      else delete extensions['.ts'];
    }
  }

  private compile(filename: string): string {
    const known = this.compiled.get(filename);
    if (known !== undefined) return known;
    const { transform } = require('sucrase') as typeof import('sucrase');
    const source = this.text !== undefined && filename === this.path ? this.text : readFileSync(filename, 'utf8');
    const { code } = transform(source, { transforms: ['imports', 'typescript'], filePath: filename });
    this.compiled.set(filename, code);
    return code;
  }

  private deciding(): NodeModule[] {
    const modules = reachable(this.requireFrom.cache[this.path]);
    const building = new Set(
      modules.filter(({ children }) => children.some(isNeutral)).map(({ filename }) => packageOf(filename)),
    );
    return modules.filter(({ filename }) => this.isOfRepository(filename) || building.has(packageOf(filename)));
  }

  private isOfRepository(filename: string): boolean {
    return filename.startsWith(`${this.root}${sep}`) && !filename.includes('/node_modules/');
  }
}

/** A module and those that it imports, except for the library and its own imports. */
function reachable(start: NodeModule | undefined): NodeModule[] {
  const found = new Set<NodeModule>();
  const visit = (module: NodeModule): void => {
    // A compiled addon can be loaded only once.
    if (found.has(module) || isNeutral(module) || module.filename.endsWith('.node')) return;
    found.add(module);
    module.children.forEach(visit);
  };
  if (start) visit(start);
  return [...found];
}

function isNeutral({ filename }: NodeModule): boolean {
  return NEUTRAL.test(filename) || filename.startsWith(`${LIBRARY_FOLDER}${sep}`);
}

function packageOf(filename: string): string {
  return PACKAGE.exec(filename)?.[0] ?? dirname(filename);
}

/** The hooks of CommonJS loaders, which Node.js exports without a type. */
const { _extensions: extensions } = require('node:module') as ModuleWithExtensions;

interface ModuleWithExtensions {
  readonly _extensions: Record<
    string,
    ((module: { _compile(code: string, filename: string): void }, filename: string) => void) | undefined
  >;
}
