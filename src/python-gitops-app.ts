import type { FileBase } from 'projen';
import { Project } from 'projen/lib/project';
import type { PythonGitOpsAppOptions } from './config/options';
import { askedManager, PACKAGE_MANAGERS } from './config/package-managers';
import { configureProjenFiles } from './project/projen/files';
import { baseOptions } from './project/projen/internals';
import { RcFile } from './project/projen/rc-file';
import { takeOver } from './project/session';

/**
 * A repository of Python services that Argo CD deploys: Dockerfile, Makefile, tests, Kustomize base and overlays,
 * Argo CD Applications, CI workflow and documents, all derived from `.projenrc.ts`.
 *
 * @pjid python-gitops-app
 */
export class PythonGitOpsApp extends Project {
  /**
   * The options as they were given.
   *
   * @internal
   */
  readonly _options: PythonGitOpsAppOptions;

  /**
   * projen's files that are part of the tree; whatever is added later writes by itself.
   *
   * @internal
   */
  readonly _files: readonly FileBase[];

  constructor(options: PythonGitOpsAppOptions) {
    // A command runs in the folder of `.projenrc.ts`; without one, projen's own rule keeps tests out of the checkout.
    super(baseOptions({ ...options, outdir: options.outdir ?? (takeOver() ? process.cwd() : undefined) }));
    this._options = options;
    new RcFile(this);
    // A manager that there is none of is a finding later; projen's files are set up before.
    configureProjenFiles(this, askedManager(options) ?? PACKAGE_MANAGERS.npm);
    this._files = this.files;
  }

  /**
   * Renders everything, checks everything, then writes: on an error nothing is changed.
   */
  public synth(): void {
    const handler = takeOver();
    if (handler) {
      handler(this);
      return;
    }
    // Loaded here: a command that takes the project over has its own copy of all this.
    const { synthesize } = require('./project/synthesis/synthesis') as typeof import('./project/synthesis/synthesis');
    synthesize(this);
  }
}
